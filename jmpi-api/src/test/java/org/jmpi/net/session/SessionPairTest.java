package org.jmpi.net.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.jmpi.net.ProtocolException;
import org.jmpi.sim.Sweep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two sessions in virtual time over streams that overtake each other and connections that die. */
@Tag("sweep")
class SessionPairTest {
  private static final int STREAMS = 3;

  /** One side. What may be handed over without a copy is read when it arrives, not before. */
  private static final class Side implements SessionCore.Events {
    final SessionCore session;
    final Random random;
    final BitSet arrived = new BitSet();
    final ArrayDeque<ByteBuffer>[] wire = newWire();
    RecordDecoder[] decoders;
    Side other;
    int published;
    int refusals;
    int writables;
    boolean refused;
    long handedInPlace;

    Side(long seed, int maxReplayBytes, long firstNumber) {
      random = new Random(seed);
      session = new SessionCore(maxReplayBytes, this, firstNumber);
      fresh();
    }

    void fresh() {
      decoders = new RecordDecoder[STREAMS];
      for (int i = 0; i < STREAMS; i++) {
        decoders[i] = new RecordDecoder(session);
        wire[i].clear();
      }
    }

    boolean publish(int index, int bytes) {
      ByteBuffer frame = session.claim(bytes);
      if (frame == null) {
        refused = true;
        refusals++;
        return false;
      }
      assertEquals(bytes, frame.remaining());
      frame.putInt(frame.position(), index);
      for (int i = 4; i < bytes; i++) {
        frame.put(frame.position() + i, content(index, i));
      }
      session.publish();
      published++;
      return true;
    }

    void send() {
      int bytes = session.nextOutputBytes(1 + random.nextInt(20_000));
      if (bytes == 0) {
        return;
      }
      ByteBuffer memory = session.outputMemory().duplicate();
      memory.limit(session.outputIndex() + bytes).position(session.outputIndex());
      if (session.outputMustBeCopied()) {
        memory = ByteBuffer.allocate(bytes).put(memory).flip();
      } else {
        handedInPlace++;
      }
      session.outputTaken(bytes);
      wire[random.nextInt(STREAMS)].add(memory);
    }

    void sendAck(boolean hello) {
      ByteBuffer ack = ByteBuffer.allocate(session.ackBytes()).order(ByteOrder.LITTLE_ENDIAN);
      if (hello) {
        session.writeHello(ack);
      } else {
        session.writeAck(ack);
      }
      wire[random.nextInt(STREAMS)].add(ack.flip());
    }

    /** The next piece of some stream arrives, cut anywhere. */
    void deliver() {
      int stream = random.nextInt(STREAMS);
      ByteBuffer piece = wire[stream].poll();
      while (piece != null && piece.hasRemaining()) {
        byte[] cut = new byte[Math.min(piece.remaining(), 1 + random.nextInt(3000))];
        piece.get(cut);
        other.decoders[stream].feed(ByteBuffer.wrap(cut));
        Arrays.fill(cut, (byte) 0x77);
      }
    }

    @Override
    public void onFrame(ByteBuffer frame) {
      int start = frame.position();
      int index = frame.getInt(start);
      assertTrue(!arrived.get(index), "frame " + index + " came twice");
      arrived.set(index);
      for (int i = 4; i < frame.remaining(); i++) {
        if (frame.get(start + i) != content(index, i)) {
          throw new AssertionError("frame " + index + " is wrong at byte " + i);
        }
      }
    }

    @Override
    public void onBulk(long transferId, long offset, ByteBuffer piece) {
      throw new AssertionError("no bulk was sent");
    }

    @Override
    public void onWritable() {
      refused = false;
      writables++;
    }

    private static byte content(int index, int at) {
      return (byte) (index * 31 + at * 7 + (at >> 8));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static ArrayDeque<ByteBuffer>[] newWire() {
      ArrayDeque<ByteBuffer>[] wire = new ArrayDeque[STREAMS];
      for (int i = 0; i < STREAMS; i++) {
        wire[i] = new ArrayDeque<>();
      }
      return wire;
    }
  }

  @Test
  void shouldDeliverEachFrameOnceWhateverHappens() {
    long[] firstNumbers = {0, (1L << 31) - 300, (1L << 32) - 100, (1L << 40) + 7, 32_700};
    int refusals = 0;
    int kills = 0;
    long duplicates = 0;
    long inPlace = 0;
    for (long seed = 1; seed <= Sweep.seeds(30); seed++) {
      Random random = new Random(seed);
      int maxReplay = 1 << 17 + random.nextInt(3);
      long first = firstNumbers[(int) (seed % firstNumbers.length)];
      Side[] sides = {
        new Side(seed * 2, maxReplay, first), new Side(seed * 2 + 1, maxReplay, first)
      };
      sides[0].other = sides[1];
      sides[1].other = sides[0];
      int frames = 600;
      int longest = random.nextBoolean() ? Record.MAX_BODY_BYTES : 3000;
      long nowNs = 0;
      int steps = 0;
      while (!isOver(sides, frames)) {
        assertTrue(++steps < 2_000_000, "stuck, seed " + seed + ": " + sides[0].session.report());
        nowNs += random.nextInt(100_000);
        Side side = sides[random.nextInt(2)];
        side.session.setTime(nowNs);
        side.other.session.setTime(nowNs);
        switch (random.nextInt(random.nextInt(40) == 0 ? 7 : 6)) {
          case 0, 1 -> {
            if (side.published < frames && !side.refused) {
              side.publish(side.published, 4 + random.nextInt(longest - 3));
            }
          }
          case 2 -> side.send();
          case 3, 4 -> side.deliver();
          case 5 -> {
            if (side.session.ackDeadlineNs() <= nowNs) {
              side.sendAck(false);
            }
          }
          default -> {
            kills++;
            for (Side each : sides) {
              each.fresh();
            }
            for (Side each : sides) {
              each.session.rewind();
              each.sendAck(true);
            }
          }
        }
      }
      for (Side side : sides) {
        assertEquals(frames, side.arrived.cardinality(), "seed " + seed);
        assertTrue(side.session.isDrained(), "seed " + seed);
        assertTrue(side.writables <= side.refusals, "seed " + seed);
        refusals += side.refusals;
        duplicates += side.session.duplicates();
        inPlace += side.handedInPlace;
      }
    }
    assertTrue(refusals > 100, "no ring was full: " + refusals);
    assertTrue(kills > 100, "no connection was lost: " + kills);
    assertTrue(duplicates > 100, "nothing was replayed: " + duplicates);
    assertTrue(inPlace > 1000, "everything was copied: " + inPlace);
  }

  private static boolean isOver(Side[] sides, int frames) {
    for (Side side : sides) {
      if (side.arrived.cardinality() < frames || !side.session.isDrained()) {
        return false;
      }
    }
    return true;
  }

  @Test
  void shouldTakeTheLongestFrameWheneverNothingIsKept() {
    for (int offset = 8; offset < 1 << 17; offset += 6008) {
      Side a = new Side(1, 1 << 17, 0);
      Side b = new Side(2, 1 << 17, 0);
      a.other = b;
      b.other = a;
      int published = 0;
      int left = offset;
      while (left > 0) {
        assertTrue(a.publish(published++, Math.min(left, 50_000) + 4));
        left -= 50_000;
        exchange(a, b);
      }
      assertTrue(a.session.isDrained());
      assertTrue(a.publish(published, Record.MAX_BODY_BYTES), "after " + offset + " bytes");
      exchange(a, b);
      assertEquals(published + 1, b.arrived.cardinality());
    }
  }

  private static void exchange(Side from, Side to) {
    for (int bytes = from.session.nextOutputBytes(1 << 20);
        bytes > 0;
        bytes = from.session.nextOutputBytes(1 << 20)) {
      ByteBuffer memory = from.session.outputMemory().duplicate();
      memory.limit(memory.capacity()).position(from.session.outputIndex());
      byte[] piece = new byte[bytes];
      memory.get(piece);
      from.session.outputTaken(bytes);
      to.decoders[0].feed(ByteBuffer.wrap(piece));
    }
    ByteBuffer ack = ByteBuffer.allocate(to.session.ackBytes()).order(ByteOrder.LITTLE_ENDIAN);
    to.session.writeAck(ack);
    from.decoders[0].feed(ack.flip());
  }

  @Test
  void shouldKeepNoMoreThanItsBoundAndSayWhenThereIsRoom() {
    Side a = new Side(1, 1 << 17, 0);
    Side b = new Side(2, 1 << 17, 0);
    int published = 0;
    while (a.publish(published, 1000)) {
      published++;
    }
    assertTrue(published > 100 && published * 1000 <= 1 << 17);
    assertEquals(0, a.writables);
    exchange(a, b);
    assertEquals(1, a.writables);
    assertNotNull(a.session.claim(1000));
  }

  @Test
  void shouldRefuseMoreFramesThanTheReceiversWindowHolds() {
    Side a = new Side(1, 1 << 23, 0);
    int published = 0;
    while (a.publish(published, 4)) {
      published++;
    }
    assertEquals(ReplayRing.MAX_RECORDS - 1, published);
    Side b = new Side(2, 1 << 17, 0);
    exchange(a, b);
    assertEquals(published, b.arrived.cardinality());
    assertTrue(a.session.isDrained());
  }

  @Test
  void shouldAcknowledgeBesideAFullRing() {
    Side a = new Side(1, 1 << 17, 0);
    Side b = new Side(2, 1 << 17, 0);
    int published = 0;
    while (a.publish(published, 60_000 - 4 * published)) {
      published++;
    }
    for (int rest = 20_000; rest >= 4; rest -= 4) {
      if (a.session.claim(rest) != null) {
        a.publish(published++, rest);
      }
    }
    assertNull(a.session.claim(1));
    b.publish(0, 100);
    exchange(b, a);
    // exchange has made a write its acknowledgement on the side.
    assertTrue(b.session.isDrained());
    b.publish(1, 100);
    int bytes = b.session.nextOutputBytes(1 << 20);
    assertTrue(bytes > 0);
    exchange(b, a);
    exchange(a, b);
    assertEquals(published, b.arrived.cardinality());
    assertTrue(a.session.isDrained());
  }

  @Test
  void shouldSendAgainOnlyWhatIsNotAcknowledged() {
    Side a = new Side(1, 1 << 17, 0);
    for (int i = 0; i < 10; i++) {
      a.publish(i, 100);
    }
    int bytes = a.session.nextOutputBytes(1 << 20);
    a.session.outputTaken(bytes);
    // 0–3 and 6–7 have arrived.
    ByteBuffer ack = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    Record.writeHeader(ack, 0, 16, Record.ACK, 4);
    ack.putLong(16, 6).putLong(24, 8);
    a.decoders[0].feed(ack);
    a.session.rewind();
    Side b = new Side(2, 1 << 17, 0);
    int sent = 0;
    while ((bytes = a.session.nextOutputBytes(1 << 20)) > 0) {
      assertTrue(a.session.outputMustBeCopied());
      sent += bytes;
      ByteBuffer memory = a.session.outputMemory().duplicate();
      memory.limit(a.session.outputIndex() + bytes).position(a.session.outputIndex());
      b.decoders[0].feed(memory);
      a.session.outputTaken(bytes);
    }
    assertEquals(4 * Record.paddedBytes(100), sent);
    for (int i = 0; i < 10; i++) {
      assertEquals(i == 4 || i == 5 || i >= 8, b.arrived.get(i), "frame " + i);
    }
  }

  @Test
  void shouldRefuseAcknowledgementsThatMakeNoSense() {
    long[][] lies = {{11, 0, 0}, {-1, 0, 0}, {2, 5, 11}, {2, 5, 4}, {2, -3, 4}, {2, 6, 8, 3, 4}};
    for (long[] lie : lies) {
      Side a = new Side(1, 1 << 17, 0);
      for (int i = 0; i < 10; i++) {
        a.publish(i, 20);
      }
      int ranges = lie.length - 1;
      ByteBuffer ack = ByteBuffer.allocate(16 + ranges * 8).order(ByteOrder.LITTLE_ENDIAN);
      Record.writeHeader(ack, 0, ranges * 8, Record.ACK, lie[0]);
      for (int i = 0; i < ranges; i++) {
        ack.putLong(16 + 8 * i, lie[i + 1]);
      }
      assertThrows(ProtocolException.class, () -> a.decoders[0].feed(ack), Arrays.toString(lie));
    }
  }

  @Test
  void shouldPassOnTheTimeInAPing() {
    Side side = new Side(1, 1 << 20, 0);
    ByteBuffer datagram = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    SessionCore.writeStamp(datagram, -5);
    assertEquals(SessionCore.STAMP_BYTES, datagram.position());
    side.decoders[0].feedDatagram(datagram.flip());
    assertTrue(side.session.takeStamp());
    assertEquals(-5, side.session.stampNs());
    assertTrue(!side.session.takeStamp(), "once");
    assertTrue(!side.session.takePingAnswer(), "it wants no answer");
    datagram.clear();
    SessionCore.writePing(datagram, false);
    side.decoders[0].feedDatagram(datagram.flip());
    assertTrue(!side.session.takeStamp(), "a PING without a time");
  }

  @Test
  void shouldRefuseNumbersOutsideTheWindow() {
    ReceiveWindow window = new ReceiveWindow(0);
    assertThrows(ProtocolException.class, () -> window.arrive(ReplayRing.MAX_RECORDS));
    assertThrows(ProtocolException.class, () -> window.arrive(-1));
    assertThrows(ProtocolException.class, () -> window.arrive(Long.MAX_VALUE));
    assertTrue(window.arrive(ReplayRing.MAX_RECORDS - 1));
    assertTrue(!window.arrive(ReplayRing.MAX_RECORDS - 1));
    assertTrue(window.arrive(0));
    assertTrue(window.arrive(ReplayRing.MAX_RECORDS));
    assertEquals(1, window.next());
  }

  @Test
  void shouldTellWhatHasArrivedAsAModelDoes() {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      long first = random.nextBoolean() ? 0 : (1L << 32) - 50;
      ReceiveWindow window = new ReceiveWindow(first);
      BitSet model = new BitSet();
      for (int i = 0; i < 3000; i++) {
        int at = (int) (window.next() - first) + random.nextInt(200) - 20;
        if (at < 0) {
          continue;
        }
        assertEquals(!model.get(at), window.arrive(first + at), "seed " + seed);
        model.set(at);
        assertEquals(first + model.nextClearBit(0), window.next(), "seed " + seed);
        if (i % 10 == 0) {
          int bytes = window.rangesBytes();
          ByteBuffer ranges = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
          window.writeRanges(ranges, bytes);
          ranges.flip();
          int from = model.nextClearBit(0);
          while (ranges.hasRemaining()) {
            from = model.nextSetBit(from);
            assertEquals(first + from, ranges.getLong(), "seed " + seed);
            from = model.nextClearBit(from);
            assertEquals(first + from, ranges.getLong(), "seed " + seed);
          }
          assertTrue(bytes >= 32 * 16 || model.nextSetBit(from) < 0, "seed " + seed);
        }
      }
    }
  }
}
