package org.jmpi.coll;

import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;

/**
 * Into how many chunks a levelled collective cuts a long vector, so that the levels and the two
 * directions of each link work at the same time: chunks of half of what the slowest site's line
 * holds, since all of a vector goes through it and the first and the last chunk have it to
 * themselves; as long as the pieces that ranks carry stay worth a message, and few enough that a
 * schedule's size stays bounded.
 */
final class LongChunks {
  private static final long MIB = 1 << 20;
  private static final long MIN_IN_FLIGHT_BYTES = 256 << 10;
  private static final long MAX_IN_FLIGHT_BYTES = 8 * MIB;
  private static final long MIN_CHUNK_BYTES = 64 << 10;

  /** Each chunk wakes all ranks of a site: with many of them chunks are as large as this. */
  private static final long WAKING_BYTES_EACH = 32 << 10;

  private static final long MAX_WAKING_BYTES = 128 << 10;
  private static final long MIN_PIECE_BYTES = 8 << 10;
  private static final int MAX_CHUNKS = 64;

  /** The smallest is a sixteenth, and with fewer chunks the ends would be too much of the whole. */
  private static final int MAX_TAPER = 4;

  private static final int LEAST_TAPERED = 8;
  private static final int MAX_STEPS = 20_000;

  private LongChunks() {}

  /**
   * How many.
   *
   * @param cuts into how many pieces the ranks of one site cut a chunk across the sites
   */
  static int count(Tiers tiers, long bytes, int cuts) {
    // A few are under way at a time.
    long chunkBytes = Math.max(slowestBytes(tiers) / 2, leastBytes(tiers, cuts));
    long chunks = Math.min(bytes / chunkBytes, mostForSteps(tiers));
    return (int) Math.max(1, Math.min(MAX_CHUNKS, chunks));
  }

  /** So many a schedule of bounded size has room for. */
  private static long mostForSteps(Tiers tiers) {
    // Who carries has to do with those of its host and with other carriers.
    int carriers = Carriers.ofLargestGroup(tiers);
    int partners = Math.min(largestGroup(tiers), carriers + largest(tiers, tiers.levels() - 1));
    return MAX_STEPS / (8L * (partners + tiers.rates().groups()));
  }

  /**
   * Where each begins, and the end of the last. The first ones are smaller, each twice as large as
   * the one before, and the last ones too: one direction of a link waits for the first chunk, the
   * other for the last.
   *
   * @param items of the vector
   * @param bytes of the vector
   * @param cuts into how many pieces the ranks of one site cut a chunk across the sites
   */
  static long[] starts(Tiers tiers, long items, long bytes, int cuts) {
    int count = count(tiers, bytes, cuts);
    int steps = 0;
    while (steps < MAX_TAPER
        && count + 2 * steps + 1 <= mostForSteps(tiers)
        && bytes / count >> steps + 1 >= leastBytes(tiers, cuts)
        && items / count >> steps + 1 > 0) {
      steps++;
    }
    steps = count < LEAST_TAPERED ? 0 : steps;
    long tapered = 0;
    for (int i = 1; i <= steps; i++) {
      tapered += items / count >> i;
    }
    // Both ends together are a little less than two chunks.
    int whole = steps == 0 ? count : count - 1;
    Chunks chunks = new Chunks(items - 2 * tapered, whole, 1);
    long[] starts = new long[whole + 2 * steps + 1];
    starts[starts.length - 1] = items;
    for (int i = 0; i < steps; i++) {
      long length = items / count >> steps - i;
      starts[i + 1] = starts[i] + length;
      starts[starts.length - 2 - i] = starts[starts.length - 1 - i] - length;
    }
    for (int i = 1; i < whole; i++) {
      starts[steps + i] = tapered + chunks.start(i);
    }
    return starts;
  }

  private static long leastBytes(Tiers tiers, int cuts) {
    long waking = WAKING_BYTES_EACH * largestGroup(tiers);
    long least = Math.max(MIN_CHUNK_BYTES, Math.min(MAX_WAKING_BYTES, waking));
    return Math.max(least, MIN_PIECE_BYTES * Carriers.ofLargestGroup(tiers) * cuts);
  }

  /** Bandwidth-delay product of the largest link, within bounds; 1 MiB when it is not known. */
  static long inFlightBytes(Tiers tiers) {
    double most = largestLinkBytes(tiers.rates());
    return most == 0
        ? MIB
        : (long) Math.max(MIN_IN_FLIGHT_BYTES, Math.min(MAX_IN_FLIGHT_BYTES, most));
  }

  private static double largestLinkBytes(LinkRates rates) {
    double most = 0;
    for (int from = 0; from < rates.groups(); from++) {
      for (int to = 0; to < rates.groups(); to++) {
        double product = rates.rateBytesPerSecond(from, to) * 1e-9 * rates.rttNs(from, to);
        most = from == to ? most : Math.max(most, product);
      }
    }
    return most;
  }

  /** What the slowest site's line holds on the longest way, within the same bounds. */
  private static long slowestBytes(Tiers tiers) {
    LinkRates rates = tiers.rates();
    if (largestLinkBytes(rates) == 0) {
      return MIB;
    }
    long longestRttNs = 0;
    for (int pair = 0; pair < rates.groups() * rates.groups(); pair++) {
      int from = pair / rates.groups();
      int to = pair % rates.groups();
      longestRttNs = from == to ? longestRttNs : Math.max(longestRttNs, rates.rttNs(from, to));
    }
    double slowest = Double.MAX_VALUE;
    for (double access : SiteShares.access(SiteShares.known(rates))) {
      slowest = Math.min(slowest, access);
    }
    return (long) Math.min(inFlightBytes(tiers), slowest * 1e-9 * longestRttNs);
  }

  /** Ranks of the largest outermost group. */
  static int largestGroup(Tiers tiers) {
    return largest(tiers, 0);
  }

  private static int largest(Tiers tiers, int level) {
    if (tiers.levels() == 0) {
      return tiers.size();
    }
    int largest = 0;
    for (int group = 0; group < tiers.groups(level); group++) {
      largest = Math.max(largest, tiers.end(level, group) - tiers.start(level, group));
    }
    return largest;
  }
}
