package org.jmpi.examples.mpijava;

import mpi.MPI;
import mpi.Request;
import mpi.Status;

/** A number goes round all ranks several times; each rank adds its own. */
public final class Ring {
  private static final int TAG = 7;

  private Ring() {}

  /** Arguments: how many rounds (10). */
  public static void main(String[] args) {
    // MPJ Express puts three words of its own before the program's arguments; Init removes them.
    String[] own = MPI.Init(args);
    int rounds = own.length > 0 ? Integer.parseInt(own[0]) : 10;
    int rank = MPI.COMM_WORLD.Rank();
    int size = MPI.COMM_WORLD.Size();
    int next = (rank + 1) % size;
    int previous = (rank + size - 1) % size;

    // The second element travels, to show an offset; its neighbours must stay as they are.
    long[] cells = {-1, 0, -1};
    for (int round = 0; round < rounds; round++) {
      if (rank == 0) {
        Request sending = MPI.COMM_WORLD.Isend(cells, 1, 1, MPI.LONG, next, TAG);
        sending.Wait();
      }
      Status status = MPI.COMM_WORLD.Recv(cells, 1, 1, MPI.LONG, previous, TAG);
      if (status.source != previous || status.tag != TAG || status.Get_count(MPI.LONG) != 1) {
        throw new IllegalStateException("rank " + rank + " got a message it did not ask for");
      }
      cells[1] += rank;
      if (rank != 0) {
        MPI.COMM_WORLD.Send(cells, 1, 1, MPI.LONG, next, TAG);
      }
    }

    if (cells[0] != -1 || cells[2] != -1) {
      throw new IllegalStateException("rank " + rank + ": a message wrote beside its place");
    }
    if (rank == 0) {
      long expected = (long) rounds * size * (size - 1) / 2;
      if (cells[1] != expected) {
        throw new IllegalStateException("the sum is " + cells[1] + ", not " + expected);
      }
      System.out.println(rounds + " rounds over " + size + " ranks: " + cells[1] + ", as expected");
    }
    MPI.Finalize();
  }
}
