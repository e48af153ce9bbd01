package org.jmpi.coll;

import java.util.ArrayList;
import java.util.List;
import org.jmpi.topology.Tiers;

/**
 * One level as one rank takes part in it: the leaders of the groups that a larger group consists
 * of, itself among them. The rank with the lowest number leads a group, or the root where it is a
 * member. Below the last level every rank leads itself.
 *
 * <p>A rank takes part in the innermost stage, and in the next one outwards if it leads the group
 * that the stage makes up.
 */
final class Stage {
  /** Of flat trees: a site of 8 takes one round, one of 64 two. */
  private static final int FLAT_BASE = 8;

  /** Longer messages than this take longer to send than it takes to wake somebody. */
  private static final long FLAT_BYTES = 8 << 10;

  /** Leaders in the order of their groups. */
  final int[] members;

  /**
   * Where each member's group begins in the order of {@link Tiers}; one entry more than members.
   */
  final int[] starts;

  /** Index of this rank. */
  final int self;

  /** Index of the leader of all. */
  final int top;

  /** It is between the outermost groups. */
  final boolean outermost;

  /** Messages between members cross long links. */
  final boolean wide;

  /** Whoever waits here waits for long links, and sleeps meanwhile. */
  private final boolean sleepy;

  private Stage(int[] members, int[] starts, int self, int top, boolean outermost, boolean wide) {
    this.members = members;
    this.starts = starts;
    this.self = self;
    this.top = top;
    this.outermost = outermost;
    this.wide = outermost && wide;
    this.sleepy = wide;
  }

  /**
   * The tree by places after the top; how flat it is depends on the longest message alone.
   *
   * @param bytes of the longest message
   */
  Tree tree(long bytes) {
    int base = wide ? Math.max(2, members.length) : isFlat(bytes) ? FLAT_BASE : 2;
    return new Tree(members.length, base);
  }

  /** Whether many messages come to a member at once; these are short then. */
  boolean isFlat(long bytes) {
    return sleepy && bytes <= FLAT_BYTES;
  }

  /** Members. */
  int size() {
    return members.length;
  }

  boolean isTop() {
    return self == top;
  }

  /** The member so many places after the top. */
  int relative(int distance) {
    return members[(top + distance) % members.length];
  }

  /** Places after the top. */
  int distance() {
    return (self - top + members.length) % members.length;
  }

  /**
   * The stages of a rank, the innermost first; those with one member are left out.
   *
   * @param root leads all its groups; −1: the lowest ranks lead
   */
  static List<Stage> of(Tiers tiers, int rank, int root) {
    List<Stage> stages = new ArrayList<>();
    for (int level = tiers.levels(); level >= 0; level--) {
      Stage stage = at(tiers, level, rank, root);
      if (stage.size() > 1) {
        stages.add(stage);
      }
      if (!stage.isTop()) {
        break;
      }
    }
    return stages;
  }

  /** The stages within this rank's outermost group, led by the lowest ranks. */
  static List<Stage> withinOutermost(Tiers tiers, int rank) {
    List<Stage> stages = of(tiers, rank, -1);
    stages.removeIf(stage -> stage.outermost);
    return stages;
  }

  /** Whether a rank leads its outermost group. */
  static boolean leadsOutermost(List<Stage> within) {
    return within.isEmpty() || within.get(within.size() - 1).isTop();
  }

  /** The position after the outermost group that begins at {@code first}. */
  static int outermostEnd(Tiers tiers, int first) {
    return after(tiers, 0, first);
  }

  /**
   * The position after the last one whose blocks come to the rank at {@code self} in the trees of
   * its stages, of which the first members are the tops.
   *
   * @param bytes as for {@link #tree}
   */
  static int subtreeEnd(List<Stage> stages, int self, long bytes) {
    int end = self + 1;
    for (Stage stage : stages) {
      end = stage.starts[stage.tree(bytes).end(stage.self)];
    }
    return end;
  }

  /** Groups of {@code level} within the group of the level before. */
  private static Stage at(Tiers tiers, int level, int rank, int root) {
    int first = level == 0 ? 0 : tiers.start(level - 1, tiers.groupOf(level - 1, rank));
    int end = level == 0 ? tiers.size() : tiers.end(level - 1, tiers.groupOf(level - 1, rank));
    int count = 0;
    for (int position = first; position < end; position = after(tiers, level, position)) {
      count++;
    }
    int[] members = new int[count];
    int[] starts = new int[count + 1];
    int self = 0;
    int top = 0;
    int index = 0;
    for (int position = first; position < end; position = after(tiers, level, position)) {
      int next = after(tiers, level, position);
      boolean hasRoot = root >= 0 && isWithin(tiers.positionOf(root), position, next);
      members[index] = hasRoot ? root : tiers.rankAt(position);
      starts[index] = position;
      top = hasRoot ? index : top;
      self = isWithin(tiers.positionOf(rank), position, next) ? index : self;
      index++;
    }
    starts[count] = end;
    return new Stage(members, starts, self, top, level == 0, tiers.isWide());
  }

  private static int after(Tiers tiers, int level, int position) {
    return level == tiers.levels()
        ? position + 1
        : tiers.end(level, tiers.groupOf(level, tiers.rankAt(position)));
  }

  private static boolean isWithin(int position, int from, int end) {
    return from <= position && position < end;
  }
}
