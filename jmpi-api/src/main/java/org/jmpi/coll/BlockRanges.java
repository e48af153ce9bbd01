package org.jmpi.coll;

import org.jmpi.topology.Tiers;

/**
 * The vector of a reduce-scatter in the order of {@link Tiers}, so that the blocks of a group are a
 * range: the program's own where that is the order of the ranks, else a copy.
 */
final class BlockRanges {
  private final Tiers tiers;
  private final long[] start;

  BlockRanges(Tiers tiers, int[] counts) {
    this.tiers = tiers;
    this.start = new long[counts.length + 1];
    for (int position = 0; position < counts.length; position++) {
      start[position + 1] = start[position] + counts[tiers.rankAt(position)];
    }
  }

  /** Where the block of the rank at a position begins; the length of the vector for the last. */
  long start(int position) {
    return start[position];
  }

  long length(int position) {
    return start[position + 1] - start[position];
  }

  long total() {
    return start[start.length - 1];
  }

  /** The slot with the vector in this order. */
  int ordered(ScheduleBuilder b, int slot, int[] counts) {
    if (tiers.isInRankOrder()) {
      return slot;
    }
    int ordered = b.newItemsLike(slot, total());
    long[] from = Blocks.starts(counts);
    for (int position = 0; position < counts.length; ) {
      int next = Parcel.runEnd(tiers, position, counts.length);
      b.copy(
          slot,
          from[tiers.rankAt(position)],
          ordered,
          start(position),
          start(next) - start(position));
      position = next;
    }
    return ordered;
  }
}
