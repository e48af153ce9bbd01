package org.jmpi.resilient;

import java.util.BitSet;
import mpi.Group;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * The processes after one repair: a communicator of all, the working ranks' one, and a second of
 * theirs that the program does not see, for checkpoints. The last two are null at spares.
 */
record Team(Intracomm everyone, Roster roster, Intracomm comm, Intracomm side) {

  /** The positions, which are ranks in {@code origin}, that {@code living} has no more. */
  static BitSet dead(Group origin, Intracomm living) throws MPIException {
    BitSet dead = new BitSet();
    dead.set(0, origin.getSize());
    int[] ranks = new int[living.getSize()];
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = i;
    }
    Group group = living.getGroup();
    for (int position : Group.translateRanks(group, ranks, origin)) {
      dead.clear(position);
    }
    group.free();
    return dead;
  }

  /**
   * Makes the communicators, by calls on {@code everyone} alone: so to revoke that one is enough to
   * end them. Collective over it; not to be used before all members have agreed that they have
   * them.
   */
  static Team form(Intracomm everyone, Roster roster, int position) throws MPIException {
    int rank = roster.rankOf(position);
    int colour = rank < 0 ? MPI.UNDEFINED : 0;
    Intracomm comm = everyone.split(colour, rank);
    try {
      Intracomm side = everyone.split(colour, rank);
      if (rank < 0) {
        return new Team(everyone, roster, null, null);
      }
      comm.setErrhandler(MPI.ERRORS_RETURN);
      side.setErrhandler(MPI.ERRORS_RETURN);
      return new Team(everyone, roster, comm, side);
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

  /** Only when all members have left its last agreement. Local. */
  void free() throws MPIException {
    freeWorkers();
    everyone.free();
  }

  /** As {@link #free} for the communicators of the working ranks alone. */
  void freeWorkers() throws MPIException {
    if (comm != null) {
      side.free();
      comm.free();
    }
  }
}
