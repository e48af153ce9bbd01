package org.jmpi.runtime;

import inprocess.ThreadsProgram;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** MPI_THREAD_MULTIPLE, and what the wait and the eager path cost. */
class ThreadsTest {
  @Test
  void shouldLetFourThreadsOfEachRankCommunicateAtOnce() {
    for (int ranks = 2; ranks <= 4; ranks++) {
      long seed = 100 + ranks;
      InProcess.run(
          ranks,
          Duration.ofSeconds(90),
          Map.of(),
          ThreadsProgram.class,
          "stress",
          "300",
          "" + seed);
    }
  }

  @Test
  void shouldNotUseACoreToWait() {
    InProcess.run(2, ThreadsProgram.class, "idle");
  }

  @Test
  void shouldAllocateNothingPerSmallMessage() {
    InProcess.run(2, ThreadsProgram.class, "allocation");
  }
}
