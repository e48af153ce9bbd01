package org.jmpi.p2p;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.sim.SimCluster;
import org.jmpi.sim.SimNetwork;
import org.jmpi.sim.Sweep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What is rare: windows at their bound, deaths and ends at awkward moments, buffers that change.
 */
@Tag("sweep")
class FailurePathsTest {
  private static final long CONTEXT = 7L << 32;
  private static final int LARGE = 300_000;

  private final SimNetwork.Model model = new SimNetwork.Model();

  private SimCluster cluster;

  // ---- the early window

  @Test
  void shouldBearAFloodOfTinyMessagesWithoutCredit() {
    model.lossRate = 0;
    model.eagerLimitBytes = 0;
    model.bulkChunkIntervalNs = 10;
    MatchContext[] c = start(2, 11);
    int count = 130_000;
    List<SendOp> sends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sends.add(send(c[0], 1, 1, new byte[8]));
    }
    cluster.runToEnd();
    assertEquals(count, engine(1).envelopesHeld());
    for (int i = 0; i < count; i++) {
      RecvOp op = recv(c[1], 0, 1, new byte[8]);
      cluster.runUntil(op::isDone);
      assertNull(op.error());
    }
    cluster.runUntil(() -> sends.stream().allMatch(Operation::isDone));
  }

  @Test
  void shouldNotCountWhatWasGrantedAgainstTheEarlyWindow() {
    for (long seed = 1; seed <= Sweep.seeds(10); seed++) {
      model.lossRate = 0;
      model.bulkChunkBytes = 1 << 20;
      model.bulkChunkIntervalNs = 100;
      model.offloadNs = 10_000_000;
      MatchContext[] c = start(2, seed);
      byte[] data = new byte[40 << 20];
      data[data.length - 1] = 42;
      SendOp large = send(c[0], 1, 1, data);
      cluster.runToEnd();
      byte[] target = new byte[data.length];
      RecvOp op = recv(c[1], 0, 1, target);
      cluster.runUntil(() -> engine(0).peer(1).earlyWindowBytes == P2pEngine.EARLY_WINDOW_BYTES);
      SendOp other = send(c[0], 1, 2, new byte[4 << 20]);
      cluster.runUntil(() -> op.isDone() && large.isDone());
      assertNull(op.error(), "seed " + seed);
      assertEquals(42, target[target.length - 1], "seed " + seed);
      RecvOp second = recv(c[1], 0, 2, new byte[4 << 20]);
      cluster.runUntil(() -> second.isDone() && other.isDone());
      assertNull(second.error(), "seed " + seed);
    }
  }

  @Test
  void shouldKeepToTheWindowThoughSendsAreAbandonedAgainAndAgain() {
    for (long seed = 1; seed <= Sweep.seeds(20); seed++) {
      model.lossRate = 0.3;
      model.bulkChunkBytes = 1 << 20;
      model.bulkChunkIntervalNs = 100;
      MatchContext[] c = start(2, seed);
      for (int i = 0; i < 8; i++) {
        SendOp op = send(c[0], 1, i, new byte[5 << 20]);
        long until = cluster.clock().nowNs() + 20_000;
        while (cluster.clock().nowNs() < until && cluster.clock().step()) {
          // chunks leave
        }
        engine(0).abandon(op, new EngineException(ErrorClass.OTHER, "given up"));
        engine(0).flush();
        assertTrue(op.isDone());
      }
      SendOp last = send(c[0], 1, 99, new byte[5 << 20]);
      RecvOp op = recv(c[1], 0, 99, new byte[5 << 20]);
      cluster.runUntil(() -> op.isDone() && last.isDone());
      assertNull(op.error(), "seed " + seed);
      cluster.runToEnd();
      assertEquals(0, engine(1).envelopesHeld(), "seed " + seed);
      assertEquals(
          P2pEngine.EARLY_WINDOW_BYTES,
          engine(0).peer(1).earlyWindowBytes,
          "seed " + seed + ": the window leaks");
      assertEquals(0, engine(1).peer(0).earlyHeldBytes, "seed " + seed);
    }
  }

  @Test
  void shouldGiveBackTheWholeWindowWhateverBecomesOfMessages() {
    for (long seed = 1; seed <= Sweep.seeds(30); seed++) {
      MatchContext[] c = start(2, seed);
      List<Operation> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int length = i % 5 == 0 ? 10 : LARGE;
        SendOp send = send(c[0], 1, i, new byte[length]);
        all.add(send);
        switch (cluster.clock().random().nextInt(6)) {
          case 0 -> engine(0).cancel(send);
          case 1 -> engine(0).abandon(send, new EngineException(ErrorClass.OTHER, "given up"));
          case 2 -> all.add(recv(c[1], 0, i, new byte[length]));
          case 3 -> all.add(recv(c[1], 0, i, new byte[0]));
          case 4 -> {
            RecvOp op = recv(c[1], 0, i, new byte[length]);
            cluster
                .clock()
                .after(
                    cluster.clock().random().nextInt(1_000_000),
                    () -> engine(1).abandon(op, new EngineException(ErrorClass.OTHER, "given up")));
          }
          default -> {}
        }
        engine(0).flush();
        cluster.clock().step();
      }
      cluster.runToEnd();
      engine(1).closeContext(c[1]);
      engine(1).flush();
      cluster.runToEnd();
      assertEquals(0, engine(1).envelopesHeld(), "seed " + seed);
      assertEquals(
          P2pEngine.EARLY_WINDOW_BYTES, engine(0).peer(1).earlyWindowBytes, "seed " + seed);
      assertEquals(0, engine(1).peer(0).earlyHeldBytes, "seed " + seed);
      assertEquals(0, engine(0).peer(1).awaitingAnswer.size(), "seed " + seed);
      assertEquals(0, engine(1).peer(0).incoming.size(), "seed " + seed);
      assertEquals(0, engine(1).peer(0).cancelWanted.size(), "seed " + seed);
      assertEquals(
          P2pEngine.EAGER_CREDIT_BYTES,
          engine(0).peer(1).eagerCreditBytes + engine(1).peer(0).eagerConsumedBytes,
          "seed " + seed + ": credit leaks");
    }
  }

  // ---- deaths

  @Test
  void shouldNotHopeForALargeMessageOfTheDeadInACommunicatorOpenedLater() {
    cluster = new SimCluster(2, 3, model);
    MatchContext a = engine(0).openContext(CONTEXT, cluster.processes(), 0);
    send(a, 1, 5, new byte[LARGE]);
    send(a, 1, 6, new byte[10]);
    cluster.runToEnd();
    engine(1).onProcessFailed(0, "killed by the test");
    MatchContext b = engine(1).openContext(CONTEXT, cluster.processes(), 1);
    RecvOp large = recv(b, 0, 5, new byte[LARGE]);
    assertTrue(large.isDone(), "waits for bytes that nobody will send");
    assertEquals(ErrorClass.PROC_FAILED, large.error().errorClass());
    RecvOp small = recv(b, 0, 6, new byte[10]);
    assertTrue(small.isDone());
    assertNull(small.error(), "what is complete can still be received");
    assertEquals(0, engine(1).envelopesHeld());
  }

  @Test
  void shouldFailAMatchedMessageOfTheDeadThoughItsCommunicatorIsFreed() {
    MatchContext[] c = start(2, 4);
    send(c[0], 1, 5, new byte[LARGE]);
    cluster.runToEnd();
    MatchedMessage message = engine(1).matchProbe(c[1], 0, 5);
    engine(1).closeContext(c[1]);
    engine(1).onProcessFailed(0, "killed by the test");
    RecvOp op = new RecvOp();
    op.payload().set(new byte[LARGE], 0, LARGE, Layout.BYTE);
    engine(1).recvMatched(message, op, null);
    assertTrue(op.isDone());
    assertEquals(ErrorClass.PROC_FAILED, op.error().errorClass());
    assertEquals(0, engine(1).envelopesHeld());
  }

  @Test
  void shouldCloseAFreedCommunicatorWhenTheDeadSetItsLastReceiveFree() {
    MatchContext[] c = start(3, 5);
    RecvOp pending = recv(c[1], 0, 5, new byte[10]);
    send(c[2], 1, 7, new byte[10]);
    cluster.runToEnd();
    assertEquals(1, engine(1).envelopesHeld());
    engine(1).closeContext(c[1]);
    engine(1).onProcessFailed(0, "killed by the test");
    assertTrue(pending.isDone());
    assertEquals(0, engine(1).envelopesHeld());
  }

  // ---- the end

  @Test
  void shouldEndWhatWouldWaitForAFinalizedProcess() {
    MatchContext[] c = start(2, 6);
    send(c[0], 1, 1, new byte[10]);
    send(c[1], 0, 1, new byte[10]);
    cluster.runToEnd();
    RecvOp before = recv(c[1], 0, 2, new byte[10]);
    engine(0).sayFinalized();
    engine(0).flush();
    cluster.runToEnd();
    assertTrue(before.isDone());
    assertEquals(ErrorClass.OTHER, before.error().errorClass());
    RecvOp there = recv(c[1], 0, 1, new byte[10]);
    assertTrue(there.isDone() && there.error() == null, "what came before the end is there");
    RecvOp after = recv(c[1], 0, 3, new byte[10]);
    assertTrue(after.isDone(), "a receive posted after the end waits for ever");
    assertEquals(ErrorClass.OTHER, after.error().errorClass());
    SendOp large = send(c[1], 0, 4, new byte[LARGE]);
    assertTrue(large.isDone(), "a rendezvous with a finalized process waits for ever");
    assertEquals(ErrorClass.OTHER, large.error().errorClass());
    SendOp small = send(c[1], 0, 4, new byte[10]);
    assertTrue(small.isDone());
    assertNull(small.error());
    assertTrue(engine(1).isDrained());
  }

  // ---- buffers that the program changes too early

  @Test
  void shouldFailTheReceiveAloneWhenItsBufferShrinks() {
    int[] lengths = {10, LARGE, LARGE};
    for (int k = 0; k < lengths.length; k++) {
      int length = lengths[k];
      MatchContext[] c = start(2, 20 + k);
      ByteBuffer buffer = ByteBuffer.allocateDirect(length);
      RecvOp op = null;
      SendOp send = null;
      if (k == 2) {
        send = send(c[0], 1, 1, new byte[length]);
        cluster.runToEnd();
      }
      if (k < 2) {
        op = recv(c[1], 0, 1, buffer);
        buffer.limit(1);
        send = send(c[0], 1, 1, new byte[length]);
      } else {
        op = recv(c[1], 0, 1, buffer);
        buffer.limit(1);
      }
      RecvOp broken = op;
      cluster.runUntil(broken::isDone);
      cluster.runToEnd();
      assertNotNull(broken.error(), "case " + k);
      assertEquals(ErrorClass.BUFFER, broken.error().errorClass(), "case " + k);
      assertTrue(send.isDone(), "case " + k);
      assertEngineWorks(c);
    }
  }

  @Test
  void shouldFailTheSendAloneWhenItsBufferShrinks() {
    MatchContext[] c = start(2, 30);
    ByteBuffer buffer = ByteBuffer.allocateDirect(LARGE);
    SendOp send = send(c[0], 1, 1, buffer);
    RecvOp recv = recv(c[1], 0, 1, new byte[LARGE]);
    buffer.limit(100);
    cluster.runToEnd();
    assertTrue(send.isDone());
    assertEquals(ErrorClass.BUFFER, send.error().errorClass());
    // Given up before it was matched it never was a message; later, the receive fails.
    engine(1).cancel(recv);
    assertTrue(recv.isDone() && (recv.status().cancelled || recv.error() != null));
    assertEngineWorks(c);
    assertEquals(P2pEngine.EARLY_WINDOW_BYTES, engine(0).peer(1).earlyWindowBytes);
  }

  @Test
  void shouldFailAnEagerSendThatWaitedForRoomWhenItsBufferShrinks() {
    model.eagerLimitBytes = 60_000;
    MatchContext[] c = start(2, 31);
    List<SendOp> first = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      first.add(send(c[0], 1, 1, new byte[60_000]));
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(60_000).order(ByteOrder.LITTLE_ENDIAN);
    SendOp broken = send(c[0], 1, 2, buffer);
    assertFalse(broken.isDone(), "the link had room for all");
    buffer.limit(100);
    for (int i = 0; i < 3; i++) {
      recv(c[1], 0, 1, new byte[60_000]);
    }
    cluster.runUntil(broken::isDone);
    assertEquals(ErrorClass.BUFFER, broken.error().errorClass());
    cluster.runToEnd();
    assertEngineWorks(c);
  }

  /** Messages in both directions still pass, so no number is missing. */
  private void assertEngineWorks(MatchContext[] c) {
    for (int from = 0; from < 2; from++) {
      for (int length : new int[] {10, LARGE}) {
        byte[] data = new byte[length];
        data[length - 1] = 77;
        byte[] target = new byte[length];
        SendOp send = send(c[from], 1 - from, 1000, data);
        RecvOp recv = recv(c[1 - from], from, 1000, target);
        cluster.runUntil(() -> send.isDone() && recv.isDone());
        assertNull(send.error());
        assertNull(recv.error());
        assertArrayEquals(data, target);
      }
    }
  }

  private MatchContext[] start(int size, long seed) {
    cluster = new SimCluster(size, seed, model);
    MatchContext[] contexts = new MatchContext[size];
    for (int i = 0; i < size; i++) {
      contexts[i] = engine(i).openContext(CONTEXT, cluster.processes(), i);
    }
    return contexts;
  }

  private P2pEngine engine(int node) {
    return cluster.node(node).engine();
  }

  private SendOp send(MatchContext from, int to, long tag, Object buffer) {
    SendOp op = new SendOp();
    op.payload().set(buffer, 0, length(buffer), Layout.BYTE);
    engine(from.selfRank()).send(op.to(from, to, tag, SendMode.STANDARD), null);
    engine(from.selfRank()).flush();
    return op;
  }

  private RecvOp recv(MatchContext at, int source, long tag, Object buffer) {
    RecvOp op = new RecvOp();
    op.payload().set(buffer, 0, length(buffer), Layout.BYTE);
    engine(at.selfRank()).recv(op.from(at, source, tag), null);
    engine(at.selfRank()).flush();
    return op;
  }

  private static int length(Object buffer) {
    return buffer instanceof ByteBuffer b ? b.capacity() : ((byte[]) buffer).length;
  }
}
