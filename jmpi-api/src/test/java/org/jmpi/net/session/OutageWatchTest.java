package org.jmpi.net.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageWatchTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1000 * MS;

  private final List<Long> pings = new ArrayList<>();
  private final List<Long> dials = new ArrayList<>();

  /** Lets time pass from event to event; nothing is heard. */
  private void silence(OutageWatch watch, long fromNs, long toNs) {
    long nowNs = Math.max(fromNs, watch.nextNs());
    while (nowNs < toNs) {
      int before = pings.size() + dials.size();
      if (watch.takeDial(nowNs)) {
        dials.add(nowNs / MS);
      }
      if (watch.takePing(nowNs)) {
        pings.add(nowNs / MS);
      }
      assertTrue(pings.size() + dials.size() > before, "woken for nothing at " + nowNs);
      assertTrue(watch.nextNs() > nowNs, "would be asked for ever at " + nowNs);
      nowNs = watch.nextNs();
    }
  }

  @Test
  void shouldTryAnotherConnectionHalfASecondAfterAnUnansweredPing() {
    OutageWatch watch = new OutageWatch(SECOND, 3 * SECOND, true);
    watch.connected(0);
    watch.measured(50 * MS);
    silence(watch, 0, 4 * SECOND);
    assertEquals(List.of(1000L, 1400L, 1800L), pings.subList(0, 3));
    assertEquals(List.of(1500L, 2000L, 2500L, 3000L, 3500L), dials);
    assertTrue(watch.isSuspect());
  }

  @Test
  void shouldTryAnotherConnectionHalfASecondAfterAnUnansweredMessage() {
    OutageWatch watch = new OutageWatch(SECOND, 3 * SECOND, true);
    watch.connected(0);
    watch.heard(10 * SECOND);
    assertTrue(watch.asked(10 * SECOND + 100 * MS));
    assertFalse(watch.asked(10 * SECOND + 200 * MS));
    silence(watch, 0, 11 * SECOND + 200 * MS);
    assertEquals(List.of(10_600L, 11_100L), dials);
  }

  @Test
  void shouldBeMorePatientOnALongerPath() {
    OutageWatch watch = new OutageWatch(SECOND, 3 * SECOND, true);
    watch.connected(0);
    watch.measured(600 * MS);
    watch.asked(0);
    silence(watch, 0, 4 * SECOND);
    assertEquals(List.of(3600L), dials);
  }

  @Test
  void shouldForgetItsSuspicionWhenAnythingIsHeard() {
    OutageWatch watch = new OutageWatch(SECOND, 3 * SECOND, true);
    watch.connected(0);
    watch.asked(0);
    silence(watch, 0, 600 * MS);
    assertEquals(1, dials.size());
    assertTrue(watch.heard(600 * MS));
    assertFalse(watch.heard(610 * MS));
    assertFalse(watch.isSuspect());
    dials.clear();
    pings.clear();
    silence(watch, 0, 1700 * MS);
    assertEquals(List.of(1610L), pings);
    assertEquals(List.of(), dials);
  }

  @Test
  void shouldAskLessOftenWhileNobodyUsesTheLink() {
    OutageWatch watch = new OutageWatch(SECOND, 3 * SECOND, true);
    watch.connected(0);
    long nowNs = 0;
    List<Long> gaps = new ArrayList<>();
    while (nowNs < 120 * SECOND) {
      long nextNs = watch.nextNs();
      gaps.add((nextNs - nowNs) / MS);
      nowNs = nextNs;
      assertTrue(watch.takePing(nowNs));
      watch.heard(nowNs);
    }
    assertEquals(1000, gaps.get(0));
    assertEquals(1000, gaps.get(5));
    assertEquals(3000, gaps.get(gaps.size() - 1));
    assertTrue(gaps.size() < 50, gaps.toString());
    watch.used(nowNs);
    assertEquals(nowNs + SECOND, watch.nextNs());
  }

  @Test
  void shouldNotDialInsideAHost() {
    OutageWatch watch = new OutageWatch(3 * SECOND, 3 * SECOND, false);
    watch.connected(0);
    watch.asked(0);
    silence(watch, 0, 20 * SECOND);
    assertEquals(List.of(), dials);
    assertTrue(pings.size() > 3);
  }
}
