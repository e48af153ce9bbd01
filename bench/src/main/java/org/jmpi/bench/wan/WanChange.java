package org.jmpi.bench.wan;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import mpi.MPIException;
import org.HdrHistogram.Histogram;
import org.jmpi.bench.osu.Bench;
import org.jmpi.bench.osu.Collective;
import org.jmpi.bench.osu.CollectiveOp;
import org.jmpi.bench.osu.Table;

/**
 * A long collective in the midst of which a line gets another rate: the lab's command {@code
 * --change} is run {@code --change-ms} after the beginning of a call. That call and the one after
 * it, in multiples of what the line with {@code --rate-mbit} at first and {@code --change-mbit}
 * then needs for the call's bytes. {@code --restore} puts the rate back, and the calls of {@code
 * --settle} follow before the next round.
 */
public final class WanChange {
  private static final double BITS_PER_BYTE = 8.0;

  private final Bench bench;
  private final TimedCalls calls;
  private final Collective kernel;
  private final long changeNs;
  private int seed;

  private WanChange(Bench bench, CollectiveOp op, int bytes) throws MPIException {
    this.bench = bench;
    calls = new TimedCalls(bench);
    kernel = new Collective(bench, op, op.count(bytes, bench.ranks()));
    kernel.timedSingly(true);
    changeNs = (long) (bench.options().number("change-ms", 4_000) * Wan.NS_PER_MS);
    seed = bench.options().number("seed", 1);
  }

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws MPIException {
    String[] own = {
      "op",
      "rounds",
      "one-way-ms",
      "rate-mbit",
      "change",
      "change-ms",
      "change-mbit",
      "restore",
      "settle"
    };
    Bench bench = Bench.start(args, Wan.options(own));
    TimedCalls.requireOneClock(bench);
    CollectiveOp op = CollectiveOp.of(bench.options().text("op", "allreduce"));
    Table table =
        bench.table(
            "wan_change_" + op.text(),
            "Size",
            "During (ms)",
            "During (of bound)",
            "Max (of bound)",
            "After (ms)",
            "After (of bound)",
            "Rounds");
    for (int bytes : op.sizesBytes(bench)) {
      new WanChange(bench, op, bytes).run(table, bytes);
    }
    bench.finish();
  }

  private void run(Table table, int bytes) throws MPIException {
    double rate = Wan.decimal(bench.options(), "rate-mbit", "100") / 1_000;
    double bits = bytes * BITS_PER_BYTE;
    bench.require(
        bits > changeNs * rate, "the line is done before --change-ms; take more bytes or less ms");
    int rounds = bench.options().number("rounds", 1);
    int settle = bench.options().number("settle", 3);
    Histogram duringNs = Wan.newHistogram();
    Histogram afterNs = Wan.newHistogram();
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < settle; i++) {
        elapsedNs("");
      }
      long elapsedNs = elapsedNs(bench.options().text("change", "true"));
      bench.require(
          elapsedNs > changeNs, "the call was over before --change-ms; take more bytes or less ms");
      duringNs.recordValue(elapsedNs);
      afterNs.recordValue(elapsedNs(""));
      if (bench.rank() == 0) {
        LabCounters.shell(bench.options().text("restore", "true"));
      }
    }
    if (table == null) {
      return;
    }
    double changedRate = Wan.decimal(bench.options(), "change-mbit", "50") / 1_000;
    double boundNs = changeNs + (bits - changeNs * rate) / changedRate;
    double p50Ns = duringNs.getValueAtPercentile(50);
    double afterP50Ns = afterNs.getValueAtPercentile(50);
    table.row(
        bytes,
        p50Ns / Wan.NS_PER_MS,
        p50Ns / boundNs,
        duringNs.getMaxValue() / boundNs,
        afterP50Ns / Wan.NS_PER_MS,
        afterP50Ns / (bits / changedRate),
        rounds);
  }

  /**
   * One call.
   *
   * @param change the lab's command in its midst, run by rank 0; empty: none
   */
  private long elapsedNs(String change) throws MPIException {
    CompletableFuture<?>[] changed = {CompletableFuture.completedFuture("")};
    long elapsedNs =
        calls.elapsedNs(
            kernel,
            ++seed,
            startNs -> {
              if (bench.rank() == 0 && !change.isEmpty()) {
                changed[0] = later(change, startNs + changeNs);
              }
            });
    try {
      changed[0].join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the line was not changed", e);
    }
    return elapsedNs;
  }

  private static CompletableFuture<String> later(String command, long atNs) {
    return CompletableFuture.supplyAsync(
        () -> LabCounters.shell(command),
        CompletableFuture.delayedExecutor(
            Math.max(0, atNs - System.nanoTime()), TimeUnit.NANOSECONDS));
  }
}
