package org.jmpi.p2p;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jmpi.data.GrowingBytes;
import org.jmpi.data.Layout;
import org.jmpi.error.ErrorClass;
import org.jmpi.sim.SimCluster;
import org.jmpi.sim.SimNetwork;
import org.jmpi.sim.Sweep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages that nobody waits for yet, and what Finalize makes of them. */
@Tag("sweep")
class UnmatchedMessagesTest {
  private static final long CONTEXT = 7L << 32;

  private SimCluster cluster;
  private MatchContext a;
  private MatchContext b;

  private void newCluster(long seed, SimNetwork.Model model) {
    cluster = new SimCluster(2, seed, model);
    a = cluster.node(0).engine().openContext(CONTEXT, cluster.processes(), 0);
    b = cluster.node(1).engine().openContext(CONTEXT, cluster.processes(), 1);
  }

  /** Tiny messages cost the receiver more than their bytes: both sides must count alike. */
  @Test
  void shouldTakeAFloodOfTinyMessagesThatOutgrowsTheCredit() {
    SimNetwork.Model model = new SimNetwork.Model();
    model.lossRate = 0;
    model.bulkChunkIntervalNs = 1000;
    newCluster(3, model);
    int count = P2pEngine.EAGER_CREDIT_BYTES / 32 + 100_000;
    List<SendOp> sends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] data = new byte[32];
      Arrays.fill(data, (byte) i);
      SendOp op = new SendOp();
      op.payload().set(data, 0, 32, Layout.BYTE);
      cluster.node(0).engine().send(op.to(a, 1, 1, SendMode.STANDARD), null);
      sends.add(op);
    }
    cluster.node(0).engine().flush();
    cluster.runToEnd();
    assertEquals(count, cluster.node(1).engine().envelopesHeld());
    byte[] target = new byte[32];
    for (int i = 0; i < count; i++) {
      RecvOp op = new RecvOp();
      op.payload().set(target, 0, 32, Layout.BYTE);
      cluster.node(1).engine().recv(op.from(b, 0, 1), null);
      if (!op.isDone()) {
        cluster.node(1).engine().flush();
        cluster.runUntil(op::isDone);
      }
      assertEquals((byte) i, target[31]);
    }
    cluster.node(1).engine().flush();
    cluster.runUntil(() -> sends.stream().allMatch(Operation::isDone));
  }

  @Test
  void shouldGrowAReceiveThoughConnectionsAreLost() {
    long killed = 0;
    for (long seed = 1; seed <= Sweep.seeds(6); seed++) {
      SimNetwork.Model model = new SimNetwork.Model();
      model.bulkChunkBytes = 256 << 10;
      model.bulkChunkIntervalNs = 20_000;
      newCluster(seed, model);
      byte[] data = new byte[24 << 20];
      new Random(seed).nextBytes(data);
      SendOp send = new SendOp();
      send.payload().set(data, 0, data.length, Layout.BYTE);
      cluster.node(0).engine().send(send.to(a, 1, 4, SendMode.STANDARD), null);
      cluster.node(0).engine().flush();
      GrowingBytes sink = new GrowingBytes(P2pEngine.EARLY_WINDOW_BYTES);
      RecvOp recv = new RecvOp();
      recv.payload().setGrowing(sink);
      cluster
          .clock()
          .after(
              seed % 2 == 0 ? 0 : 2_000_000,
              () -> {
                cluster.node(1).engine().recv(recv.from(b, 0, 4), null);
                cluster.node(1).engine().flush();
              });
      for (int k = 1; k <= 3; k++) {
        cluster
            .clock()
            .after(k * 4_000_000L + seed * 100_000, () -> cluster.network().killConnection(0, 1));
      }
      cluster.runUntil(() -> recv.isDone() && send.isDone());
      killed += cluster.network().connectionsKilled();
      assertNull(recv.error(), "seed " + seed);
      assertNull(send.error(), "seed " + seed);
      assertEquals(data.length, sink.sizeBytes(), "seed " + seed);
      assertArrayEquals(data, Arrays.copyOf(sink.array(), data.length), "seed " + seed);
    }
    assertTrue(killed >= 6, "connections killed: " + killed);
  }

  /** MPI-4.1 §11.2.2: a send whose request was freed is completed by Finalize. */
  @Test
  void shouldNotBeDrainedBeforeALargeMessageHasArrived() {
    newCluster(1, new SimNetwork.Model());
    SendOp send = new SendOp();
    send.payload().set(new byte[300_000], 0, 300_000, Layout.BYTE);
    cluster.node(0).engine().send(send.to(a, 1, 4, SendMode.STANDARD), null);
    cluster.node(0).engine().flush();
    cluster.runToEnd();
    assertFalse(cluster.node(0).engine().isDrained());
    RecvOp recv = new RecvOp();
    recv.payload().set(new byte[300_000], 0, 300_000, Layout.BYTE);
    cluster.node(1).engine().recv(recv.from(b, 0, 4), null);
    cluster.node(1).engine().flush();
    cluster.runUntil(() -> cluster.node(0).engine().isDrained());
    assertTrue(recv.isDone());
    assertNull(recv.error());
  }

  @Test
  void shouldReceiveWhatCameBeforeFinalizeAndEndWhatCannotCome() {
    newCluster(1, new SimNetwork.Model());
    SendOp send = new SendOp();
    send.payload().set(new byte[] {9}, 0, 1, Layout.BYTE);
    cluster.node(0).engine().send(send.to(a, 1, 4, SendMode.STANDARD), null);
    RecvOp before = new RecvOp();
    before.payload().setEmpty();
    cluster.node(1).engine().recv(before.from(b, 0, 99), null);
    cluster.node(0).engine().flush();
    cluster.runUntil(() -> cluster.node(0).engine().isDrained());
    cluster.node(0).engine().sayFinalized();
    cluster.node(0).engine().flush();
    cluster.runUntil(before::isDone);
    assertNotNull(before.error());

    RecvOp last = new RecvOp();
    byte[] target = new byte[1];
    last.payload().set(target, 0, 1, Layout.BYTE);
    cluster.node(1).engine().recv(last.from(b, 0, 4), null);
    assertTrue(last.isDone());
    assertNull(last.error());
    assertEquals(9, target[0]);

    RecvOp never = new RecvOp();
    never.payload().setEmpty();
    cluster.node(1).engine().recv(never.from(b, 0, 4), null);
    assertTrue(never.isDone(), "a receive waits for a process that has finalized");
    assertEquals(ErrorClass.OTHER, never.error().errorClass());
    SendOp late = new SendOp();
    late.payload().set(new byte[100_000], 0, 100_000, Layout.BYTE);
    cluster.node(1).engine().send(late.to(b, 0, 4, SendMode.STANDARD), null);
    assertTrue(late.isDone(), "a send waits for a process that has finalized");
  }

  @Test
  void shouldKeepTheNumbersInTurnWhenQueuedMessagesAreCancelled() {
    SimNetwork.Model model = new SimNetwork.Model();
    newCluster(8, model);
    // Far more than the link takes at once, so that most wait in the queue.
    int count = 3 * P2pEngine.MAX_AHEAD;
    List<SendOp> sends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SendOp op = new SendOp();
      op.payload().setEmpty();
      cluster.node(0).engine().send(op.to(a, 1, 1, SendMode.STANDARD), null);
      sends.add(op);
    }
    long queued = sends.stream().filter(o -> !o.isDone()).count();
    assertTrue(queued > P2pEngine.MAX_AHEAD, "queued " + queued);
    int cancelled = 0;
    for (int i = count - 1000; i < count; i += 100) {
      cluster.node(0).engine().cancel(sends.get(i));
      assertTrue(sends.get(i).isDone() && sends.get(i).status().cancelled);
      cancelled++;
    }
    int first = count - (int) queued;
    cluster.node(0).engine().cancel(sends.get(first));
    cancelled++;
    cluster.node(0).engine().flush();
    cluster.runToEnd();
    assertEquals(count - cancelled, cluster.node(1).engine().envelopesHeld());
  }
}
