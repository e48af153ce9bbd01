package org.jmpi.bench.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static final String TWO_SITES =
      "site A processes=2\nsite B processes=2\nwan delay=25 rate=100\n";

  @Test
  void shouldFindWhatSingleMessagesShow() {
    // 30 ms for nothing: 25 under way, 2.5 on each side; 1 MB more in 100 ms more: 80 Mbit/s.
    List<Calibration.Line> lines =
        List.of(line("flat send 8 30.006 29 31 9"), line("flat send 1000000 130 129 131 9"));
    Cluster cluster = ClusterText.read(Calibration.fitted(TWO_SITES, lines, "send"));
    assertEquals(2_500_000, cluster.costs().sendNs(), 2_000);
    assertEquals(cluster.costs().sendNs(), cluster.costs().receiveNs());
    assertEquals(10e6, cluster.pair(0, 1).rate(), 0.02e6);
  }

  @Test
  void shouldTakeTheRateOfBothWaysFromMessagesBothWays() {
    List<Calibration.Line> lines =
        List.of(
            line("flat send 8 25 29 31 9"),
            line("flat send 1000000 105 129 131 9"),
            line("flat swap 1000000 125 129 131 9"));
    Cluster cluster = ClusterText.read(Calibration.fitted(TWO_SITES, lines, "swap"));
    assertEquals(10e6, cluster.pair(0, 1).rate(), 0.02e6);
  }

  @Test
  void shouldSimulateFlatAndLevelledAsTheLineSays() {
    Cluster cluster = ClusterText.read(TWO_SITES);
    assertEquals(
        "recursive_doubling",
        Calibration.simulate(cluster, line("flat allreduce 8 1 1 1 9")).algorithm());
    assertEquals(
        "levelled_leaders",
        Calibration.simulate(cluster, line("levelled allreduce 8 1 1 1 9")).algorithm());
  }

  @Test
  void shouldAskForTwoLengths() {
    List<Calibration.Line> one = List.of(line("flat send 8 30 29 31 9"));
    assertThrows(IllegalArgumentException.class, () -> Calibration.fitted(TWO_SITES, one, "send"));
    assertThrows(IllegalArgumentException.class, () -> line("Killed"));
  }

  private static Calibration.Line line(String text) {
    return Calibration.Line.of(text);
  }
}
