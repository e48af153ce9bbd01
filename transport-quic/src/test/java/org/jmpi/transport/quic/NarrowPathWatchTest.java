package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.jmpi.transport.quic.NarrowPathWatch.Arrival;
import org.jmpi.transport.quic.NarrowPathWatch.Verdict;
import org.junit.jupiter.api.Test;

/** In virtual time. */
class NarrowPathWatchTest {
  private static final long TICK_NS = 200_000_000L;
  private static final long RTT_NS = 50_000_000L;

  private final NarrowPathWatch watch = new NarrowPathWatch();
  private long nowNs = 1_000_000_000L;
  private long heardNs = nowNs;
  private long sent;
  private long lost;
  private long received;
  private long payloadBytes = 1472;

  private Verdict tick(Arrival arrival) {
    nowNs += TICK_NS;
    PathStatistics path =
        new PathStatistics(nowNs, RTT_NS, 100_000, 0, sent, lost, received, 0, 0, payloadBytes);
    return watch.onSample(nowNs, path, RTT_NS, 1, arrival, heardNs);
  }

  /** How long until the verdict; fails after a minute. */
  private long untilNarrowNs(Arrival arrival, Runnable meanwhile) {
    long startNs = nowNs;
    while (nowNs - startNs < 60_000_000_000L) {
      meanwhile.run();
      if (tick(arrival) == Verdict.NARROW) {
        return nowNs - startNs;
      }
    }
    throw new AssertionError("no verdict");
  }

  private void never(Arrival arrival, Runnable meanwhile) {
    for (int i = 0; i < 300; i++) {
      meanwhile.run();
      assertNotEquals(Verdict.NARROW, tick(arrival), "after " + i + " samples");
    }
  }

  private void heard() {
    heardNs = nowNs;
  }

  @Test
  void shouldFindAConnectionWhosePacketsAreAllLost() {
    long ns =
        untilNarrowNs(
            Arrival.UNKNOWN,
            () -> {
              sent += 10;
              lost += 9;
              received++;
              heard();
            });
    assertTrue(ns < 2_500_000_000L, ns + " ns");
  }

  @Test
  void shouldFindAConnectionThatIsNotAnswered() {
    long ns =
        untilNarrowNs(
            Arrival.UNKNOWN,
            () -> {
              sent++;
              heard();
            });
    assertTrue(ns < 3_500_000_000L, ns + " ns");
  }

  @Test
  void shouldFindThatLongFramesStandStillBesideManyShortOnes() {
    long ns =
        untilNarrowNs(
            Arrival.AWAITED,
            () -> {
              sent += 100;
              lost += 2;
              received += 100;
              heard();
            });
    assertTrue(ns < 2_500_000_000L, ns + " ns");
  }

  @Test
  void shouldNotTakeRandomLossForIt() {
    Random random = new Random(5);
    never(
        Arrival.UNKNOWN,
        () -> {
          for (int i = 0; i < 50; i++) {
            sent++;
            lost += random.nextInt(5) == 0 ? 1 : 0;
            received++;
          }
          heard();
        });
  }

  @Test
  void shouldNotTakeAnOutageForIt() {
    never(Arrival.UNKNOWN, () -> sent++);
  }

  @Test
  void shouldAskWhetherThePeerIsReachedFirst() {
    Verdict verdict = Verdict.FINE;
    for (int i = 0; i < 6 && verdict == Verdict.FINE; i++) {
      sent++;
      verdict = tick(Arrival.UNKNOWN);
    }
    assertEquals(Verdict.DOUBTFUL, verdict);
  }

  @Test
  void shouldNotJudgeWhatArrives() {
    never(
        Arrival.SEEN,
        () -> {
          sent += 10;
          lost += 9;
          heard();
        });
  }

  @Test
  void shouldNotJudgeTheShortestPackets() {
    payloadBytes = QuicSettings.MIN_DATAGRAM_BYTES;
    never(
        Arrival.UNKNOWN,
        () -> {
          sent += 10;
          lost += 9;
          heard();
        });
  }

  @Test
  void shouldNotJudgeWhenTheProcessDidNotRun() {
    never(
        Arrival.UNKNOWN,
        () -> {
          nowNs += 1_000_000_000L;
          sent++;
          heard();
        });
  }
}
