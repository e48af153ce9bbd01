package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;
import org.junit.jupiter.api.Test;

/** Who owns how much of a long vector in an all-reduce between sites. */
class SiteSharesTest {
  private static final long MEGABIT = 125_000;

  /** Parts of 1 that each site owns, where {@code mbit[from][to]} was measured. */
  private static double[] shares(long[][] mbit) {
    int sites = mbit.length;
    long[][] rate = new long[sites][sites];
    int[][] groupOf = new int[1][sites];
    for (int from = 0; from < sites; from++) {
      groupOf[0][from] = from;
      for (int to = 0; to < sites; to++) {
        rate[from][to] = mbit[from][to] * MEGABIT;
      }
    }
    LinkRates rates = LinkRates.of(rate, new long[sites][sites], new double[sites][sites]);
    long[] starts = SiteShares.of(Tiers.of(groupOf, rates));
    double[] shares = new double[sites];
    for (int site = 0; site < sites; site++) {
      shares[site] = (double) (starts[site + 1] - starts[site]) / starts[sites];
    }
    return shares;
  }

  /** Its two exchanges share the slow line, whatever each of them was seen to get of it lately. */
  @Test
  void shouldLetBothExchangesOfTheSlowSiteEndTogether() {
    for (long[] seen : new long[][] {{10, 10}, {9, 11}, {16, 10}}) {
      double[] shares =
          shares(new long[][] {{0, 48, seen[0]}, {48, 0, seen[1]}, {seen[0], seen[1], 0}});
      assertEquals(shares[0], shares[1], 0.02, seen[0] + " and " + seen[1]);
      assertTrue(shares[2] < 0.02, "the slow site owns " + shares[2]);
    }
  }

  /** A pair that is slower than it should be is what takes longest: it gets less. */
  @Test
  void shouldGiveLessToWhomASlowPairConnects() {
    double[] shares = shares(new long[][] {{0, 90, 90}, {90, 0, 9}, {90, 9, 0}});
    assertTrue(shares[0] > 0.8, "the site between them owns " + shares[0]);
  }

  @Test
  void shouldShareEquallyWhereNothingIsKnown() {
    double[] shares = shares(new long[4][4]);
    for (double share : shares) {
      assertEquals(0.25, share, 0.01);
    }
  }

  /** Lines of 100, 100, 22 and 20 Mbit/s: only the first two have time to spare. */
  @Test
  void shouldNotMakeAnotherSiteTheSlowest() {
    double[] shares =
        shares(new long[][] {{0, 100, 22, 20}, {100, 0, 22, 20}, {22, 22, 0, 20}, {20, 20, 20, 0}});
    assertTrue((1 + 2 * shares[2]) / 22 < 1.03 / 20, "the third owns " + shares[2]);
    assertEquals(shares[0], shares[1], 0.02);
  }
}
