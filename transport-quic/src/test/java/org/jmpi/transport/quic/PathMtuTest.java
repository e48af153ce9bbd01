package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Paths that take datagrams up to some length only, and say nothing of those they drop. */
class PathMtuTest {
  private static final LossyRelay.Model SLOW =
      new LossyRelay.Model(0, 0, 0, 0, 2_000_000, 12_500_000);
  private static final int MESSAGES = 20;
  private static final int LONGEST = 100_000;

  @Test
  void shouldCarryEverythingOverANarrowPath() {
    for (int mostBytes : new int[] {QuicSettings.MIN_DATAGRAM_BYTES, 1372}) {
      try (EngineCluster cluster = new EngineCluster(2, Map.of("quic-path", "far"), SLOW)) {
        narrow(cluster, mostBytes);
        exchange(cluster, 1, "over a path of " + mostBytes + " bytes");
        assertTrue(tooLong(cluster) > 0, "nothing was too long: no proof");
        long longest =
            Arrays.stream(cluster.relays).mapToLong(r -> r.longestSeenBytes).max().orElse(0);
        assertTrue(longest <= mostBytes, longest + " bytes");
        assertEquals(0, found(cluster, 0) + found(cluster, 1), cluster.describe());
      }
    }
  }

  /** The codec's own discovery ends before that, and its connections stand still for ever. */
  @Test
  void shouldGoOnWhenAPathBecomesNarrow() {
    for (int mostBytes : new int[] {QuicSettings.MIN_DATAGRAM_BYTES, 1400}) {
      try (EngineCluster cluster = new EngineCluster(2, Map.of("quic-path", "far"), SLOW)) {
        exchange(cluster, 1, "over a wide path");
        for (int rank = 0; rank < 2; rank++) {
          int self = rank;
          cluster.awaitAt(
              rank,
              "long packets",
              60,
              () -> cluster.link(self, 1 - self).connection().statistics().payloadBytes() > 1400);
        }
        narrow(cluster, mostBytes);
        exchange(cluster, 2, "over a path that takes no more than " + mostBytes + " bytes now");
        assertTrue(tooLong(cluster) > 0, "nothing was too long: no proof");
        assertTrue(found(cluster, 0) + found(cluster, 1) > 0, cluster.describe());
      }
    }
  }

  private static void exchange(EngineCluster cluster, int seed, String what) {
    cluster.run(
        40, what, (rank, engine) -> Traffic.exchange(engine, 1 - rank, seed, MESSAGES, LONGEST));
  }

  private static void narrow(EngineCluster cluster, int mostBytes) {
    for (LossyRelay relay : cluster.relays) {
      relay.narrow(mostBytes);
    }
  }

  private static long tooLong(EngineCluster cluster) {
    return Arrays.stream(cluster.relays).mapToLong(r -> r.tooLong).sum();
  }

  private static int found(EngineCluster cluster, int rank) {
    int[] found = new int[1];
    cluster.locked(rank, () -> found[0] = cluster.link(rank, 1 - rank).narrowPaths().found());
    return found[0];
  }
}
