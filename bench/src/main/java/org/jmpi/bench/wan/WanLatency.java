package org.jmpi.bench.wan;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;
import org.HdrHistogram.Histogram;
import org.jmpi.bench.osu.Bench;
import org.jmpi.bench.osu.Data;
import org.jmpi.bench.osu.Table;

/**
 * Ping-pong of 8 bytes between rank i and rank i + n/2, all pairs at once, for more samples of the
 * tail; round trips in multiples of the link's. With {@code --bulk yes} ranks 0 and n/2 alone:
 * while they ping, rank 0 keeps {@code --window} messages of {@code --bytes} under way to the
 * other.
 */
public final class WanLatency {
  private static final int PING = 1;
  private static final int BULK = 2;
  private static final int PING_BYTES = Long.BYTES;

  /** Said instead of a ping's number: from now on it counts; this is the last one. */
  private static final long COUNTS = -1;

  private static final long LAST = -2;

  private final Bench bench;
  private final Intracomm comm;
  private final boolean isFirst;
  private final int partner;
  private final Bulk bulk;
  private final byte[] ping = new byte[PING_BYTES];
  private final ByteBuffer number = ByteBuffer.wrap(ping);
  private final Histogram roundTripsNs = Wan.newHistogram();

  private WanLatency(Bench bench) throws MPIException {
    this.bench = bench;
    comm = bench.world();
    int half = bench.ranks() / 2;
    isFirst = bench.rank() < half;
    partner = isFirst ? bench.rank() + half : bench.rank() - half;
    boolean isLoaded = bench.options().text("bulk", "no").equals("yes");
    bulk = isLoaded ? new Bulk() : null;
  }

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws MPIException {
    Bench bench = Bench.start(args, Wan.options("bulk", "bytes", "window"));
    bench.require(bench.ranks() % 2 == 0, "run it with an even number of ranks");
    WanLatency run = new WanLatency(bench);
    bench.require(run.bulk == null || bench.ranks() == 2, "--bulk yes takes two ranks");
    Table table =
        bench.table(
            run.bulk == null ? "wan_ping" : "wan_ping_loaded",
            Wan.axis(bench.options()),
            "P50 (RTT)",
            "P99 (RTT)",
            "P99.9 (RTT)",
            "Max (RTT)",
            "Pings",
            "Bulk Mbit/s");
    double bulkMegabits = run.run();
    run.report(table, bulkMegabits);
    bench.finish();
  }

  private double run() throws MPIException {
    bench.world().barrier();
    double megabits = isFirst ? ping() : pong();
    double[] at = {megabits};
    if (bulk != null) {
      if (isFirst) {
        comm.recv(at, 1, MPI.DOUBLE, partner, PING);
      } else {
        comm.send(at, 1, MPI.DOUBLE, partner, PING);
      }
    }
    return at[0];
  }

  private double ping() throws MPIException {
    long warmNs = Wan.secondsNs(bench.options(), "warm-seconds", "5");
    exchangeFor(warmNs);
    roundTripsNs.reset();
    exchange(COUNTS);
    exchangeFor(Wan.secondsNs(bench.options(), "seconds", "10"));
    exchange(LAST);
    if (bulk != null) {
      bulk.endSending();
    }
    return 0;
  }

  private void exchangeFor(long limitNs) throws MPIException {
    long startNs = System.nanoTime();
    for (long i = 0; System.nanoTime() - startNs < limitNs; i++) {
      exchange(i);
    }
  }

  private void exchange(long what) throws MPIException {
    if (bulk != null) {
      bulk.keepSending();
    }
    number.putLong(0, what);
    long startNs = System.nanoTime();
    comm.send(ping, PING_BYTES, MPI.BYTE, partner, PING);
    comm.recv(ping, PING_BYTES, MPI.BYTE, partner, PING);
    long elapsedNs = System.nanoTime() - startNs;
    if (number.getLong(0) != ~what) {
      throw new IllegalStateException("wrong data: ping " + what);
    }
    if (what >= 0) {
      roundTripsNs.recordValue(elapsedNs);
    }
  }

  /** Answers; returns the goodput of the bulk messages meanwhile. */
  private double pong() throws MPIException {
    long startNs = 0;
    long startCount = 0;
    while (true) {
      if (bulk != null) {
        bulk.keepReceiving();
      }
      comm.recv(ping, PING_BYTES, MPI.BYTE, partner, PING);
      long what = number.getLong(0);
      if (bulk != null && what < 0) {
        bulk.keepReceiving();
      }
      if (what == COUNTS && bulk != null) {
        startNs = System.nanoTime();
        startCount = bulk.completed;
      }
      number.putLong(0, ~what);
      comm.send(ping, PING_BYTES, MPI.BYTE, partner, PING);
      if (what == LAST) {
        if (bulk == null) {
          return 0;
        }
        double elapsedNs = System.nanoTime() - startNs;
        long count = bulk.completed - startCount;
        bulk.endReceiving();
        return Wan.megabits(count * bulk.bytes, elapsedNs);
      }
    }
  }

  /** The round trips of all pairs, at rank 0. */
  private void report(Table table, double bulkMegabits) throws MPIException {
    Histogram all = Wan.newHistogram();
    long[] mine = new long[1];
    roundTripsNs.recordedValues().forEach(value -> mine[0] += 2);
    long[] longest = new long[1];
    comm.allReduce(mine, longest, 1, MPI.LONG, MPI.MAX);
    long[] pairs = new long[(int) longest[0]];
    int[] at = {0};
    roundTripsNs
        .recordedValues()
        .forEach(
            value -> {
              pairs[at[0]++] = value.getValueIteratedTo();
              pairs[at[0]++] = value.getCountAddedInThisIterationStep();
            });
    long[] gathered = bench.gather(pairs);
    if (table == null) {
      return;
    }
    for (int i = 0; i < gathered.length; i += 2) {
      if (gathered[i + 1] > 0) {
        all.recordValueWithCount(gathered[i], gathered[i + 1]);
      }
    }
    Number[] quantiles = Wan.quantiles(all, Wan.rttNs(bench.options()));
    table.row(
        Wan.at(bench.options()),
        quantiles[0],
        quantiles[1],
        quantiles[2],
        quantiles[3],
        all.getTotalCount(),
        bulkMegabits);
  }

  /** A window of large messages, kept full between pings. */
  private final class Bulk {
    final int bytes = bench.options().number("bytes", 1 << 20);
    private final int window = bench.options().number("window", 8);
    private final Data[] slots = new Data[window];
    private final Request[] requests = new Request[window];
    private long started;
    private long completed;

    Bulk() {
      for (int i = 0; i < window; i++) {
        slots[i] = Data.bytes(true, bytes);
        slots[i].fill(1, i);
      }
    }

    private int slotOf(long message) {
      return (int) (message % window);
    }

    void keepSending() throws MPIException {
      while (completed < started && requests[slotOf(completed)].testStatus() != null) {
        completed++;
      }
      while (started < completed + window) {
        int slot = slotOf(started++);
        requests[slot] = comm.iSend((Buffer) slots[slot].memory(), bytes, MPI.BYTE, partner, BULK);
      }
    }

    void keepReceiving() throws MPIException {
      while (completed < started && requests[slotOf(completed)].testStatus() != null) {
        take();
      }
      while (started < completed + window) {
        int slot = slotOf(started++);
        slots[slot].clear();
        requests[slot] = comm.iRecv((Buffer) slots[slot].memory(), bytes, MPI.BYTE, partner, BULK);
      }
    }

    private void take() {
      int slot = slotOf(completed);
      slots[slot].check(1, slot, "bulk message " + completed++);
    }

    void endSending() throws MPIException {
      for (; completed < started; completed++) {
        requests[slotOf(completed)].waitFor();
      }
      long[] count = {started};
      comm.send(count, 1, MPI.LONG, partner, PING);
      comm.recv(count, 1, MPI.LONG, partner, PING);
      // Receives that nothing was sent for.
      for (long i = started; i < count[0]; i++) {
        comm.send(ping, 0, MPI.BYTE, partner, BULK);
      }
    }

    /** Goes on receiving while the sender waits for what is under way. */
    void endReceiving() throws MPIException {
      LongBuffer told = MPI.newLongBuffer(1);
      Request telling = comm.iRecv(told, 1, MPI.LONG, partner, PING);
      while (telling.testStatus() == null) {
        keepReceiving();
      }
      long sent = told.get(0);
      long posted = started;
      long[] count = {posted};
      comm.send(count, 1, MPI.LONG, partner, PING);
      for (; completed < posted; ) {
        requests[slotOf(completed)].waitFor();
        if (completed < sent) {
          take();
        } else {
          completed++;
        }
      }
    }
  }
}
