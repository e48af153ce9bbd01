package org.jmpi.examples.openmpi;

import mpi.Comm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Status;

/**
 * A number goes round all ranks several times; each rank adds its own. Rank 0 starts it, and knows
 * what must come back.
 */
public final class Ring {
  private static final int TAG = 7;

  private Ring() {}

  /** Arguments: how many rounds (10). */
  public static void main(String[] args) throws MPIException {
    String[] own = MPI.Init(args);
    int rounds = own.length > 0 ? Integer.parseInt(own[0]) : 10;

    Comm world = MPI.COMM_WORLD;
    int rank = world.getRank();
    int size = world.getSize();
    int next = (rank + 1) % size;
    int previous = (rank + size - 1) % size;

    // A message is a part of an array, even when it is a single number.
    long[] sum = {0};
    for (int round = 0; round < rounds; round++) {
      if (rank == 0) {
        // Alone, rank 0 sends to itself: this works because a message this small does not wait for
        // its receiver.
        world.send(sum, 1, MPI.LONG, next, TAG);
      }
      Status status = world.recv(sum, 1, MPI.LONG, previous, TAG);
      if (status.getSource() != previous || status.getCount(MPI.LONG) != 1) {
        throw new IllegalStateException("rank " + rank + " got a message it did not ask for");
      }
      sum[0] += rank;
      if (rank != 0) {
        world.send(sum, 1, MPI.LONG, next, TAG);
      }
    }

    if (rank == 0) {
      long expected = (long) rounds * size * (size - 1) / 2;
      if (sum[0] != expected) {
        throw new IllegalStateException("the sum is " + sum[0] + ", not " + expected);
      }
      System.out.println(rounds + " rounds over " + size + " ranks: " + sum[0] + ", as expected");
    }
    MPI.Finalize();
  }
}
