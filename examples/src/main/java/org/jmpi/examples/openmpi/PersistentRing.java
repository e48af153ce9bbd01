package org.jmpi.examples.openmpi;

import java.nio.LongBuffer;
import mpi.Comm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Prequest;
import mpi.Request;

/**
 * Two tokens of each rank go round the ring, one in either direction. Every step has the same four
 * messages: they are described once, as persistent requests, and started again and again.
 */
public final class PersistentRing {
  private static final int ONWARDS = 1;
  private static final int BACKWARDS = 2;

  private PersistentRing() {}

  /** Arguments: how many rounds (100). */
  public static void main(String[] args) throws MPIException {
    String[] own = MPI.Init(args);
    int rounds = own.length > 0 ? Integer.parseInt(own[0]) : 100;
    Comm world = MPI.COMM_WORLD;
    int rank = world.getRank();
    int size = world.getSize();
    int next = (rank + 1) % size;
    int previous = (rank + size - 1) % size;

    // A token: whose it is, and how many steps it has made.
    LongBuffer[] out = {MPI.newLongBuffer(2), MPI.newLongBuffer(2)};
    LongBuffer[] in = {MPI.newLongBuffer(2), MPI.newLongBuffer(2)};
    Prequest[] messages = {
      world.recvInit(in[0], 2, MPI.LONG, previous, ONWARDS),
      world.recvInit(in[1], 2, MPI.LONG, next, BACKWARDS),
      world.sendInit(out[0], 2, MPI.LONG, next, ONWARDS),
      world.sendInit(out[1], 2, MPI.LONG, previous, BACKWARDS)
    };

    out[0].put(0, rank);
    out[1].put(0, rank);
    long steps = (long) rounds * size;
    for (long step = 0; step < steps; step++) {
      Prequest.startAll(messages);
      Request.waitAll(messages);
      for (int way = 0; way < 2; way++) {
        out[way].put(0, in[way].get(0)).put(1, in[way].get(1) + 1);
      }
    }
    for (Prequest message : messages) {
      message.free();
    }

    for (int way = 0; way < 2; way++) {
      if (out[way].get(0) != rank || out[way].get(1) != steps) {
        throw new IllegalStateException(
            "rank " + rank + " has the token of " + out[way].get(0) + " at " + out[way].get(1));
      }
    }
    world.barrier();
    if (rank == 0) {
      System.out.println(
          rounds + " rounds over " + size + " ranks both ways: all tokens are home, as expected");
    }
    MPI.Finalize();
  }
}
