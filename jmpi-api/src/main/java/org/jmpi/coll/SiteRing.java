package org.jmpi.coll;

import java.util.Arrays;

/**
 * The order in which a long vector goes round all sites: the round trip of a travelling salesman
 * that takes the least time.
 *
 * <p>The measure is the costliest link plus the sum over all links. In a pipeline round a ring
 * every link carries about the same bytes and all do so at the same time, so it takes as long as
 * the slowest link is busy with all of them, the bottleneck; and the last piece must still pass
 * every link, each of which adds its latency and its time for one piece, the sum. Both are seconds,
 * so they can be weighed against each other: neither is a slightly slower link avoided by a way
 * over far sites, nor a slow one taken because it is near.
 *
 * <p>Exact for few sites: for each bottleneck that there can be, the least sum over links that are
 * no slower, by dynamic programming (Held, Karp 1962). For many the nearest neighbour, then
 * exchanges of links (2-opt). Immutable; a pure function of its arguments, so all members have the
 * same.
 */
final class SiteRing {
  /** 2^10 sets by 10 last sites for each of 90 bottlenecks is a matter of milliseconds. */
  static final int MAX_EXACT = 10;

  /** With more, exchanges are not tried: their number grows with the square, and so does each. */
  private static final int MAX_EXCHANGED = 128;

  private static final int MAX_ROUNDS = 8;

  private final int[] order;
  private final int[] place;

  private SiteRing(int[] order) {
    this.order = order;
    this.place = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      place[order[i]] = i;
    }
  }

  /**
   * The best order, or a good one of many sites.
   *
   * @param busy seconds that each link takes for the whole vector, [from][to]
   * @param pass seconds that the link adds to the way of one piece
   */
  static SiteRing of(double[][] busy, double[][] pass) {
    return new SiteRing(busy.length <= MAX_EXACT ? exact(busy, pass) : improved(busy, pass));
  }

  int size() {
    return order.length;
  }

  /** The site so many places after another. */
  int after(int site, int places) {
    return order[Math.floorMod(place[site] + places, order.length)];
  }

  /** How many links it is from one site to another. */
  int distance(int from, int to) {
    return Math.floorMod(place[to] - place[from], order.length);
  }

  int[] order() {
    return order.clone();
  }

  static int[] exact(double[][] busy, double[][] pass) {
    int[] best = nearest(busy, pass);
    double least = seconds(best, busy, pass);
    for (double limit : distinct(busy)) {
      if (limit >= least) {
        break;
      }
      int[] order = SitePath.least(pass, busy, limit, 0, true);
      if (order != null && seconds(order, busy, pass) < least) {
        best = order;
        least = seconds(order, busy, pass);
      }
    }
    return best;
  }

  static int[] improved(double[][] busy, double[][] pass) {
    int[] order = nearest(busy, pass);
    double least = seconds(order, busy, pass);
    boolean isBetter = order.length <= MAX_EXCHANGED;
    for (int round = 0; isBetter && round < MAX_ROUNDS; round++) {
      isBetter = false;
      for (int i = 1; i < order.length; i++) {
        for (int k = i + 1; k < order.length; k++) {
          SitePath.reverse(order, i, k);
          double seconds = seconds(order, busy, pass);
          if (seconds < least) {
            least = seconds;
            isBetter = true;
          } else {
            SitePath.reverse(order, i, k);
          }
        }
      }
    }
    return order;
  }

  /** The measure; what the order is the least of. */
  static double seconds(int[] order, double[][] busy, double[][] pass) {
    double most = 0;
    double sum = 0;
    for (int i = 0; i < order.length; i++) {
      int from = order[i];
      int to = order[(i + 1) % order.length];
      if (from != to) {
        most = Math.max(most, busy[from][to]);
        sum += pass[from][to];
      }
    }
    return most + sum;
  }

  private static int[] nearest(double[][] busy, double[][] pass) {
    double[][] both = new double[busy.length][busy.length];
    for (int from = 0; from < both.length; from++) {
      for (int to = 0; to < both.length; to++) {
        both[from][to] = busy[from][to] + pass[from][to];
      }
    }
    return SitePath.nearest(both, 0);
  }

  private static double[] distinct(double[][] busy) {
    double[] limits = new double[busy.length * busy.length];
    int count = 0;
    for (int from = 0; from < busy.length; from++) {
      for (int to = 0; to < busy.length; to++) {
        if (from != to) {
          limits[count++] = busy[from][to];
        }
      }
    }
    return Arrays.stream(limits, 0, count).sorted().distinct().toArray();
  }
}
