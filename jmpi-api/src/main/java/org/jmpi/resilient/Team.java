package org.jmpi.resilient;

import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * The processes after one repair: all, the working ranks' one, and a second of theirs that the
 * program does not see, for checkpoints. The last two are null at spares.
 */
record Team(Crew crew, Roster roster, Intracomm comm, Intracomm side) {

  /** A communicator of all. */
  Intracomm everyone() {
    return crew.comm();
  }

  /**
   * Makes the communicators, by calls on that of all alone: so to revoke that one is enough to end
   * them. Collective over it; not to be used before all members have agreed that they have them.
   */
  static Team form(Crew crew, Roster roster) throws MPIException {
    Intracomm everyone = crew.comm();
    int rank = roster.rankOf(crew.position());
    int colour = rank < 0 ? MPI.UNDEFINED : 0;
    Intracomm comm = everyone.split(colour, rank);
    try {
      Intracomm side = everyone.split(colour, rank);
      if (rank < 0) {
        return new Team(crew, roster, null, null);
      }
      comm.setErrhandler(MPI.ERRORS_RETURN);
      side.setErrhandler(MPI.ERRORS_RETURN);
      return new Team(crew, roster, comm, side);
    } catch (MPIException e) {
      if (rank >= 0) {
        comm.free();
      }
      throw e;
    }
  }

  /** Ends all that members wait for, but agreements. Local. */
  void revoke() throws MPIException {
    if (comm != null) {
      comm.revoke();
      side.revoke();
    }
  }

  /**
   * As {@link #revoke} for one that leaves a step early. Others may be in a commit, whose agreement
   * no revocation ends: they get this one's no. Nobody uses these communicators afterwards. Local.
   */
  void leave() throws MPIException {
    revoke();
    side.iAgree(0);
  }

  /** Only when all members have left its last agreement. Local. */
  void free() throws MPIException {
    freeWorkers();
    everyone().free();
  }

  /** As {@link #free} for the communicators of the working ranks alone. */
  void freeWorkers() throws MPIException {
    if (comm != null) {
      side.free();
      comm.free();
    }
  }
}
