package org.jmpi.bench.wan;

import mpi.Intracomm;
import mpi.MPIException;
import org.HdrHistogram.Histogram;
import org.jmpi.bench.osu.Bench;
import org.jmpi.bench.osu.Collective;
import org.jmpi.bench.osu.CollectiveOp;
import org.jmpi.bench.osu.Table;

/**
 * A collective over several sites: from a moment at which all ranks call it until the last rank has
 * left it, in one-way latencies for the small ones, in multiples of the bound {@code 8 bytes /
 * rate} for the large ones; and what it sends from site to site, by the lab's counters. The ranks
 * share a moment because hosts of a lab share a clock; elsewhere the program refuses.
 */
public final class WanCollective {
  private static final int LARGE_BYTES = 65_536;

  /**
   * A call takes tens of milliseconds, so it would be long before the compilers have seen enough.
   */
  private static final int WARM_CALLS = 100;

  /** Before the first operation of a job: what all of them run is interpreted until then. */
  private static final int FIRST_WARM_CALLS = 500;

  private static final double BITS_PER_BYTE = 8.0;

  private final Bench bench;
  private final Intracomm comm;
  private final TimedCalls calls;
  private final CollectiveOp op;
  private final double oneWayNs;
  private final String counters;
  private final int warmCalls;
  private int seed;

  private WanCollective(Bench bench, CollectiveOp op, int warmCalls) {
    this.bench = bench;
    this.warmCalls = warmCalls;
    comm = bench.world();
    calls = new TimedCalls(bench);
    this.op = op;
    oneWayNs = Wan.decimal(bench.options(), "one-way-ms", "25") * Wan.NS_PER_MS;
    counters = bench.options().text("counters", "");
    seed = bench.options().number("seed", 1);
  }

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws MPIException {
    Bench bench =
        Bench.start(args, Wan.options("op", "rounds", "one-way-ms", "rate-mbit", "counters"));
    TimedCalls.requireOneClock(bench);
    int warmCalls = FIRST_WARM_CALLS;
    for (String op : bench.options().text("op", "allreduce").split(",")) {
      new WanCollective(bench, CollectiveOp.of(op), warmCalls).run();
      warmCalls = WARM_CALLS;
    }
    bench.finish();
  }

  private void run() throws MPIException {
    Table table =
        bench.table(
            "wan_" + op.text(),
            "Size",
            "P50 (ms)",
            "Max (ms)",
            "P50 (one-way)",
            "Of bound",
            "WAN MB",
            "WAN packets",
            "Rounds");
    for (int bytes : op.sizesBytes(bench)) {
      measure(table, bytes);
    }
  }

  private void measure(Table table, int bytes) throws MPIException {
    Collective kernel = new Collective(bench, op, op.count(bytes, bench.ranks()));
    boolean isLarge = bytes >= LARGE_BYTES;
    int rounds = bench.options().number("rounds", isLarge ? 3 : 40);
    if (!isLarge) {
      backToBack(kernel, bench.options().number("warmup", warmCalls));
    }
    rounds(kernel, isLarge ? 1 : Math.max(5, rounds / 4));
    LabCounters before = count();
    Histogram durationsNs = rounds(kernel, rounds);
    if (!isLarge) {
      // What sets the moment would count for more than what is measured.
      before = count();
      backToBack(kernel, rounds);
    }
    LabCounters spent = count().since(before);
    if (table == null) {
      return;
    }
    double rate = Wan.decimal(bench.options(), "rate-mbit", "100") / 1_000;
    double p50Ns = durationsNs.getValueAtPercentile(50);
    table.row(
        bytes,
        p50Ns / Wan.NS_PER_MS,
        durationsNs.getMaxValue() / Wan.NS_PER_MS,
        p50Ns / oneWayNs,
        isLarge ? p50Ns / (bytes * BITS_PER_BYTE / rate) : 0.0,
        spent.bytes() / 1e6 / rounds,
        (double) spent.packets() / rounds,
        rounds);
  }

  /** The counters between two barriers, at rank 0. */
  private LabCounters count() throws MPIException {
    comm.barrier();
    LabCounters now = bench.rank() == 0 ? LabCounters.read(counters) : null;
    comm.barrier();
    return now == null ? new LabCounters(0, 0) : now;
  }

  private Histogram rounds(Collective kernel, int rounds) throws MPIException {
    Histogram durationsNs = Wan.newHistogram();
    kernel.timedSingly(true);
    for (int i = 0; i < rounds; i++) {
      durationsNs.recordValue(calls.elapsedNs(kernel, ++seed, startNs -> {}));
    }
    return durationsNs;
  }

  private void backToBack(Collective kernel, int rounds) throws MPIException {
    kernel.prepare(++seed);
    for (int i = 0; i < rounds; i++) {
      kernel.once();
    }
    kernel.check(seed);
  }
}
