package org.jmpi.p2p;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jmpi.data.Layout;
import org.jmpi.error.ErrorClass;
import org.jmpi.fault.Contribution;
import org.jmpi.fault.Decision;
import org.jmpi.fault.Recovery;
import org.jmpi.fault.SharedAgreement;
import org.jmpi.fault.SharedWords;
import org.jmpi.net.ProtocolException;
import org.jmpi.sim.SimCluster;
import org.jmpi.sim.SimNetwork;
import org.jmpi.sim.Sweep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Revocation of a context in the middle of everything, and the frames of the recovery protocols.
 */
@Tag("sweep")
class RevocationTest {
  private static final long REVOKED = 7L << 32;
  private static final long OTHER = 8L << 32;

  private final SimNetwork.Model model = new SimNetwork.Model();
  private SimCluster cluster;

  /** A receive, its buffer, and what was in the buffer when the receive ended. */
  private static final class Taken {
    final RecvOp op = new RecvOp();
    final byte[] buffer;
    byte[] atTheEnd;

    Taken(int length) {
      buffer = new byte[length];
    }
  }

  @Test
  void shouldEndWhatIsUnderWayAndNothingElse() {
    int revoked = 0;
    for (long seed = 1; seed <= Sweep.seeds(40); seed++) {
      revoked += tryOne(seed);
    }
    assertTrue(revoked > 1000, "operations ended by revocation: " + revoked);
  }

  private int tryOne(long seed) {
    int size = 2 + (int) (seed % 3);
    cluster = new SimCluster(size, seed, model);
    Random random = cluster.clock().random();
    MatchContext[] doomed = open(REVOKED);
    MatchContext[] safe = open(OTHER);
    List<Operation> ofDoomed = new ArrayList<>();
    List<Operation> ofSafe = new ArrayList<>();
    List<Taken> taken = new ArrayList<>();
    for (int m = 0; m < 60; m++) {
      int from = random.nextInt(size);
      int to = random.nextInt(size);
      int length = random.nextInt(3) > 0 ? random.nextInt(3000) : 300_000;
      boolean isSafe = m % 3 == 0;
      MatchContext[] c = isSafe ? safe : doomed;
      SendMode mode = random.nextInt(3) == 0 ? SendMode.SYNCHRONOUS : SendMode.STANDARD;
      SendOp send = new SendOp();
      send.payload().set(filled(length, m), 0, length, Layout.BYTE);
      Taken receive = new Taken(length);
      (isSafe ? ofSafe : ofDoomed).add(send);
      int tag = m;
      at(
          random.nextInt(4_000_000),
          from,
          () -> engine(from).send(send.to(c[from], to, tag, mode), null));
      if (isSafe || random.nextBoolean()) {
        boolean any = random.nextInt(4) == 0;
        receive.op.payload().set(receive.buffer, 0, length, Layout.BYTE);
        (isSafe ? ofSafe : ofDoomed).add(receive.op);
        taken.add(receive);
        at(
            random.nextInt(4_000_000),
            to,
            () ->
                engine(to)
                    .recv(
                        receive.op.from(c[to], any ? P2pEngine.ANY_SOURCE : from, tag),
                        op -> receive.atTheEnd = receive.buffer.clone()));
      }
    }
    for (int i = 0; i < size; i++) {
      int self = i;
      at(random.nextInt(6_000_000), self, () -> engine(self).revoke(doomed[self]));
    }
    cluster.runToEnd();
    int revoked = 0;
    for (Operation op : ofDoomed) {
      assertTrue(op.isDone(), "seed " + seed + ": waits for ever");
      if (op.error() != null) {
        assertEquals(ErrorClass.REVOKED, op.error().errorClass(), "seed " + seed);
        revoked++;
      }
    }
    for (Operation op : ofSafe) {
      assertTrue(op.isDone() && op.error() == null, "seed " + seed + ": the other context suffers");
    }
    for (Taken receive : taken) {
      assertArrayEquals(
          receive.atTheEnd, receive.buffer, "seed " + seed + ": written to after the end");
    }
    for (int i = 0; i < size; i++) {
      engine(i).closeContext(doomed[i]);
      engine(i).flush();
    }
    cluster.runToEnd();
    for (int i = 0; i < size; i++) {
      assertEquals(0, engine(i).envelopesHeld(), "seed " + seed);
      assertTrue(engine(i).isDrained(), "seed " + seed);
      for (int j = 0; j < size; j++) {
        Peer there = engine(i).peer(j);
        Peer back = engine(j).peer(i);
        String where = "seed " + seed + " from " + i + " to " + j;
        assertEquals(P2pEngine.EARLY_WINDOW_BYTES, there.earlyWindowBytes, where);
        assertEquals(0, back.earlyHeldBytes, where);
        assertEquals(0, back.incoming.size(), where);
        assertEquals(0, back.cancelWanted.size(), where);
        assertEquals(0, there.abandonedCharges.size(), where);
        assertEquals(
            P2pEngine.EAGER_CREDIT_BYTES,
            there.eagerCreditBytes + back.eagerConsumedBytes,
            where + ": credit leaks");
      }
    }
    return revoked;
  }

  @Test
  void shouldLetSendsBehindTheRevokedOnesGo() {
    model.eagerLimitBytes = 60_000;
    cluster = new SimCluster(2, 5, model);
    MatchContext[] doomed = open(REVOKED);
    MatchContext[] safe = open(OTHER);
    List<SendOp> queued = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      SendOp op = new SendOp();
      op.payload().set(new byte[50_000], 0, 50_000, Layout.BYTE);
      engine(0).send(op.to(i % 2 == 0 ? doomed[0] : safe[0], 1, i, SendMode.STANDARD), null);
      queued.add(op);
    }
    assertFalse(queued.get(28).isDone(), "the link had room for all");
    engine(0).revoke(doomed[0]);
    assertEquals(ErrorClass.REVOKED, queued.get(28).error().errorClass());
    engine(0).flush();
    List<RecvOp> received = new ArrayList<>();
    for (int i = 1; i < 30; i += 2) {
      RecvOp op = new RecvOp();
      op.payload().set(new byte[50_000], 0, 50_000, Layout.BYTE);
      engine(1).recv(op.from(safe[1], 0, i), null);
      received.add(op);
    }
    cluster.runUntil(() -> received.stream().allMatch(Operation::isDone));
    assertTrue(received.stream().allMatch(op -> op.error() == null));
  }

  @Test
  void shouldEndAReceiveWhoseDataAreJustBeingCopiedOnlyWhenTheCopyIsOver() {
    model.lossRate = 0;
    model.offloadNs = 10_000_000;
    cluster = new SimCluster(2, 6, model);
    MatchContext[] c = open(REVOKED);
    SendOp send = new SendOp();
    send.payload().set(filled(1 << 20, 3), 0, 1 << 20, Layout.BYTE);
    engine(0).send(send.to(c[0], 1, 1, SendMode.STANDARD), null);
    engine(0).flush();
    cluster.runToEnd();
    Taken receive = new Taken(1 << 20);
    receive.op.payload().set(receive.buffer, 0, 1 << 20, Layout.BYTE);
    engine(1).recv(receive.op.from(c[1], 0, 1), op -> receive.atTheEnd = receive.buffer.clone());
    engine(1).revoke(c[1]);
    assertFalse(receive.op.isDone(), "another thread still writes there");
    cluster.runToEnd();
    assertEquals(ErrorClass.REVOKED, receive.op.error().errorClass());
    assertArrayEquals(receive.atTheEnd, receive.buffer);
    assertEquals(ErrorClass.REVOKED, send.error().errorClass(), "told by the receiver");
  }

  // ---- frames of the recovery protocols

  /** Keeps what comes. */
  private static final class Recorder implements Recovery {
    final List<byte[]> messages = new ArrayList<>();

    @Override
    public void open(long contextId, int[] members) {}

    @Override
    public void close(long contextId) {}

    @Override
    public void revoke(long contextId) {}

    @Override
    public void agree(long contextId, Contribution mine, Consumer<Decision> whenDecided) {
      whenDecided.accept(new Decision(mine.flags(), new BitSet(), new BitSet(), 0));
    }

    @Override
    public void onMessage(int fromProcess, ByteBuffer message) {
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      if (bytes.length == 1) {
        throw new IllegalArgumentException("too short");
      }
      messages.add(bytes);
    }

    @Override
    public void onFailed(int process) {}

    @Override
    public int sharedWords(int members) {
      throw new UnsupportedOperationException("nobody agrees here");
    }

    @Override
    public SharedAgreement overMemory(SharedWords words, int rank, int members) {
      throw new UnsupportedOperationException("nobody agrees here");
    }
  }

  @Test
  void shouldCarryRecoveryMessagesThoughNothingElseFits() {
    for (long seed = 1; seed <= Sweep.seeds(5); seed++) {
      cluster = new SimCluster(2, seed, model);
      MatchContext[] c = open(OTHER);
      Recorder recorder = new Recorder();
      engine(1).attachRecovery(recorder);
      // More than the credit and more than the link takes, all unmatched.
      for (int i = 0; i < 400; i++) {
        SendOp op = new SendOp();
        op.payload().set(new byte[4000], 0, 4000, Layout.BYTE);
        engine(0).send(op.to(c[0], 1, 1, SendMode.STANDARD), null);
      }
      int count = 300;
      for (int i = 0; i < count; i++) {
        engine(0).sendRecovery(1, filled(2 + 3 * i, i));
      }
      assertFalse(engine(0).isDrained());
      assertTrue(engine(0).peer(1).recoveryBacklog.size() > 0, "the link had room for all");
      engine(0).flush();
      cluster.runUntil(() -> recorder.messages.size() == count);
      recorder.messages.sort((a, b) -> Integer.compare(a.length, b.length));
      for (int i = 0; i < count; i++) {
        assertArrayEquals(filled(2 + 3 * i, i), recorder.messages.get(i), "seed " + seed);
      }
      // Nobody hears a dead process, and nothing is kept for it.
      engine(0).onProcessFailed(1, "killed by the test");
      engine(0).sendRecovery(1, new byte[100]);
      assertEquals(0, engine(0).peer(1).recoveryBacklog.size());
    }
  }

  @Test
  void shouldRefuseWhatFitsNoFrame() {
    cluster = new SimCluster(2, 1, model);
    open(OTHER);
    assertThrows(
        org.jmpi.error.EngineException.class, () -> engine(0).sendRecovery(1, new byte[1 << 17]));
  }

  @Test
  void shouldBlameThePeerForSenselessRecoveryMessages() {
    cluster = new SimCluster(2, 1, model);
    open(OTHER);
    assertThrows(ProtocolException.class, () -> deliver(frame(8, 8)), "nobody takes them here");
    Recorder recorder = new Recorder();
    engine(1).attachRecovery(recorder);
    deliver(frame(8, 8));
    assertEquals(8, recorder.messages.get(0).length);
    assertThrows(ProtocolException.class, () -> deliver(frame(8, 9)));
    assertThrows(ProtocolException.class, () -> deliver(frame(8, -1)));
    assertThrows(ProtocolException.class, () -> deliver(frame(1, 1)));
    assertEquals(1, recorder.messages.size());
    assertNull(engine(1).peer(0).queueHead);
  }

  private void deliver(ByteBuffer frame) {
    engine(1).onFrame(cluster.network().link(cluster.node(1), 0), frame);
  }

  private static ByteBuffer frame(int bytes, long said) {
    ByteBuffer frame =
        ByteBuffer.allocate(ControlHeader.LENGTH_BYTES + bytes).order(ByteOrder.LITTLE_ENDIAN);
    ControlHeader.write(frame, FrameType.RECOVERY, 0, said);
    frame.position(0);
    return frame;
  }

  private static byte[] filled(int length, int value) {
    byte[] data = new byte[length];
    Arrays.fill(data, (byte) (value + 1));
    return data;
  }

  private void at(long delayNs, int node, Runnable action) {
    cluster
        .clock()
        .after(
            delayNs,
            () -> {
              action.run();
              engine(node).flush();
            });
  }

  private MatchContext[] open(long id) {
    MatchContext[] contexts = new MatchContext[cluster.size()];
    for (int i = 0; i < contexts.length; i++) {
      contexts[i] = engine(i).openContext(id, cluster.processes(), i);
    }
    return contexts;
  }

  private P2pEngine engine(int node) {
    return cluster.node(node).engine();
  }
}
