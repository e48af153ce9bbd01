package org.jmpi.bench.osu;

import java.util.Arrays;
import mpi.MPIException;
import org.HdrHistogram.Histogram;

/**
 * osu_allreduce, osu_bcast, …: one collective operation by size, {@code --op} says which. Average,
 * minimum and maximum over the ranks of their mean times, each iteration timed by itself with a
 * barrier between, as OSU does; percentiles over the iterations of all ranks; and the time of an
 * iteration back to back.
 */
public final class OsuCollective {
  private static final double NS_PER_US = 1e3;

  private OsuCollective() {}

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws MPIException {
    Bench bench = Bench.start(args, "op");
    int ranks = bench.ranks();
    CollectiveOp op = CollectiveOp.of(bench.options().text("op", "allreduce"));
    Table table =
        bench.table(
            "osu_" + op.text(),
            "Size",
            "Avg Latency(us)",
            "Min Latency(us)",
            "Max Latency(us)",
            "P50(us)",
            "P99(us)",
            "P99.9(us)",
            "Back to back(us)",
            "Iterations");
    for (int bytes : op.sizesBytes(bench)) {
      Figures figures = bench.measure(new Collective(bench, op, op.count(bytes, ranks)));
      if (figures != null) {
        double[] meansUs = new double[ranks];
        Arrays.setAll(meansUs, figures::singleMeanUs);
        Histogram ns = figures.singles(0, ranks - 1);
        table.row(
            bytes,
            Arrays.stream(meansUs).average().orElse(0),
            Arrays.stream(meansUs).min().orElse(0),
            Arrays.stream(meansUs).max().orElse(0),
            ns.getValueAtPercentile(50) / NS_PER_US,
            ns.getValueAtPercentile(99) / NS_PER_US,
            ns.getValueAtPercentile(99.9) / NS_PER_US,
            figures.medianBatchUs(0, ranks - 1),
            figures.iterations());
      }
    }
    bench.finish();
  }
}
