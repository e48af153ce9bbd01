package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jmpi.comm.Communicator;
import org.jmpi.data.Layout;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.SendMode;
import org.junit.jupiter.api.Test;

/** Engines over real QUIC through relays that treat datagrams badly. */
class ImpairedPathTest {
  private static Map<String, String> far(String... pairs) {
    Map<String, String> settings = new HashMap<>(Map.of("quic-path", "far"));
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put(pairs[i], pairs[i + 1]);
    }
    return settings;
  }

  @Test
  void shouldLoseNothingThroughLossDuplicationAndReordering() {
    long hold = TimeUnit.MILLISECONDS.toNanos(4);
    LossyRelay.Model bad = new LossyRelay.Model(0.01, 0.02, 0.05, hold, 500_000, 60_000_000);
    for (LossyRelay.Model model : new LossyRelay.Model[] {bad, bad.withLoss(0.05)}) {
      try (EngineCluster cluster = new EngineCluster(2, far(), model)) {
        cluster.run(
            60,
            "through " + model,
            (rank, engine) -> Traffic.exchange(engine, 1 - rank, 11, 120, 600_000));
        long lost = 0;
        long duplicated = 0;
        long heldBack = 0;
        for (LossyRelay relay : cluster.relays) {
          lost += relay.lost;
          duplicated += relay.duplicated;
          heldBack += relay.heldBack;
        }
        assertTrue(
            lost > 10 && duplicated > 10 && heldBack > 10,
            "nothing was impaired: " + cluster.describe());
      }
    }
  }

  @Test
  void shouldSurviveAnOutageThatKillsTheConnection() {
    Map<String, String> settings =
        far(
            "quic-idle-timeout-ms", "600",
            "quic-dial-timeout-ms", "1500",
            "quic-unreachable-ms", "20000");
    try (EngineCluster cluster = new EngineCluster(2, settings, LossyRelay.Model.CLEAN)) {
      cluster.run(20, "use", (rank, engine) -> Traffic.exchange(engine, 1 - rank, 1, 5, 1000));
      AtomicBoolean flowing = new AtomicBoolean();
      Thread cutter =
          new Thread(
              () -> {
                for (LossyRelay relay : cluster.relays) {
                  relay.cut(true);
                }
                flowing.set(true);
                long untilNs = System.nanoTime() + 2_000_000_000L;
                while (System.nanoTime() < untilNs) {
                  java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
                }
                for (LossyRelay relay : cluster.relays) {
                  relay.cut(false);
                }
              });
      cutter.start();
      cluster.run(
          40,
          "exchange through an outage",
          (rank, engine) -> Traffic.exchange(engine, 1 - rank, 2, 100, 400_000));
      long cutOff = Arrays.stream(cluster.relays).mapToLong(r -> r.cutOff).sum();
      assertTrue(flowing.get() && cutOff > 0, "nothing was cut off");
      assertTrue(cluster.replacedConnections() >= 2, "the connection survived: no proof");
    }
  }

  @Test
  void shouldNotNoticeThatTheAddressTranslatorForgets() {
    LossyRelay.Model slow = new LossyRelay.Model(0, 0, 0, 0, 1_000_000, 40_000_000);
    // Where the codec does not follow to the new port, the link notices the silence.
    Map<String, String> settings = far("quic-idle-timeout-ms", "1500");
    try (EngineCluster cluster = new EngineCluster(2, settings, slow)) {
      cluster.run(20, "use", (rank, engine) -> Traffic.exchange(engine, 1 - rank, 1, 5, 1000));
      for (int round = 0; round < 2; round++) {
        int number = round;
        Thread rebinder =
            new Thread(
                () -> {
                  long startNs = System.nanoTime();
                  while (System.nanoTime() - startNs < 100_000_000L) {
                    java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
                  }
                  for (LossyRelay relay : cluster.relays) {
                    relay.rebind();
                  }
                });
        rebinder.start();
        cluster.run(
            40,
            "exchange while ports change",
            (rank, engine) -> Traffic.exchange(engine, 1 - rank, number, 80, 500_000));
      }
      long rebinds = Arrays.stream(cluster.relays).mapToLong(r -> r.rebinds).sum();
      assertTrue(rebinds >= 2, "no port changed: " + rebinds);
    }
  }

  /** The measured trap: small messages beside bulk on one connection waited for 4 to 9 s. */
  @Test
  void shouldNotStarveSmallMessagesBesideBulk() {
    LossyRelay.Model slow =
        new LossyRelay.Model(0.002, 0, 0, 0, TimeUnit.MILLISECONDS.toNanos(5), 25_000_000);
    for (boolean relayed : new boolean[] {true, false}) {
      try (EngineCluster cluster =
          new EngineCluster(2, relayed ? far() : new HashMap<>(), relayed ? slow : null)) {
        int bulkBytes = relayed ? 40 << 20 : 300 << 20;
        int[] during = {0};
        long[] worstMs = {0};
        cluster.run(
            60,
            "small beside bulk",
            (rank, engine) -> {
              Communicator world = engine.world();
              byte[] large = new byte[bulkBytes];
              if (rank == 0) {
                Operation bulk =
                    world.startSend(SendMode.STANDARD, large, 0, bulkBytes, Layout.BYTE, 1, 1);
                long[] tookNs = new long[100_000];
                int count = 0;
                while (!bulk.isDone() && count < tookNs.length) {
                  long startNs = System.nanoTime();
                  Traffic.send(engine, 1, 2, count, 8);
                  Traffic.receive(engine, 1, 3, count, 8);
                  tookNs[count++] = System.nanoTime() - startNs;
                }
                Traffic.finish(world, bulk);
                world.send(SendMode.STANDARD, new byte[9], 0, 9, Layout.BYTE, 1, 2);
                long[] sorted = Arrays.copyOf(tookNs, count);
                Arrays.sort(sorted);
                during[0] = count;
                worstMs[0] = sorted[(int) (count * 0.99)] / 1_000_000;
              } else {
                Operation bulk = world.startRecv(large, 0, bulkBytes, Layout.BYTE, 0, 1);
                byte[] small = new byte[9];
                for (int i = 0; ; i++) {
                  Operation next = world.startRecv(small, 0, 9, Layout.BYTE, 0, 2);
                  Traffic.finish(world, next);
                  if (next.status().lengthBytes == 9) {
                    break;
                  }
                  Traffic.send(engine, 0, 3, i, 8);
                }
                Traffic.finish(world, bulk);
              }
            });
        assertTrue(during[0] >= 5, "round trips beside the bulk: " + during[0]);
        assertTrue(worstMs[0] < 2000, "P99 of a small round trip is " + worstMs[0] + " ms");
      }
    }
  }
}
