package org.jmpi.launcher.archive;

import java.nio.ByteBuffer;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Status;

/**
 * The program of the ranks from which the archive is made: calls what most programs call. The last
 * of three or more ranks dies, so that the classes by which the others repair are there when it
 * counts.
 */
public final class Exercise {
  private static final int TAG = 1;
  private static final int LENGTH = 64;

  private Exercise() {}

  /** Takes no arguments; any number of ranks, but each has something to say with two. */
  public static void main(String[] args) throws MPIException {
    MPI.Init(args);
    int rank = MPI.COMM_WORLD.getRank();
    int size = MPI.COMM_WORLD.getSize();
    System.out.println("rank " + rank + " of " + size + " on " + MPI.getProcessorName());
    MPI.COMM_WORLD.barrier();
    collectives();
    if (rank < 2 && size > 1) {
      pointToPoint(1 - rank);
    }
    MPI.COMM_WORLD.barrier();
    if (size > 2) {
      failure(size - 1);
    }
    MPI.Finalize();
  }

  private static void collectives() throws MPIException {
    double[] values = new double[LENGTH];
    double[] sums = new double[LENGTH];
    MPI.COMM_WORLD.bcast(values, LENGTH, MPI.DOUBLE, 0);
    MPI.COMM_WORLD.reduce(values, sums, LENGTH, MPI.DOUBLE, MPI.SUM, 0);
    MPI.COMM_WORLD.allReduce(values, sums, LENGTH, MPI.DOUBLE, MPI.SUM);
    MPI.COMM_WORLD.allReduce(values, sums, LENGTH, MPI.DOUBLE, MPI.MIN);
    MPI.COMM_WORLD.allReduce(values, sums, LENGTH, MPI.DOUBLE, MPI.MAX);
    MPI.COMM_WORLD.gather(values, 1, MPI.DOUBLE, sums, 1, MPI.DOUBLE, 0);
  }

  private static void pointToPoint(int peer) throws MPIException {
    int[] numbers = new int[LENGTH];
    ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH);
    if (peer == 1) {
      MPI.COMM_WORLD.send(numbers, LENGTH, MPI.INT, peer, TAG);
      MPI.COMM_WORLD.recv(bytes, LENGTH, MPI.BYTE, peer, TAG);
    } else {
      Status status = MPI.COMM_WORLD.recv(numbers, LENGTH, MPI.INT, peer, TAG);
      if (status.getCount(MPI.INT) != LENGTH) {
        throw new IllegalStateException("received " + status.getCount(MPI.INT) + " numbers");
      }
      MPI.COMM_WORLD.send(bytes, LENGTH, MPI.BYTE, peer, TAG);
    }
  }

  /** The others repair what they have. */
  private static void failure(int victim) throws MPIException {
    Intracomm world = MPI.COMM_WORLD;
    world.setErrhandler(MPI.ERRORS_RETURN);
    int rank = world.getRank();
    long[] pid = {ProcessHandle.current().pid()};
    if (rank == victim) {
      world.send(pid, 1, MPI.LONG, 0, TAG);
    } else if (rank == 0) {
      world.recv(pid, 1, MPI.LONG, victim, TAG);
      ProcessHandle.of(pid[0]).ifPresent(ProcessHandle::destroyForcibly);
    }
    try {
      world.recv(pid, 1, MPI.LONG, rank == victim ? 0 : victim, TAG);
    } catch (MPIException e) {
      System.out.println("rank " + rank + ": " + e.getMessage());
    }
    world.revoke();
    try {
      world.barrier();
    } catch (MPIException e) {
      System.out.println("rank " + rank + ": " + e.getMessage());
    }
    Intracomm left = world.shrink();
    left.barrier();
    System.out.println("agreed on " + left.agree(1).getValue());
  }
}
