package org.jmpi.coll;

import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;

/**
 * What a long collective takes between sites by the agreed rates: directly between all pairs of
 * sites, or round a {@link SiteRing}. A model of the long links only, with what is the same for
 * both left out: a pair of sites carries its bytes at its rate, a site all of its at the highest
 * rate known of it, and latencies and the time to pass a piece on are added. Pure.
 *
 * <p>Where sites are limited by their own lines, sending directly is never slower than a ring: the
 * shares follow the lines, and two latencies do. A ring is faster where some pairs are much slower
 * than others, which it goes round.
 */
final class SiteTimes {
  /**
   * A ring must be faster by this much: a rate that is agreed on stays while it is up to an eighth
   * wrong, so two of them may be a quarter apart.
   */
  private static final double FASTER = 0.75;

  private final LinkRates rates;
  private final double[][] rate;
  private final double[] up;
  private final double[] down;

  /** The part of each site in the blocks of a vector: of its ranks. */
  private final double[] part;

  SiteTimes(Tiers tiers) {
    rates = tiers.rates();
    rate = SiteShares.known(rates);
    int sites = rate.length;
    up = SiteShares.fastest(rate, true);
    down = SiteShares.fastest(rate, false);
    part = new double[sites];
    for (int site = 0; site < sites; site++) {
      part[site] = (double) (tiers.end(0, site) - tiers.start(0, site)) / tiers.size();
    }
  }

  /**
   * Whether a ring is faster. That it cannot be is mostly seen without looking for one.
   *
   * @param kind ALLREDUCE, ALLGATHER(V) or REDUCE_SCATTER(_BLOCK)
   * @param bytes of the whole vector
   * @param pieceBytes what is passed on at a time
   */
  boolean isRingFaster(CollectiveKind kind, long bytes, long pieceBytes, SitePlan plan) {
    int sites = rate.length;
    if (sites < 3 || !isKnown()) {
      return false;
    }
    double limit = FASTER * direct(kind, bytes, plan.shares());
    double all = 0;
    for (double each : up) {
      all += each;
    }
    double least = turns(kind) * (sites - 1) * bytes / all;
    return least < limit && ring(kind, bytes, pieceBytes, plan) < limit;
  }

  /** All rates are: a ring must not be led over a link because nobody has measured it. */
  private boolean isKnown() {
    int sites = rate.length;
    for (int pair = 0; pair < sites * sites; pair++) {
      int from = pair / sites;
      int to = pair % sites;
      if (from != to && rates.rateBytesPerSecond(from, to) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Seconds by {@code levelled_shards}. */
  double direct(CollectiveKind kind, long bytes, long[] shares) {
    int sites = rate.length;
    double[][] load = new double[sites][sites];
    double longestNs = 0;
    for (int from = 0; from < sites; from++) {
      for (int to = 0; to < sites; to++) {
        if (from != to) {
          load[from][to] =
              bytes
                  * switch (kind) {
                    case ALLREDUCE -> share(shares, from) + share(shares, to);
                    case ALLGATHER, ALLGATHERV -> part[from];
                    default -> part[to];
                  };
          longestNs = Math.max(longestNs, rates.rttNs(from, to) / 2.0);
        }
      }
    }
    return busiest(load) + turns(kind) * longestNs * 1e-9;
  }

  /** Seconds by {@code levelled_ring}. */
  double ring(CollectiveKind kind, long bytes, long pieceBytes, SitePlan plan) {
    int sites = rate.length;
    SiteRing ring = plan.ring(bytes);
    long[] shares = plan.ringShares(bytes);
    double[][] load = new double[sites][sites];
    double passed = 0;
    for (int from = 0; from < sites; from++) {
      int to = ring.after(from, 1);
      load[from][to] =
          bytes
              * switch (kind) {
                case ALLREDUCE -> 2 - share(shares, from) - share(shares, to);
                case ALLGATHER, ALLGATHERV -> 1 - part[to];
                default -> 1 - part[from];
              };
      passed += rates.rttNs(from, to) * 0.5e-9 + pieceBytes / rate[from][to];
    }
    return busiest(load) + turns(kind) * passed * (sites - 1) / sites;
  }

  private double busiest(double[][] load) {
    int sites = load.length;
    double most = 0;
    for (int site = 0; site < sites; site++) {
      double out = 0;
      double in = 0;
      for (int other = 0; other < sites; other++) {
        if (other != site) {
          most = Math.max(most, load[site][other] / rate[site][other]);
          out += load[site][other];
          in += load[other][site];
        }
      }
      most = Math.max(most, Math.max(out / up[site], in / down[site]));
    }
    return most;
  }

  /** How often a vector goes to all sites. */
  private static int turns(CollectiveKind kind) {
    return kind == CollectiveKind.ALLREDUCE ? 2 : 1;
  }

  private static double share(long[] starts, int site) {
    return (double) (starts[site + 1] - starts[site]) / starts[starts.length - 1];
  }
}
