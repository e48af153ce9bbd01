package org.jmpi.examples.openmpi;

import mpi.MPI;
import mpi.MPIException;

/** Each rank says who and where it is. */
public final class Hello {
  private Hello() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws MPIException {
    // The first MPI call of a program: it joins the job.
    MPI.Init(args);

    // All processes of the job, numbered from 0: the number is the rank.
    int rank = MPI.COMM_WORLD.getRank();
    int size = MPI.COMM_WORLD.getSize();
    System.out.println("Hello from rank " + rank + " of " + size + " on " + MPI.getProcessorName());

    if (rank < 0 || rank >= size) {
      throw new IllegalStateException("rank " + rank + " is outside 0 … " + (size - 1));
    }

    // The last MPI call: messages under way still arrive.
    MPI.Finalize();
  }
}
