package org.jmpi.examples.openmpi;

import mpi.MPI;
import mpi.MPIException;

/** Integrates 4 / (1 + x²) from 0 to 1, which is π; the ranks share the work. */
public final class Pi {
  private Pi() {}

  /** Arguments: how many intervals (10,000,000). */
  public static void main(String[] args) throws MPIException {
    String[] own = MPI.Init(args);
    int intervals = own.length > 0 ? Integer.parseInt(own[0]) : 10_000_000;
    int rank = MPI.COMM_WORLD.getRank();
    int size = MPI.COMM_WORLD.getSize();

    double start = MPI.wtime();
    // Rank r takes the intervals r, r + size, r + 2 size, …
    double width = 1.0 / intervals;
    double sum = 0;
    for (int i = rank; i < intervals; i += size) {
      double x = (i + 0.5) * width;
      sum += 4 / (1 + x * x);
    }

    // One call adds up the parts of all ranks and gives each of them the sum.
    double[] pi = {sum * width};
    MPI.COMM_WORLD.allReduce(pi, 1, MPI.DOUBLE, MPI.SUM);

    // The midpoint rule errs by less than width² / 12 times the largest second derivative, which is
    // 8; the rest is for rounding.
    double error = Math.abs(pi[0] - Math.PI);
    if (error > width * width + 1e-10) {
      throw new IllegalStateException("rank " + rank + " got " + pi[0]);
    }
    if (rank == 0) {
      System.out.printf(
          "pi = %.12f, off by %.1e; %d ranks, %.3f s%n", pi[0], error, size, MPI.wtime() - start);
    }
    MPI.Finalize();
  }
}
