package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOps;
import org.jmpi.p2p.Operation;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.LinkSample;
import org.jmpi.topology.RateAgreement;
import org.jmpi.topology.Tiers;
import org.junit.jupiter.api.Test;

/** Members of three sites whose links measure what they may; what they make of it together. */
class RateExchangeTest {
  private static final int COUNT = 1 << 18;
  private static final long BYTES = 8L * COUNT;
  private static final Tiers SITES = LevelsTest.sites(3, 1, 2);
  private static final int SIZE = SITES.size();

  private final PortCluster cluster = new PortCluster(SITES, 11, Map.of());
  private final RateExchange[] exchanges = new RateExchange[SIZE];

  /** What a site's access carries, in bytes per second; shared by its members. */
  private final long[] access = {12_500_000, 12_500_000, 12_500_000};

  private long sentBytes;
  private int calls;

  RateExchangeTest() {
    int[] processes = new int[SIZE];
    Arrays.setAll(processes, rank -> rank);
    for (int rank = 0; rank < SIZE; rank++) {
      int self = rank;
      RateAgreement agreement =
          new RateAgreement(SITES, processes, rank, process -> sample(self, process));
      exchanges[rank] = new RateExchange(cluster.collectives(rank), null, agreement);
    }
  }

  @Test
  void shouldLeaveAllMembersWithTheSameRates() {
    long[] before = allReduce();
    assertEquals(1, version(), "only round-trip times were measured before the first call");
    assertEquals(0, cluster.collectives(0).tiers().rates().rateBytesPerSecond(0, 1));
    allReduce();
    assertEquals(2, version());
    LinkRates rates = cluster.collectives(0).tiers().rates();
    assertEquals(12_500_000, rates.rateBytesPerSecond(0, 1), 100);
    assertEquals(40_000_000, rates.rttNs(2, 1));
    allReduce();
    assertEquals(2, version(), "nothing has changed");
    assertEquals(before[0], allReduce()[0], 0.02 * before[0], "sites that are equal, share alike");
  }

  @Test
  void shouldShiftSharesWhenARateHalves() {
    allReduce();
    allReduce();
    long[] equal = allReduce();
    access[1] /= 2;
    allReduce();
    allReduce();
    allReduce();
    assertTrue(version() >= 3, "version " + version());
    long[] unequal = allReduce();
    assertTrue(unequal[1] < equal[1] * 0.85, equal[1] + " bytes, then " + unequal[1]);
    assertTrue(unequal[0] > equal[0], equal[0] + " bytes, then " + unequal[0]);
    assertTrue(unequal[2] > equal[2], equal[2] + " bytes, then " + unequal[2]);
  }

  @Test
  void shouldNotGoAlongWithShortCalls() {
    exchanges[0].begin(1 << 19);
    exchanges[0].finish();
    assertEquals(0, cluster.collectives(0).unfinishedCount());
    assertNull(cluster.collectives(0).lastAlgorithm(CollectiveKind.ALLREDUCE));
  }

  @Test
  void shouldHideBehindTheCallThatItGoesAlongWith() {
    String[] announced = new String[SIZE];
    run(
        rank -> {
          Collectives c = cluster.collectives(rank);
          long[] values = new long[COUNT];
          Operation operation = c.startBcast(values, 0, COUNT, Layout.LONG, 0);
          announced[rank] = c.lastAlgorithm(CollectiveKind.ALLREDUCE);
          return operation;
        });
    assertTrue(Arrays.stream(announced).allMatch(name -> name == null), "no allReduce was called");
  }

  private interface Start {
    Operation start(int rank);
  }

  /** One call of all members; gives the bytes that left each site. */
  private long[] allReduce() {
    long[][] before = new long[3][];
    Arrays.setAll(before, site -> cluster.bytesBetween[site].clone());
    run(
        rank -> {
          long[] values = new long[COUNT];
          Arrays.fill(values, rank);
          return cluster
              .collectives(rank)
              .startAllReduce(
                  Collectives.IN_PLACE, 0, values, 0, COUNT, Layout.LONG, ReduceOps.SUM);
        });
    long[] left = new long[3];
    for (int from = 0; from < 3; from++) {
      for (int to = 0; to < 3; to++) {
        left[from] += from == to ? 0 : cluster.bytesBetween[from][to] - before[from][to];
      }
    }
    return left;
  }

  private void run(Start start) {
    boolean isAwaited = calls++ < 2;
    if (isAwaited) {
      cluster.run(rank -> exchanges[rank].start(BYTES));
      for (RateExchange exchange : exchanges) {
        assertTrue(exchange.isAwaited(), "rates were not known before call " + calls);
        exchange.install();
      }
    }
    Operation[] operations =
        cluster.run(
            rank -> {
              if (!isAwaited) {
                exchanges[rank].begin(BYTES);
              }
              return start.start(rank);
            });
    sentBytes += BYTES;
    for (int rank = 0; rank < SIZE; rank++) {
      assertTrue(operations[rank].isDone() && operations[rank].error() == null, "rank " + rank);
      exchanges[rank].finish();
    }
    Tiers tiers = cluster.collectives(0).tiers();
    for (int rank = 1; rank < SIZE; rank++) {
      assertEquals(tiers, cluster.collectives(rank).tiers(), "rank " + rank);
    }
  }

  private int version() {
    return cluster.collectives(0).tiers().version();
  }

  /** Members of a site that send side by side share what lies between the sites. */
  private LinkSample sample(int rank, int process) {
    int from = SITES.groupOf(0, rank);
    int to = SITES.groupOf(0, process);
    long members = SITES.end(0, from) - SITES.start(0, from);
    long peers = SITES.end(0, to) - SITES.start(0, to);
    long rate = Math.min(access[from], access[to]) / (members * peers);
    return new LinkSample(40_000_000, 1000, 0, rate, 1, sentBytes, 0, 0);
  }
}
