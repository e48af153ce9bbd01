package org.jmpi.examples.openmpi;

import java.nio.IntBuffer;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;

/**
 * Every rank exchanges a message with every other: opens all connections that a job can need, and
 * so finds a firewall before a long run does.
 */
public final class Connectivity {
  private static final int TAG = 1;

  private Connectivity() {}

  /** Arguments: {@code -v} to name each pair. */
  public static void main(String[] args) throws MPIException {
    String[] own = MPI.Init(args);
    boolean verbose = own.length > 0 && own[0].equals("-v");

    Intracomm world = MPI.COMM_WORLD;
    int rank = world.getRank();
    int size = world.getSize();

    int wrong = 0;
    for (int peer = 0; peer < size; peer++) {
      if (peer == rank) {
        continue;
      }
      // Non-blocking calls return at once, so two ranks that send to each other never wait for each
      // other. Their buffers belong to MPI until the request is complete.
      IntBuffer out = MPI.newIntBuffer(1).put(0, rank * size + peer);
      IntBuffer in = MPI.newIntBuffer(1);
      Request[] both = {
        world.iRecv(in, 1, MPI.INT, peer, TAG), world.iSend(out, 1, MPI.INT, peer, TAG)
      };
      Request.waitAll(both);
      boolean right = in.get(0) == peer * size + rank;
      wrong += right ? 0 : 1;
      if (verbose && rank < peer) {
        System.out.println("ranks " + rank + " and " + peer + (right ? ": ok" : ": WRONG DATA"));
      }
    }

    // Every rank learns how all the others fared.
    int[] all = {wrong};
    world.allReduce(all, 1, MPI.INT, MPI.SUM);
    if (all[0] != 0) {
      throw new IllegalStateException(all[0] + " messages carried wrong data");
    }
    if (rank == 0) {
      System.out.println("all " + size * (size - 1) / 2 + " pairs of " + size + " ranks can talk");
    }
    MPI.Finalize();
  }
}
