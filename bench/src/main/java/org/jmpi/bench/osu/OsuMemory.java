package org.jmpi.bench.osu;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import mpi.MPIException;

/**
 * Memory per rank: after {@code MPI.Init} and a barrier, and after every rank has had messages of
 * {@code --size} bytes from every other. Resident memory counts what processes share in each of
 * them, proportional memory divides it among them (Linux only, else 0).
 */
public final class OsuMemory {
  private static final double KB_PER_MB = 1024;
  private static final int KINDS = 3;

  private OsuMemory() {}

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws MPIException {
    Bench bench = Bench.start(args, "size");
    bench.world().barrier();
    long[] idle = bench.gather(kilobytes());
    talk(bench, bench.options().number("size", 64 << 10));
    long[] used = bench.gather(kilobytes());
    Table table =
        bench.table(
            "memory",
            "State",
            "Resident avg(MB)",
            "Resident max(MB)",
            "Proportional avg(MB)",
            "Heap avg(MB)");
    if (table != null) {
      row(table, "idle", idle);
      row(table, "alltoall", used);
    }
    bench.finish();
  }

  private static long[] kilobytes() {
    Runtime java = Runtime.getRuntime();
    return new long[] {
      Machine.procKilobytes("status", "VmRSS"),
      Machine.procKilobytes("smaps_rollup", "Pss:"),
      (java.totalMemory() - java.freeMemory()) >> 10
    };
  }

  private static void talk(Bench bench, int bytes) throws MPIException {
    Collective collective = new Collective(bench, CollectiveOp.ALLTOALL, bytes);
    collective.prepare(1);
    collective.once();
    collective.check(1);
    bench.world().barrier();
  }

  private static void row(Table table, String state, long[] kilobytes) {
    table.row(
        state,
        kind(kilobytes, 0).average().orElse(0),
        kind(kilobytes, 0).max().orElse(0),
        kind(kilobytes, 1).average().orElse(0),
        kind(kilobytes, 2).average().orElse(0));
  }

  private static DoubleStream kind(long[] kilobytes, int kind) {
    return IntStream.range(0, kilobytes.length / KINDS)
        .mapToDouble(rank -> kilobytes[rank * KINDS + kind] / KB_PER_MB);
  }
}
