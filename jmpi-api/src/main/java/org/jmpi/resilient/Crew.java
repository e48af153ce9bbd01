package org.jmpi.resilient;

import java.util.Arrays;
import java.util.BitSet;
import mpi.Group;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * All processes as far as they lived when {@code comm} was made.
 *
 * @param positions by rank; null at a newcomer that has not been told
 */
record Crew(Intracomm comm, int[] positions) {

  /** Those that all begin with. */
  static Crew first(Intracomm comm) throws MPIException {
    int[] positions = new int[comm.getSize()];
    Arrays.setAll(positions, rank -> rank);
    return new Crew(comm, positions);
  }

  /** Those that live. Collective; works on a revoked communicator. */
  Crew shrink() throws MPIException {
    Intracomm living = comm.shrink();
    living.setErrhandler(MPI.ERRORS_RETURN);
    if (positions == null) {
      return new Crew(living, null);
    }
    int[] ranks = new int[living.getSize()];
    Arrays.setAll(ranks, rank -> rank);
    Group before = comm.getGroup();
    Group after = living.getGroup();
    int[] old = Group.translateRanks(after, ranks, before);
    after.free();
    before.free();
    return new Crew(living, Arrays.stream(old).map(rank -> positions[rank]).toArray());
  }

  /** The same and newcomers behind them, with the next positions. */
  Crew plus(Intracomm wider, int firstPosition) throws MPIException {
    int[] more = Arrays.copyOf(positions, wider.getSize());
    for (int i = positions.length; i < more.length; i++) {
      more[i] = firstPosition + i - positions.length;
    }
    return new Crew(wider, more);
  }

  /** This process's position. */
  int position() throws MPIException {
    return positions[comm.getRank()];
  }

  /** The rank of the process at {@code position}. */
  int rankOf(int position) {
    for (int rank = 0; rank < positions.length; rank++) {
      if (positions[rank] == position) {
        return rank;
      }
    }
    throw new IllegalArgumentException("nobody has position " + position);
  }

  /** The positions below {@code end} that nobody has. */
  BitSet dead(int end) {
    BitSet dead = new BitSet();
    dead.set(0, end);
    Arrays.stream(positions).forEach(dead::clear);
    return dead;
  }
}
