package org.jmpi.bench.osu;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * The times of one message size, at rank 0: batches of iterations with the clock read at their ends
 * only, and iterations that were timed one by one.
 */
final class Figures {
  private static final double NS_PER_US = 1e3;
  private static final long LONGEST_NS = 600_000_000_000L;

  private final int ranks;
  private final int batchIterations;
  private final long[] batchNs;
  private final long[] singleNs;

  /**
   * Takes what was measured.
   *
   * @param batchNs durations of the batches of rank 0, then those of rank 1, …
   * @param singleNs durations of the single iterations of rank 0, then those of rank 1, …
   */
  Figures(int ranks, int batchIterations, long[] batchNs, long[] singleNs) {
    this.ranks = ranks;
    this.batchIterations = batchIterations;
    this.batchNs = batchNs;
    this.singleNs = singleNs;
  }

  /** Iterations in all batches of one rank. */
  long iterations() {
    return (long) batchIterations * (batchNs.length / ranks);
  }

  /** Mean time of an iteration over all batches of the ranks {@code first … last}. */
  double meanUs(int first, int last) {
    int batches = batchNs.length / ranks;
    long sum = Arrays.stream(batchNs, first * batches, (last + 1) * batches).sum();
    return sum / NS_PER_US / ((double) batches * (last + 1 - first) * batchIterations);
  }

  /** Mean time of an iteration in the median batch of the ranks {@code first … last}. */
  double medianBatchUs(int first, int last) {
    int batches = batchNs.length / ranks;
    long[] sorted = Arrays.copyOfRange(batchNs, first * batches, (last + 1) * batches);
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double ns =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    return ns / NS_PER_US / batchIterations;
  }

  /** The mean of a rank's iterations that were timed one by one. */
  double singleMeanUs(int rank) {
    int singles = singleNs.length / ranks;
    return Arrays.stream(singleNs, rank * singles, (rank + 1) * singles).average().orElse(0)
        / NS_PER_US;
  }

  /** The median over all ranks of the iterations that were timed one by one. */
  double singleMedianUs() {
    return singles(0, ranks - 1).getValueAtPercentile(50) / NS_PER_US;
  }

  /** How many iterations each rank timed one by one. */
  int singles() {
    return singleNs.length / ranks;
  }

  /** The iterations of the ranks {@code first … last} that were timed one by one. */
  Histogram singles(int first, int last) {
    Histogram ns = new Histogram(LONGEST_NS, 3);
    int singles = singles();
    for (int i = first * singles; i < (last + 1) * singles; i++) {
      ns.recordValue(Math.min(singleNs[i], LONGEST_NS));
    }
    return ns;
  }
}
