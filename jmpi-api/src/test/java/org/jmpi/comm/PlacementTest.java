package org.jmpi.comm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
  @Test
  void shouldGiveEachHostABlockOfTheGrid() {
    // Four ranks a host in their order are four rows of one column of blocks: 4 x 4 in stripes has
    // 12 edges between hosts, in blocks of 2 x 2 eight.
    int[] hosts = hosts(4, 4, 4, 4);
    CartTopology grid = new CartTopology(new int[] {4, 4}, new boolean[2], 16);
    int[] ranks = Placement.ofGrid(hosts, grid);
    for (int node = 0; node < 16; node++) {
      int[] coords = grid.coords(node);
      int corner = grid.rank(new int[] {coords[0] / 2 * 2, coords[1] / 2 * 2});
      assertEquals(hosts[ranks[corner]], hosts[ranks[node]], "node " + node);
    }
    assertIsPermutation(ranks);
  }

  @Test
  void shouldMendRanksThatAlternateBetweenHosts() {
    int[] hosts = {0, 1, 0, 1, 0, 1};
    CartTopology ring = new CartTopology(new int[] {6}, new boolean[] {true}, 6);
    int[] ranks = Placement.ofGrid(hosts, ring);
    long borders =
        IntStream.range(0, 6).filter(i -> hosts[ranks[i]] != hosts[ranks[(i + 1) % 6]]).count();
    assertEquals(2, borders, () -> Arrays.toString(ranks));
  }

  @Test
  void shouldKeepRanksThatCannotBeBetter() {
    CartTopology row = new CartTopology(new int[] {6}, new boolean[1], 6);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, Placement.ofGrid(hosts(3, 3), row));
  }

  @Test
  void shouldPutHeavyEdgesIntoOneHost() {
    int[][] neighbours = {{1, 2}, {0, 3}, {0, 3}, {1, 2}};
    int[][] weights = {{1, 100}, {1, 100}, {100, 1}, {100, 1}};
    int[] hosts = {0, 0, 1, 1};
    int[] ranks = Placement.ofGraph(hosts, neighbours, weights);
    assertEquals(hosts[ranks[0]], hosts[ranks[2]]);
    assertEquals(hosts[ranks[1]], hosts[ranks[3]]);
  }

  @Test
  void shouldNeverBeWorseThanTheOrderOfRanks() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      int size = 2 + random.nextInt(20);
      int nodes = 1 + random.nextInt(size);
      int[] hosts = random.ints(size, 0, 1 + random.nextInt(5)).toArray();
      int[][] neighbours = new int[nodes][];
      Arrays.setAll(neighbours, i -> random.ints(random.nextInt(5), 0, nodes).toArray());
      int[] ranks = Placement.ofGraph(hosts, neighbours, null);
      String what = "seed " + seed;
      assertEquals(nodes, ranks.length, what);
      assertEquals(nodes, Arrays.stream(ranks).distinct().count(), what);
      assertTrue(Arrays.stream(ranks).allMatch(r -> r >= 0 && r < size), what);
      int[] before = Placement.asTheyAre(nodes);
      assertTrue(cut(hosts, neighbours, ranks) <= cut(hosts, neighbours, before), what);
    }
  }

  @Test
  void shouldHaveNothingToChooseOnOneHost() {
    assertFalse(Placement.isWorthIt(new int[] {7, 7, 7}));
    assertTrue(Placement.isWorthIt(new int[] {7, 8}));
  }

  @Test
  void shouldTellADistributedGraphWhole() {
    DistGraphTopology graph =
        new DistGraphTopology(
            new int[] {1, 2}, new int[] {5, 6}, new int[] {3}, new int[] {7}, true);
    long[] all = new long[4 + graph.toLongs().length];
    System.arraycopy(graph.toLongs(), 0, all, 4, graph.toLongs().length);
    DistGraphTopology read = DistGraphTopology.of(all, 4);
    assertArrayEquals(graph.sources(), read.sources());
    assertArrayEquals(graph.sourceWeights(), read.sourceWeights());
    assertArrayEquals(graph.destinations(), read.destinations());
    assertArrayEquals(graph.destinationWeights(), read.destinationWeights());
    assertTrue(read.weighted());
  }

  private static long cut(int[] hosts, int[][] neighbours, int[] ranks) {
    long cut = 0;
    for (int node = 0; node < neighbours.length; node++) {
      for (int other : neighbours[node]) {
        cut += hosts[ranks[node]] == hosts[ranks[other]] ? 0 : 1;
      }
    }
    return cut;
  }

  private static void assertIsPermutation(int[] ranks) {
    int[] sorted = ranks.clone();
    Arrays.sort(sorted);
    assertArrayEquals(IntStream.range(0, ranks.length).toArray(), sorted);
  }

  private static int[] hosts(int... counts) {
    return IntStream.range(0, counts.length)
        .flatMap(host -> IntStream.generate(() -> host).limit(counts[host]))
        .toArray();
  }
}
