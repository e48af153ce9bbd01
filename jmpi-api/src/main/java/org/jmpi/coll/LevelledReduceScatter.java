package org.jmpi.coll;

import java.util.List;
import org.jmpi.topology.Tiers;

/**
 * Reduce-scatter by leaders: each outermost group reduces to its leader, the leaders send each
 * other the partial results of each other's blocks at once and combine them in the order of the
 * groups, and the blocks go down.
 *
 * <p>Why: short vectors cross each slow level once, and only those bytes that are wanted there.
 * Cost: one α of the slowest level; 2 log2 p (α + nβ + nγ) of those below. Source: Karonis et al.
 * 2000.
 */
final class LevelledReduceScatter extends Algorithm {
  LevelledReduceScatter() {
    super("levelled_leaders");
  }

  @Override
  boolean supports(Shape shape) {
    return shape.commutative() || shape.tiers().isInRankOrder();
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    Tiers tiers = b.tiers();
    BlockRanges blocks = new BlockRanges(tiers, part.recvCounts);
    List<Stage> stages = Stage.withinOutermost(tiers, b.rank());
    int self = tiers.positionOf(b.rank());
    int total = StageSteps.reduce(b, stages, part.own, blocks.total());
    int slot = -1;
    long base = 0;
    if (Stage.leadsOutermost(stages)) {
      base = blocks.start(self);
      slot = exchange(b, part, blocks, total);
    } else {
      int end = Stage.subtreeEnd(stages, self, 0);
      long items = blocks.start(end) - blocks.start(self);
      base = blocks.start(self);
      slot = b.newItemsLike(part.own, items);
    }
    for (int i = stages.size() - 1; i >= 0; i--) {
      down(b, stages.get(i), blocks, slot, base);
    }
    b.copy(slot, blocks.start(self) - base, part.result, 0, blocks.length(self));
  }

  /** Among the leaders; the slot with the result of all blocks of this one's group. */
  private static int exchange(ScheduleBuilder b, Part part, BlockRanges blocks, int total) {
    Tiers tiers = b.tiers();
    int ordered = blocks.ordered(b, total, part.recvCounts);
    int self = tiers.positionOf(b.rank());
    long from = blocks.start(self);
    long items = blocks.start(Stage.outermostEnd(tiers, self)) - from;
    for (int first = 0; first < b.size(); first = Stage.outermostEnd(tiers, first)) {
      if (first != self) {
        long at = blocks.start(first);
        long length = blocks.start(Stage.outermostEnd(tiers, first)) - at;
        b.send(ordered, at, length, tiers.rankAt(first));
      }
    }
    int sum = -1;
    for (int first = 0; first < b.size(); first = Stage.outermostEnd(tiers, first)) {
      int next = b.newItemsLike(part.own, items);
      if (first == self) {
        b.copy(ordered, from, next, 0, items);
      } else {
        b.recv(next, 0, items, tiers.rankAt(first));
      }
      if (sum >= 0) {
        b.reduce(sum, 0, next, 0, items);
      }
      sum = next;
    }
    return sum;
  }

  private static void down(
      ScheduleBuilder b, Stage stage, BlockRanges blocks, int slot, long base) {
    Tree tree = stage.tree(0);
    int self = stage.self;
    if (self > 0) {
      long at = blocks.start(stage.starts[self]);
      long end = blocks.start(stage.starts[tree.end(self)]);
      b.recv(slot, at - base, end - at, stage.members[tree.parent(self)]);
    }
    int[] children = tree.children(self);
    for (int i = children.length - 1; i >= 0; i--) {
      int child = children[i];
      long at = blocks.start(stage.starts[child]);
      long end = blocks.start(stage.starts[tree.end(child)]);
      b.send(slot, at - base, end - at, stage.members[child]);
    }
  }
}
