package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

  private final PacedQueue<Integer> queue = new PacedQueue<>(4 * PACKET, 0);

  @Test
  void shouldSendEverythingAtOnceWithoutARate() {
    for (int i = 0; i < 1_000; i++) {
      assertEquals(Decision.SEND, queue.offer(i, PACKET, 0));
    }
  }

  @Test
  void shouldSendABurstAndThenAtTheRate() {
    queue.setRate(RATE, MS, 10 * PACKET, 100 * PACKET, 0);
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
  void shouldSayWhenTheNextPacketMayLeave() {
    queue.setRate(RATE, MS, 10 * PACKET, 100 * PACKET, 0);
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
    queue.setRate(RATE, MS, 2 * PACKET, 3 * PACKET, 0);
    Decision last = null;
    for (int i = 0; i < 8; i++) {
      assertEquals(i > 4 + 2, queue.isCongested(), "after " + i);
      last = queue.offer(i, PACKET, 0);
    }
    assertEquals(Decision.REFUSED, last);
    assertEquals(1, queue.refused());
    assertEquals(3 * PACKET, queue.queuedBytes());
  }

  @Test
  void shouldKeepOrderAndRateForAnyPattern() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    queue.setRate(RATE, MS, 50 * PACKET, 100 * PACKET, 0);
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
    queue.setRate(RATE, MS, 10 * PACKET, 100 * PACKET, 0);
    for (int i = 0; i < 10; i++) {
      queue.offer(i, PACKET, 0);
    }
    int drained = 0;
    while (queue.drain() != null) {
      drained++;
    }
    assertEquals(6, drained);
    assertEquals(0, queue.queuedBytes());
    assertFalse(queue.isCongested());
  }
}
