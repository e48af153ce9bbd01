package org.jmpi.bench.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.jmpi.coll.CollectiveKind;
import org.jmpi.coll.ScheduleSource;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.LinkSample;
import org.jmpi.topology.RateAgreement;
import org.jmpi.topology.Tiers;
import org.junit.jupiter.api.Test;

/** Long collectives between sites that are not alike, in virtual time. */
class UnequalSitesTest {
  private static final long BYTES = 8 << 20;
  private static final double NS_PER_S = 1e9;
  private static final String UNEQUAL = Networks.named("unequal");

  @Test
  void shouldComeNearTheBoundOfTheSlowestLineAndBeatAnyRing() {
    Cluster cluster = ClusterText.read(UNEQUAL);
    Result chosen = run(cluster, cluster.tiers(), Map.of());
    assertEquals("levelled_shards", chosen.algorithm());
    double bound = cluster.boundSeconds(BYTES) * NS_PER_S;
    assertTrue(chosen.completionNs() <= 1.25 * bound, chosen + ", bound " + bound);
    for (String ring : new String[] {"levelled_ring", "ring"}) {
      Result other = run(cluster, cluster.tiers(), Map.of("coll.allreduce", ring));
      assertEquals(ring, other.algorithm());
      assertTrue(chosen.completionNs() < other.completionNs(), chosen + " and " + other);
    }
  }

  /** Besides the bytes: two crossings of 25 ms, and a chunk that has the slowest line to itself. */
  @Test
  void shouldNotWaitLongForTheFirstAndTheLastChunk() {
    Cluster cluster = ClusterText.read(UNEQUAL);
    for (long bytes : new long[] {2_000_000, 4_000_000}) {
      Result result = run(cluster, cluster.tiers(), Map.of(), bytes);
      assertEquals("levelled_shards", result.algorithm());
      double boundMs = cluster.boundSeconds(bytes) * 1e3;
      double aboveMs = result.completionNs() / 1e6 - boundMs;
      assertTrue(aboveMs < 85, aboveMs + " ms above " + boundMs);
    }
  }

  @Test
  void shouldGoRoundWhereSomePairsAreSlow() {
    Cluster cluster = ClusterText.read(Networks.named("detour"));
    Result chosen = run(cluster, cluster.tiers(), Map.of());
    assertEquals("levelled_ring", chosen.algorithm());
    Map<String, String> directly = Map.of("coll.allreduce", "levelled_shards");
    Result direct = run(cluster, cluster.tiers(), directly);
    assertTrue(2 * chosen.completionNs() < direct.completionNs(), chosen + " and " + direct);
  }

  /** Nothing is known at first; then the line of B halves, then that of C. */
  @Test
  void shouldFollowWhatTheMembersMeasure() {
    Cluster cluster = ClusterText.read(UNEQUAL);
    Members members = new Members(cluster.tiers().withRates(LinkRates.unknown(3)));
    double first = members.allReduce(cluster);
    assertTrue(first > 1.25, "equal shares do not fit: " + first + " of the bound");
    assertFollows(members, cluster, "from unknown rates");
    Cluster slowB = ClusterText.read(UNEQUAL.replace("up=50 down=50", "up=25 down=25"));
    assertFollows(members, slowB, "B has halved");
    Cluster slowC = ClusterText.read(UNEQUAL.replace("up=20 down=20", "up=10 down=10"));
    assertFollows(members, slowC, "C has halved");
    assertFollows(members, cluster, "all as before");
  }

  private static void assertFollows(Members members, Cluster cluster, String what) {
    double[] ofBound = new double[6];
    for (int call = 0; call < ofBound.length; call++) {
      ofBound[call] = members.allReduce(cluster);
    }
    for (int call = 1; call < ofBound.length; call++) {
      String text = what + ": " + Arrays.toString(ofBound) + " of the bound";
      assertTrue(ofBound[call] <= 1.25, text + "; " + members.tiers.rates());
    }
  }

  private static Result run(Cluster cluster, Tiers tiers, Map<String, String> settings) {
    return run(cluster, tiers, settings, BYTES);
  }

  private static Result run(
      Cluster cluster, Tiers tiers, Map<String, String> settings, long bytes) {
    ScheduleSource schedules = new ScheduleSource(tiers, settings);
    return Simulation.run(
        cluster, rank -> schedules.steps(CollectiveKind.ALLREDUCE, bytes, 0, rank));
  }

  /** All ranks, with what their links have seen, and the agreement that goes along with calls. */
  private static final class Members {
    Tiers tiers;
    private final RateAgreement[] agreements;
    private final long[][] bytesOut;
    private final long[][] rate;
    private final long[][] busyNs;
    private final long[][] lastNs;
    private final long[][] bytes;

    Members(Tiers tiers) {
      this.tiers = tiers;
      int size = tiers.size();
      bytesOut = new long[size][size];
      rate = new long[size][size];
      busyNs = new long[size][size];
      lastNs = new long[size][size];
      bytes = new long[size][size];
      int[] processes = new int[size];
      Arrays.setAll(processes, rank -> rank);
      agreements = new RateAgreement[size];
      for (int rank = 0; rank < size; rank++) {
        int self = rank;
        agreements[rank] =
            new RateAgreement(
                tiers,
                processes,
                rank,
                to ->
                    new LinkSample(50_000_000, 1, 0, rate[self][to], 1, bytesOut[self][to], 0, 0));
      }
    }

    /** One call as the library makes it; the time in multiples of the bound. */
    double allReduce(Cluster cluster) {
      long[] sums = new long[agreements[0].contribution().length];
      for (RateAgreement each : agreements) {
        long[] own = each.contribution();
        Arrays.setAll(sums, i -> sums[i] + own[i]);
      }
      LinkRates agreed = agreements[0].agreed(sums, tiers.rates());
      boolean isAwaited = false;
      for (RateAgreement each : agreements) {
        isAwaited = each.isAwaited(BYTES, tiers.rates());
      }
      Tiers next = agreed == tiers.rates() ? tiers : tiers.withRates(agreed);
      tiers = isAwaited ? next : tiers;
      ScheduleSource schedules = new ScheduleSource(tiers, Map.of());
      Result result =
          Simulation.run(
              cluster,
              rank -> schedules.steps(CollectiveKind.ALLREDUCE, BYTES, 0, rank),
              (from, to, length, sentNs, arrivedNs) ->
                  carried(from, to, length, sentNs + cluster.latencyNs(from, to), arrivedNs));
      tiers = next;
      measure();
      return result.completionNs() / (cluster.boundSeconds(BYTES) * NS_PER_S);
    }

    /** A pair's link was busy from when the message could have been there until it was. */
    private void carried(int from, int to, long length, long couldNs, long arrivedNs) {
      bytes[from][to] += length;
      busyNs[from][to] += Math.max(0, arrivedNs - Math.max(couldNs, lastNs[from][to]));
      lastNs[from][to] = arrivedNs;
    }

    private void measure() {
      for (int from = 0; from < bytes.length; from++) {
        for (int to = 0; to < bytes.length; to++) {
          if (bytes[from][to] > 0) {
            bytesOut[from][to] += bytes[from][to];
            rate[from][to] = (long) (bytes[from][to] * NS_PER_S / Math.max(1, busyNs[from][to]));
          }
          bytes[from][to] = 0;
          busyNs[from][to] = 0;
          lastNs[from][to] = 0;
        }
      }
      for (RateAgreement each : agreements) {
        each.sample();
      }
    }
  }
}
