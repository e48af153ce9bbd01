package org.jmpi.bench.recovery;

import java.util.Arrays;
import java.util.Locale;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * An agreement beside an allReduce of 8 bytes, in turn, so that what else the machine does weighs
 * on both: medians over the rounds of the time that a call takes back to back, and the ratio of the
 * medians. Warms up by time, since compilers take theirs. Checks every result.
 *
 * <pre>jmpirun -n 16 --with-ft ulfm … AgreeCost [ROUNDS [MS [WARM-UP MS]]]</pre>
 */
public final class AgreeCost {
  private static final int DEFAULT_ROUNDS = 20;
  private static final int DEFAULT_MS = 50;
  private static final int DEFAULT_WARM_UP_MS = 3000;
  private static final double NS_PER_US = 1e3;

  private final Intracomm world = MPI.COMM_WORLD;
  private final int size = world.getSize();

  private AgreeCost() {}

  /** Arguments: rounds, milliseconds of each measurement in a round, and of warming up. */
  public static void main(String[] args) throws MPIException {
    String[] own = MPI.Init(args);
    int rounds = own.length > 0 ? Integer.parseInt(own[0]) : DEFAULT_ROUNDS;
    int ms = own.length > 1 ? Integer.parseInt(own[1]) : DEFAULT_MS;
    int warmUpMs = own.length > 2 ? Integer.parseInt(own[2]) : DEFAULT_WARM_UP_MS;
    new AgreeCost().run(rounds, ms * 1e6, warmUpMs * 1_000_000L);
    MPI.Finalize();
  }

  private void run(int rounds, double wantedNs, long warmUpNs) throws MPIException {
    double[] allReduceNs = new double[rounds];
    double[] agreeNs = new double[rounds];
    int[] iterations = {20, 20};
    int[] isWarm = {0};
    long startNs = System.nanoTime();
    int round = 0;
    while (round < rounds) {
      double first = allReduce(iterations[0]);
      double second = agree(iterations[1]);
      if (isWarm[0] != 0) {
        allReduceNs[round] = first;
        agreeNs[round] = second;
        round++;
      }
      // All must do as many: rank 0 says.
      iterations[0] = (int) Math.max(1, wantedNs / first);
      iterations[1] = (int) Math.max(1, wantedNs / second);
      isWarm[0] = System.nanoTime() - startNs >= warmUpNs ? 1 : 0;
      world.bcast(iterations, iterations.length, MPI.INT, 0);
      world.bcast(isWarm, isWarm.length, MPI.INT, 0);
    }
    if (world.getRank() == 0) {
      double allReduce = median(allReduceNs);
      double agree = median(agreeNs);
      System.out.printf(
          Locale.ROOT,
          "%d ranks: allReduce of 8 bytes %.2f us, agree %.2f us, ratio %.2f%n",
          size,
          allReduce / NS_PER_US,
          agree / NS_PER_US,
          agree / allReduce);
    }
  }

  private double allReduce(int iterations) throws MPIException {
    long[] sum = new long[1];
    world.barrier();
    long startNs = System.nanoTime();
    for (int i = 0; i < iterations; i++) {
      sum[0] = i;
      world.allReduce(sum, 1, MPI.LONG, MPI.SUM);
      require(sum[0] == (long) i * size, "allReduce gave " + sum[0]);
    }
    return (System.nanoTime() - startNs) / (double) iterations;
  }

  private double agree(int iterations) throws MPIException {
    int own = ~(1 << world.getRank() % 31);
    // Each rank clears one bit; 31 ranks or more clear all but the last.
    int all = -1 << Math.min(size, 31);
    world.barrier();
    long startNs = System.nanoTime();
    for (int i = 0; i < iterations; i++) {
      int value = world.agree(own).getValue();
      require(value == all, "agree gave " + value);
    }
    return (System.nanoTime() - startNs) / (double) iterations;
  }

  private static void require(boolean isRight, String what) {
    if (!isRight) {
      throw new IllegalStateException(what);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
