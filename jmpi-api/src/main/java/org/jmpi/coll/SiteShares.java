package org.jmpi.coll;

import java.util.Arrays;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;

/**
 * How much of a vector each site owns in an all-reduce of long vectors. With s sites a site that
 * owns x of n bytes sends and receives n + (s − 2) x: its partial result of what others own, and
 * the result of what it owns to all others. So slow sites own little or nothing.
 *
 * <p>The vector is dealt out in equal quanta, each to the site where the busiest link is then least
 * busy; without limits by pairs that is the optimum but for one quantum. What is over before the
 * slowest site has sent all of the vector once is early enough: among such sites the quanta are
 * dealt out evenly, since their exchanges with that site share its line evenly and so end together.
 * (By the rates of these exchanges it would go to the one that went on alone the last time, and was
 * quick then.) A site's access rate is the highest rate known to or from it. Unknown rates count as
 * the highest of all.
 */
final class SiteShares {
  private static final int MIN_QUANTA = 128;

  private SiteShares() {}

  /** Where each site's part begins, as parts of the last entry; one entry more than sites. */
  static long[] of(Tiers tiers) {
    LinkRates rates = tiers.rates();
    int sites = rates.groups();
    int quanta = Math.max(MIN_QUANTA, 4 * sites);
    int[] owned = new int[sites];
    double[][] rate = known(rates);
    double[] access = access(rate);
    double least = 0;
    for (double one : access) {
      least = Math.max(least, quanta / one);
    }
    for (int i = 0; i < quanta; i++) {
      int best = 0;
      double bestTime = Double.MAX_VALUE;
      for (int site = 0; site < sites; site++) {
        double time = Math.max(least, timeWithOneMore(site, owned, quanta, rate, access));
        if (time < bestTime || (time == bestTime && owned[site] < owned[best])) {
          bestTime = time;
          best = site;
        }
      }
      owned[best]++;
    }
    return Blocks.starts(owned);
  }

  /**
   * The same for an all-reduce round a ring. A link does not carry, on their first turn, the parts
   * of the site where it begins, which are complete there, and on their second those of the site
   * where it ends: 2 n less what the two own. Each quantum takes load off the link that is busiest
   * and off the busier one beside it. So slow links carry n, the least there can be.
   */
  static long[] of(Tiers tiers, SiteRing ring) {
    int sites = ring.size();
    int quanta = Math.max(MIN_QUANTA, 4 * sites);
    double[][] rate = known(tiers.rates());
    int[] owned = new int[sites];
    for (int i = 0; i < quanta; i++) {
      int from = 0;
      double most = 0;
      for (int site = 0; site < sites; site++) {
        double time = linkTime(ring, site, owned, quanta, rate);
        from = time > most ? site : from;
        most = Math.max(most, time);
      }
      int to = ring.after(from, 1);
      double before = linkTime(ring, ring.after(from, -1), owned, quanta, rate);
      owned[linkTime(ring, to, owned, quanta, rate) > before ? to : from]++;
    }
    return Blocks.starts(owned);
  }

  /** Of the link from a site to the next. */
  private static double linkTime(
      SiteRing ring, int from, int[] owned, int quanta, double[][] rate) {
    int to = ring.after(from, 1);
    return (2.0 * quanta - owned[from] - owned[to]) / rate[from][to];
  }

  /** How long the busiest link at the site takes when it owns one quantum more. */
  private static double timeWithOneMore(
      int site, int[] owned, int quanta, double[][] rate, double[] access) {
    int sites = owned.length;
    double more = owned[site] + 1.0;
    double time = (quanta + (sites - 2) * more) / access[site];
    for (int other = 0; other < sites; other++) {
      if (other != site) {
        double slower = Math.min(rate[site][other], rate[other][site]);
        time = Math.max(time, (more + owned[other]) / slower);
      }
    }
    return time;
  }

  /** Rates with the unknown ones filled in. */
  static double[][] known(LinkRates rates) {
    int sites = rates.groups();
    long highest = 0;
    for (int from = 0; from < sites; from++) {
      for (int to = 0; to < sites; to++) {
        highest = from == to ? highest : Math.max(highest, rates.rateBytesPerSecond(from, to));
      }
    }
    double[][] known = new double[sites][sites];
    for (int from = 0; from < sites; from++) {
      for (int to = 0; to < sites; to++) {
        long rate = rates.rateBytesPerSecond(from, to);
        known[from][to] = rate > 0 ? rate : highest > 0 ? highest : 1;
      }
    }
    return known;
  }

  /** What each site can send and receive at a time: the lower of the two. */
  static double[] access(double[][] rate) {
    double[] up = fastest(rate, true);
    double[] down = fastest(rate, false);
    double[] access = new double[rate.length];
    Arrays.setAll(access, site -> Math.min(up[site], down[site]));
    return access;
  }

  /** The highest rate known of each site, out of it or into it. */
  static double[] fastest(double[][] rate, boolean isOut) {
    int sites = rate.length;
    double[] fastest = new double[sites];
    for (int pair = 0; pair < sites * sites; pair++) {
      int from = pair / sites;
      int to = pair % sites;
      if (from != to) {
        int site = isOut ? from : to;
        fastest[site] = Math.max(fastest[site], rate[from][to]);
      }
    }
    return fastest;
  }
}
