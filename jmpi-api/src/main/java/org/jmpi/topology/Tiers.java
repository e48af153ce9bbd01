package org.jmpi.topology;

import java.util.Arrays;

/**
 * How the members of one communicator lie on the levels of the network: level 0 is the outermost
 * (sites, when there are several), each following level refines the one before, below the last one
 * are the ranks themselves. Agreed by all members when the communicator is made; equal content
 * makes equal choices. Immutable; a value.
 *
 * <p>Besides the groups there is an <em>order</em> of the ranks in which every group of every level
 * is a range: groups by their lowest rank, and so within each group. Where all groups are ranges of
 * ranks it is the order of the ranks.
 */
public final class Tiers {
  private final int size;
  private final int[][] groupOf;
  private final int[] groups;
  private final LinkRates rates;
  private final boolean wide;
  private final boolean sharingHosts;
  private final int version;

  /** Rank at each position of the order, and the reverse. */
  private final int[] rankAt;

  private final int[] positionOf;

  private boolean inRankOrder = true;

  /** [level][group]: the group's first position; in the order of positions, not of numbers. */
  private final int[][] start;

  private final int[][] end;

  private Tiers(
      int size, int[][] groupOf, LinkRates rates, boolean wide, boolean sharingHosts, int version) {
    this.size = size;
    this.groupOf = groupOf;
    this.rates = rates;
    this.wide = wide;
    this.sharingHosts = sharingHosts;
    this.version = version;
    this.groups = new int[groupOf.length];
    this.rankAt = new int[size];
    this.positionOf = new int[size];
    this.start = new int[groupOf.length][];
    this.end = new int[groupOf.length][];
    for (int level = 0; level < groupOf.length; level++) {
      groups[level] = check(level);
    }
    order();
  }

  /** No levels: all members are alike. */
  public static Tiers flat(int size) {
    return new Tiers(size, new int[0][], LinkRates.unknown(1), false, false, 0);
  }

  /**
   * Members of several sites: the groups of level 0, which have long links between them.
   *
   * @param groupOf [level][rank], groups numbered from 0 by their lowest rank
   * @param rates between the groups of level 0
   * @throws IllegalArgumentException when a level does not refine the one before, groups are not
   *     numbered by their lowest rank, or {@code rates} is for another number of groups
   */
  public static Tiers of(int[][] groupOf, LinkRates rates) {
    return make(groupOf, rates, true);
  }

  /**
   * Members of one site: no link between groups is long.
   *
   * @param groupOf as for {@link #of}
   */
  public static Tiers local(int[][] groupOf) {
    return make(groupOf, null, false);
  }

  private static Tiers make(int[][] groupOf, LinkRates rates, boolean wide) {
    if (groupOf.length == 0) {
      throw new IllegalArgumentException("no level; use flat");
    }
    int[][] copy = new int[groupOf.length][];
    for (int level = 0; level < copy.length; level++) {
      copy[level] = groupOf[level].clone();
    }
    int outermost = Arrays.stream(copy[0]).max().orElse(-1) + 1;
    LinkRates known = rates == null ? LinkRates.unknown(outermost) : rates;
    if (known.groups() != outermost) {
      throw new IllegalArgumentException(
          "rates between " + known.groups() + " groups where there are " + outermost);
    }
    return new Tiers(copy[0].length, copy, known, wide, false, 0);
  }

  /** The same levels with other rates, and the next version. */
  public Tiers withRates(LinkRates newer) {
    if (newer.groups() != rates.groups()) {
      throw new IllegalArgumentException(
          "rates between " + newer.groups() + " groups where there are " + rates.groups());
    }
    return new Tiers(size, groupOf, newer, wide, sharingHosts, version + 1);
  }

  /** The same where the ranks of each innermost group are on one host, and so share its links. */
  public Tiers onSharedHosts() {
    return new Tiers(size, groupOf, rates, wide, true, version);
  }

  /** Members. */
  public int size() {
    return size;
  }

  /** Levels of groups; 0 when flat. */
  public int levels() {
    return groupOf.length;
  }

  /** Whether level 0 are sites with long links between them. */
  public boolean isWide() {
    return wide;
  }

  /**
   * Whether the ranks of each innermost group are known to be on one host. Otherwise some may have
   * links of their own.
   */
  public boolean isOnSharedHosts() {
    return sharingHosts;
  }

  /** Groups of a level. */
  public int groups(int level) {
    return groups[level];
  }

  /** The group of a rank on a level. */
  public int groupOf(int level, int rank) {
    return groupOf[level][rank];
  }

  /** Between the groups of level 0. */
  public LinkRates rates() {
    return rates;
  }

  /** Counts the changes of the rates; the same at all members. */
  public int version() {
    return version;
  }

  /** The rank at a position of the order. */
  public int rankAt(int position) {
    return rankAt[position];
  }

  /** The position of a rank in the order. */
  public int positionOf(int rank) {
    return positionOf[rank];
  }

  /** The first position of a group. */
  public int start(int level, int group) {
    return start[level][group];
  }

  /** The position after the last of a group. */
  public int end(int level, int group) {
    return end[level][group];
  }

  /** Whether every group of every level is a range of ranks. */
  public boolean isInRankOrder() {
    return inRankOrder;
  }

  private int check(int level) {
    int[] group = groupOf[level];
    if (group.length != size) {
      throw new IllegalArgumentException("level " + level + " has not " + size + " ranks");
    }
    int count = 0;
    int[] outer = new int[size];
    for (int rank = 0; rank < size; rank++) {
      if (group[rank] < 0 || group[rank] > count) {
        throw new IllegalArgumentException(
            "groups of level " + level + " are not numbered by their lowest rank");
      }
      int above = level == 0 ? 0 : groupOf[level - 1][rank];
      if (group[rank] == count) {
        outer[count++] = above;
      } else if (outer[group[rank]] != above) {
        throw new IllegalArgumentException(
            "group "
                + group[rank]
                + " of level "
                + level
                + " is in two groups of the level before");
      }
    }
    return count;
  }

  /** Counting sorts from the innermost level outwards; each keeps the order of the one before. */
  private void order() {
    for (int i = 0; i < size; i++) {
      rankAt[i] = i;
    }
    for (int level = groupOf.length - 1; level >= 0; level--) {
      int[] next = new int[groups[level] + 1];
      for (int rank = 0; rank < size; rank++) {
        next[groupOf[level][rank] + 1]++;
      }
      for (int group = 0; group < groups[level]; group++) {
        next[group + 1] += next[group];
      }
      int[] before = rankAt.clone();
      for (int rank : before) {
        rankAt[next[groupOf[level][rank]]++] = rank;
      }
    }
    for (int position = 0; position < size; position++) {
      positionOf[rankAt[position]] = position;
      inRankOrder &= rankAt[position] == position;
    }
    for (int level = 0; level < groupOf.length; level++) {
      start[level] = new int[groups[level]];
      end[level] = new int[groups[level]];
      Arrays.fill(start[level], -1);
      for (int position = 0; position < size; position++) {
        int group = groupOf[level][rankAt[position]];
        if (start[level][group] < 0) {
          start[level][group] = position;
        }
        end[level][group] = position + 1;
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tiers
        && ((Tiers) other).size == size
        && ((Tiers) other).wide == wide
        && ((Tiers) other).sharingHosts == sharingHosts
        && ((Tiers) other).version == version
        && ((Tiers) other).rates.equals(rates)
        && Arrays.deepEquals(((Tiers) other).groupOf, groupOf);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(groupOf) * 31 + version;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(size + " ranks");
    for (int level = 0; level < groups.length; level++) {
      text.append(level == 0 && wide ? ", sites: " : ", groups: ").append(groups[level]);
    }
    return text.append(", version ").append(version).toString();
  }
}
