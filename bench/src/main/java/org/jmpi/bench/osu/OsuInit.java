package org.jmpi.bench.osu;

import java.util.Arrays;
import mpi.MPIException;

/**
 * osu_init: how long {@code MPI.Init} took at the ranks, and the first barrier after it, in which
 * links are opened that are opened on first use.
 */
public final class OsuInit {
  private static final double NS_PER_MS = 1e6;

  private OsuInit() {}

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws MPIException {
    Bench bench = Bench.start(args);
    long startNs = System.nanoTime();
    bench.world().barrier();
    long barrierNs = System.nanoTime() - startNs;
    long[] allNs = bench.gather(new long[] {bench.initNs(), barrierNs});
    Table table =
        bench.table("osu_init", "nprocs", "min(ms)", "max(ms)", "avg(ms)", "barrier max(ms)");
    if (table != null) {
      double[] initMs = new double[bench.ranks()];
      double[] barrierMs = new double[bench.ranks()];
      Arrays.setAll(initMs, rank -> allNs[2 * rank] / NS_PER_MS);
      Arrays.setAll(barrierMs, rank -> allNs[2 * rank + 1] / NS_PER_MS);
      table.row(
          bench.ranks(),
          Arrays.stream(initMs).min().orElse(0),
          Arrays.stream(initMs).max().orElse(0),
          Arrays.stream(initMs).average().orElse(0),
          Arrays.stream(barrierMs).max().orElse(0));
    }
    bench.finish();
  }
}
