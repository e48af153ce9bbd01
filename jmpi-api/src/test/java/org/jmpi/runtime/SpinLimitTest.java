package org.jmpi.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How long spinning lasts, by what yields took; virtual time. */
class SpinLimitTest {
  private static final long BRIEF_NS = 3_000;
  private static final long LONG_NS = 100_000;
  private static final long SLICE_NS = 3_000_000;
  private static final long SECOND_NS = 1_000_000_000;

  private final SpinLimit limit = new SpinLimit(BRIEF_NS, LONG_NS);
  private long nowNs = Long.MAX_VALUE - SECOND_NS / 2; // clocks may begin anywhere, and wrap

  @Test
  void shouldStayBriefWhereTheProcessorComesBackSoon() {
    for (int i = 0; i < 1_000; i++) {
      // Nobody else, and a rank that uses this processor for an answer.
      yieldFor(i % 2 == 0 ? 400 : 100_000);
      assertEquals(BRIEF_NS, limit.ns(nowNs), "after yield " + i);
    }
  }

  @Test
  void shouldBeLongOnceAStrangerHasHadTheProcessor() {
    yieldFor(SLICE_NS);
    assertEquals(LONG_NS, limit.ns(nowNs));
  }

  @Test
  void shouldNotTakeShortYieldsForAnEmptyMachine() {
    yieldFor(SLICE_NS);
    for (int i = 0; i < 1_000; i++) {
      yieldFor(400);
    }
    assertEquals(LONG_NS, limit.ns(nowNs));
  }

  @Test
  void shouldBeBriefAgainASecondAfterTheLastStranger() {
    yieldFor(SLICE_NS);
    nowNs += SECOND_NS - 1;
    assertEquals(LONG_NS, limit.ns(nowNs));
    nowNs++;
    assertEquals(BRIEF_NS, limit.ns(nowNs));
  }

  private void yieldFor(long tookNs) {
    limit.yielded(nowNs, nowNs + tookNs);
    nowNs += tookNs;
  }
}
