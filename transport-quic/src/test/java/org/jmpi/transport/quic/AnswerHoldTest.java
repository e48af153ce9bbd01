package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When packets are acknowledged (RFC 9000 §13.2), in virtual time. */
class AnswerHoldTest {
  private static final long RTT_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long START_NS = Long.MAX_VALUE - 1_000_000;

  private final AnswerHold hold = new AnswerHold();
  private final AnswerHold.Input input = new AnswerHold.Input(() -> RTT_NS);

  @Test
  void shouldAnswerASmallMessageAtOnce() {
    hold.onPacket();
    assertEquals(0, hold.waitNs(START_NS));
  }

  /** What has waited goes with it. */
  @Test
  void shouldAnswerAtOnceWhenASmallMessageComesBetween() {
    hold.onPacket(input);
    assertTrue(hold.waitNs(START_NS) > 0);
    hold.onPacket();
    hold.onPacket(input);
    assertEquals(0, hold.waitNs(START_NS + 1000));
  }

  /** Packets of 1,500 bytes at 100 Mbit/s, one by one. */
  @Test
  void shouldAnswerAFewTimesPerRoundTripOnASlowLine() {
    int packets = 10_000;
    int answers = 0;
    for (int i = 0; i < packets; i++) {
      hold.onPacket(input);
      if (hold.waitNs(START_NS + i * 120_000L) == 0) {
        answers++;
        hold.answered();
      }
    }
    assertTrue(answers <= packets / 8, answers + " answers");
    assertTrue(answers >= packets / 16, answers + " answers");
  }

  /** Two connections share a line: each is answered as often as one alone. */
  @Test
  void shouldCountThePacketsOfEachConnection() {
    AnswerHold.Input other = new AnswerHold.Input(() -> RTT_NS);
    for (int round = 0; round < 3; round++) {
      for (int i = 1; i < AnswerHold.MOST_PACKETS; i++) {
        hold.onPacket(input);
        hold.onPacket(other);
        assertTrue(hold.waitNs(START_NS) > 0);
      }
      hold.onPacket(other);
      assertEquals(0, hold.waitNs(START_NS));
      hold.answered();
    }
  }

  @Test
  void shouldAnswerAtOnceWhereTheRoundTripIsNotKnown() {
    hold.onPacket(new AnswerHold.Input(() -> 0));
    assertEquals(0, hold.waitNs(START_NS));
  }

  @Test
  void shouldAnswerAtOnceWhenItIsUrged() {
    hold.onPacket(input);
    hold.urge();
    assertEquals(0, hold.waitNs(START_NS));
    hold.answered();
    hold.onPacket(input);
    assertTrue(hold.waitNs(START_NS) > 0, "once");
  }

  @Test
  void shouldNotWaitLongerForThePacketsThatComeMeanwhile() {
    hold.onPacket(input);
    long waitNs = hold.waitNs(START_NS);
    assertEquals(AnswerHold.MOST_NS, waitNs);
    hold.onPacket(input);
    assertEquals(waitNs - 500_000, hold.waitNs(START_NS + 500_000));
    assertEquals(0, hold.waitNs(START_NS + waitNs));
    assertTrue(hold.isWaiting());
    hold.answered();
    assertFalse(hold.isWaiting());
  }

  @Test
  void shouldWaitASmallPartOfAShortRoundTrip() {
    hold.onPacket(new AnswerHold.Input(() -> 1_000_000));
    assertEquals(250_000, hold.waitNs(START_NS));
  }
}
