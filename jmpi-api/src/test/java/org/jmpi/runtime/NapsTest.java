package org.jmpi.runtime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NapsTest {
  private static final long LONG_NS = 1_000_000_000;

  private final Naps naps = new Naps();

  @Test
  void shouldNotNapInAJobThatRunsWell() {
    assertFalse(naps.isTime(0, LONG_NS));
  }

  @Test
  void shouldNapAfterADeathWhenAWaitHasBeenInVain() {
    naps.onDeath(5);
    assertFalse(naps.isTime(6, 1_000), "the answer may be about to come");
    assertTrue(naps.isTime(6, LONG_NS));
  }

  @Test
  void shouldYieldAgainWhenTheRepairIsOver() {
    naps.onDeath(5);
    assertFalse(naps.isTime(5 + LONG_NS, LONG_NS));
    assertFalse(naps.isTime(6, LONG_NS), "it does not begin again by itself");
    naps.onDeath(LONG_NS);
    assertTrue(naps.isTime(LONG_NS + 1, LONG_NS));
  }
}
