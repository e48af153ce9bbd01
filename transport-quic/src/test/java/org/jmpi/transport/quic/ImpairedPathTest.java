package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
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
  /** Ten times what was measured, and half of what the codec takes after a loss. */
  private static final long MOST_BESIDE_SMALL_BYTES = 7L << 20;

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

  /** Neither is there anybody to acknowledge, nor can anything be missing. */
  @Test
  void shouldNotWaitInFinalizeForTheLastWordOfOneWhoHasLeft() {
    LossyRelay.Model slow = new LossyRelay.Model(0, 0, 0, 0, 1_000_000, 60_000_000);
    Map<String, String> settings = far("quic-idle-timeout-ms", "1000", "quic-relay-ms", "500");
    try (EngineCluster cluster = new EngineCluster(2, settings, slow)) {
      cluster.run(20, "use", (rank, engine) -> Traffic.exchange(engine, 1 - rank, 1, 5, 1000));
      // From now on rank 1 can only speak.
      cluster.relays[1].deafenTarget();
      cluster.relays[0].silenceTarget();
      long startNs = System.nanoTime();
      cluster.run(
          30,
          "finalize",
          (rank, engine) -> {
            if (rank == 0) {
              cluster.awaitAt(
                  0, "rank 1 has finalized", 20, () -> cluster.link(0, 1).hasPeerFinalized());
            }
            cluster.finish(rank);
          });
      long tookMs = (System.nanoTime() - startNs) / 1_000_000;
      assertTrue(cluster.relays[1].cutOff > 0 || cluster.relays[0].cutOff > 0, "all got through");
      assertTrue(cluster.jobs[1].relaysAsked.get() > 0, "rank 1 did not look for rank 0");
      assertTrue(tookMs < 25_000, "took " + tookMs + " ms");
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

  /**
   * How long a small message takes depends on who else wants the processor. How much bulk arrives
   * while one goes there and back does not: what was under way and in queues before it.
   */
  @Test
  void shouldNotQueueSmallMessagesBehindBulk() {
    LossyRelay.Model slow =
        new LossyRelay.Model(0.002, 0, 0, 0, TimeUnit.MILLISECONDS.toNanos(5), 25_000_000);
    int bulkBytes = 24 << 20;
    byte[] large = new byte[bulkBytes];
    List<Long> arrivedBytes = new ArrayList<>();
    try (EngineCluster cluster = new EngineCluster(2, far(), slow)) {
      cluster.run(40, "connect", (rank, engine) -> Traffic.exchange(engine, 1 - rank, 1, 5, 1000));
      cluster.run(
          100,
          "small beside bulk",
          (rank, engine) -> {
            Communicator world = engine.world();
            if (rank == 0) {
              Operation bulk =
                  world.startSend(SendMode.STANDARD, large, 0, bulkBytes, Layout.BYTE, 1, 1);
              for (int i = 0; !bulk.isDone(); i++) {
                Traffic.send(engine, 1, 2, i, 8);
                Traffic.receive(engine, 1, 3, i, 8);
              }
              Traffic.finish(world, bulk);
              world.send(SendMode.STANDARD, new byte[9], 0, 9, Layout.BYTE, 1, 2);
            } else {
              Operation bulk = world.startRecv(large, 0, bulkBytes, Layout.BYTE, 0, 1);
              long[] before = {0};
              byte[] small = new byte[9];
              for (int i = 0; ; i++) {
                Operation next = world.startRecv(small, 0, 9, Layout.BYTE, 0, 2);
                Traffic.finish(world, next);
                if (next.status().lengthBytes == 9) {
                  break;
                }
                cluster.locked(
                    1,
                    () -> {
                      long now = cluster.link(1, 0).bulkBytesIn();
                      arrivedBytes.add(now - before[0]);
                      before[0] = now;
                    });
                Traffic.send(engine, 0, 3, i, 8);
              }
              Traffic.finish(world, bulk);
            }
          });
    }
    assertTrue(arrivedBytes.size() >= 5, "round trips beside the bulk: " + arrivedBytes.size());
    long most = Collections.max(arrivedBytes);
    assertTrue(
        most < MOST_BESIDE_SMALL_BYTES,
        "bulk that arrived during one small round trip: " + most + " bytes; all: " + arrivedBytes);
  }
}
