package org.jmpi.coll;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmpi.data.Layout;
import org.jmpi.topology.Tiers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Building the schedule of a collective, which a call pays that is not in the cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScheduleBuildBenchmark {
  /** Ranks of the communicator. */
  @Param({"4", "64", "1024"})
  public int ranks;

  private final Part part = new Part();
  private Planner planner;

  /** The planner of a rank in the middle. */
  @Setup
  public void setUp() {
    planner = new Planner(new Selector(Map.of()), ranks / 2, Tiers.flat(ranks));
  }

  /** A barrier. */
  @Benchmark
  public Schedule barrier() {
    part.clear();
    return planner.barrier(part);
  }

  /** 8 bytes from rank 0. */
  @Benchmark
  public Schedule bcastSmall() {
    part.clear();
    part.count = 8;
    return planner.bcast(part, Layout.BYTE);
  }

  /** 1 MiB from rank 0. */
  @Benchmark
  public Schedule bcastLarge() {
    part.clear();
    part.count = 1 << 20;
    return planner.bcast(part, Layout.BYTE);
  }
}
