package org.jmpi.bench.osu;

import mpi.MPIException;

/** osu_bw: one rank streams windows of messages to the other, which answers each window. */
public final class OsuBw {
  private OsuBw() {}

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws MPIException {
    Bench bench = Bench.start(args, "window");
    bench.require(bench.ranks() == 2, "run it with two ranks");
    Pairs.stream(bench, "osu_bw", false, false);
    bench.finish();
  }
}
