package org.jmpi.bench.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.jmpi.coll.CollectiveKind;
import org.jmpi.coll.ScheduleSource;
import org.jmpi.topology.Tiers;
import org.junit.jupiter.api.Test;

/** Against closed forms, on networks where these are exact or nearly so. */
class SimulationTest {
  /** Each rank a host of one site: 1 µs to send, 2 to receive, 100 under way; no limits. */
  private static final String UNIFORM =
      "lan delay=0.1 rate=0\ncpu send=1 receive=2 reduce=0 copy=0\nmessage header=64 eager=1000000\n";

  @Test
  void shouldTakeABinomialBroadcastDownItsTree() {
    // The root's first child is also the one with the deepest subtree: log2 p times α.
    for (int ranks : new int[] {2, 8, 1024}) {
      Result result = run(uniform(ranks), Map.of(), CollectiveKind.BCAST, 8, 0);
      int rounds = Integer.numberOfTrailingZeros(ranks);
      assertEquals("binomial", result.algorithm());
      assertEquals(rounds * 103_000L, result.completionNs(), ranks + " ranks");
      assertEquals(ranks - 1, result.messages());
      assertEquals(rounds, result.messagesPerRank());
    }
  }

  @Test
  void shouldTakeTheRingsTimeForAnAllReduceOfALongVector() {
    int ranks = 8;
    long bytes = 8 << 20;
    Cluster cluster =
        ClusterText.read(
            "site A hosts=8\nlan delay=0.01 rate=1000\ncpu send=0 receive=0 reduce=0 copy=0\n"
                + "message header=1");
    Result result =
        run(cluster, Map.of("coll.allreduce", "ring"), CollectiveKind.ALLREDUCE, bytes, 0);
    double bytesPerNs = 1000e6 / 8 / 1e9;
    double expectedNs = 2 * (ranks - 1) * (bytes / ranks / bytesPerNs) + 2 * (ranks - 1) * 10_000;
    assertEquals(expectedNs, result.completionNs(), 0.01 * expectedNs);
    assertEquals("ring", result.algorithm());
  }

  @Test
  void shouldCountTheRoundsOfABarrierBetweenSites() {
    Cluster cluster =
        ClusterText.read(
            "site A processes=4\nsite B processes=4\nwan delay=25\n"
                + "host delay=0 rate=0\nlan rate=0\n"
                + "cpu send=0 receive=0 local-send=0 local-receive=0");
    Result result = run(cluster, Map.of("coll.shared", "off"), CollectiveKind.BARRIER, 0, 0);
    // Rounds of distance 1, 2 and 4; from 3 to 4 or 2 to 4 and back from 4 to 0: two in turn.
    assertEquals(50_000_000L, result.completionNs());
    assertEquals(2, result.wanInTurn());
    assertEquals(2 + 4 + 8, result.wanMessages());
    assertEquals(0, result.wanBytes());
  }

  @Test
  void shouldShareTheAccessLinkOfASite() {
    String text =
        "site A processes=2 up=80 down=80\nsite B processes=2 up=80 down=80\nwan delay=0\n"
            + "lan rate=0\nhost delay=0 rate=0\n"
            + "cpu send=0 receive=0 local-send=0 local-receive=0";
    Result result =
        run(
            ClusterText.read(text),
            Map.of("coll.allgather", "ring"),
            CollectiveKind.ALLGATHER,
            1_000_000,
            0);
    // The ring carries 3 of 4 blocks over each border, each in its direction: 3 MB at 10 MB/s.
    assertEquals(3_000_000, result.wanBytes() / 2);
    assertEquals(300e6, result.completionNs(), 3e6);
  }

  @Test
  void shouldGiveTheSameResultAgain() {
    Cluster cluster =
        ClusterText.read("site S sites=3 hosts=4 processes=5 up=100 down=50\nwan delay=10");
    Result first = run(cluster, Map.of(), CollectiveKind.ALLREDUCE, 1 << 20, 0);
    assertEquals(first, run(cluster, Map.of(), CollectiveKind.ALLREDUCE, 1 << 20, 0));
    assertTrue(first.completionNs() > 0);
  }

  @Test
  void shouldCompleteALongSendWhenTheReceiverHasAnswered() {
    String text = "site A hosts=2\nlan delay=1 rate=0\ncpu send=0 receive=0 copy=0\n";
    ScheduleSource schedules = new ScheduleSource(Tiers.flat(2), Map.of());
    for (int eager : new int[] {1000, 999}) {
      Result result =
          Simulation.run(
              ClusterText.read(text + "message eager=" + eager),
              rank -> schedules.steps(CollectiveKind.BCAST, 1000, 0, rank));
      assertEquals(eager == 1000 ? 1_000_000 : 2_000_000, result.completionNs());
    }
  }

  @Test
  void shouldNameTheLineThatItDoesNotUnderstand() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> ClusterText.read("site A hosts=2\nlan speed=3"))
            .getMessage();
    assertTrue(message.contains("'lan speed=3'"), message);
    assertThrows(IllegalArgumentException.class, () -> ClusterText.read("pair A B rate=1"));
    assertThrows(IllegalArgumentException.class, () -> ClusterText.read("# nothing"));
  }

  private static Cluster uniform(int ranks) {
    return ClusterText.read("site A hosts=" + ranks + "\n" + UNIFORM);
  }

  private static Result run(
      Cluster cluster,
      Map<String, String> settings,
      CollectiveKind kind,
      long lengthBytes,
      int root) {
    ScheduleSource schedules = new ScheduleSource(Tiers.flat(cluster.size()), settings);
    return Simulation.run(cluster, rank -> schedules.steps(kind, lengthBytes, root, rank));
  }
}
