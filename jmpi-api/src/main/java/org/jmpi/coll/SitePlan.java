package org.jmpi.coll;

import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;

/** What follows from the rates between the sites; worked out when it is first needed. */
final class SitePlan {
  private static final int MAX_EXACT = 9;

  private final Tiers tiers;
  private long[] shares;
  private SiteRing ring;
  private long ringBytes;
  private long[] ringShares;
  private SiteTimes times;

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

  Tiers tiers() {
    return tiers;
  }

  /** The ring between the sites for a vector of so many bytes. */
  SiteRing ring(long bytes) {
    if (ring == null || ringBytes != bytes) {
      double[][] busy = seconds(tiers.rates(), bytes, false);
      double[][] pass = seconds(tiers.rates(), pieceBytes(bytes), false);
      for (int from = 0; from < pass.length; from++) {
        for (int to = 0; to < pass.length; to++) {
          pass[from][to] += tiers.rates().rttNs(from, to) * 0.5e-9;
        }
      }
      ring = SiteRing.of(busy, pass);
      ringShares = SiteShares.of(tiers, ring);
      ringBytes = bytes;
    }
    return ring;
  }

  /** As {@link SiteShares#of(Tiers, SiteRing)}. */
  long[] ringShares(long bytes) {
    ring(bytes);
    return ringShares;
  }

  /** Whether a long collective goes faster round the ring than directly between all sites. */
  boolean isRingFaster(Shape shape) {
    if (times == null) {
      times = new SiteTimes(tiers);
    }
    boolean isGather =
        shape.kind() == CollectiveKind.ALLGATHER || shape.kind() == CollectiveKind.ALLGATHERV;
    long bytes = shape.bytes() * (isGather ? shape.size() : 1);
    // Blocks are passed on whole.
    long pieceBytes = isGather ? shape.bytes() : pieceBytes(bytes);
    return times.isRingFaster(shape.kind(), bytes, pieceBytes, this);
  }

  /** A chunk's part of one site. */
  private long pieceBytes(long bytes) {
    int sites = tiers.groups(0);
    return bytes / LongChunks.count(tiers, bytes, sites) / sites;
  }

  /**
   * The site that each site hears from when a long vector goes from one site to all others: a tree
   * over the order of least cost with as many branches everywhere as give the least time, from a
   * chain, where every site sends once, to a star, where only the root's does and one long link is
   * crossed. Vectors that a link carries in less time than a crossing takes go by the star.
   *
   * @param chunks that the vector goes in
   * @param towardsRoot the vector comes from all others to the root's site
   * @return by site; −1 for the root's
   */
  int[] parents(int rootSite, long bytes, int chunks, boolean towardsRoot) {
    double[][] seconds = seconds(tiers.rates(), bytes, towardsRoot);
    int[] order =
        seconds.length <= MAX_EXACT
            ? SitePath.exact(seconds, rootSite)
            : SitePath.improved(seconds, rootSite);
    int star = Math.max(1, order.length - 1);
    int best = star;
    double least = Double.MAX_VALUE;
    boolean isLong = bytes >= LevelRules.longBytes(tiers);
    for (int branches = 1; branches <= star && isLong; branches++) {
      double time = time(order, branches, seconds, chunks);
      if (time < least) {
        least = time;
        best = branches;
      }
    }
    int[] parents = new int[order.length];
    parents[rootSite] = -1;
    for (int i = 1; i < order.length; i++) {
      parents[order[i]] = order[(i - 1) / best];
    }
    return parents;
  }

  /** The busiest site's time to send to its branches, and a chunk's on the longest way. */
  private double time(int[] order, int branches, double[][] seconds, int chunks) {
    double busiest = 0;
    double longest = 0;
    double[] latency = new double[order.length];
    for (int i = 0; i < order.length; i++) {
      double fastest = Double.MAX_VALUE;
      int count = 0;
      int last = Math.min((i + 1) * branches, order.length - 1);
      for (int child = i * branches + 1; child <= last; child++) {
        double link = seconds[order[i]][order[child]];
        busiest = Math.max(busiest, link);
        fastest = Math.min(fastest, link);
        latency[child] = latency[i] + tiers.rates().rttNs(order[i], order[child]) * 0.5e-9;
        longest = Math.max(longest, latency[child]);
        count++;
      }
      busiest = count == 0 ? busiest : Math.max(busiest, count * fastest);
    }
    return busiest + longest;
  }

  /** For so many bytes from one site to another, or the reverse. */
  private static double[][] seconds(LinkRates rates, long bytes, boolean reverse) {
    double[][] rate = SiteShares.known(rates);
    int sites = rate.length;
    double[][] seconds = new double[sites][sites];
    for (int from = 0; from < sites; from++) {
      for (int to = 0; to < sites; to++) {
        seconds[from][to] = bytes / (reverse ? rate[to][from] : rate[from][to]);
      }
    }
    return seconds;
  }
}
