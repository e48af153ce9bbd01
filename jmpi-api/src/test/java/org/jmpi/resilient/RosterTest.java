package org.jmpi.resilient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class RosterTest {
  @Test
  void shouldFillTheLowestRanksFirstAndThenMoveUp() {
    Roster roster = Roster.first(6, 2).without(BitSet.valueOf(new long[] {0b010110}));
    // 1 and 2 are dead and so is spare 4: spare 5 takes the place of 1, 3 moves up.
    assertEquals(3, roster.size());
    assertEquals(0, roster.spares());
    assertArrayEquals(new int[] {0, 1, 3}, roster.slots());
    assertEquals(5, roster.worker(1));
    assertEquals(2, roster.rankOf(3));
    assertEquals(-1, roster.rankOf(1));
    assertEquals(-1, roster.rankOfSlot(2));
    Roster later = roster.without(BitSet.valueOf(new long[] {0b110111}));
    assertArrayEquals(new int[] {3}, later.slots());
    assertEquals(0, later.rankOf(3));
  }

  @Test
  void shouldFindTheFirstSurvivor() {
    Roster roster = Roster.first(4, 1);
    assertEquals(1, roster.firstNotIn(BitSet.valueOf(new long[] {0b0101})));
    assertEquals(-1, roster.firstNotIn(BitSet.valueOf(new long[] {0b0111})));
  }
}
