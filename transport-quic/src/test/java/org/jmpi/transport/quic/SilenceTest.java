package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** Lone small messages on paths that lose packets, fail for seconds, or lead to another address. */
class SilenceTest {
  private static final long MOST_WAIT_NS = TimeUnit.SECONDS.toNanos(40);

  private static final LossyRelay.Model SLOW =
      new LossyRelay.Model(0, 0, 0, 0, TimeUnit.MILLISECONDS.toNanos(5), 40_000_000);

  private static Map<String, String> far(String... pairs) {
    Map<String, String> settings = new HashMap<>(Map.of("quic-path", "far"));
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put(pairs[i], pairs[i + 1]);
    }
    return settings;
  }

  private static void pingPongs(EngineCluster cluster, int from, int count, String what) {
    cluster.run(
        40,
        what,
        (rank, engine) -> {
          for (int i = 0; i < count; i++) {
            if (rank == from) {
              Traffic.send(engine, 1 - rank, 1, i, 40);
              Traffic.receive(engine, 1 - rank, 2, i, 40);
            } else {
              Traffic.receive(engine, 1 - rank, 1, i, 40);
              Traffic.send(engine, 1 - rank, 2, i, 40);
            }
          }
        });
  }

  private static long sum(EngineCluster cluster, ToLongFunction<QuicLink> counter) {
    long[] sum = {0};
    for (int rank = 0; rank < 2; rank++) {
      int self = rank;
      cluster.locked(rank, () -> sum[0] += counter.applyAsLong(cluster.link(self, 1 - self)));
    }
    return sum[0];
  }

  private static void inAWhile(long delayMs, Runnable action) {
    long startNs = System.nanoTime();
    long delayNs = TimeUnit.MILLISECONDS.toNanos(delayMs);
    inAWhile(() -> System.nanoTime() - startNs >= delayNs, action);
  }

  @Test
  void shouldSendSmallRecordsTwiceOnAPathThatLosesPackets() {
    for (String mode : new String[] {"on", "off"}) {
      try (EngineCluster cluster =
          new EngineCluster(2, far("quic-duplicates", mode), SLOW.withLoss(0.04))) {
        pingPongs(cluster, 0, 60, "ping-pong under loss");
        long lost = Arrays.stream(cluster.relays).mapToLong(r -> r.lost).sum();
        assertTrue(lost > 3, "nothing was lost: " + cluster.describe());
        long copied = sum(cluster, link -> link.repeats().duplicatedBytes());
        if (mode.equals("off")) {
          assertEquals(0, copied, cluster.describe());
        } else {
          assertTrue(copied > 60 * 64, cluster.describe());
          assertTrue(cluster.duplicates() > 60, cluster.describe());
        }
      }
    }
  }

  @Test
  void shouldGetThroughSoonAfterAnOutage() {
    try (EngineCluster cluster = new EngineCluster(2, far(), SLOW)) {
      pingPongs(cluster, 0, 5, "use");
      for (LossyRelay relay : cluster.relays) {
        relay.cut(true);
      }
      long startNs = System.nanoTime();
      inAWhile(
          2500,
          () -> {
            for (LossyRelay relay : cluster.relays) {
              relay.cut(false);
            }
          });
      pingPongs(cluster, 0, 5, "through an outage");
      long tookMs = (System.nanoTime() - startNs) / 1_000_000;
      assertTrue(tookMs >= 2500, "there was no outage: " + tookMs);
      long cutOff = Arrays.stream(cluster.relays).mapToLong(r -> r.cutOff).sum();
      assertTrue(cutOff > 5, "nothing was cut off: " + cluster.describe());
      assertTrue(sum(cluster, link -> link.repeats().probes()) >= 3, cluster.describe());
      assertTrue(sum(cluster, link -> link.lifeSigns().suspicions()) >= 1, cluster.describe());
      assertTrue(sum(cluster, link -> link.dialler().redials()) >= 2, cluster.describe());
      // At most half a second more is meant; the rest is for busy machines.
      assertTrue(tookMs < 30_000, tookMs + " ms; " + cluster.describe());
    }
  }

  @Test
  void shouldDialWhereAPeerIsNowThoughItIsBeingDialledWhereItWas() {
    try (EngineCluster cluster = new EngineCluster(2, far(), SLOW)) {
      pingPongs(cluster, 0, 5, "use");
      cluster.relays[1].move();
      // Rank 0 does not hear of it before it has begun to dial.
      cluster.relays[1].silenceTarget();
      inAWhile(() -> redials(cluster, 0) > 0, cluster.relays[1]::hearTarget);
      pingPongs(cluster, 0, 5, "after the peer has moved unheard");
      assertEquals(1, cluster.relays[1].moves);
      assertTrue(cluster.relays[1].cutOff > 0, "nothing was cut off: " + cluster.describe());
      long[] followed = {0};
      cluster.locked(0, () -> followed[0] = cluster.link(0, 1).dialler().followed());
      assertTrue(followed[0] >= 1, cluster.describe());
    }
  }

  private static long redials(EngineCluster cluster, int rank) {
    long[] redials = {0};
    cluster.locked(rank, () -> redials[0] = cluster.link(rank, 1 - rank).dialler().redials());
    return redials[0];
  }

  private static void inAWhile(BooleanSupplier condition, Runnable action) {
    Thread thread =
        new Thread(
            () -> {
              long startNs = System.nanoTime();
              while (!condition.getAsBoolean() && System.nanoTime() - startNs < MOST_WAIT_NS) {
                LockSupport.parkNanos(10_000_000);
              }
              action.run();
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Test
  void shouldReachAPeerWhoseAddressHasChanged() {
    for (int from = 0; from < 2; from++) {
      try (EngineCluster cluster = new EngineCluster(2, far(), SLOW)) {
        // Rank 0 has dialled; its peer moves, then itself.
        pingPongs(cluster, 0, 5, "use");
        cluster.relays[1].move();
        pingPongs(cluster, from, 5, "after the peer has moved, from " + from);
        assertEquals(1, cluster.relays[1].moves);
        assertTrue(sum(cluster, link -> link.lifeSigns().suspicions()) >= 1, cluster.describe());
        long replaced = cluster.replacedConnections();
        assertTrue(replaced >= 1, cluster.describe());
        for (LossyRelay relay : cluster.relays) {
          relay.rebind();
        }
        pingPongs(cluster, from, 5, "after the dialler has moved, from " + from);
        assertTrue(cluster.replacedConnections() > replaced, cluster.describe());
      }
    }
  }
}
