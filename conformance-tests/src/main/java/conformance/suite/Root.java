package conformance.suite;

import mpi.MPI;

/**
 * The root of a collective as this process sees it (MPI-4.1 §6.2.3).
 *
 * @param argument what this process passes: a rank, or in an intercommunicator MPI.ROOT or
 *     MPI.PROC_NULL in the root's own group
 * @param isHere whether this process is the root
 * @param isPartner whether this process exchanges data with the root
 * @param id what the root's data are made from
 */
public record Root(int argument, boolean isHere, boolean isPartner, int id) {
  /** A root in an intracommunicator. */
  static Root of(int rank, int me) {
    return new Root(rank, rank == me, true, rank);
  }

  /** A root in this process's own group of an intercommunicator. */
  static Root near(int rank, int me, int id) {
    return new Root(rank == me ? MPI.ROOT : MPI.PROC_NULL, rank == me, false, id);
  }

  /** A root in the remote group of an intercommunicator. */
  static Root far(int rank, int id) {
    return new Root(rank, false, true, id);
  }

  @Override
  public String toString() {
    return switch (argument) {
      case MPI.ROOT -> "here";
      case MPI.PROC_NULL -> "in this group";
      default -> Integer.toString(argument);
    };
  }
}
