package org.jmpi.examples.mpijava;

import mpi.Intracomm;
import mpi.MPI;
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
  public static void main(String[] args) {
    String[] own = MPI.Init(args);
    int rounds = own.length > 0 ? Integer.parseInt(own[0]) : 100;
    Intracomm world = MPI.COMM_WORLD;
    int rank = world.Rank();
    int size = world.Size();
    int next = (rank + 1) % size;
    int previous = (rank + size - 1) % size;

    // A token: whose it is, and how many steps it has made. Two lie in each array.
    long[] out = {rank, 0, rank, 0};
    long[] in = new long[4];
    Prequest[] messages = {
      world.Recv_init(in, 0, 2, MPI.LONG, previous, ONWARDS),
      world.Recv_init(in, 2, 2, MPI.LONG, next, BACKWARDS),
      world.Send_init(out, 0, 2, MPI.LONG, next, ONWARDS),
      world.Send_init(out, 2, 2, MPI.LONG, previous, BACKWARDS)
    };

    long steps = (long) rounds * size;
    for (long step = 0; step < steps; step++) {
      Prequest.Startall(messages);
      Request.Waitall(messages);
      for (int token = 0; token < 4; token += 2) {
        out[token] = in[token];
        out[token + 1] = in[token + 1] + 1;
      }
    }

    for (int token = 0; token < 4; token += 2) {
      if (out[token] != rank || out[token + 1] != steps) {
        throw new IllegalStateException(
            "rank " + rank + " has the token of " + out[token] + " at " + out[token + 1]);
      }
    }
    world.Barrier();
    if (rank == 0) {
      System.out.println(
          rounds + " rounds over " + size + " ranks both ways: all tokens are home, as expected");
    }
    MPI.Finalize();
  }
}
