package org.jmpi.bench.osu;

import mpi.MPIException;

/**
 * osu_multi_lat: ping-pong between all pairs (rank i of the first half with rank i of the second)
 * at the same time; half a round trip, the mean of all pairs.
 */
public final class OsuMultiLat {
  private OsuMultiLat() {}

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws MPIException {
    Bench bench = Bench.start(args);
    bench.require(bench.ranks() % 2 == 0, "run it with an even number of ranks");
    Pairs.latency(bench, "osu_multi_lat");
    bench.finish();
  }
}
