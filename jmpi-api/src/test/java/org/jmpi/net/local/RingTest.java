package org.jmpi.net.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RingTest {
  private static final long BOUND_NS = TimeUnit.SECONDS.toNanos(20);

  @Test
  void shouldCarryRecordsOfAnySizeBetweenTwoThreads() throws Exception {
    for (long seed = 1; seed <= 4; seed++) {
      int capacity = 1 << 10 + 2 * (int) seed;
      Ring ring = new Ring(capacity);
      int records = 60_000;
      long theSeed = seed;
      CompletableFuture<Long> producer =
          CompletableFuture.supplyAsync(() -> produce(ring, new Random(theSeed), records));
      Random same = new Random(seed);
      long deadlineNs = System.nanoTime() + BOUND_NS;
      for (int i = 0; i < records; i++) {
        int length = length(same, ring);
        ByteBuffer body = ring.peek();
        while (body == null) {
          assertTrue(System.nanoTime() < deadlineNs, "seed " + seed + ", record " + i);
          Thread.onSpinWait();
          if (i % 16 == 0) {
            Thread.yield();
          }
          body = ring.peek();
        }
        assertEquals(length, body.remaining(), "seed " + seed + ", record " + i);
        assertEquals(i % 2 == 0 ? Ring.FRAME : Ring.BULK, ring.kind());
        assertEquals(i, ring.id());
        assertEquals(-i, ring.offset());
        for (int at = 0; at < length; at++) {
          if (body.get(body.position() + at) != (byte) (i + at)) {
            throw new AssertionError("seed " + seed + ", record " + i + ", byte " + at);
          }
        }
        ring.consume(length);
      }
      assertFalse(ring.hasRecord());
      long refused = producer.get(BOUND_NS, TimeUnit.NANOSECONDS);
      assertTrue(seed > 2 || refused > 0, "the ring was never full, seed " + seed);
    }
  }

  private static long produce(Ring ring, Random random, int records) {
    long refused = 0;
    long deadlineNs = System.nanoTime() + BOUND_NS;
    for (int i = 0; i < records; i++) {
      int length = length(random, ring);
      ByteBuffer body = ring.claim(length);
      while (body == null) {
        refused++;
        if (System.nanoTime() > deadlineNs) {
          throw new AssertionError("no room for record " + i);
        }
        Thread.yield();
        body = ring.claim(length);
      }
      for (int at = 0; at < length; at++) {
        body.put(body.position() + at, (byte) (i + at));
      }
      ring.publish(i % 2 == 0 ? Ring.FRAME : Ring.BULK, i, -i);
    }
    return refused;
  }

  private static int length(Random random, Ring ring) {
    return random.nextInt(20) == 0 ? ring.maxBodyBytes() - random.nextInt(9) : random.nextInt(200);
  }

  @Test
  void shouldFillUpAndEmptyAtEveryPosition() {
    Ring ring = new Ring(1 << 10);
    Random random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      int[] lengths = new int[64];
      int count = 0;
      int length = random.nextInt(ring.maxBodyBytes() + 1);
      while (ring.claim(length) != null) {
        ring.publish(Ring.FRAME, 0, 0);
        lengths[count++] = length;
        length = random.nextInt(ring.maxBodyBytes() + 1);
      }
      assertTrue(count > 0, "round " + round);
      for (int i = 0; i < count; i++) {
        ByteBuffer body = ring.peek();
        assertNotNull(body, "round " + round);
        assertEquals(lengths[i], body.remaining());
        ring.consume(lengths[i]);
      }
      assertNull(ring.peek());
    }
  }

  @Test
  void shouldSayWhenTheProducerWaits() {
    Ring ring = new Ring(1 << 10);
    while (ring.claim(100) != null) {
      ring.publish(Ring.FRAME, 0, 0);
    }
    assertNotNull(ring.peek());
    assertFalse(ring.consume(100));
    ring.awaitRoom();
    assertNotNull(ring.peek());
    assertTrue(ring.consume(100));
    assertNotNull(ring.peek());
    assertFalse(ring.consume(100));
    assertNotNull(ring.claim(100));
  }
}
