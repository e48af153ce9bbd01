package org.jmpi.net.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.jmpi.net.local.WayChooser.Way;
import org.junit.jupiter.api.Test;

/** The choice of the cheaper way, in virtual time. */
class WayChooserTest {
  private static final int LENGTH = 64 << 10;

  private final WayChooser chooser = new WayChooser(() -> this.nowNs);
  private long nowNs = -50_000;
  private long ringNs = 3_000;
  private long readNs = 10_000;
  private long throughRing;
  private long read;

  /** One blocking message after the other. */
  private void send(int messages, int length) {
    for (int i = 0; i < messages; i++) {
      Way way = chooser.choose(length);
      nowNs += way == Way.SINGLE ? readNs : ringNs;
      if (way == Way.SINGLE) {
        read++;
        chooser.singleTook(length, readNs);
      } else {
        throughRing++;
        if (way == Way.RING_TIMED) {
          chooser.ringTook(length, ringNs);
        }
      }
    }
  }

  private void forget() {
    throughRing = 0;
    read = 0;
  }

  @Test
  void shouldNotTryInAJobOfFewMessages() {
    send(WayChooser.FIRST_TRY - 1, LENGTH);
    assertEquals(0, read);
  }

  @Test
  void shouldUseTheRingWhereItIsCheaperAndStillTryTheOther() {
    send(200_000, LENGTH);
    assertFalse(chooser.isSingle(LENGTH));
    assertTrue(read >= WayChooser.SAMPLES, "never tried: " + read);
    long extraNs = read * (readNs - ringNs);
    assertTrue(extraNs < nowNs / 20, read + " tries of " + throughRing);
  }

  @Test
  void shouldReadWhereThatIsCheaperAndStillTryTheRing() {
    ringNs = 28_000;
    send(1_000, LENGTH);
    assertTrue(chooser.isSingle(LENGTH));
    forget();
    send(100_000, LENGTH);
    assertTrue(throughRing > 0);
    assertTrue(throughRing < 100_000 / 25, throughRing + " through the ring");
  }

  @Test
  void shouldFollowMinutesThatChange() {
    send(50_000, LENGTH);
    for (int minute = 0; minute < 4; minute++) {
      ringNs = 28_000;
      send(20_000, LENGTH);
      forget();
      send(20_000, LENGTH);
      assertTrue(read > 19_000, "slow minute " + minute + ": " + read + " read");
      ringNs = 3_000;
      send(2_000_000, LENGTH);
      forget();
      send(20_000, LENGTH);
      assertTrue(throughRing > 19_000, "fast minute " + minute + ": " + throughRing);
    }
  }

  @Test
  void shouldNotChangeForSmallDifferences() {
    ringNs = 10_000;
    readNs = 9_500;
    send(50_000, LENGTH);
    assertFalse(chooser.isSingle(LENGTH));
  }

  @Test
  void shouldNotBeFooledByPauses() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      ringNs = random.nextInt(10) == 0 ? 4_000_000 : 3_000;
      send(1, LENGTH);
      assertFalse(chooser.isSingle(LENGTH), "message " + i + " of seed 5");
    }
  }

  @Test
  void shouldDoubtARingThatOnlyLooksGoodRested() {
    ringNs = 28_000;
    send(1_000, LENGTH);
    assertTrue(chooser.isSingle(LENGTH));
    forget();
    int tries = 0;
    long startNs = nowNs;
    for (int i = 0; i < 1_000_000; i++) {
      // The first messages after a rest are cheap.
      Way way = chooser.choose(LENGTH);
      tries = way == Way.SINGLE ? 0 : tries + 1;
      ringNs = tries > 12 ? 28_000 : 4_000;
      nowNs += way == Way.SINGLE ? readNs : ringNs;
      if (way == Way.SINGLE) {
        read++;
        chooser.singleTook(LENGTH, readNs);
      } else {
        throughRing++;
        chooser.ringTook(LENGTH, ringNs);
      }
    }
    assertTrue(throughRing > 0);
    assertTrue(throughRing < read / 50, throughRing + " in " + (nowNs - startNs) + " ns");
  }

  @Test
  void shouldDecideForEachLengthByItself() {
    ringNs = 28_000;
    send(1_000, LENGTH);
    assertTrue(chooser.isSingle(LENGTH));
    assertFalse(chooser.isSingle(LENGTH + 1));
    assertTrue(chooser.isSingle(LENGTH / 4 + 1));
    assertFalse(chooser.isSingle(Long.MAX_VALUE));
  }

  @Test
  void shouldAskReceiversThatDeclineLessAndLess() {
    long offers = 0;
    for (int i = 0; i < 4_000_000; i++) {
      nowNs += ringNs;
      if (chooser.choose(LENGTH) == Way.SINGLE) {
        offers++;
        chooser.declined(LENGTH);
      }
    }
    assertTrue(offers > 1 && offers < 12, offers + " offers in " + nowNs + " ns");
    ringNs = 28_000;
    send(1_000_000, LENGTH);
    assertTrue(chooser.isSingle(LENGTH), "a receiver that reads again");
  }
}
