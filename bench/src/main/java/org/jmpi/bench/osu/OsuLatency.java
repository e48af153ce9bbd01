package org.jmpi.bench.osu;

import mpi.MPIException;

/** osu_latency: ping-pong between two ranks; half a round trip. */
public final class OsuLatency {
  private OsuLatency() {}

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws MPIException {
    Bench bench = Bench.start(args);
    bench.require(bench.ranks() == 2, "run it with two ranks");
    Pairs.latency(bench, "osu_latency");
    bench.finish();
  }
}
