package mpi;

import org.jmpi.comm.AgreeOperation;
import org.jmpi.error.EngineException;

/** An agreement under way ({@link Comm#iAgree}, {@link Comm#iAgreeFailed}). */
public final class AgreementRequest extends CommCollectives.CollectiveRequest {
  private final AgreeOperation agreeing;

  AgreementRequest(CommHandle comm, String call, AgreeOperation operation) {
    super(comm, call, operation);
    this.agreeing = operation;
  }

  /**
   * What was agreed on, also when the request ended with ERR_PROC_FAILED; null until it is done.
   */
  public Agreement getAgreement() {
    return of(agreeing);
  }

  static Agreement of(AgreeOperation operation) {
    return operation.isDone() ? new Agreement(operation.agreed()) : null;
  }

  @Override
  MPIException raise(String completer, EngineException e) {
    return Errors.raise(comm(), describe(completer), e, of(agreeing));
  }
}
