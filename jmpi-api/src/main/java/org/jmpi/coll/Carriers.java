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
    boolean isHost =
        level == tiers.levels() && tiers.isOnSharedHosts() && Spread.outermost(tiers) == 0;
    return new Chunks(items, isHost ? ofHost(tiers.rates(), members) : members, alignment);
  }

  private static int ofHost(LinkRates rates, int ranks) {
    long byRate = (highest(rates) + BYTES_PER_SECOND - 1) / BYTES_PER_SECOND;
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
