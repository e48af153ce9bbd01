package org.jmpi.examples.mpijava;

import mpi.MPI;

/** Ranks 0 and 1 send an array to and fro; shows the time of one way for several lengths. */
public final class PingPong {
  private static final int TAG = 3;
  private static final int WARM_UP = 500;

  private PingPong() {}

  /** Arguments: how often (1000). */
  public static void main(String[] args) {
    String[] own = MPI.Init(args);
    int repeats = own.length > 0 ? Integer.parseInt(own[0]) : 1000;
    int rank = MPI.COMM_WORLD.Rank();
    if (MPI.COMM_WORLD.Size() < 2) {
      throw new IllegalStateException("ping-pong needs two ranks: start it with -n 2");
    }
    // Further ranks have nothing to do but end with the others.
    for (int length = 1; rank < 2 && length <= 8192; length *= 8) {
      double[] message = new double[length];
      exchange(rank, message, WARM_UP);
      double start = MPI.Wtime();
      exchange(rank, message, repeats);
      double microseconds = (MPI.Wtime() - start) / repeats / 2 * 1e6;
      if (rank == 0) {
        System.out.printf("%6d doubles: %8.1f µs%n", length, microseconds);
      }
    }
    MPI.Finalize();
  }

  /** Both ends count in the last element: whoever gets a number that is not the next one fails. */
  private static void exchange(int rank, double[] message, int repeats) {
    int last = message.length - 1;
    message[last] = 0;
    for (int i = 0; i < repeats; i++) {
      if (rank == 0) {
        MPI.COMM_WORLD.Send(message, 0, message.length, MPI.DOUBLE, 1, TAG);
        MPI.COMM_WORLD.Recv(message, 0, message.length, MPI.DOUBLE, 1, TAG);
        check(message[last], i + 1);
      } else {
        MPI.COMM_WORLD.Recv(message, 0, message.length, MPI.DOUBLE, 0, TAG);
        check(message[last], i);
        message[last] = i + 1;
        MPI.COMM_WORLD.Send(message, 0, message.length, MPI.DOUBLE, 0, TAG);
      }
    }
  }

  private static void check(double got, double expected) {
    if (got != expected) {
      throw new IllegalStateException("message " + got + " came, " + expected + " was due");
    }
  }
}
