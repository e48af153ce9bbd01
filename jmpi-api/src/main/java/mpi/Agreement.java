package mpi;

import org.jmpi.comm.Agreed;

/**
 * What the members of a communicator have agreed on (ULFM, MPI_Comm_agree): equal at all of them,
 * also where the call raised an error.
 */
public final class Agreement {
  private final Agreed agreed;

  Agreement(Agreed agreed) {
    this.agreed = agreed;
  }

  /** Bitwise and of the flags that the members gave. */
  public int getValue() {
    return agreed.value();
  }

  /** The members that are dead, in rank order; of an intercommunicator those of both groups. */
  public Group getFailed() {
    return new Group(agreed.failed());
  }

  /**
   * True when a member is dead whose failure not every member had acknowledged ({@link
   * Comm#ackFailed}): then {@link Comm#agree} raises ERR_PROC_FAILED at all members.
   */
  public boolean hasUnacknowledgedFailures() {
    return agreed.hasUnacknowledged();
  }
}
