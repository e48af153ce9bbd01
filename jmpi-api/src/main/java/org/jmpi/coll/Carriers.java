package org.jmpi.coll;

import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;

/**
 * How many ranks of a host carry a long vector across the long links. They share the host's link:
 * one that has found its rate fills it, several would each have to find their part of it, and the
 * slowest would determine the end. More carry where one process may be too slow for the link, and
 * where one would have to reduce the vectors of many.
 */
final class Carriers {
  /** What one process is trusted to send and receive: 500 Mbit/s. */
  private static final long BYTES_PER_SECOND = 62_500_000;

  /** The first of so many ranks reduces for all of them. */
  private static final int RANKS = 8;

  private Carriers() {}

  /**
   * Cuts items between the members of a group; those that do not carry get none, and are the last.
   *
   * @param level of the members: {@link Tiers#levels()} for ranks
   * @param members how many groups of that level, or ranks, the group has
   */
  static Chunks cut(Tiers tiers, int level, int members, long items, int alignment) {
    boolean isHost = level == tiers.levels() && areChosen(tiers);
    int carriers = isHost ? ofHost(highest(tiers.rates()), members) : members;
    return new Chunks(items, carriers, alignment);
  }

  /** How many ranks carry at the outermost group that has the most: pieces of its part. */
  static int ofLargestGroup(Tiers tiers) {
    if (tiers.levels() == 0 || !areChosen(tiers)) {
      return LongChunks.largestGroup(tiers);
    }
    int level = tiers.levels() - 1;
    long highest = highest(tiers.rates());
    int[] carriers = new int[tiers.groups(0)];
    int most = 1;
    for (int host = 0; host < tiers.groups(level); host++) {
      int first = tiers.start(level, host);
      int site = tiers.groupOf(0, tiers.rankAt(first));
      carriers[site] += ofHost(highest, tiers.end(level, host) - first);
      most = Math.max(most, carriers[site]);
    }
    return most;
  }

  /** Not all ranks of a host carry. */
  private static boolean areChosen(Tiers tiers) {
    return tiers.isOnSharedHosts() && Spread.outermost(tiers) == 0;
  }

  private static int ofHost(long highestRate, int ranks) {
    long byRate = (highestRate + BYTES_PER_SECOND - 1) / BYTES_PER_SECOND;
    long byRanks = (ranks + RANKS - 1) / RANKS;
    return (int) Math.min(ranks, Math.max(byRanks, byRate));
  }

  private static long highest(LinkRates rates) {
    long highest = 0;
    for (int from = 0; from < rates.groups(); from++) {
      for (int to = 0; to < rates.groups(); to++) {
        highest = from == to ? highest : Math.max(highest, rates.rateBytesPerSecond(from, to));
      }
    }
    return highest;
  }
}
