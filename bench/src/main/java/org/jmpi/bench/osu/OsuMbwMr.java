package org.jmpi.bench.osu;

import mpi.MPIException;

/**
 * osu_mbw_mr: as {@link OsuBw} between all pairs at once; bandwidth and messages of all together.
 */
public final class OsuMbwMr {
  private OsuMbwMr() {}

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws MPIException {
    Bench bench = Bench.start(args, "window");
    bench.require(bench.ranks() % 2 == 0, "run it with an even number of ranks");
    Pairs.stream(bench, "osu_mbw_mr", false, true);
    bench.finish();
  }
}
