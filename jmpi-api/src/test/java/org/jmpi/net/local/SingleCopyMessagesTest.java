package org.jmpi.net.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.MatchContext;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;
import org.jmpi.p2p.RecvOp;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.SendOp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Two engines over a pair of rings, driven step by step by one thread; one reads from the other's
 * memory by process number, as between processes.
 */
@EnabledOnOs(OS.LINUX)
class SingleCopyMessagesTest {
  private static final long CONTEXT = 7L << 32;
  private static final int RING_BYTES = 1 << 20;
  private static final int PIECE_BYTES = 1 << 20;

  private final ByteBuffer[] rings = {
    Ring.allocate(RING_BYTES, 0, 1), Ring.allocate(RING_BYTES, 1, 0)
  };
  private long nowNs;
  private final RingSingleCopy[] singles = new RingSingleCopy[2];
  private final RingLink[] links = new RingLink[2];
  private final P2pEngine[] engines = new P2pEngine[2];
  private final MatchContext[] contexts = new MatchContext[2];
  private final ArrayDeque<Progress.Work> works = new ArrayDeque<>();

  @BeforeEach
  void connect() {
    connect(RingSingleCopy.Mode.ON);
  }

  private void connect(RingSingleCopy.Mode mode) {
    for (int i = 0; i < 2; i++) {
      int self = i;
      engines[i] = new P2pEngine(peer -> links[self], works::add, (peer, reason) -> {});
      RingProducer out = new RingProducer(rings[i]);
      links[i] = new RingLink(1 - i, "test", out, () -> {}, engines[i]);
      singles[i] = mode == RingSingleCopy.Mode.OFF ? null : single(mode, rings[i]);
      if (singles[i] != null) {
        links[i].readWith(singles[i]);
      }
      links[i].listen(new RingConsumer(rings[1 - i]));
      contexts[i] = engines[i].openContext(CONTEXT, new int[] {0, 1}, i);
    }
  }

  private RingSingleCopy single(RingSingleCopy.Mode mode, ByteBuffer ring) {
    return new RingSingleCopy(mode, ring, () -> nowNs += 1000);
  }

  private static ByteBuffer filled(boolean direct, int bytes, long seed) {
    byte[] data = new byte[bytes];
    new Random(seed).nextBytes(data);
    ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
    return buffer.order(ByteOrder.LITTLE_ENDIAN).put(0, data);
  }

  private SendOp send(ByteBuffer data, int offset, int length) {
    SendOp op = new SendOp();
    op.payload().set(data, offset, length, Layout.BYTE);
    engines[0].send(op.to(contexts[0], 1, 3, SendMode.STANDARD), null);
    engines[0].flush();
    return op;
  }

  private RecvOp receive(ByteBuffer data, int offset, int length) {
    RecvOp op = new RecvOp();
    op.payload().set(data, offset, length, Layout.BYTE);
    engines[1].recv(op.from(contexts[1], 0, 3), null);
    engines[1].flush();
    return op;
  }

  /** Everything that can be done but long work. */
  private void poll() {
    for (boolean worked = true; worked; ) {
      worked = false;
      for (int i = 0; i < 2; i++) {
        worked |= links[i].poll();
        engines[i].flush();
      }
    }
  }

  private boolean step() {
    Progress.Work work = works.poll();
    if (work == null) {
      return false;
    }
    work.run();
    work.finished(null);
    engines[1].flush();
    return true;
  }

  private void finish() {
    poll();
    while (step()) {
      poll();
    }
  }

  private static void assertSame(
      ByteBuffer sent, ByteBuffer received, int from, int to, String what) {
    assertEquals(-1, sent.slice(from, to - from).mismatch(received.slice(from, to - from)), what);
  }

  private static long counter(RingSingleCopy single, String name) {
    String report = single.report();
    int at = report.indexOf(name) + name.length() + 1;
    return Long.parseLong(report.substring(at).split("[^0-9]")[0]);
  }

  @Test
  void shouldDeliverAllLengthsBetweenAllKindsOfBuffers() {
    int[] lengths = {
      0, 1, 16384, 16385, 65536, 131071, 131072, 131073, PIECE_BYTES, PIECE_BYTES + 1, 5_000_001
    };
    for (RingSingleCopy.Mode mode : RingSingleCopy.Mode.values()) {
      for (int i = 0; i < 2; i++) {
        rings[i] = Ring.allocate(RING_BYTES, i, 1 - i);
      }
      connect(mode);
      long direct = 0;
      for (int kinds = 0; kinds < 8; kinds++) {
        for (int length : lengths) {
          String what = mode + ", kinds " + kinds + ", " + length + " bytes";
          boolean fromDirect = (kinds & 1) != 0;
          boolean toDirect = (kinds & 2) != 0;
          ByteBuffer out = filled(fromDirect, length + 3, length);
          ByteBuffer in = filled(toDirect, length + 3, ~length);
          byte last = in.get(length + 2);
          boolean late = (kinds & 4) != 0;
          RecvOp recv = late ? null : receive(in, 2, length);
          SendOp send = send(out, 1, length);
          finish();
          recv = recv == null ? receive(in, 2, length) : recv;
          finish();
          assertTrue(send.isDone() && recv.isDone(), what);
          assertNull(recv.error(), what);
          ByteBuffer moved = in.slice(2, length);
          assertEquals(-1, out.slice(1, length).mismatch(moved), what);
          assertEquals(last, in.get(length + 2), what);
          direct += fromDirect && toDirect && length > 16384 ? 1 : 0;
        }
      }
      if (mode == RingSingleCopy.Mode.ON) {
        assertEquals(direct, counter(singles[0], "read"), singles[0].report());
        assertEquals(direct, counter(singles[0], "declined"), singles[0].report());
      }
    }
  }

  @Test
  void shouldTimeAndReadInTurnWhereItMayChoose() {
    connect(RingSingleCopy.Mode.AUTO);
    ByteBuffer out = filled(true, 100_000, 1);
    ByteBuffer in = filled(true, 100_000, 2);
    for (int i = 0; i < 100; i++) {
      in.putLong(50_000, i);
      nowNs += 100_000_000;
      receive(in, 0, 100_000);
      send(out, 0, 100_000);
      finish();
      assertSame(out, in, 0, 100_000, "message " + i);
    }
    assertTrue(counter(singles[0], "read") >= WayChooser.SAMPLES, singles[0].report());
    assertTrue(singles[0].report().contains("µs/MiB"), singles[0].report());
  }

  @Test
  void shouldTruncate() {
    for (int room : new int[] {50_000, 3_000_000}) {
      ByteBuffer out = filled(true, 4_000_000, 1);
      ByteBuffer in = filled(true, 4_000_000, 2);
      byte behind = in.get(room);
      RecvOp recv = receive(in, 0, room);
      SendOp send = send(out, 0, 4_000_000);
      finish();
      assertEquals(ErrorClass.TRUNCATE, recv.error().errorClass());
      assertNull(send.error());
      assertSame(out, in, 0, room, "what fits");
      assertEquals(behind, in.get(room));
    }
    assertEquals(2, counter(singles[0], "read"));
  }

  @Test
  void shouldLetCancelWin() {
    ByteBuffer out = filled(true, 100_000, 1);
    SendOp send = send(out, 0, 100_000);
    poll();
    engines[0].cancel(send);
    engines[0].flush();
    finish();
    assertTrue(send.isDone() && send.status().cancelled);
    ByteBuffer in = filled(true, 100_000, 2);
    RecvOp recv = receive(in, 0, 100_000);
    send = send(out, 0, 100_000);
    finish();
    assertTrue(send.isDone() && recv.isDone());
    assertSame(out, in, 0, 100_000, "the next one");
    assertEquals(1, counter(singles[0], "read"));
  }

  @Test
  void shouldNotTakeForAMessageWhatItsSenderHasLetGo() {
    ByteBuffer out = filled(true, 3 * PIECE_BYTES, 1);
    ByteBuffer in = filled(true, 3 * PIECE_BYTES, 2);
    RecvOp recv = receive(in, 0, 3 * PIECE_BYTES);
    SendOp send = send(out, 0, 3 * PIECE_BYTES);
    poll();
    assertTrue(step(), "the first piece");
    engines[0].abandon(send, new EngineException(ErrorClass.REVOKED, "given up"));
    assertTrue(send.isDone());
    out.putLong(2 * PIECE_BYTES, 0);
    // The receiver reads on before it hears of it.
    assertTrue(step() && step());
    assertFalse(recv.isDone(), "it has taken what was written later");
    finish();
    assertTrue(recv.isDone());
    assertEquals(ErrorClass.REVOKED, recv.error().errorClass());
  }

  @Test
  void shouldEndAReceiveThatIsGivenUpWhenItReadsNoMore() {
    ByteBuffer out = filled(true, 3 * PIECE_BYTES, 1);
    RecvOp recv = receive(filled(true, 3 * PIECE_BYTES, 2), 0, 3 * PIECE_BYTES);
    SendOp send = send(out, 0, 3 * PIECE_BYTES);
    poll();
    assertTrue(step());
    engines[1].abandon(recv, new EngineException(ErrorClass.REVOKED, "given up"));
    assertFalse(recv.isDone(), "its buffer is being written");
    finish();
    assertEquals(ErrorClass.REVOKED, recv.error().errorClass());
    assertEquals(ErrorClass.REVOKED, send.error().errorClass());
  }

  @Test
  void shouldEndAReceiveWhoseSenderDies() {
    RecvOp recv = receive(filled(true, 3 * PIECE_BYTES, 2), 0, 3 * PIECE_BYTES);
    send(filled(true, 3 * PIECE_BYTES, 1), 0, 3 * PIECE_BYTES);
    poll();
    assertTrue(step());
    engines[1].onProcessFailed(0, "killed");
    finish();
    assertTrue(recv.isDone());
    assertEquals(ErrorClass.PROC_FAILED, recv.error().errorClass());
  }

  @Test
  void shouldFallBackForGoodWhereTheSenderCannotBeRead() {
    ByteBuffer out = filled(true, 200_000, 1);
    List<Operation> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ByteBuffer in = filled(true, 200_000, 2);
      all.add(receive(in, 0, 200_000));
      all.add(send(out, 0, 200_000));
      // Another name space: the number is that of a process without this word.
      rings[0].putLong(208, rings[0].getLong(208) + 1);
      finish();
      assertSame(out, in, 0, 200_000, "message " + i);
    }
    all.forEach(op -> assertNull(op.error()));
    assertEquals(1, counter(singles[0], "offered"), singles[0].report());
    assertEquals(0, counter(singles[0], "read"));
    assertEquals(1, counter(singles[0], "declined"));
  }

  @Test
  void shouldFallBackWhereAnAddressIsWrong() {
    RingSingleCopy liar =
        new RingSingleCopy(RingSingleCopy.Mode.ON, rings[0], System::nanoTime) {
          @Override
          public long offer(java.nio.Buffer source, long startByte, long lengthBytes) {
            return super.offer(source, startByte, lengthBytes) == 0 ? 0 : 1L << 46;
          }
        };
    links[0].readWith(liar);
    liar.listen(rings[1]);
    ByteBuffer out = filled(true, 200_000, 1);
    for (int i = 0; i < 5; i++) {
      ByteBuffer in = filled(true, 200_000, 2);
      RecvOp recv = receive(in, 0, 200_000);
      send(out, 0, 200_000);
      finish();
      assertNull(recv.error());
      assertSame(out, in, 0, 200_000, "message " + i);
    }
    assertEquals(0, counter(liar, "read"));
    assertEquals(3, counter(liar, "declined"), liar.report());
  }
}
