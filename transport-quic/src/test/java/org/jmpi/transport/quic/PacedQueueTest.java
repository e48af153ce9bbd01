package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.jmpi.transport.quic.PacedQueue.Decision;
import org.junit.jupiter.api.Test;

/** The pacing decision in virtual time. */
class PacedQueueTest {
  private static final long MS = 1_000_000L;
  private static final int PACKET = 1_000;
  private static final long RATE = 1_000_000;

  private final TokenBucket bucket = new TokenBucket(4 * PACKET, 0);
  private final PacedQueue<Integer> queue = new PacedQueue<>(bucket, 0);

  @Test
  void shouldSendEverythingAtOnceWithoutARate() {
    for (int i = 0; i < 1_000; i++) {
      assertEquals(Decision.SEND, queue.offer(i, PACKET, 0));
    }
  }

  @Test
  void shouldSendABurstAndThenAtTheRate() {
    bucket.setRate(RATE, MS, 0);
    queue.setBound(100 * PACKET);
    int sent = 0;
    for (int i = 0; i < 20; i++) {
      sent += queue.offer(i, PACKET, 0) == Decision.SEND ? 1 : 0;
    }
    assertEquals(4, sent);
    assertEquals(16 * PACKET, queue.queuedBytes());
    assertNull(queue.poll(0));
    // A packet may run into debt, which the next one has to wait for.
    assertEquals(4, queue.poll(MS / 2));
    assertNull(queue.poll(MS));
    assertEquals(5, queue.poll(MS + MS / 2));
    assertNull(queue.poll(MS + MS / 2));
  }

  @Test
  void shouldCountWhatWaitingPacketsMissBecauseNobodyCame() {
    bucket.setRate(RATE, MS, 0);
    queue.setBound(100 * PACKET);
    // Nothing waits: the bucket stays full and nothing is missed.
    assertEquals(Decision.SEND, queue.offer(0, PACKET, 50 * MS));
    assertEquals(0, bucket.missedBytes());
    for (int i = 1; i < 20; i++) {
      queue.offer(i, PACKET, 50 * MS);
    }
    assertEquals(0, bucket.missedBytes());
    // The bucket is full after four of ten milliseconds.
    while (queue.poll(60 * MS) != null) {
      assertTrue(queue.queuedBytes() >= 0);
    }
    assertEquals(6 * PACKET, bucket.missedBytes(), 2);
    while (queue.drain() != null) {
      assertTrue(queue.queuedBytes() >= 0);
    }
    assertEquals(Decision.SEND, queue.offer(20, PACKET, 90 * MS));
    assertEquals(6 * PACKET, bucket.missedBytes(), 2);
  }

  @Test
  void shouldSayWhenTheNextPacketMayLeave() {
    bucket.setRate(RATE, MS, 0);
    queue.setBound(100 * PACKET);
    assertEquals(Long.MAX_VALUE, queue.delayNs(0));
    for (int i = 0; i < 6; i++) {
      queue.offer(i, PACKET, 0);
    }
    long nowNs = 0;
    for (int i = 4; i < 6; i++) {
      long delayNs = queue.delayNs(nowNs);
      assertTrue(0 < delayNs && delayNs < 2 * MS, "delay " + delayNs);
      assertNull(queue.poll(nowNs + delayNs - 2_000));
      nowNs += delayNs;
      assertEquals(i, queue.poll(nowNs));
    }
  }

  @Test
  void shouldRefuseWhatExceedsTheBound() {
    bucket.setRate(RATE, MS, 0);
    queue.setBound(3 * PACKET);
    Decision last = null;
    for (int i = 0; i < 8; i++) {
      last = queue.offer(i, PACKET, 0);
    }
    assertEquals(Decision.REFUSED, last);
    assertEquals(1, queue.refused());
    assertEquals(3 * PACKET, queue.queuedBytes());
  }

  @Test
  void shouldShareTheRateAndLetUrgentPacketsGoFirst() {
    PacedQueue<Integer> urgent = new PacedQueue<>(bucket, 2 * PACKET);
    bucket.setRate(RATE, MS, 0);
    for (int i = 0; i < 6; i++) {
      queue.offer(i, PACKET, 0);
    }
    assertEquals(Decision.SEND, urgent.offer(0, PACKET, 0));
    assertEquals(Decision.SEND, urgent.offer(1, PACKET, 0));
    assertEquals(Decision.QUEUED, urgent.offer(2, PACKET, 0));
    // The debt of the urgent ones is earned back before the others go on.
    assertNull(queue.poll(2 * MS));
    assertEquals(4, queue.poll(2 * MS + MS / 2));
  }

  @Test
  void shouldKeepOrderAndRateForAnyPattern() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    bucket.setRate(RATE, MS, 0);
    queue.setBound(100 * PACKET);
    long nowNs = 0;
    long bytes = 0;
    int next = 0;
    int expected = 0;
    for (int step = 0; step < 20_000; step++) {
      nowNs += random.nextInt(1_000_000);
      for (Integer out = queue.poll(nowNs); out != null; out = queue.poll(nowNs)) {
        assertEquals(expected++, out, "seed " + seed);
        bytes += PACKET;
      }
      if (random.nextBoolean()) {
        switch (queue.offer(next, PACKET, nowNs)) {
          case SEND -> {
            assertEquals(expected++, next, "seed " + seed);
            bytes += PACKET;
            next++;
          }
          case QUEUED -> next++;
          case REFUSED -> {
            // The packet is gone and its number free again.
          }
        }
      }
      long allowed = 6L * PACKET + nowNs * RATE / 1_000_000_000L;
      assertTrue(bytes <= allowed, bytes + " > " + allowed + ", seed " + seed);
    }
    assertTrue(bytes > 0.5 * nowNs * RATE / 1_000_000_000L, "too slow, seed " + seed);
  }

  @Test
  void shouldGiveEverythingBackWhenDrained() {
    bucket.setRate(RATE, MS, 0);
    queue.setBound(100 * PACKET);
    for (int i = 0; i < 10; i++) {
      queue.offer(i, PACKET, 0);
    }
    int drained = 0;
    while (queue.drain() != null) {
      drained++;
    }
    assertEquals(6, drained);
    assertEquals(0, queue.queuedBytes());
  }
}
