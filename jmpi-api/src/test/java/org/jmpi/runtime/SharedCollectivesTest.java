package org.jmpi.runtime;

import inprocess.SharedProgram;
import org.junit.jupiter.api.Test;

/** Collectives over memory that ranks share, with the real wait and real threads. */
class SharedCollectivesTest {
  @Test
  void shouldSumAndBroadcast() {
    for (int ranks : new int[] {1, 2, 3, 5}) {
      InProcess.run(ranks, SharedProgram.class, "sums", "30");
    }
  }

  @Test
  void shouldWorkWithMoreRanksThanCores() {
    InProcess.run(16, SharedProgram.class, "sums", "25");
  }

  @Test
  void shouldAnswerMessagesFromInsideABarrier() {
    for (int ranks : new int[] {2, 4}) {
      InProcess.run(ranks, SharedProgram.class, "mix", "12");
    }
  }

  @Test
  void shouldShareTheEngineWithOtherThreads() {
    for (int ranks : new int[] {2, 3}) {
      InProcess.run(ranks, SharedProgram.class, "threads", "60");
    }
  }

  @Test
  void shouldMakeAndFreeManyCommunicators() {
    InProcess.run(4, SharedProgram.class, "communicators", "150");
  }

  @Test
  void shouldAllocateNothing() {
    InProcess.run(2, SharedProgram.class, "allocation", "1000");
  }
}
