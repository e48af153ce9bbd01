package org.jmpi.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inprocess.RankProgram;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Proof (d): ranks in one JVM with a class loader each. */
class InProcessTest {
  @Test
  void shouldGiveEachRankItsOwnStatics() {
    InProcess.run(2, RankProgram.class, "ring", "1");
  }

  @Test
  void shouldPassSmallMessages() {
    InProcess.run(2, RankProgram.class, "pingpong", "20000", "1");
  }

  @Test
  void shouldPassLargeMessages() {
    InProcess.run(2, RankProgram.class, "pingpong", "20", "2000000");
  }

  @Test
  void shouldWorkWithMoreRanksThanCores() {
    InProcess.run(16, RankProgram.class, "ring", "200");
  }

  @Test
  void shouldWorkAlone() {
    InProcess.run(1, RankProgram.class, "ring", "100");
  }

  @Test
  void shouldMakeCommunicatorsAndReduce() {
    for (int ranks : new int[] {1, 2, 3, 5, 8}) {
      InProcess.run(ranks, RankProgram.class, "collectives");
    }
  }

  @Test
  void shouldNameTheRankThatThrew() {
    InProcess.RankFailure failure =
        assertThrows(
            InProcess.RankFailure.class, () -> InProcess.run(3, RankProgram.class, "throw"));
    assertEquals(1, failure.rank());
    assertInstanceOf(IllegalStateException.class, failure.getCause());
  }

  @Test
  void shouldEndAllRanksOnAbort() {
    assertEquals(
        42, InProcess.run(3, List.of(), RankProgram.class.getName(), List.of("abort"), Map.of()));
  }

  @Test
  void shouldReportARankThatDidNotFinalize() {
    InProcess.RankFailure failure =
        assertThrows(
            InProcess.RankFailure.class, () -> InProcess.run(2, RankProgram.class, "unfinished"));
    assertTrue(failure.getMessage().contains("Finalize"), failure.getMessage());
  }
}
