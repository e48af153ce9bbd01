package org.jmpi.examples.openmpi;

import java.nio.ByteBuffer;
import mpi.Comm;
import mpi.MPI;
import mpi.MPIException;

/** Ranks 0 and 1 send a message to and fro; shows the time of one way for several sizes. */
public final class PingPong {
  private static final int TAG = 3;
  private static final int WARM_UP = 500;

  private PingPong() {}

  /** Arguments: how often (1000). */
  public static void main(String[] args) throws MPIException {
    String[] own = MPI.Init(args);
    int repeats = own.length > 0 ? Integer.parseInt(own[0]) : 1000;
    Comm world = MPI.COMM_WORLD;
    int rank = world.getRank();
    if (world.getSize() < 2) {
      throw new IllegalStateException("ping-pong needs two ranks: start it with -n 2");
    }
    // Further ranks have nothing to do but end with the others.
    for (int length = 8; rank < 2 && length <= 64 << 10; length *= 8) {
      // A direct buffer lies outside the Java heap; MPI reads it where it is.
      ByteBuffer message = MPI.newByteBuffer(length);
      exchange(world, rank, message, WARM_UP);
      double start = MPI.wtime();
      exchange(world, rank, message, repeats);
      double microseconds = (MPI.wtime() - start) / repeats / 2 * 1e6;
      if (rank == 0) {
        System.out.printf("%8d bytes: %8.1f µs%n", length, microseconds);
      }
    }
    MPI.Finalize();
  }

  /** Both ends count in the message: whoever gets a number that is not the next one fails. */
  private static void exchange(Comm world, int rank, ByteBuffer message, int repeats)
      throws MPIException {
    int length = message.capacity();
    int last = length - 4;
    message.putInt(last, 0);
    for (int i = 0; i < repeats; i++) {
      if (rank == 0) {
        world.send(message, length, MPI.BYTE, 1, TAG);
        world.recv(message, length, MPI.BYTE, 1, TAG);
        check(message.getInt(last), i + 1);
      } else {
        world.recv(message, length, MPI.BYTE, 0, TAG);
        check(message.getInt(last), i);
        message.putInt(last, i + 1);
        world.send(message, length, MPI.BYTE, 0, TAG);
      }
    }
  }

  private static void check(int got, int expected) {
    if (got != expected) {
      throw new IllegalStateException("message " + got + " came, " + expected + " was due");
    }
  }
}
