package org.jmpi.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jmpi.runtime.InProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each program checks its own result and throws when it is wrong. */
class SmallProgramsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void shouldRunThoseInOpenMpisSpelling(int ranks) {
    InProcess.run(ranks, org.jmpi.examples.openmpi.Hello.class);
    InProcess.run(ranks, org.jmpi.examples.openmpi.Ring.class, "5");
    InProcess.run(ranks, org.jmpi.examples.openmpi.Connectivity.class, "-v");
    InProcess.run(ranks, org.jmpi.examples.openmpi.Pi.class, "100000");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void shouldRunThoseInMpijavasSpelling(int ranks) {
    InProcess.run(ranks, org.jmpi.examples.mpijava.Hello.class);
    InProcess.run(ranks, org.jmpi.examples.mpijava.Ring.class, "5");
    InProcess.run(ranks, org.jmpi.examples.mpijava.ObjectRing.class);
    InProcess.run(ranks, org.jmpi.examples.mpijava.Pi.class, "100000");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void shouldPlayPingPong(int ranks) {
    InProcess.run(ranks, org.jmpi.examples.openmpi.PingPong.class, "100");
    InProcess.run(ranks, org.jmpi.examples.mpijava.PingPong.class, "100");
  }

  @Test
  void shouldSayThatPingPongNeedsTwo() {
    InProcess.RankFailure failure =
        assertThrows(
            InProcess.RankFailure.class,
            () -> InProcess.run(1, org.jmpi.examples.openmpi.PingPong.class));
    assertEquals(0, failure.rank());
    assertTrue(failure.getMessage().contains("needs two ranks"), failure.getMessage());
  }
}
