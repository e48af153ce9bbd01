package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jmpi.comm.Communicator;
import org.jmpi.data.Layout;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.SendMode;
import org.junit.jupiter.api.Test;

/** Large messages over connections of their own, through relays that delay. */
class BulkConnectionsTest {
  private static final Map<String, String> FAR = Map.of("quic-path", "far");

  /** Long enough for BBR and pacing, and fast enough for a test. */
  private static final LossyRelay.Model LONG =
      new LossyRelay.Model(0, 0, 0, 0, TimeUnit.MILLISECONDS.toNanos(4), 25_000_000);

  @Test
  void shouldTakeLargeMessagesOffTheConnectionOfSmallOnes() {
    int length = 4 << 20;
    try (EngineCluster cluster = new EngineCluster(2, FAR, LONG)) {
      cluster.run(40, "connect", (rank, engine) -> Traffic.exchange(engine, 1 - rank, 1, 5, 1000));
      cluster.run(60, "large", (rank, engine) -> large(engine, rank, 0, length));
      cluster.run(60, "and back", (rank, engine) -> large(engine, 1 - rank, 1, length));
      for (int rank = 0; rank < 2; rank++) {
        int self = rank;
        cluster.locked(
            rank,
            () -> {
              BulkSender sender = cluster.link(self, 1 - self).bulkSender();
              assertTrue(!sender.laneConnections().isEmpty(), sender.report());
              assertTrue(sender.bytesOnLanes() > length / 2, sender.report());
            });
      }
    }
  }

  @Test
  void shouldLetAcknowledgementsOfLargeMessagesWaitForMore() {
    afterALargeMessage(
        1,
        cluster -> {
          long held = cluster.transport(1).endpoint().heldBatches();
          assertTrue(held > 10, held + " batches of packets were not answered at once");
        });
  }

  /** 4 MiB take a sixth of a second at the relay's rate: eight times as long as between two. */
  @Test
  void shouldTellWithAcknowledgementsHowLongTheyWait() {
    afterALargeMessage(
        0,
        cluster -> {
          BulkSender sender = cluster.link(0, 1).bulkSender();
          PathPacing pacing = sender.laneConnections().get(0).pacing();
          assertTrue(pacing.stampsHeard() > 2, sender.report());
        });
  }

  /** Rank 0 has sent 4 MiB to rank 1; the check is made at one of them. */
  private static void afterALargeMessage(int rank, Consumer<EngineCluster> check) {
    try (EngineCluster cluster = new EngineCluster(2, FAR, LONG)) {
      cluster.run(40, "connect", (self, engine) -> Traffic.exchange(engine, 1 - self, 1, 5, 1000));
      cluster.run(60, "large", (self, engine) -> large(engine, self, 0, 4 << 20));
      cluster.locked(rank, () -> check.accept(cluster));
    }
  }

  @Test
  void shouldDialForLargeMessagesAheadOnALongPath() {
    LossyRelay.Model longer =
        new LossyRelay.Model(0, 0, 0, 0, TimeUnit.MILLISECONDS.toNanos(10), 25_000_000);
    try (EngineCluster cluster = new EngineCluster(2, FAR, longer)) {
      cluster.run(
          40,
          "connect",
          (rank, engine) -> {
            Traffic.send(engine, 1 - rank, 6, 0, 8);
            Traffic.receive(engine, 1 - rank, 6, 0, 8);
          });
      for (int rank = 0; rank < 2; rank++) {
        int self = rank;
        cluster.awaitAt(
            rank,
            "a connection for large messages",
            60,
            () -> cluster.link(self, 1 - self).bulkSender().laneConnections().size() == 1);
        cluster.locked(
            rank, () -> assertEquals(0, cluster.link(self, 1 - self).bulkSender().bytesOut()));
      }
    }
  }

  private static void large(org.jmpi.runtime.Engine engine, int role, int number, int length) {
    if (role == 0) {
      Traffic.send(engine, 1 - engine.world().rank(), 4, number, length);
    } else {
      Traffic.receive(engine, 1 - engine.world().rank(), 4, number, length);
    }
  }

  /** What others carried arrives, and only what the lost connection had taken is asked for. */
  @Test
  void shouldMakeGoodTheLossOfOneOfSeveralConnections() {
    int length = 8 << 20;
    try (EngineCluster cluster = new EngineCluster(2, FAR, LONG)) {
      cluster.run(40, "connect", (rank, engine) -> Traffic.exchange(engine, 1 - rank, 1, 5, 1000));
      long replaced = cluster.replacedConnections(); // when both have dialled
      cluster.run(
          90,
          "a large message while a connection is lost",
          (rank, engine) -> {
            Communicator world = engine.world();
            if (rank == 1) {
              Traffic.receive(engine, 0, 4, 0, length);
              return;
            }
            byte[] data = Traffic.message(0, 0, length);
            Operation send = world.startSend(SendMode.STANDARD, data, 0, length, Layout.BYTE, 1, 4);
            cluster.awaitAt(
                0,
                "a quarter is on its way",
                60,
                () -> cluster.link(0, 1).bulkSender().bytesOnLanes() > length / 4);
            cluster.locked(
                0,
                () ->
                    cluster
                        .link(0, 1)
                        .bulkSender()
                        .laneConnections()
                        .get(0)
                        .close(CloseReason.CODE_INTERNAL, "killed by the test"));
            Traffic.finish(world, send);
          });
      assertEquals(
          replaced, cluster.replacedConnections(), "the first connection must have stayed");
      cluster.locked(
          0,
          () -> {
            BulkSender sender = cluster.link(0, 1).bulkSender();
            assertEquals(1, sender.lostLanes(), sender.report());
            assertTrue(
                sender.bytesOut() <= length + (length >> 1) + (4 << 20),
                "sent " + sender.bytesOut() + " bytes for a message of " + length);
          });
    }
  }

  /** Blocking standard sends of medium size do not wait for their receives. */
  @Test
  void shouldSendMediumMessagesAheadOnALongPath() {
    int length = 256 << 10;
    int count = 4;
    try (EngineCluster cluster = new EngineCluster(2, FAR, LONG)) {
      cluster.run(40, "connect", (rank, engine) -> Traffic.exchange(engine, 1 - rank, 1, 5, 1000));
      cluster.run(
          60,
          "sends before receives",
          (rank, engine) -> {
            if (rank == 0) {
              for (int i = 0; i < count; i++) {
                Traffic.send(engine, 1, 4, i, length);
              }
              Traffic.send(engine, 1, 6, count, 8);
            } else {
              Traffic.receive(engine, 0, 6, count, 8);
              for (int i = 0; i < count; i++) {
                Traffic.receive(engine, 0, 4, i, length);
              }
            }
          });
    }
  }
}
