package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
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
  private static Tiers scattered(int sites, int size) {
    int[][] groupOf = new int[1][size];
    Arrays.setAll(groupOf[0], rank -> rank % sites);
    return Tiers.of(groupOf, LinkRates.unknown(sites));
  }

  private static Crossings run(Tiers tiers, BiFunction<Collectives, Integer, Operation> start) {
    PortCluster cluster = new PortCluster(tiers, 7, Map.of());
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

  private static Operation start(
      CollectiveKind kind, Collectives c, int rank, int root, int count) {
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
    CollectiveKind.BARRIER, CollectiveKind.ALLREDUCE, CollectiveKind.ALLGATHER
  };

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
            long expected = own ? 0 : 8;
            boolean down = kind == CollectiveKind.BCAST;
            long came = down ? crossings.bytesDown(site) : crossings.bytesUp(site);
            assertEquals(expected, came, kind + " from " + root + " on " + tiers);
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
  void shouldSendWhatUnequalRatesAllow() {
    double[] mbits = {100, 50, 20};
    long[][] rate = new long[3][3];
    long[][] rtt = new long[3][3];
    for (int from = 0; from < 3; from++) {
      for (int to = 0; to < 3; to++) {
        rate[from][to] = (long) (Math.min(mbits[from], mbits[to]) * MEGABYTE / 8);
        rtt[from][to] = 50_000_000;
      }
    }
    Tiers tiers = sites(LinkRates.of(rate, rtt, new double[3][3]), 4, 3, 2);
    int count = 500_000;
    Crossings crossings =
        run(tiers, (c, rank) -> start(CollectiveKind.ALLREDUCE, c, rank, 0, count));
    double bound = 0;
    double slowest = 0;
    for (int site = 0; site < 3; site++) {
      double access = mbits[site] * MEGABYTE / 8;
      bound = Math.max(bound, 8.0 * count / access);
      slowest = Math.max(slowest, crossings.bytesUp(site) / access);
      slowest = Math.max(slowest, crossings.bytesDown(site) / access);
    }
    assertTrue(slowest <= 1.03 * bound, slowest + " s where " + bound + " s is the least");
  }
}
