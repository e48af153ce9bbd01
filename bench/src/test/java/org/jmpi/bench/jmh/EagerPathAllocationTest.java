package org.jmpi.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** "Below package mpi the eager path allocates nothing" (docs/architecture.md). */
class EagerPathAllocationTest {
  @Test
  void shouldAllocateNothingPerEagerMessage() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(EagerPathBenchmark.class.getName())
                    .forks(1)
                    .warmupIterations(2)
                    .warmupTime(TimeValue.milliseconds(300))
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(500))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    assertEquals(4, results.size());
    for (RunResult result : results) {
      double bytesPerMessage = result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
      // No Java object is smaller than 16 bytes. What remains is JMH's own, some 30 KB a second.
      assertTrue(
          bytesPerMessage < 4,
          result.getParams().getParam("link")
              + ", "
              + result.getParams().getParam("bytes")
              + " bytes: "
              + bytesPerMessage
              + " bytes allocated per message");
    }
  }
}
