package org.jmpi.comm;

import org.jmpi.error.EngineException;
import org.jmpi.fault.Decision;
import org.jmpi.p2p.Operation;

/**
 * An agreement under way (ULFM, MPI_Comm_iagree). What was decided is there also when it ends with
 * an error of class PROC_FAILED.
 */
public final class AgreeOperation extends Operation {
  private Agreed agreed;
  private Decision decision;

  AgreeOperation() {
    begin(null);
  }

  /** What was decided; null until then. */
  public Agreed agreed() {
    return agreed;
  }

  Decision decision() {
    return decision;
  }

  /**
   * @param error null when the operation ends well
   */
  void finish(Decision decided, Agreed result, EngineException error) {
    decision = decided;
    agreed = result;
    if (error == null) {
      succeed();
    } else {
      fail(error);
    }
  }
}
