package org.jmpi.coll;

import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;

/** What follows from the rates between the sites; worked out when it is first needed. */
final class SitePlan {
  private static final int MAX_EXACT = 9;
  private static final double REFERENCE_BYTES = 1 << 20;

  /** A chain must be better by this factor than a star, which crosses one long link only. */
  private static final double CHAIN_GAIN = 1.1;

  private final Tiers tiers;
  private long[] shares;

  SitePlan(Tiers tiers) {
    this.tiers = tiers;
  }

  /** As {@link SiteShares#of}. */
  long[] shares() {
    if (shares == null) {
      shares = SiteShares.of(tiers);
    }
    return shares;
  }

  /**
   * The site that each site hears from when a long vector goes from one site to all others: all
   * from the root's site, or one from another in the order of least cost where the root's own
   * access rate would be the bottleneck.
   *
   * @return by site; −1 for the root's
   */
  int[] parents(int rootSite, boolean towardsRoot) {
    int sites = tiers.groups(0);
    double[][] cost = cost(tiers.rates(), towardsRoot);
    int[] order = order(cost, rootSite);
    double chain = 0;
    double star = 0;
    double fastest = Double.MAX_VALUE;
    for (int i = 1; i < sites; i++) {
      chain = Math.max(chain, cost[order[i - 1]][order[i]]);
      star = Math.max(star, cost[rootSite][order[i]]);
      fastest = Math.min(fastest, cost[rootSite][order[i]]);
    }
    star = Math.max(star, (sites - 1) * fastest);
    int[] parents = new int[sites];
    parents[rootSite] = -1;
    for (int i = 1; i < sites; i++) {
      parents[order[i]] = chain * CHAIN_GAIN < star ? order[i - 1] : rootSite;
    }
    return parents;
  }

  /** Seconds for a mebibyte from one site to another, or the reverse. */
  private static double[][] cost(LinkRates rates, boolean reverse) {
    double[][] rate = SiteShares.known(rates);
    int sites = rate.length;
    double[][] cost = new double[sites][sites];
    for (int from = 0; from < sites; from++) {
      for (int to = 0; to < sites; to++) {
        cost[from][to] = REFERENCE_BYTES / (reverse ? rate[to][from] : rate[from][to]);
      }
    }
    return cost;
  }

  /**
   * The sites in the order of a path from the first one: the least slowest link, then least sum.
   */
  static int[] order(double[][] cost, int first) {
    return cost.length <= MAX_EXACT ? SitePath.exact(cost, first) : SitePath.improved(cost, first);
  }
}
