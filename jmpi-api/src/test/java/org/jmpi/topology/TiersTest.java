package org.jmpi.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The levels of a communicator. */
class TiersTest {
  private static final int[][] SCATTERED = {{0, 1, 0, 1, 0}, {0, 1, 2, 1, 0}};

  @Test
  void shouldOrderRanksSoThatEveryGroupIsARange() {
    Tiers tiers = Tiers.of(SCATTERED, LinkRates.unknown(2));
    int[] order = {0, 4, 2, 1, 3};
    for (int position = 0; position < order.length; position++) {
      assertEquals(order[position], tiers.rankAt(position));
      assertEquals(position, tiers.positionOf(order[position]));
    }
    assertEquals(0, tiers.start(0, 0));
    assertEquals(3, tiers.end(0, 0));
    assertEquals(2, tiers.start(1, 2));
    assertEquals(3, tiers.end(1, 2));
    assertEquals(3, tiers.groups(1));
    assertFalse(tiers.isInRankOrder());
    assertTrue(Tiers.of(new int[][] {{0, 0, 1}}, LinkRates.unknown(2)).isInRankOrder());
  }

  @Test
  void shouldBeEqualWhenChoicesMustBe() {
    Tiers tiers = Tiers.of(SCATTERED, LinkRates.unknown(2));
    assertEquals(tiers, Tiers.of(SCATTERED, LinkRates.unknown(2)));
    assertEquals(tiers.hashCode(), Tiers.of(SCATTERED, LinkRates.unknown(2)).hashCode());
    assertNotEquals(tiers, Tiers.local(SCATTERED));
    LinkRates known = LinkRates.of(new long[][] {{0, 5}, {7, 0}}, new long[2][2], new double[2][2]);
    assertNotEquals(tiers, Tiers.of(SCATTERED, known));
    assertEquals(1, tiers.withRates(known).version());
    assertEquals(7, tiers.withRates(known).rates().rateBytesPerSecond(1, 0));
  }

  @Test
  void shouldRefuseGroupsThatAreNoLevels() {
    LinkRates two = LinkRates.unknown(2);
    assertRefused(new int[][] {{1, 0}}, two);
    assertRefused(new int[][] {{0, 0, 1}, {0, 1, 1}}, two);
    assertRefused(new int[][] {{0, 1}, {0}}, two);
    assertRefused(new int[][] {{0, 1, 2}}, two);
    assertRefused(new int[0][], two);
    Tiers tiers = Tiers.of(new int[][] {{0, 1}}, two);
    assertThrows(IllegalArgumentException.class, () -> tiers.withRates(LinkRates.unknown(3)));
  }

  private static void assertRefused(int[][] groupOf, LinkRates rates) {
    assertThrows(IllegalArgumentException.class, () -> Tiers.of(groupOf, rates));
  }
}
