package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What times by another's clock say of queues. */
class ReverseQueueTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1_000 * MS;

  private final ReverseQueue queue = new ReverseQueue();

  /** One stamp in 10 ms for a second, by a clock that is far ahead. */
  private long stampsFrom(long nowNs, long delayNs) {
    long atNs = nowNs;
    for (; atNs < nowNs + SECOND; atNs += 10 * MS) {
      queue.onStamp(atNs - delayNs + Long.MAX_VALUE, atNs);
    }
    return atNs;
  }

  @Test
  void shouldTellHowMuchLongerItTakesThanTheFastest() {
    long nowNs = stampsFrom(SECOND, 25 * MS);
    assertEquals(0, queue.queueNs(nowNs));
    nowNs = stampsFrom(nowNs, 33 * MS);
    assertEquals(8 * MS, queue.queueNs(nowNs), MS / 10.0);
    nowNs = stampsFrom(nowNs, 25 * MS);
    assertEquals(0, queue.queueNs(nowNs), MS / 10.0);
  }

  @Test
  void shouldKnowNothingWhenNothingWasHeardForAWhile() {
    assertEquals(0, queue.queueNs(SECOND));
    stampsFrom(SECOND, 25 * MS);
    long nowNs = stampsFrom(2 * SECOND, 60 * MS);
    assertTrue(queue.queueNs(nowNs) > 30 * MS);
    assertEquals(0, queue.queueNs(nowNs + SECOND));
  }

  @Test
  void shouldTakeALongerPathForThePathAfterAWhile() {
    long nowNs = stampsFrom(SECOND, 25 * MS);
    for (int i = 0; i < 25; i++) {
      nowNs = stampsFrom(nowNs, 40 * MS);
    }
    assertEquals(0, queue.queueNs(nowNs), MS / 10.0);
  }

  @Test
  void shouldStayWithinBoundsWhateverThePeerSays() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (long nowNs = SECOND; nowNs < 20 * SECOND; nowNs += 7 * MS) {
      queue.onStamp(random.nextLong(), nowNs);
      long said = queue.queueNs(nowNs);
      assertTrue(said >= 0 && said <= SECOND, said + " ns, seed " + seed);
    }
  }
}
