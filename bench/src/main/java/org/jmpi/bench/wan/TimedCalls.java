package org.jmpi.bench.wan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import org.jmpi.bench.osu.Bench;
import org.jmpi.bench.osu.Collective;

/**
 * Times single calls of a collective, from a moment at which all ranks call it until the last rank
 * has left it. The ranks share a moment because hosts of a lab share a clock.
 */
final class TimedCalls {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final long LEAD_NS = 20_000_000;

  private final Intracomm comm;
  private final double oneWayNs;

  TimedCalls(Bench bench) {
    comm = bench.world();
    oneWayNs = Wan.decimal(bench.options(), "one-way-ms", "25") * Wan.NS_PER_MS;
  }

  /** Refuses to run where the ranks do not share a clock. */
  static void requireOneClock(Bench bench) throws MPIException {
    long boot = bootId();
    long[] extremes = new long[2];
    bench.world().allReduce(new long[] {boot, -boot}, extremes, 2, MPI.LONG, MPI.MAX);
    bench.require(
        extremes[0] == -extremes[1], "its ranks must share a clock, as hosts of a lab do");
  }

  /**
   * One call, whose result is checked; its duration, the same at all ranks.
   *
   * @param before called ahead of it with the moment at which it begins, by {@link
   *     System#nanoTime()}
   */
  long elapsedNs(Collective kernel, int seed, LongConsumer before) throws MPIException {
    kernel.prepare(seed);
    long startNs = agreedMoment();
    before.accept(startNs);
    long leftNs = System.nanoTime();
    while (leftNs < startNs) {
      LockSupport.parkNanos(startNs - leftNs);
      leftNs = System.nanoTime();
    }
    kernel.once();
    long[] mine = {System.nanoTime()};
    long[] last = new long[1];
    comm.allReduce(mine, last, 1, MPI.LONG, MPI.MAX);
    kernel.check(seed);
    return Math.max(0, last[0] - startNs);
  }

  /** Late enough for all ranks to know of it before. */
  private long agreedMoment() throws MPIException {
    comm.barrier();
    long[] startNs = {System.nanoTime() + LEAD_NS + (long) (3 * oneWayNs)};
    comm.bcast(startNs, 1, MPI.LONG, 0);
    return startNs[0];
  }

  private static long bootId() {
    try {
      return Files.readString(BOOT_ID).hashCode();
    } catch (IOException e) {
      // Not Linux: nothing is known of the clock.
      return ProcessHandle.current().pid();
    }
  }
}
