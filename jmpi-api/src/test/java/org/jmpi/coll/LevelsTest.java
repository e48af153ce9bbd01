package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOps;
import org.jmpi.p2p.Operation;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Collectives over long links: how often, and with how many bytes, they cross them. */
@Tag("sweep")
class LevelsTest {
  private static final long MEGABYTE = 1_000_000;

  /** Sites of so many ranks each, one after the other; two ranks on each host. */
  static Tiers sites(int... sizes) {
    return sites(LinkRates.unknown(sizes.length), sizes);
  }

  static Tiers sites(LinkRates rates, int... sizes) {
    int size = Arrays.stream(sizes).sum();
    int[][] groupOf = new int[2][size];
    int rank = 0;
    int host = -1;
    for (int site = 0; site < sizes.length; site++) {
      for (int i = 0; i < sizes[site]; i++) {
        host += i % 2 == 0 ? 1 : 0;
        groupOf[0][rank] = site;
        groupOf[1][rank++] = host;
      }
    }
    return Tiers.of(groupOf, rates);
  }

  /** Each rank in the next site. */
  static Tiers scattered(int sites, int size) {
    int[][] groupOf = new int[1][size];
    Arrays.setAll(groupOf[0], rank -> rank % sites);
    return Tiers.of(groupOf, LinkRates.unknown(sites));
  }

  private static Crossings run(Tiers tiers, BiFunction<Collectives, Integer, Operation> start) {
    return run(tiers, Map.of(), start);
  }

  static Crossings run(
      Tiers tiers,
      Map<String, String> settings,
      BiFunction<Collectives, Integer, Operation> start) {
    PortCluster cluster = new PortCluster(tiers, 7, settings);
    Operation[] operations = cluster.run(rank -> start.apply(cluster.collectives(rank), rank));
    for (int rank = 0; rank < operations.length; rank++) {
      assertTrue(operations[rank].isDone() && operations[rank].error() == null, "rank " + rank);
    }
    Crossings crossings = Crossings.of(tiers, operations);
    for (int site = 0; site < tiers.groups(0); site++) {
      assertArrayEquals(crossings.messages[site], cluster.messagesBetween[site], "as announced");
      assertArrayEquals(crossings.bytes[site], cluster.bytesBetween[site], "as announced");
    }
    return crossings;
  }

  static Operation start(CollectiveKind kind, Collectives c, int rank, int root, int count) {
    int size = c.size();
    long[] own = new long[count];
    long[] all = new long[size * count];
    return switch (kind) {
      case BARRIER -> c.startBarrier();
      case BCAST -> c.startBcast(own, 0, count, Layout.LONG, root);
      case REDUCE -> c.startReduce(own, 0, all, 0, count, Layout.LONG, ReduceOps.SUM, root);
      case ALLREDUCE -> c.startAllReduce(own, 0, all, 0, count, Layout.LONG, ReduceOps.SUM);
      case SCAN -> c.startScan(own, 0, all, 0, count, Layout.LONG, ReduceOps.SUM);
      case EXSCAN -> c.startExScan(own, 0, all, 0, count, Layout.LONG, ReduceOps.SUM);
      case REDUCE_SCATTER_BLOCK ->
          c.startReduceScatterBlock(all, 0, own, 0, count, Layout.LONG, ReduceOps.SUM);
      case GATHER -> c.startGather(own, 0, count, Layout.LONG, all, 0, count, Layout.LONG, root);
      case SCATTER -> c.startScatter(all, 0, count, Layout.LONG, own, 0, count, Layout.LONG, root);
      case ALLTOALL ->
          c.startAllToAll(all, 0, count, Layout.LONG, all.clone(), 0, count, Layout.LONG);
      default -> c.startAllGather(own, 0, count, Layout.LONG, all, 0, count, Layout.LONG);
    };
  }

  private static final CollectiveKind[] TO_ALL = {
    CollectiveKind.BARRIER,
    CollectiveKind.ALLREDUCE,
    CollectiveKind.ALLGATHER,
    CollectiveKind.ALLTOALL,
    CollectiveKind.REDUCE_SCATTER_BLOCK
  };

  private static final CollectiveKind[] ROOTED = {
    CollectiveKind.BCAST, CollectiveKind.REDUCE, CollectiveKind.GATHER, CollectiveKind.SCATTER
  };

  @Test
  void shouldScanAcrossLongLinksOnce() {
    for (CollectiveKind kind : new CollectiveKind[] {CollectiveKind.SCAN, CollectiveKind.EXSCAN}) {
      for (Tiers tiers : new Tiers[] {sites(4, 4), sites(5, 1, 2), scattered(3, 8)}) {
        Crossings crossings = run(tiers, (c, rank) -> start(kind, c, rank, 0, 1));
        assertEquals(1, crossings.depth, kind + " on " + tiers);
        for (int from = 0; from < tiers.groups(0); from++) {
          for (int to = 0; to < tiers.groups(0); to++) {
            boolean needed = from < to || from != to && !tiers.isInRankOrder();
            long expected = from == to ? crossings.messages[from][to] : needed ? 1 : 0;
            assertEquals(expected, crossings.messages[from][to], kind + " on " + tiers);
          }
        }
      }
    }
  }

  @Test
  void shouldSendLongVectorsToEachSiteOnce() {
    int count = 60_000;
    for (Tiers tiers : new Tiers[] {sites(4, 4), sites(5, 1, 2), scattered(3, 8)}) {
      for (CollectiveKind kind :
          new CollectiveKind[] {CollectiveKind.BCAST, CollectiveKind.REDUCE}) {
        Crossings crossings = run(tiers, (c, rank) -> start(kind, c, rank, 1, count));
        for (int site = 0; site < tiers.groups(0); site++) {
          long expected = site == tiers.groupOf(0, 1) ? 0 : 8L * count;
          boolean down = kind == CollectiveKind.BCAST;
          long came = down ? crossings.bytesDown(site) : crossings.bytesUp(site);
          assertEquals(expected, came, kind + " on " + tiers);
        }
      }
    }
  }

  @Test
  void shouldSendEachBlockToEachSiteOnce() {
    int count = 2_000;
    for (Tiers tiers : new Tiers[] {sites(4, 4), sites(5, 1, 2), scattered(3, 8)}) {
      for (CollectiveKind kind :
          new CollectiveKind[] {
            CollectiveKind.ALLGATHER, CollectiveKind.ALLTOALL, CollectiveKind.REDUCE_SCATTER_BLOCK
          }) {
        Crossings crossings = run(tiers, (c, rank) -> start(kind, c, rank, 0, 5 * count));
        assertEquals(1, crossings.depth, kind + " on " + tiers);
        for (int from = 0; from < tiers.groups(0); from++) {
          for (int to = 0; to < tiers.groups(0); to++) {
            long here = tiers.end(0, from) - tiers.start(0, from);
            long there = tiers.end(0, to) - tiers.start(0, to);
            long blocks =
                switch (kind) {
                  case ALLGATHER -> here;
                  case ALLTOALL -> here * there;
                  default -> there;
                };
            long expected = from == to ? crossings.bytes[from][to] : 40L * count * blocks;
            assertEquals(expected, crossings.bytes[from][to], kind + " on " + tiers);
          }
        }
      }
    }
  }

  @Test
  void shouldCrossLongLinksOnceWithOneMessageForEachPairOfSites() {
    for (Tiers tiers : new Tiers[] {sites(4, 4), sites(5, 1, 2), scattered(3, 8), sites(1, 1)}) {
      for (CollectiveKind kind : TO_ALL) {
        Crossings crossings = run(tiers, (c, rank) -> start(kind, c, rank, 0, 1));
        assertEquals(1, crossings.depth, kind + " on " + tiers);
        for (int from = 0; from < tiers.groups(0); from++) {
          for (int to = 0; to < tiers.groups(0); to++) {
            long expected = from == to ? crossings.messages[from][to] : 1;
            assertEquals(expected, crossings.messages[from][to], kind + " on " + tiers);
          }
        }
      }
    }
  }

  @Test
  void shouldHaveOneMessageForEachSiteToOrFromTheRoot() {
    for (Tiers tiers : new Tiers[] {sites(4, 4), sites(5, 1, 2), scattered(3, 8), sites(1, 1)}) {
      for (int root = 0; root < tiers.size(); root++) {
        int at = root;
        for (CollectiveKind kind :
            new CollectiveKind[] {CollectiveKind.BCAST, CollectiveKind.REDUCE}) {
          Crossings crossings = run(tiers, (c, rank) -> start(kind, c, rank, at, 1));
          assertEquals(1, crossings.depth, kind + " from " + root + " on " + tiers);
          for (int site = 0; site < tiers.groups(0); site++) {
            boolean own = site == tiers.groupOf(0, root);
            boolean down = kind == CollectiveKind.BCAST || kind == CollectiveKind.SCATTER;
            boolean vector = kind == CollectiveKind.BCAST || kind == CollectiveKind.REDUCE;
            long bytes = own ? 0 : vector ? 8 : 8L * (tiers.end(0, site) - tiers.start(0, site));
            int home = tiers.groupOf(0, root);
            long[][] messages = crossings.messages;
            String what = kind + " from " + root + " on " + tiers;
            assertEquals(bytes, down ? crossings.bytesDown(site) : crossings.bytesUp(site), what);
            if (!own) {
              assertEquals(1, down ? messages[home][site] : messages[site][home], what);
              assertEquals(0, down ? messages[site][home] : messages[home][site], what);
            }
          }
        }
      }
    }
  }

  @Test
  void shouldSwapLongVectorsOfTwoSitesWithoutAByteTooMany() {
    for (Tiers tiers : new Tiers[] {sites(4, 4), sites(5, 1), scattered(2, 7)}) {
      int count = 400_000;
      Crossings crossings =
          run(tiers, (c, rank) -> start(CollectiveKind.ALLREDUCE, c, rank, 0, count));
      assertEquals(8L * count, crossings.bytes[0][1], tiers.toString());
      assertEquals(8L * count, crossings.bytes[1][0], tiers.toString());
    }
  }

  @Test
  void shouldCarryByOneRankOfEachHostWhileOneFillsTheLink() {
    int count = 300_000;
    Tiers unknown = sites(4, 5).onSharedHosts();
    Tiers fast = sites(SiteRingTest.access(900, 900), 4, 5).onSharedHosts();
    for (CollectiveKind kind :
        new CollectiveKind[] {
          CollectiveKind.BCAST, CollectiveKind.REDUCE, CollectiveKind.ALLREDUCE
        }) {
      for (Tiers tiers : new Tiers[] {unknown, fast}) {
        PortCluster cluster = new PortCluster(tiers, 5, Map.of());
        Set<Integer> carriers = new TreeSet<>();
        Operation[] operations =
            cluster.run(rank -> start(kind, cluster.collectives(rank), rank, 1, count));
        for (int rank = 0; rank < operations.length; rank++) {
          Schedule schedule = ((CollectiveOperation) operations[rank]).schedule;
          for (int step = 0; step < schedule.stepCount(); step++) {
            int peer = schedule.peer[step];
            boolean isMessage =
                schedule.kind[step] == Schedule.SEND || schedule.kind[step] == Schedule.RECV;
            if (isMessage && tiers.groupOf(0, rank) != tiers.groupOf(0, peer)) {
              carriers.add(rank);
            }
          }
        }
        Set<Integer> expected = tiers == fast ? Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8) : HOSTS_FIRST;
        assertEquals(expected, carriers, kind + " on " + tiers);
        Crossings crossings = Crossings.of(tiers, operations);
        assertEquals(8L * count, Math.max(crossings.bytesUp(0), crossings.bytesUp(1)), "" + kind);
      }
    }
  }

  /** Of sites of 4 and 5 ranks, two on a host. */
  private static final Set<Integer> HOSTS_FIRST = Set.of(0, 2, 4, 6, 8);

  @Test
  void shouldSendWhatUnequalRatesAllow() {
    int[] mbits = {100, 50, 20};
    Tiers tiers = sites(SiteRingTest.access(mbits), 4, 3, 2);
    int count = 500_000;
    Crossings crossings =
        run(tiers, (c, rank) -> start(CollectiveKind.ALLREDUCE, c, rank, 0, count));
    double bound = 0;
    double slowest = 0;
    for (int site = 0; site < 3; site++) {
      double access = mbits[site] * MEGABYTE / 8.0;
      bound = Math.max(bound, 8.0 * count / access);
      slowest = Math.max(slowest, crossings.bytesUp(site) / access);
      slowest = Math.max(slowest, crossings.bytesDown(site) / access);
    }
    assertTrue(slowest <= 1.03 * bound, slowest + " s where " + bound + " s is the least");
  }

  @Test
  void shouldTakeNewRatesFromTheNextCollectiveOn() {
    Tiers tiers = sites(SiteRingTest.access(100, 50, 20), 2, 2, 2);
    int count = 200_000;
    PortCluster cluster = new PortCluster(tiers, 3, Map.of());
    long[] before = bytesUp(cluster, tiers, count);
    for (int rank = 0; rank < tiers.size(); rank++) {
      cluster.collectives(rank).rates(SiteRingTest.access(20, 50, 100));
      assertEquals(1, cluster.collectives(rank).tiers().version());
    }
    long[] after = bytesUp(cluster, tiers, count);
    assertEquals(8L * count, before[2], "the slow site owns nothing");
    assertEquals(8L * count, after[0], "the slow site has become another");
    assertTrue(after[2] > before[2], "the fast site has become another");
  }

  private static long[] bytesUp(PortCluster cluster, Tiers tiers, int count) {
    Operation[] operations =
        cluster.run(
            rank -> start(CollectiveKind.ALLREDUCE, cluster.collectives(rank), rank, 0, count));
    Crossings crossings = Crossings.of(tiers, operations);
    long[] up = new long[tiers.groups(0)];
    Arrays.setAll(up, crossings::bytesUp);
    return up;
  }

  @Test
  void shouldRunWhatItAnnounces() {
    Set<String> seen = new TreeSet<>();
    for (Tiers tiers : new Tiers[] {sites(3, 3), sites(5, 1, 2), scattered(3, 8)}) {
      for (CollectiveKind kind : EVERY) {
        for (int count : new int[] {1, 3_000, 20_000}) {
          PortCluster cluster = new PortCluster(tiers, count, Map.of());
          cluster.run(rank -> start(kind, cluster.collectives(rank), rank, 1, count));
          boolean whole = kind == CollectiveKind.REDUCE_SCATTER_BLOCK;
          long items = (long) count * (whole ? tiers.size() : 1);
          long bytes = kind == CollectiveKind.BARRIER ? 0 : 8 * items;
          String announced = cluster.collectives(0).explain(kind, bytes, items, true, false);
          for (int rank = 0; rank < tiers.size(); rank++) {
            String ran = cluster.collectives(rank).lastAlgorithm(kind);
            assertTrue(announced.contains(": " + ran + " ("), announced + " but ran " + ran);
            seen.add(kind + " " + ran);
          }
        }
      }
    }
    for (CollectiveKind kind : EVERY) {
      String levelled = kind + " levelled";
      assertTrue(seen.stream().anyMatch(ran -> ran.startsWith(levelled)), kind + ": " + seen);
    }
    assertTrue(seen.contains("ALLREDUCE levelled_shards"), seen.toString());
  }

  private static final CollectiveKind[] EVERY = {
    CollectiveKind.BARRIER,
    CollectiveKind.BCAST,
    CollectiveKind.REDUCE,
    CollectiveKind.ALLREDUCE,
    CollectiveKind.SCAN,
    CollectiveKind.EXSCAN,
    CollectiveKind.REDUCE_SCATTER_BLOCK,
    CollectiveKind.GATHER,
    CollectiveKind.SCATTER,
    CollectiveKind.ALLGATHER,
    CollectiveKind.ALLTOALL
  };

  @Test
  void shouldFollowSettings() {
    CollectiveKind kind = CollectiveKind.ALLREDUCE;
    Tiers local = Tiers.local(new int[][] {{0, 0, 1, 1}});
    for (String name :
        new String[] {"ring", "levelled_leaders", "levelled_shards", "levelled_ring"}) {
      Selector selector = new Selector(Map.of("coll.allreduce", name));
      Shape shape = new Shape(kind, 4, 1 << 20, 1 << 17, true, false, sites(2, 2));
      assertTrue(selector.explain(shape).contains(": " + name + " (set by coll.allreduce)"));
    }
    Selector selector = new Selector(Map.of("coll.allreduce", "levelled"));
    for (Tiers tiers : new Tiers[] {sites(2, 2), local, Tiers.flat(4)}) {
      for (int bytes : new int[] {8, 1 << 20}) {
        String name = bytes == 8 ? "levelled_leaders" : "levelled_shards";
        String text = selector.explain(new Shape(kind, 4, bytes, bytes / 8, true, false, tiers));
        assertTrue(text.contains(": " + name + " ("), text);
        assertTrue(text.contains("set by coll.allreduce"), text);
      }
    }
  }

  @Test
  void shouldLeaveScatteredRanksFlatWhenOperandsDoNotCommute() {
    Selector selector = new Selector(Map.of());
    CollectiveKind kind = CollectiveKind.ALLREDUCE;
    Shape scattered = new Shape(kind, 8, 8, 1, false, false, scattered(2, 8));
    assertEquals("recursive_doubling", selector.select(scattered).algorithm().name());
    Shape ranges = new Shape(kind, 8, 8, 1, false, false, sites(4, 4));
    assertEquals("levelled_leaders", selector.select(ranges).algorithm().name());
  }

  @Test
  void shouldFindTheOrderOfSitesWithTheCheapestCostliestLink() {
    Random random = new Random(11);
    for (int sites = 1; sites <= 6; sites++) {
      double[][] cost = new double[sites][sites];
      for (double[] row : cost) {
        Arrays.setAll(row, i -> 1 + random.nextInt(50));
      }
      double least = costliest(cost, new int[] {0}, 0);
      assertEquals(least, costliest(cost, SitePath.exact(cost, 0)), "of " + sites);
      int[] improved = SitePath.improved(cost, 0);
      assertEquals(sites, Arrays.stream(improved).distinct().count());
      assertTrue(costliest(cost, improved) >= least);
    }
  }

  private static double costliest(double[][] cost, int[] order) {
    double most = 0;
    for (int i = 1; i < order.length; i++) {
      most = Math.max(most, cost[order[i - 1]][order[i]]);
    }
    return most;
  }

  /** Of all continuations of a path. */
  private static double costliest(double[][] cost, int[] path, double soFar) {
    double least = path.length == cost.length ? soFar : Double.MAX_VALUE;
    for (int next = 0; next < cost.length; next++) {
      int site = next;
      if (Arrays.stream(path).noneMatch(used -> used == site)) {
        int[] longer = Arrays.copyOf(path, path.length + 1);
        longer[path.length] = next;
        double so = Math.max(soFar, cost[path[path.length - 1]][next]);
        least = Math.min(least, costliest(cost, longer, so));
      }
    }
    return least;
  }
}
