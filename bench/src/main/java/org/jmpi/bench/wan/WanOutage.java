package org.jmpi.bench.wan;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import org.HdrHistogram.Histogram;
import org.jmpi.bench.osu.Bench;
import org.jmpi.bench.osu.Table;

/**
 * What an outage of an idle link costs, and an address change of one end: from the lab's command
 * {@code --down} until a ping that was sent right after it is answered, {@code --up} being run
 * {@code --outage-ms} later. Without {@code --up} the first command is all: a rebinding. {@code
 * --from} says which rank pings.
 */
public final class WanOutage {
  private static final int TAG = 1;
  private static final int WARM_PINGS = 20;

  private WanOutage() {}

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws MPIException {
    Bench bench =
        Bench.start(args, Wan.options("down", "up", "outage-ms", "rounds", "from", "idle-ms"));
    bench.require(bench.ranks() == 2, "run it with two ranks");
    Table table =
        bench.table(
            "wan_outage", Wan.axis(bench.options()), "P50 (s)", "Max (s)", "Max (RTT)", "Rounds");
    int rounds = bench.options().number("rounds", 1);
    int from = bench.options().number("from", 0);
    Histogram durationsNs = Wan.newHistogram();
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < WARM_PINGS; i++) {
        ping(bench.world(), from, i);
      }
      if (bench.rank() != from) {
        ping(bench.world(), from, round);
      } else {
        durationsNs.recordValue(outage(bench, from, round));
      }
    }
    long[] figures = {durationsNs.getValueAtPercentile(50), durationsNs.getMaxValue()};
    long[] largest = new long[2];
    bench.world().allReduce(figures, largest, 2, MPI.LONG, MPI.MAX);
    if (table != null) {
      table.row(
          Wan.at(bench.options()),
          largest[0] / Wan.NS_PER_SECOND,
          largest[1] / Wan.NS_PER_SECOND,
          largest[1] / Wan.rttNs(bench.options()),
          rounds);
    }
    bench.finish();
  }

  private static long outage(Bench bench, int from, int round) throws MPIException {
    String up = bench.options().text("up", "");
    LockSupport.parkNanos(bench.options().number("idle-ms", 2_000) * 1_000_000L);
    // The round's number, for a rebinding that must differ from the one before.
    LabCounters.shell(bench.options().text("down", "true").replace("{}", "" + (1 + round % 4)));
    long startNs = System.nanoTime();
    CompletableFuture<String> healed =
        CompletableFuture.supplyAsync(
            () -> up.isEmpty() ? "" : LabCounters.shell(up),
            CompletableFuture.delayedExecutor(
                bench.options().number("outage-ms", 0), TimeUnit.MILLISECONDS));
    ping(bench.world(), from, round);
    long elapsedNs = System.nanoTime() - startNs;
    try {
      healed.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the link was not healed", e);
    }
    return elapsedNs;
  }

  private static void ping(Intracomm comm, int from, int number) throws MPIException {
    int partner = 1 - comm.getRank();
    int[] content = {number};
    if (comm.getRank() == from) {
      comm.send(content, 1, MPI.INT, partner, TAG);
      content[0] = -1;
      comm.recv(content, 1, MPI.INT, partner, TAG);
    } else {
      content[0] = -1;
      comm.recv(content, 1, MPI.INT, partner, TAG);
      comm.send(content, 1, MPI.INT, partner, TAG);
    }
    if (content[0] != number) {
      throw new IllegalStateException("wrong data: ping " + number + " says " + content[0]);
    }
  }
}
