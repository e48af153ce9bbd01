package org.jmpi.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jmpi.data.GrowingBytes;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.net.Link;
import org.jmpi.net.ProtocolException;
import org.jmpi.sim.SimCluster;
import org.jmpi.sim.SimNetwork;
import org.jmpi.sim.Sweep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Node 2 has a certificate and lies. Only {@link ProtocolException} may come of it, memory stays
 * bounded, and nodes 0 and 1 go on.
 */
@Tag("sweep")
class LyingPeerTest {
  private static final long CONTEXT = 7L << 32;
  private static final long UNKNOWN = 9L << 32;
  private static final int LIAR = 2;
  private static final long NEVER_NS = Long.MAX_VALUE / 4;

  private SimCluster cluster;
  private P2pEngine victim;
  private MatchContext atVictim;
  private MatchContext atFriend;
  private Link fromLiar;

  @BeforeEach
  void newCluster() {
    newCluster(1);
  }

  private void newCluster(long seed) {
    SimNetwork.Model model = new SimNetwork.Model();
    cluster = new SimCluster(3, seed, model);
    victim = cluster.node(0).engine();
    atVictim = victim.openContext(CONTEXT, cluster.processes(), 0);
    atFriend = cluster.node(1).engine().openContext(CONTEXT, cluster.processes(), 1);
    fromLiar = cluster.network().link(cluster.node(0), LIAR);
    // Takes no answers; the others do not hear of it within this test.
    cluster.kill(LIAR, NEVER_NS);
  }

  @Test
  void shouldSurviveRandomFramesWhileOthersTalk() {
    long refused = 0;
    long accepted = 0;
    for (long seed = 1; seed <= Sweep.seeds(30); seed++) {
      newCluster(seed);
      Random random = new Random(seed);
      List<Operation> wild = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        wild.add(postRandomReceive(random));
        wild.add(sendToLiar(random));
      }
      for (int i = 0; i < 2000; i++) {
        try {
          if (random.nextInt(4) == 0) {
            randomBulk(random);
          } else {
            victim.onFrame(fromLiar, randomFrame(random));
          }
          accepted++;
        } catch (ProtocolException e) {
          refused++;
        } catch (RuntimeException e) {
          throw new AssertionError("seed " + seed + ", frame " + i, e);
        }
        if (i % 500 == 0) {
          assertFriendsCanTalk("seed " + seed);
        }
      }
      assertFriendsCanTalk("seed " + seed);
      victim.onProcessFailed(LIAR, "the test ends it");
      assertFriendsCanTalk("seed " + seed);
      for (Operation o : wild) {
        assertTrue(o.isDone(), "seed " + seed + ": an operation survives its peer: " + o);
      }
    }
    assertTrue(refused > 1000, "no lie was found out: " + refused);
    assertTrue(accepted > 1000, "every frame was refused: " + accepted);
  }

  private Operation postRandomReceive(Random random) {
    RecvOp op = new RecvOp();
    int length = random.nextInt(3) == 0 ? random.nextInt(200_000) : random.nextInt(100);
    switch (random.nextInt(4)) {
      case 0 -> op.payload().set(new byte[length], 0, length, Layout.BYTE);
      case 1 -> op.payload().set(new double[length / 8 + 1], 0, length / 8 + 1, Layout.DOUBLE);
      case 2 -> op.payload().set(new int[length / 4 + 1], 0, length / 4 + 1, Layout.INT);
      default -> op.payload().setGrowing(new GrowingBytes(P2pEngine.EARLY_WINDOW_BYTES));
    }
    victim.recv(op.from(atVictim, LIAR, random.nextBoolean() ? P2pEngine.ANY_TAG : 3), null);
    return op;
  }

  private Operation sendToLiar(Random random) {
    SendOp op = new SendOp();
    int length = random.nextInt(100_000);
    op.payload().set(new byte[length], 0, length, Layout.BYTE);
    SendMode mode = random.nextBoolean() ? SendMode.SYNCHRONOUS : SendMode.STANDARD;
    victim.send(op.to(atVictim, LIAR, 3, mode), null);
    return op;
  }

  private void randomBulk(Random random) {
    byte[] data = new byte[random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(40)];
    victim.onBulk(fromLiar, someId(random), someLength(random), ByteBuffer.wrap(data));
  }

  private ByteBuffer randomFrame(Random random) {
    int kind = random.nextInt(20);
    if (kind == 0) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return little(noise);
    }
    ByteBuffer frame;
    if (kind < 12) {
      int payload = random.nextInt(3) == 0 ? random.nextInt(2000) : 0;
      byte type = new byte[] {1, 2, 2, 12}[random.nextInt(4)];
      frame =
          envelope(
              type,
              payload,
              random.nextInt(3) == 0 ? someLength(random) : payload,
              random.nextInt(4) == 0 ? UNKNOWN + random.nextInt(5) : CONTEXT,
              random.nextInt(5) == 0
                  ? random.nextInt()
                  : atVictim.nextReceiveSequence[LIAR] + random.nextInt(3),
              random.nextInt(6),
              someId(random),
              random.nextInt(2));
    } else {
      int ranges = random.nextInt(4) == 0 ? random.nextInt(60) : 0;
      frame = little(new byte[ControlHeader.LENGTH_BYTES + 16 * ranges]);
      // All but FINALIZED, after which there is not much left to lie about.
      byte type = (byte) (3 + random.nextInt(9));
      ControlHeader.write(frame, type, someId(random), someLength(random));
      while (frame.hasRemaining()) {
        frame.putLong(someLength(random));
      }
      frame.rewind();
    }
    if (random.nextInt(8) == 0) {
      int at = random.nextInt(frame.remaining());
      frame.put(at, (byte) (frame.get(at) ^ 1 << random.nextInt(8)));
    }
    if (random.nextInt(20) == 0) {
      frame.limit(random.nextInt(frame.limit() + 1));
    }
    return frame;
  }

  private static long someId(Random random) {
    return random.nextInt(6) == 0 ? random.nextLong() : 1 + random.nextInt(40);
  }

  private static long someLength(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextLong();
      case 1 -> Long.MAX_VALUE - random.nextInt(3);
      case 2 -> -1;
      case 3 -> 1L << random.nextInt(63);
      case 4 -> random.nextInt(5_000_000);
      default -> random.nextInt(3000);
    };
  }

  @Test
  void shouldNotLoseAReceiveToAMessageThatIsNonsense() {
    RecvOp any = new RecvOp();
    byte[] target = new byte[100];
    any.payload().set(target, 0, 100, Layout.BYTE);
    victim.recv(any.from(atVictim, P2pEngine.ANY_SOURCE, 5), null);
    assertRefused(() -> lie(FrameType.REQUEST_TO_SEND, 0, CONTEXT, 0, 5, 0));
    assertRefused(() -> lie(FrameType.REQUEST_TO_SEND, -1, CONTEXT, 1, 5, 4));
    victim.onBulk(fromLiar, 6, 500, ByteBuffer.allocate(10));
    // Ahead of its turn, and then not fitting its own data.
    lie(FrameType.REQUEST_TO_SEND, 20, CONTEXT, 2, 5, 6);
    assertRefused(() -> lie(FrameType.EAGER, 0, CONTEXT, 1, 4, 0));
    assertFalse(any.isDone());

    SendOp good = new SendOp();
    good.payload().set(new byte[] {42}, 0, 1, Layout.BYTE);
    cluster.node(1).engine().send(good.to(atFriend, 0, 5, SendMode.STANDARD), null);
    cluster.node(1).engine().flush();
    cluster.runUntil(any::isDone);
    assertNull(any.error());
    assertEquals(1, any.status().source);
    assertEquals(42, target[0]);
  }

  @Test
  void shouldBoundMessagesForContextsThatNobodyOpens() {
    long before = allocatedBytes();
    for (int i = 0; i < P2pEngine.MAX_REMEMBERED; i++) {
      lie(FrameType.REQUEST_TO_SEND, Long.MAX_VALUE, UNKNOWN + i, 0, 5, i + 1);
    }
    long perEnvelope = (allocatedBytes() - before) / P2pEngine.MAX_REMEMBERED;
    assertTrue(perEnvelope < 1000, perEnvelope + " bytes per message");
    for (int i = 0; i < 10; i++) {
      assertRefused(() -> lie(FrameType.EAGER, 0, UNKNOWN, 1, 5, 0));
    }
    assertEquals(P2pEngine.MAX_REMEMBERED, victim.envelopesHeld());
    assertFriendsCanTalk("after a flood for unknown contexts");
  }

  @Test
  void shouldOpenAContextThatALiarHasFloodedBackwards() {
    int count = 50_000;
    for (int i = count - 1; i >= 0; i--) {
      lie(FrameType.EAGER, 0, UNKNOWN, i, 5, 0);
      lie(FrameType.EAGER, 0, UNKNOWN, i, 5, 0);
    }
    assertRefused(() -> lie(FrameType.EAGER, 0, UNKNOWN, -1, 5, 0));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long startNs = threads.getCurrentThreadCpuTime();
    MatchContext opened = victim.openContext(UNKNOWN, cluster.processes(), 0);
    assertTrue(
        threads.getCurrentThreadCpuTime() - startNs < 5_000_000_000L, "opening took too long");
    assertEquals(count, victim.envelopesHeld());
    assertTrue(victim.probe(opened, LIAR, 5, new StatusRecord()));
    assertFriendsCanTalk("after opening");
  }

  @Test
  void shouldEndAPeerWhoseHeldMessagesAreNonsense() {
    lie(FrameType.REQUEST_TO_SEND, 100, UNKNOWN, 0, 5, -4);
    MatchContext opened = victim.openContext(UNKNOWN, cluster.processes(), 0);
    assertTrue(victim.isFailed(LIAR));
    RecvOp op = new RecvOp();
    op.payload().setEmpty();
    victim.recv(op.from(opened, LIAR, 5), null);
    assertTrue(op.isDone() && op.error() != null);
    assertFriendsCanTalk("after opening");
  }

  @Test
  void shouldNotWaitForDataOfADeadPeerInAContextOpenedLater() {
    lie(FrameType.REQUEST_TO_SEND, 100_000, UNKNOWN, 0, 5, 1);
    lie(FrameType.EAGER, 0, UNKNOWN, 1, 6, 0);
    victim.onProcessFailed(LIAR, "killed");
    MatchContext opened = victim.openContext(UNKNOWN, cluster.processes(), 0);
    RecvOp large = new RecvOp();
    large.payload().set(new byte[100_000], 0, 100_000, Layout.BYTE);
    victim.recv(large.from(opened, LIAR, 5), null);
    assertTrue(large.isDone() && large.error() != null, "a receive waits for a dead process");
    RecvOp small = new RecvOp();
    small.payload().setEmpty();
    victim.recv(small.from(opened, LIAR, 6), null);
    assertTrue(small.isDone());
    assertNull(small.error(), "what had arrived whole can still be received");
  }

  @Test
  void shouldBoundMessagesThatRunAhead() {
    lie(FrameType.EAGER, 0, CONTEXT, P2pEngine.MAX_AHEAD - 1, 5, 0);
    assertRefused(() -> lie(FrameType.EAGER, 0, CONTEXT, P2pEngine.MAX_AHEAD, 5, 0));
    assertRefused(() -> lie(FrameType.EAGER, 0, CONTEXT, P2pEngine.MAX_AHEAD - 1, 5, 0));
    assertRefused(() -> lie(FrameType.EAGER, 0, CONTEXT, -1, 5, 0));
    lie(FrameType.EAGER, 0, CONTEXT, 7, 5, 0);
    assertRefused(() -> lie(FrameType.EAGER, 0, CONTEXT, 7, 5, 0));
    assertEquals(2, victim.envelopesHeld());
  }

  @Test
  void shouldBoundAnswersThatNobodyTakes() {
    for (byte type : new byte[] {FrameType.QUERY, FrameType.CANCEL}) {
      newCluster(type);
      int taken = 0;
      try {
        for (; taken < 3 * P2pEngine.MAX_REMEMBERED; taken++) {
          ByteBuffer frame = little(new byte[ControlHeader.LENGTH_BYTES]);
          ControlHeader.write(frame, type, taken + 1L, 0);
          victim.onFrame(fromLiar, frame.rewind());
        }
      } catch (ProtocolException e) {
        assertTrue(taken >= P2pEngine.MAX_REMEMBERED, "honest peers ask that much: " + taken);
        assertFriendsCanTalk("after a flood of type " + type);
        continue;
      }
      throw new AssertionError("nothing bounds frames of type " + type);
    }
  }

  @Test
  void shouldBoundWhatIsRememberedOfFinishedTransfers() {
    RecvOp op = new RecvOp();
    assertThrows(
        ProtocolException.class,
        () -> {
          for (int i = 0; i < 2 * P2pEngine.MAX_REMEMBERED; i++) {
            op.payload().setEmpty();
            victim.recv(op.from(atVictim, LIAR, 5), null);
            ByteBuffer frame = envelope(FrameType.EAGER, 0, 0, CONTEXT, i, 5, 2L * i + 1, 1);
            victim.onFrame(fromLiar, frame);
            assertTrue(op.isDone());
          }
        });
    assertFriendsCanTalk("after sparse transfer ids");
  }

  @Test
  void shouldBoundBulkDataThatNobodyAskedFor() {
    long before = allocatedBytes();
    assertThrows(
        ProtocolException.class,
        () -> {
          for (int i = 0; i < 10_000_000; i++) {
            victim.onBulk(fromLiar, i + 1L, i, ByteBuffer.allocate(1));
          }
        });
    long taken = allocatedBytes() - before;
    assertTrue(taken < 200L << 20, taken + " bytes for chunks of one byte");
    assertRefused(
        () ->
            victim.onBulk(fromLiar, 1, P2pEngine.EARLY_WINDOW_BYTES - 1L, ByteBuffer.allocate(2)));
    assertRefused(() -> victim.onBulk(fromLiar, 1, Long.MAX_VALUE, ByteBuffer.allocate(2)));
    assertRefused(() -> victim.onBulk(fromLiar, 1, -1, ByteBuffer.allocate(2)));
    assertRefused(() -> victim.onBulk(fromLiar, -1, 0, ByteBuffer.allocate(2)));
    assertFriendsCanTalk("after bulk data out of nowhere");
  }

  @Test
  void shouldNotTakeMemoryForALengthThatIsOnlyClaimed() {
    RecvOp growing = new RecvOp();
    growing.payload().setGrowing(new GrowingBytes(P2pEngine.EARLY_WINDOW_BYTES));
    victim.recv(growing.from(atVictim, LIAR, 5), null);
    long before = allocatedBytes();
    lie(FrameType.REQUEST_TO_SEND, Long.MAX_VALUE, CONTEXT, 0, 5, 1);
    assertTrue(allocatedBytes() - before < 100_000);
    // Every second byte: the gaps must not cost more than the data.
    assertThrows(
        ProtocolException.class,
        () -> {
          for (int i = 0; i < 4_000_000; i += 2) {
            victim.onBulk(fromLiar, 1, i, ByteBuffer.allocate(1));
          }
        });
    victim.onProcessFailed(LIAR, "the test ends it");
    assertTrue(growing.isDone() && growing.error() != null);
  }

  @Test
  void shouldEndAReceiveThatItsSenderOverruns() {
    GrowingBytes sink = new GrowingBytes(1000);
    RecvOp growing = new RecvOp();
    growing.payload().setGrowing(sink);
    victim.recv(growing.from(atVictim, LIAR, 5), null);
    lie(FrameType.REQUEST_TO_SEND, 1L << 40, CONTEXT, 0, 5, 1);
    victim.onBulk(fromLiar, 1, 1L << 39, ByteBuffer.allocate(8));
    assertTrue(growing.isDone() && growing.error() != null);
    assertEquals(0, sink.sizeBytes());
  }

  // ---- helpers

  private void lie(byte type, long length, long context, int sequence, long tag, long transferId) {
    victim.onFrame(fromLiar, envelope(type, 0, length, context, sequence, tag, transferId, 0));
  }

  private static ByteBuffer envelope(
      byte type,
      int payloadBytes,
      long length,
      long context,
      int sequence,
      long tag,
      long transferId,
      int flags) {
    ByteBuffer frame = little(new byte[EnvelopeHeader.LENGTH_BYTES + payloadBytes]);
    EnvelopeHeader.write(frame, type, (byte) flags, sequence, context, tag, length, transferId);
    return frame.rewind();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void assertRefused(Runnable lie) {
    assertThrows(ProtocolException.class, lie::run);
  }

  /** A small and a large message both ways between the nodes that are honest. */
  private void assertFriendsCanTalk(String when) {
    for (int length : new int[] {17, 50_000}) {
      assertArrives(when, cluster.node(0).engine(), atVictim, 1, atFriend, length);
      assertArrives(when, cluster.node(1).engine(), atFriend, 0, atVictim, length);
    }
  }

  private void assertArrives(
      String when, P2pEngine from, MatchContext out, int to, MatchContext in, int length) {
    byte[] data = new byte[length];
    new Random(length).nextBytes(data);
    byte[] target = new byte[length];
    SendOp send = new SendOp();
    send.payload().set(data, 0, length, Layout.BYTE);
    RecvOp recv = new RecvOp();
    recv.payload().set(target, 0, length, Layout.BYTE);
    cluster.node(to).engine().recv(recv.from(in, 1 - to, 77), null);
    from.send(send.to(out, to, 77, SendMode.STANDARD), null);
    from.flush();
    cluster.node(to).engine().flush();
    cluster.runUntil(() -> recv.isDone() && send.isDone());
    EngineException error = recv.error();
    assertNull(error, when);
    org.junit.jupiter.api.Assertions.assertArrayEquals(data, target, when);
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
