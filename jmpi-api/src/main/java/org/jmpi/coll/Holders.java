package org.jmpi.coll;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jmpi.topology.Tiers;

/**
 * Which member of a group holds which part of a vector once the group has reduce-scattered it over
 * its levels: parts in the order of the vector, and the rank that has each.
 *
 * <p>A vector is cut between the ranks of an innermost group; what corresponding holders of several
 * groups have is cut between them again, and so on outwards. So all hosts of a group carry alike,
 * however uneven the groups within it are; and of a host those ranks that {@link Carriers} says.
 */
final class Holders {
  /** Where each part starts; one entry more than parts. */
  final long[] start;

  /** Who holds each part. */
  final int[] rank;

  private Holders(long[] start, int[] rank) {
    this.start = start;
    this.rank = rank;
  }

  /**
   * The holders in a group.
   *
   * @param level of the group; −1: all members are the group
   * @param from first item of the vector
   * @param end item after the last
   * @param alignment parts start at {@code from} plus multiples of this
   */
  static Holders of(Tiers tiers, int level, int group, long from, long end, int alignment) {
    int first = level < 0 ? 0 : tiers.start(level, group);
    int last = level < 0 ? tiers.size() : tiers.end(level, group);
    Holders[] units = units(tiers, level + 1, first, last, from, end, alignment);
    if (units.length == 1) {
      return units[0];
    }
    Refinement cells = new Refinement(units);
    int room = cells.count() * units.length;
    long[] start = new long[room + 1];
    int[] rank = new int[room];
    int parts = 0;
    for (int cell = 0; cell < cells.count(); cell++) {
      long at = cells.start(cell);
      Chunks cut =
          Carriers.cut(tiers, level + 1, units.length, cells.start(cell + 1) - at, alignment);
      for (int unit = 0; unit < units.length; unit++) {
        if (cut.length(unit) > 0) {
          start[parts] = at + cut.start(unit);
          rank[parts++] = cells.holder(unit, cell);
        }
      }
    }
    start[parts] = end;
    return new Holders(Arrays.copyOf(start, parts + 1), Arrays.copyOf(rank, parts));
  }

  /** Those of each group of {@code level} between two positions; ranks below the last level. */
  static Holders[] units(
      Tiers tiers, int level, int first, int last, long from, long end, int alignment) {
    if (level == tiers.levels()) {
      Holders[] ranks = new Holders[last - first];
      for (int i = 0; i < ranks.length; i++) {
        ranks[i] = new Holders(new long[] {from, end}, new int[] {tiers.rankAt(first + i)});
      }
      return ranks;
    }
    int count = 0;
    for (int position = first; position < last; position = next(tiers, level, position)) {
      count++;
    }
    Holders[] units = new Holders[count];
    int unit = 0;
    for (int position = first; position < last; position = next(tiers, level, position)) {
      int group = tiers.groupOf(level, tiers.rankAt(position));
      units[unit++] = of(tiers, level, group, from, end, alignment);
    }
    return units;
  }

  private static int next(Tiers tiers, int level, int position) {
    return tiers.end(level, tiers.groupOf(level, tiers.rankAt(position)));
  }

  /** Across the slowest level: the parts within which each outermost group has one holder. */
  static Refinement betweenSites(Tiers tiers, long from, long end, int alignment) {
    return new Refinement(units(tiers, 0, 0, tiers.size(), from, end, alignment));
  }

  /** The parts of a vector within which every one of several groups has one holder. */
  static final class Refinement {
    private final Holders[] units;
    private final long[] start;
    private final int[][] part;
    private int count;

    Refinement(Holders[] units) {
      this.units = units;
      int room = 1;
      for (Holders unit : units) {
        room += unit.rank.length - 1;
      }
      start = new long[room + 1];
      part = new int[room][];
      int[] at = new int[units.length];
      long position = units[0].start[0];
      long end = units[0].start[units[0].rank.length];
      while (position < end) {
        long next = end;
        for (int unit = 0; unit < units.length; unit++) {
          while (units[unit].start[at[unit] + 1] <= position) {
            at[unit]++;
          }
          next = Math.min(next, units[unit].start[at[unit] + 1]);
        }
        start[count] = position;
        part[count++] = at.clone();
        position = next;
      }
      start[count] = end;
    }

    int count() {
      return count;
    }

    long start(int cell) {
      return start[cell];
    }

    long length(int cell) {
      return start[cell + 1] - start[cell];
    }

    /** The parts that a rank holds in its group. */
    int[] heldBy(int rank, int unit) {
      return IntStream.range(0, count).filter(cell -> holder(unit, cell) == rank).toArray();
    }

    /** Items of these parts. */
    long itemsHeldBy(int rank, int unit) {
      return IntStream.of(heldBy(rank, unit)).mapToLong(this::length).sum();
    }

    int holder(int unit, int cell) {
      return units[unit].rank[part[cell][unit]];
    }
  }
}
