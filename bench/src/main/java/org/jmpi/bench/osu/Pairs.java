package org.jmpi.bench.osu;

import mpi.MPIException;
import org.HdrHistogram.Histogram;

/** Benchmarks in which rank i of the first half talks with rank i of the second half. */
final class Pairs {
  private static final double NS_PER_US = 1e3;
  private static final int MAX_BYTES = 4 << 20;
  private static final int WINDOW = 64;

  private Pairs() {}

  /** Ping-pong; all figures are half a round trip. */
  static void latency(Bench bench, String name) throws MPIException {
    int pairs = bench.ranks() / 2;
    boolean isFirst = bench.rank() < pairs;
    int partner = isFirst ? bench.rank() + pairs : bench.rank() - pairs;
    Table table =
        bench.table(
            name,
            "Size",
            "Avg Latency(us)",
            "Batch P50(us)",
            "P50(us)",
            "P99(us)",
            "P99.9(us)",
            "MB/s",
            "Iterations");
    for (int bytes : bench.options().sizesBytes(1, MAX_BYTES)) {
      Figures figures = bench.measure(new PingPong(bench, isFirst, partner, bytes));
      if (figures != null) {
        double batchUs = figures.medianBatchUs(0, pairs - 1) / 2;
        Histogram ns = figures.singles(0, pairs - 1);
        table.row(
            bytes,
            figures.meanUs(0, pairs - 1) / 2,
            batchUs,
            ns.getValueAtPercentile(50) / NS_PER_US / 2,
            ns.getValueAtPercentile(99) / NS_PER_US / 2,
            ns.getValueAtPercentile(99.9) / NS_PER_US / 2,
            bytes / batchUs,
            figures.iterations());
      }
    }
  }

  /**
   * Windows of messages; the rate of all pairs together, in both directions where it goes two ways.
   *
   * @param isTwoWay whether both halves send
   * @param isRate whether OSU prints the number of messages too
   */
  static void stream(Bench bench, String name, boolean isTwoWay, boolean isRate)
      throws MPIException {
    int pairs = bench.ranks() / 2;
    boolean isFirst = bench.rank() < pairs;
    int partner = isFirst ? bench.rank() + pairs : bench.rank() - pairs;
    int wanted = bench.options().number("window", WINDOW);
    Table table =
        isRate
            ? bench.table(
                name, "Size", "MB/s", "Messages/s", "Batch P50 MB/s", "Window", "Iterations")
            : bench.table(
                name,
                "Size",
                "Bandwidth (MB/s)",
                "Batch P50 (MB/s)",
                "Messages/s",
                "Window",
                "Iterations");
    for (int bytes : bench.options().sizesBytes(1, MAX_BYTES)) {
      int window = Stream.window(wanted, bytes);
      Figures figures = bench.measure(new Stream(bench, isFirst, partner, isTwoWay, bytes, window));
      if (figures != null) {
        double messages = (double) pairs * window * (isTwoWay ? 2 : 1);
        double perUs = messages / figures.meanUs(0, pairs - 1);
        double medianPerUs = messages / figures.medianBatchUs(0, pairs - 1);
        Number rate = Math.round(perUs * 1e6);
        if (isRate) {
          table.row(bytes, perUs * bytes, rate, medianPerUs * bytes, window, figures.iterations());
        } else {
          table.row(bytes, perUs * bytes, medianPerUs * bytes, rate, window, figures.iterations());
        }
      }
    }
  }
}
