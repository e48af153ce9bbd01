package org.jmpi.coll;

import java.util.Arrays;
import org.jmpi.topology.Tiers;

/**
 * Scan and exscan by leaders: ranks that follow each other in one site scan among themselves, the
 * last one gives their total to the site's leader, the leaders exchange totals at once, and each
 * tells its ranks what comes before them. Rank order is kept, wherever the ranks lie.
 *
 * <p>Why: short vectors cross the slowest level once. Cost: one α there, with n bytes for each
 * range of ranks in one site; 2 log2 p (α + nβ + 2nγ) within a site. Source: Karonis et al. 2000;
 * the scan of {@link RecursiveDoublingScan} within a range.
 */
final class LevelledScan extends Algorithm {
  private final boolean exclusive;

  LevelledScan(boolean exclusive) {
    super("levelled_leaders");
    this.exclusive = exclusive;
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    new Scan(b, part, exclusive).build();
  }

  /** One rank's part. */
  private static final class Scan {
    private final ScheduleBuilder b;
    private final Tiers tiers;
    private final Part part;
    private final boolean exclusive;
    private final int rank;
    private final long count;

    /** First rank of each range of ranks in one site; one entry more than ranges. */
    private final int[] starts;

    private final int range;

    /** Operands of this rank's range up to it, and before it where that is asked for. */
    private int upToHere;

    private int beforeHere = -1;

    Scan(ScheduleBuilder b, Part part, boolean exclusive) {
      this.b = b;
      this.tiers = b.tiers();
      this.part = part;
      this.exclusive = exclusive;
      this.rank = b.rank();
      this.count = part.count;
      this.starts = ranges(tiers);
      int found = Arrays.binarySearch(starts, rank);
      this.range = found >= 0 ? found : -found - 2;
    }

    void build() {
      scanRange();
      int ranges = starts.length - 1;
      int offset = ranges > 1 ? exchange(ranges) : -1;
      int own = exclusive ? beforeHere : upToHere;
      if (own >= 0 && offset >= 0) {
        b.reduce(offset, 0, own, 0, count);
      } else if (own < 0) {
        own = offset;
      }
      if (own >= 0 && part.result >= 0 && own != part.result) {
        b.copy(own, 0, part.result, 0, count);
      }
    }

    /** By recursive doubling. */
    private void scanRange() {
      int first = starts[range];
      int size = starts[range + 1] - first;
      int self = rank - first;
      int group = b.newItemsLike(part.own, count);
      upToHere = b.newItemsLike(part.own, count);
      b.copy(part.own, 0, group, 0, count);
      b.copy(part.own, 0, upToHere, 0, count);
      int incoming = size > 1 ? b.newItemsLike(part.own, count) : -1;
      for (int mask = 1; mask < size; mask <<= 1) {
        int partner = self ^ mask;
        if (partner >= size) {
          continue;
        }
        b.recv(incoming, 0, count, first + partner);
        b.send(group, 0, count, first + partner);
        if (partner < self) {
          takeFromBelow(incoming);
          b.reduce(incoming, 0, group, 0, count);
        } else {
          b.reduce(group, 0, incoming, 0, count);
          int swap = group;
          group = incoming;
          incoming = swap;
        }
      }
    }

    private void takeFromBelow(int incoming) {
      if (exclusive && beforeHere < 0) {
        beforeHere = b.newItemsLike(part.own, count);
        b.copy(incoming, 0, beforeHere, 0, count);
      } else if (exclusive) {
        b.reduce(incoming, 0, beforeHere, 0, count);
      }
      b.reduce(incoming, 0, upToHere, 0, count);
    }

    /** The slot with the operands of all ranges before this rank's; −1 for the first range. */
    private int exchange(int ranges) {
      int site = tiers.groupOf(0, rank);
      int leader = leader(site);
      if (rank == starts[range + 1] - 1 && rank != leader) {
        b.send(upToHere, 0, count, leader);
      }
      int first = starts[range];
      int offset = rank == leader ? lead(site, ranges) : -1;
      if (range == 0) {
        return -1;
      }
      if (offset < 0) {
        offset = b.newItemsLike(part.own, count);
      }
      int self = rank - first;
      int size = starts[range + 1] - first;
      if (self > 0) {
        b.recv(offset, 0, count, first + self - Integer.lowestOneBit(self));
      } else if (rank != leader) {
        b.recv(offset, 0, count, leader);
      }
      int limit = self == 0 ? size : Integer.lowestOneBit(self);
      for (int mask = limit <= 1 ? 0 : Integer.highestOneBit(limit - 1); mask > 0; mask >>= 1) {
        if (self + mask < size) {
          b.send(offset, 0, count, first + self + mask);
        }
      }
      return offset;
    }

    /** At a leader: all totals in order; what comes before its own first range, or −1. */
    private int lead(int site, int ranges) {
      int sites = tiers.groups(0);
      int[] slot = new int[sites];
      int[] rangesOf = new int[sites];
      int[] lastOf = new int[sites];
      int[] firstOf = new int[sites];
      Arrays.fill(firstOf, -1);
      for (int i = 0; i < ranges; i++) {
        int at = tiers.groupOf(0, starts[i]);
        firstOf[at] = firstOf[at] < 0 ? i : firstOf[at];
        rangesOf[at]++;
        lastOf[at] = i;
      }
      slot[site] = b.newItemsLike(part.own, count * rangesOf[site]);
      int taken = 0;
      for (int i = 0; i < ranges; i++) {
        if (tiers.groupOf(0, starts[i]) == site) {
          int last = starts[i + 1] - 1;
          if (last == rank) {
            b.copy(upToHere, 0, slot[site], count * taken, count);
          } else {
            b.recv(slot[site], count * taken, count, last);
          }
          taken++;
        }
      }
      for (int i = 1; i < sites; i++) {
        int other = (site + i) % sites;
        if (firstOf[site] < lastOf[other]) {
          b.send(slot[site], 0, count * rangesOf[site], leader(other));
        }
      }
      for (int other = 0; other < sites; other++) {
        if (other != site && firstOf[other] < lastOf[site]) {
          slot[other] = b.newItemsLike(part.own, count * rangesOf[other]);
          b.recv(slot[other], 0, count * rangesOf[other], leader(other));
        }
      }
      return tell(site, slot, lastOf[site]);
    }

    /** Tells the ranges of the site what comes before them. */
    private int tell(int site, int[] slot, int last) {
      int[] taken = new int[slot.length];
      int total = b.newItemsLike(part.own, count);
      int spare = b.newItemsLike(part.own, count);
      int own = -1;
      for (int i = 0; i <= last; i++) {
        int at = tiers.groupOf(0, starts[i]);
        if (i > 0 && at == site) {
          if (starts[i] == rank) {
            own = b.newItemsLike(part.own, count);
            b.copy(total, 0, own, 0, count);
          } else {
            b.send(total, 0, count, starts[i]);
          }
        }
        b.copy(slot[at], count * taken[at]++, spare, 0, count);
        if (i > 0) {
          b.reduce(total, 0, spare, 0, count);
        }
        int swap = total;
        total = spare;
        spare = swap;
      }
      return own;
    }

    private int leader(int site) {
      return tiers.rankAt(tiers.start(0, site));
    }

    private static int[] ranges(Tiers tiers) {
      int[] starts = new int[tiers.size() + 1];
      int ranges = 0;
      for (int rank = 0; rank < tiers.size(); rank++) {
        boolean same =
            rank > 0
                && (tiers.levels() == 0 || tiers.groupOf(0, rank) == tiers.groupOf(0, rank - 1));
        if (!same) {
          starts[ranges++] = rank;
        }
      }
      starts[ranges] = tiers.size();
      return Arrays.copyOf(starts, ranges + 1);
    }
  }
}
