package org.jmpi.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jmpi.error.EngineException;
import org.jmpi.fault.Failure;
import org.jmpi.fault.Failure.Certainty;
import org.junit.jupiter.api.Test;

class ConfirmingDetectorTest {
  private final List<Failure> verdicts = new ArrayList<>();
  private final ConfirmingDetector detector = new ConfirmingDetector(100, verdicts::add);

  @Test
  void shouldBelieveAnAgentAtOnce() {
    detector.onConfirmed(5, 3, "killed by signal 9");
    assertEquals(List.of(new Failure(3, "killed by signal 9", Certainty.CONFIRMED)), verdicts);
  }

  @Test
  void shouldWaitForCertainWordBeforeItSuspects() {
    detector.onUnreachable(5, 3, "silent");
    detector.onTime(104);
    assertEquals(List.of(), verdicts);
    assertEquals(105, detector.nextTimeNs());
    detector.onTime(105);
    assertEquals(List.of(new Failure(3, "silent", Certainty.SUSPECTED)), verdicts);
    assertEquals(Long.MAX_VALUE, detector.nextTimeNs());
  }

  @Test
  void shouldPreferTheCauseThatTheAgentNames() {
    detector.onUnreachable(5, 3, "silent");
    detector.onConfirmed(50, 3, "exited with code 7");
    detector.onTime(1000);
    assertEquals(List.of(new Failure(3, "exited with code 7", Certainty.CONFIRMED)), verdicts);
  }

  @Test
  void shouldReportEachProcessOnce() {
    detector.onConfirmed(1, 3, "a");
    detector.onConfirmed(2, 3, "b");
    detector.onUnreachable(3, 3, "c");
    detector.onTime(1000);
    assertEquals(1, verdicts.size());
  }

  @Test
  void shouldNameAWrongSetting() {
    EngineException e =
        assertThrows(
            EngineException.class,
            () ->
                new ConfirmingDetectorProvider()
                    .create(Map.of("failure-grace-ms", "soon"), verdicts::add));
    assertEquals(
        "setting failure-grace-ms must be a number of milliseconds, not soon", e.getMessage());
  }
}
