package org.jmpi.examples.mpijava;

import mpi.MPI;

/** Integrates 4 / (1 + x²) from 0 to 1, which is π; the ranks share the work. */
public final class Pi {
  private Pi() {}

  /** Arguments: how many intervals (10,000,000). */
  public static void main(String[] args) {
    String[] own = MPI.Init(args);
    int rank = MPI.COMM_WORLD.Rank();
    int size = MPI.COMM_WORLD.Size();

    // Rank 0 decides, the others are told.
    int[] intervals = new int[1];
    if (rank == 0) {
      intervals[0] = own.length > 0 ? Integer.parseInt(own[0]) : 10_000_000;
    }
    MPI.COMM_WORLD.Bcast(intervals, 0, 1, MPI.INT, 0);

    double start = MPI.Wtime();
    double width = 1.0 / intervals[0];
    double[] part = new double[1];
    for (int i = rank; i < intervals[0]; i += size) {
      double x = (i + 0.5) * width;
      part[0] += width * 4 / (1 + x * x);
    }
    double[] pi = new double[1];
    MPI.COMM_WORLD.Allreduce(part, 0, pi, 0, 1, MPI.DOUBLE, MPI.SUM);

    // The midpoint rule errs by less than width² / 12 times the largest second derivative, which is
    // 8; the rest is for rounding.
    double error = Math.abs(pi[0] - Math.PI);
    if (error > width * width + 1e-10) {
      throw new IllegalStateException("rank " + rank + " got " + pi[0]);
    }
    if (rank == 0) {
      System.out.printf(
          "pi = %.12f, off by %.1e; %d ranks, %.3f s%n", pi[0], error, size, MPI.Wtime() - start);
    }
    MPI.Finalize();
  }
}
