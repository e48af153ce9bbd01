package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;
import org.junit.jupiter.api.Test;

/** The ring between sites: its order, what crosses on it, and when it is chosen. */
class SiteRingTest {
  private static final long MEGABYTE = 1_000_000;

  @Test
  void shouldFindTheRoundTripThatBruteForceFinds() {
    for (int sites = 1; sites <= 8; sites++) {
      for (long seed = 0; seed < 4; seed++) {
        Random random = new Random(seed * 31 + sites);
        double[][] busy = matrix(random, sites, 50);
        double[][] pass = matrix(random, sites, seed % 2 == 0 ? 1 : 40);
        double least = least(new int[sites], 1, busy, pass);
        int[] order = SiteRing.exact(busy, pass);
        String what = sites + " sites, seed " + seed + ": " + Arrays.toString(order);
        assertEquals(sites, Arrays.stream(order).distinct().count(), what);
        assertEquals(least, SiteRing.seconds(order, busy, pass), 1e-9, what);
      }
    }
  }

  @Test
  void shouldExchangeLinksOfManySites() {
    Random random = new Random(5);
    int sites = 24;
    // On a circle, numbered at random: the way round it is the best, and no other comes near.
    int[] number = random.ints(0, sites).distinct().limit(sites).toArray();
    double[][] far = new double[sites][sites];
    for (int i = 0; i < sites; i++) {
      for (int k = 0; k < sites; k++) {
        double angle = 2 * Math.PI * (i - k) / sites;
        far[number[i]][number[k]] = Math.sqrt(2 - 2 * Math.cos(angle));
      }
    }
    SiteRing ring = SiteRing.of(far, far);
    int[] inTurn = new int[sites];
    Arrays.setAll(inTurn, i -> i);
    double round = (sites + 1) * 2 * Math.sin(Math.PI / sites);
    assertEquals(round, SiteRing.seconds(ring.order(), far, far), 1e-6);
    assertTrue(SiteRing.seconds(inTurn, far, far) > 5 * round, "the numbers are at random");
    for (int site = 0; site < sites; site++) {
      assertEquals(1, ring.distance(site, ring.after(site, 1)));
      assertEquals(site, ring.after(ring.after(site, 1), -1));
    }
  }

  @Test
  void shouldBeNoWorseThanTwiceTheBestByExchanges() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      double[][] busy = matrix(random, 9, 50);
      double[][] pass = matrix(random, 9, 5);
      double best = SiteRing.seconds(SiteRing.exact(busy, pass), busy, pass);
      int[] improved = SiteRing.improved(busy, pass);
      assertEquals(9, Arrays.stream(improved).distinct().count(), "seed " + seed);
      double found = SiteRing.seconds(improved, busy, pass);
      assertTrue(best <= found && found <= 2 * best, "seed " + seed + ": " + found + ", " + best);
    }
  }

  @Test
  void shouldGoRoundInAllReduce() {
    for (Tiers tiers : shapes()) {
      int count = 50_000;
      Crossings crossings = run(CollectiveKind.ALLREDUCE, tiers, count);
      int sites = tiers.groups(0);
      long bytes = 8L * count;
      SitePlan plan = new SitePlan(tiers);
      SiteRing ring = plan.ring(bytes);
      long[] shares = plan.ringShares(bytes);
      assertEquals(2 * (sites - 1), crossings.depth, tiers.toString());
      for (int from = 0; from < sites; from++) {
        int to = ring.after(from, 1);
        double two = shares[from + 1] - shares[from] + shares[to + 1] - shares[to];
        double expected = bytes * (2 - two / shares[sites]);
        assertEquals(expected, crossings.bytes[from][to], 0.01 * bytes, tiers.toString());
        assertNothingElse(crossings, from, to);
      }
    }
  }

  @Test
  void shouldGoRoundInAllGather() {
    assertBlocksGoRound(CollectiveKind.ALLGATHER, (from, to) -> to);
  }

  @Test
  void shouldGoRoundInReduceScatter() {
    assertBlocksGoRound(CollectiveKind.REDUCE_SCATTER_BLOCK, (from, to) -> from);
  }

  /** Each link of the ring carries all blocks but those of one of the two sites at its ends. */
  private static void assertBlocksGoRound(CollectiveKind kind, IntBinaryOperator without) {
    for (Tiers tiers : shapes()) {
      int count = 5_000;
      Crossings crossings = run(kind, tiers, count);
      SiteRing ring = new SitePlan(tiers).ring(8L * count * tiers.size());
      assertEquals(tiers.groups(0) - 1, crossings.depth, tiers.toString());
      for (int from = 0; from < tiers.groups(0); from++) {
        int to = ring.after(from, 1);
        long blocks = tiers.size() - ranks(tiers, without.applyAsInt(from, to));
        assertEquals(8L * count * blocks, crossings.bytes[from][to], tiers.toString());
        assertNothingElse(crossings, from, to);
      }
    }
  }

  @Test
  void shouldKeepSlowLinksToTheLeastThatMustCross() {
    Tiers tiers = LevelsTest.sites(access(100, 50, 20), 2, 3, 1);
    int count = 200_000;
    Crossings crossings = run(CollectiveKind.ALLREDUCE, tiers, count);
    double slowest = 0;
    for (int from = 0; from < 3; from++) {
      for (int to = 0; to < 3; to++) {
        double rate = tiers.rates().rateBytesPerSecond(from, to);
        slowest = Math.max(slowest, from == to ? 0 : crossings.bytes[from][to] / rate);
      }
    }
    double bound = 8.0 * count / (20 * MEGABYTE / 8);
    assertTrue(slowest <= 1.03 * bound, slowest + " s where " + bound + " s is the least");
  }

  @Test
  void shouldBeChosenWhereItAvoidsSlowPairs() {
    Tiers ring = LevelsTest.sites(diagonals(5), 2, 2, 2, 2);
    for (CollectiveKind kind :
        new CollectiveKind[] {
          CollectiveKind.ALLREDUCE, CollectiveKind.ALLGATHER, CollectiveKind.REDUCE_SCATTER_BLOCK
        }) {
      assertEquals("levelled_ring", chosen(kind, ring, true), kind.toString());
      Tiers equal = LevelsTest.sites(diagonals(100), 2, 2, 2, 2);
      assertEquals("levelled_shards", chosen(kind, equal, true), kind + ", equal");
      Tiers lines = LevelsTest.sites(access(100, 50, 20), 2, 2, 2);
      assertEquals("levelled_shards", chosen(kind, lines, true), kind + ", lines of sites");
      Tiers unknown = LevelsTest.sites(2, 2, 2, 2);
      assertEquals("levelled_shards", chosen(kind, unknown, true), kind + ", unknown");
    }
    long[][] rate = {{0, 9, 9, 1}, {9, 0, 1, 9}, {9, 1, 0, 9}, {0, 9, 9, 0}};
    LinkRates partly = LinkRates.of(rate, new long[4][4], new double[4][4]);
    String unsure = chosen(CollectiveKind.ALLREDUCE, LevelsTest.sites(partly, 2, 2, 2, 2), true);
    assertEquals("levelled_shards", unsure, "a link that nobody has measured");
    String ordered = chosen(CollectiveKind.ALLREDUCE, ring, false);
    assertEquals("levelled_shards", ordered, "operands that do not commute");
  }

  @Test
  void shouldTakeAsLongAsTheModelSaysOnTheBusiestLink() {
    Tiers tiers = LevelsTest.sites(diagonals(5), 2, 2, 2, 2);
    int count = 400_000;
    SiteTimes times = new SiteTimes(tiers);
    SitePlan plan = new SitePlan(tiers);
    long bytes = 8L * count;
    double direct = times.direct(CollectiveKind.ALLREDUCE, bytes, plan.shares());
    double ring = times.ring(CollectiveKind.ALLREDUCE, bytes, 0, plan);
    assertEquals(direct, busiest(tiers, count, "levelled_shards") + 0.050, 0.02 * direct);
    assertEquals(ring, busiest(tiers, count, "levelled_ring") + 6 * 0.025, 0.02 * ring);
  }

  private static double busiest(Tiers tiers, int count, String algorithm) {
    Map<String, String> settings = Map.of("coll.allreduce", algorithm);
    Crossings crossings =
        LevelsTest.run(
            tiers,
            settings,
            (c, rank) -> LevelsTest.start(CollectiveKind.ALLREDUCE, c, rank, 0, count));
    double most = 0;
    for (int from = 0; from < tiers.groups(0); from++) {
      for (int to = 0; to < tiers.groups(0); to++) {
        double rate = tiers.rates().rateBytesPerSecond(from, to);
        most = Math.max(most, from == to ? 0 : crossings.bytes[from][to] / rate);
      }
    }
    return most;
  }

  private static String chosen(CollectiveKind kind, Tiers tiers, boolean commutes) {
    long bytes = kind == CollectiveKind.ALLGATHER ? 4 << 20 : 32 << 20;
    Shape shape = new Shape(kind, tiers.size(), bytes, bytes / 8, commutes, false, tiers);
    return new Selector(Map.of()).select(shape).algorithm().name();
  }

  private static Crossings run(CollectiveKind kind, Tiers tiers, int count) {
    Map<String, String> settings = Map.of(kind.settingKey(), "levelled_ring");
    return LevelsTest.run(tiers, settings, (c, rank) -> LevelsTest.start(kind, c, rank, 0, count));
  }

  private static Tiers[] shapes() {
    return new Tiers[] {
      LevelsTest.sites(4, 4),
      LevelsTest.sites(5, 1, 2),
      LevelsTest.scattered(3, 8),
      LevelsTest.sites(diagonals(5), 1, 3, 2, 2)
    };
  }

  private static void assertNothingElse(Crossings crossings, int from, int to) {
    long[] others = crossings.messages[from].clone();
    others[from] = 0;
    others[to] = 0;
    assertArrayEquals(new long[others.length], others, "from site " + from + " to " + to + " only");
  }

  private static long ranks(Tiers tiers, int site) {
    return tiers.end(0, site) - tiers.start(0, site);
  }

  private static double[][] matrix(Random random, int sites, int most) {
    double[][] matrix = new double[sites][sites];
    for (double[] row : matrix) {
      Arrays.setAll(row, i -> 1 + random.nextInt(most));
    }
    return matrix;
  }

  /** Of all orders that begin so. */
  private static double least(int[] order, int placed, double[][] busy, double[][] pass) {
    if (placed == order.length) {
      return SiteRing.seconds(order, busy, pass);
    }
    double least = Double.MAX_VALUE;
    for (int site = 1; site < order.length; site++) {
      int next = site;
      if (Arrays.stream(order, 0, placed).noneMatch(used -> used == next)) {
        order[placed] = site;
        least = Math.min(least, least(order, placed + 1, busy, pass));
      }
    }
    return least;
  }

  /** Lines of sites with so many Mbit/s each. */
  static LinkRates access(int... mbits) {
    int sites = mbits.length;
    long[][] rate = new long[sites][sites];
    long[][] rtt = new long[sites][sites];
    for (int from = 0; from < sites; from++) {
      for (int to = 0; to < sites; to++) {
        rate[from][to] = Math.min(mbits[from], mbits[to]) * MEGABYTE / 8;
        rtt[from][to] = 50_000_000;
      }
    }
    return LinkRates.of(rate, rtt, new double[sites][sites]);
  }

  /** Four sites: 100 Mbit/s between 0, 2, 1, 3 and 0 again, less between 0 and 1 and 2 and 3. */
  private static LinkRates diagonals(int mbit) {
    long[][] rate = new long[4][4];
    long[][] rtt = new long[4][4];
    for (int from = 0; from < 4; from++) {
      for (int to = 0; to < 4; to++) {
        boolean isSlow = from != to && from / 2 == to / 2;
        rate[from][to] = (isSlow ? mbit : 100) * MEGABYTE / 8;
        rtt[from][to] = 50_000_000;
      }
    }
    return LinkRates.of(rate, rtt, new double[4][4]);
  }
}
