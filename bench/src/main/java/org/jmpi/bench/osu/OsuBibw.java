package org.jmpi.bench.osu;

import mpi.MPIException;

/** osu_bibw: as {@link OsuBw}, in both directions at once; the sum of both. */
public final class OsuBibw {
  private OsuBibw() {}

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws MPIException {
    Bench bench = Bench.start(args, "window");
    bench.require(bench.ranks() == 2, "run it with two ranks");
    Pairs.stream(bench, "osu_bibw", true, false);
    bench.finish();
  }
}
