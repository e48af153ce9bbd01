package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;
import org.junit.jupiter.api.Test;

class TreeTest {
  @Test
  void shouldDivideEachSubtreeAmongItsChildrenInOrder() {
    for (int base = 2; base <= 9; base++) {
      for (int size = 1; size <= 130; size++) {
        Tree tree = new Tree(size, base);
        for (int place = 0; place < size; place++) {
          String what = place + " of " + size + ", base " + base;
          int next = place + 1;
          for (int child : tree.children(place)) {
            assertEquals(next, child, what);
            assertEquals(place, tree.parent(child), what);
            next = tree.end(child);
          }
          assertEquals(tree.end(place), next, what);
        }
        assertEquals(size, tree.end(0), size + ", base " + base);
      }
    }
  }

  @Test
  void shouldBeBinomialWithBaseTwo() {
    Tree tree = new Tree(11, 2);
    assertArrayEquals(new int[] {1, 2, 4, 8}, tree.children(0));
    assertArrayEquals(new int[] {9, 10}, tree.children(8));
    assertEquals(4, tree.parent(6));
    assertEquals(8, tree.end(4));
  }

  @Test
  void shouldTakeOneRoundForAFewAndNoMoreThanTheLogarithm() {
    assertEquals(7, new Tree(8, 8).children(0).length);
    assertEquals(2, depth(new Tree(64, 8), 63));
    assertEquals(2_000_000_000, new Tree(2_000_000_000, 3).end(0));
  }

  @Test
  void shouldBeFlatForShortMessagesWithinSitesOnly() {
    int[][] sites = {{0, 0, 0, 0, 0, 0, 1, 1}};
    assertEquals(5, children(Tiers.of(sites, LinkRates.unknown(2)), 8));
    assertEquals(3, children(Tiers.of(sites, LinkRates.unknown(2)), 1 << 16));
    assertEquals(3, children(Tiers.local(sites), 8));
  }

  /** Of the first rank's innermost stage. */
  private static int children(Tiers tiers, long bytes) {
    List<Stage> stages = Stage.of(tiers, 0, -1);
    return stages.get(0).tree(bytes).children(0).length;
  }

  private static int depth(Tree tree, int place) {
    int depth = 0;
    for (int at = place; at != 0; at = tree.parent(at)) {
      depth++;
      assertTrue(depth <= 32);
    }
    return depth;
  }
}
