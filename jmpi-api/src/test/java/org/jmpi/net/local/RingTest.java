package org.jmpi.net.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jmpi.net.ProtocolException;
import org.junit.jupiter.api.Test;

class RingTest {
  private static final long BOUND_NS = TimeUnit.SECONDS.toNanos(60);

  @Test
  void shouldCarryRecordsOfAnySizeBetweenTwoThreads() throws Exception {
    for (long seed = 1; seed <= 4; seed++) {
      ByteBuffer memory = Ring.allocate(1 << 10 + 2 * (int) seed, 3, 4);
      RingProducer to = new RingProducer(memory);
      RingConsumer from = new RingConsumer(Ring.check(memory, 3, 4));
      int records = 15_000;
      long theSeed = seed;
      CompletableFuture<Long> producer =
          CompletableFuture.supplyAsync(() -> produce(to, new Random(theSeed), records));
      Random same = new Random(seed);
      long deadlineNs = System.nanoTime() + BOUND_NS;
      for (int i = 0; i < records; i++) {
        String what = "seed " + seed + ", record " + i;
        int length = length(same, to.maxBodyBytes());
        ByteBuffer body = from.peek();
        while (body == null) {
          assertTrue(System.nanoTime() < deadlineNs, what);
          assertFalse(producer.isCompletedExceptionally(), what);
          Thread.yield();
          body = from.peek();
        }
        assertEquals(length, body.remaining(), what);
        if (i % 2 == 0) {
          assertEquals(Ring.FRAME, from.kind(), what);
        } else {
          assertEquals(Ring.BULK, from.kind(), what);
          assertEquals(i, from.id(), what);
          assertEquals(-i, from.offset(), what);
        }
        for (int at = 0; at < length; at++) {
          if (body.get(body.position() + at) != (byte) (i + at)) {
            throw new AssertionError(what + ", byte " + at);
          }
        }
        from.consume();
      }
      assertFalse(from.hasRecord());
      long refused = producer.get(BOUND_NS, TimeUnit.NANOSECONDS);
      assertTrue(seed > 1 || refused > 0, "the ring was never full, seed " + seed);
    }
  }

  private static long produce(RingProducer ring, Random random, int records) {
    long refused = 0;
    long deadlineNs = System.nanoTime() + BOUND_NS;
    for (int i = 0; i < records; i++) {
      int length = length(random, ring.maxBodyBytes());
      ByteBuffer body = claim(ring, i, length);
      while (body == null) {
        refused++;
        if (System.nanoTime() > deadlineNs) {
          throw new AssertionError("no room for record " + i);
        }
        Thread.yield();
        body = claim(ring, i, length);
      }
      for (int at = 0; at < length; at++) {
        body.put(body.position() + at, (byte) (i + at));
      }
      ring.publish();
    }
    return refused;
  }

  private static ByteBuffer claim(RingProducer ring, int record, int length) {
    return record % 2 == 0 ? ring.claimFrame(length) : ring.claimBulk(record, -record, length);
  }

  private static int length(Random random, int maxBodyBytes) {
    return switch (random.nextInt(20)) {
      case 0 -> maxBodyBytes - random.nextInt(9);
      case 1 -> 0;
      default -> random.nextInt(200) % (maxBodyBytes + 1);
    };
  }

  @Test
  void shouldFillUpAndEmptyAtEveryPosition() {
    ByteBuffer memory = Ring.allocate(1 << 12, 0, 1);
    RingProducer to = new RingProducer(memory);
    RingConsumer from = new RingConsumer(memory);
    Random random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      int[] lengths = new int[64];
      int count = 0;
      int length = random.nextInt(to.maxBodyBytes() + 1);
      while (to.claimFrame(length) != null) {
        to.publish();
        lengths[count++] = length;
        length = random.nextInt(to.maxBodyBytes() + 1);
      }
      assertTrue(count > 0, "an empty ring has room for any record; round " + round);
      for (int i = 0; i < count; i++) {
        ByteBuffer body = from.peek();
        assertNotNull(body, "round " + round);
        assertEquals(lengths[i], body.remaining());
        from.consume();
      }
      assertNull(from.peek());
    }
  }

  @Test
  void shouldTellAWaitingProducerOfAQuarterAtATime() {
    ByteBuffer memory = Ring.allocate(1 << 10, 0, 1);
    RingProducer to = new RingProducer(memory);
    RingConsumer from = new RingConsumer(memory);
    while (to.claimFrame(40) != null) {
      to.publish();
    }
    to.awaitRoom();
    assertNull(to.claimFrame(40));
    int records = 0;
    do {
      assertNull(to.claimFrame(40), "no room was given back yet");
      assertNotNull(from.peek());
      records++;
    } while (!from.consume());
    assertEquals(4, records, "lines of 64 bytes in a quarter of 1 KiB");
    assertNotNull(to.claimFrame(40));
  }

  @Test
  void shouldShowNothingOfARecordThatIsNotPublished() {
    ByteBuffer memory = Ring.allocate(1 << 12, 0, 1);
    RingProducer to = new RingProducer(memory);
    RingConsumer from = new RingConsumer(memory);
    for (int lap = 0; lap < 500; lap++) {
      ByteBuffer body = to.claimBulk(-1, -1, 300);
      while (body.hasRemaining()) {
        body.put((byte) -1);
      }
      assertNull(from.peek(), "its writer may die now; lap " + lap);
      assertFalse(from.hasRecord());
      to.publish();
      assertEquals(300, from.peek().remaining());
      from.consume();
    }
  }

  @Test
  void shouldRefuseRecordsThatALyingProducerMakes() {
    long[] heads = {
      Ring.head(Ring.FRAME, Ring.maxBodyBytes(1 << 10) + 1),
      Ring.head(Ring.BULK, Integer.MAX_VALUE - 1),
      Ring.head(Ring.FRAME, -2),
      Ring.head(3, 8),
      7,
      Ring.GAP,
      Long.MIN_VALUE
    };
    for (long head : heads) {
      ByteBuffer memory = Ring.allocate(1 << 10, 0, 1);
      RingConsumer from = new RingConsumer(memory);
      Ring.LONG.setRelease(memory, Ring.DATA, head);
      assertTrue(from.hasRecord());
      assertThrows(ProtocolException.class, from::peek, "head " + Long.toHexString(head));
    }
  }

  @Test
  void shouldRefuseARecordThatWouldReachBeyondTheEnd() {
    ByteBuffer memory = Ring.allocate(1 << 10, 0, 1);
    RingProducer to = new RingProducer(memory);
    RingConsumer from = new RingConsumer(memory);
    for (int line = 0; line < 15; line++) {
      to.claimFrame(8);
      to.publish();
      from.peek();
      from.consume();
    }
    Ring.LONG.setRelease(memory, Ring.DATA + 15 * Ring.LINE_BYTES, Ring.head(Ring.FRAME, 60));
    assertThrows(ProtocolException.class, from::peek);
  }

  @Test
  void shouldRefuseAConsumerThatClaimsWhatItCannotHaveRead() {
    for (long lie : new long[] {-64, 1 << 20, Long.MAX_VALUE}) {
      ByteBuffer memory = Ring.allocate(1 << 10, 0, 1);
      RingProducer to = new RingProducer(memory);
      Ring.LONG.setRelease(memory, Ring.CONSUMED, lie);
      assertThrows(
          ProtocolException.class,
          () -> {
            while (to.claimFrame(40) != null) {
              to.publish();
            }
          },
          "consumed " + lie);
    }
  }

  @Test
  void shouldKnowTheRingOfAnotherPair() {
    ByteBuffer memory = Ring.allocate(1 << 10, 3, 4);
    assertThrows(ProtocolException.class, () -> Ring.check(memory, 4, 3));
    memory.putInt(8, 1 << 11);
    assertThrows(ProtocolException.class, () -> Ring.check(memory, 3, 4));
  }
}
