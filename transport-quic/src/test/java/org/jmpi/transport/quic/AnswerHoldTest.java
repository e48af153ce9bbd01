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

  @Test
  void shouldAnswerASmallMessageAtOnce() {
    hold.onPacket(0);
    assertEquals(0, hold.waitNs(START_NS));
  }

  /** What has waited goes with it. */
  @Test
  void shouldAnswerAtOnceWhenASmallMessageComesBetween() {
    hold.onPacket(RTT_NS);
    assertTrue(hold.waitNs(START_NS) > 0);
    hold.onPacket(0);
    hold.onPacket(RTT_NS);
    assertEquals(0, hold.waitNs(START_NS + 1000));
  }

  /** Packets of 1,500 bytes at 100 Mbit/s, one by one. */
  @Test
  void shouldAnswerAFewTimesPerRoundTripOnASlowLine() {
    int packets = 10_000;
    int answers = 0;
    for (int i = 0; i < packets; i++) {
      hold.onPacket(RTT_NS);
      if (hold.waitNs(START_NS + i * 120_000L) == 0) {
        answers++;
        hold.answered();
      }
    }
    assertTrue(answers <= packets / 8, answers + " answers");
    assertTrue(answers >= packets / 32, answers + " answers");
  }

  @Test
  void shouldAnswerAtOnceWhenItIsUrged() {
    hold.onPacket(RTT_NS);
    hold.urge();
    assertEquals(0, hold.waitNs(START_NS));
    hold.answered();
    hold.onPacket(RTT_NS);
    assertTrue(hold.waitNs(START_NS) > 0, "once");
  }

  @Test
  void shouldNotWaitLongerForThePacketsThatComeMeanwhile() {
    hold.onPacket(RTT_NS);
    long waitNs = hold.waitNs(START_NS);
    assertEquals(AnswerHold.MOST_NS, waitNs);
    hold.onPacket(RTT_NS);
    assertEquals(waitNs - 500_000, hold.waitNs(START_NS + 500_000));
    assertEquals(0, hold.waitNs(START_NS + waitNs));
    assertTrue(hold.isWaiting());
    hold.answered();
    assertFalse(hold.isWaiting());
  }

  @Test
  void shouldWaitASmallPartOfAShortRoundTrip() {
    hold.onPacket(1_000_000);
    assertEquals(250_000, hold.waitNs(START_NS));
  }
}
