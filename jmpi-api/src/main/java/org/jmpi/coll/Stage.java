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

  /** Messages between members cross long links. */
  final boolean wide;

  private Stage(int[] members, int[] starts, int self, int top, boolean wide) {
    this.members = members;
    this.starts = starts;
    this.self = self;
    this.top = top;
    this.wide = wide;
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
    return new Stage(members, starts, self, top, level == 0 && tiers.isWide());
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
