package org.jmpi.coll;

import java.util.List;

/**
 * Reduce by leaders: each group reduces to its leader, level by level; the leaders of the sites
 * send their partial results straight to the root, which reduces them in the order of the sites, so
 * the result has the same bits as {@link LevelledAllReduce} gives, whatever the root. Where links
 * are short the outermost level is a tree, too.
 *
 * <p>Why: short vectors cross each slow level once. Cost: one α of the slowest level, log2 p (α +
 * nβ + nγ) of those below. Source: Karonis et al. 2000.
 */
final class LevelledReduce extends Algorithm {
  LevelledReduce() {
    super("levelled_leaders");
  }

  @Override
  boolean supports(Shape shape) {
    return shape.commutative() || shape.tiers().isInRankOrder();
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    if (b.tiers().isWide()) {
      straightToRoot(b, part);
    } else {
      upTheTree(b, part);
    }
  }

  private static void straightToRoot(ScheduleBuilder b, Part part) {
    List<Stage> stages = Stage.of(b.tiers(), b.rank(), -1);
    int total = part.own;
    boolean leads = stages.isEmpty();
    for (Stage stage : stages) {
      if (stage.wide) {
        leads = true;
      } else {
        total = StageSteps.reduce(b, stage, total, part.count);
        leads = stage.isTop();
      }
    }
    if (leads && b.rank() != part.root) {
      b.send(total, 0, part.count, part.root);
    }
    if (b.rank() == part.root) {
      combineAtRoot(b, part, leads ? total : -1);
    }
  }

  private static void combineAtRoot(ScheduleBuilder b, Part part, int own) {
    int sites = b.tiers().groups(0);
    int[] slots = new int[sites];
    int self = -1;
    for (int site = 0; site < sites; site++) {
      int leader = b.tiers().rankAt(b.tiers().start(0, site));
      if (leader == b.rank()) {
        slots[site] = own;
        self = site;
      } else {
        slots[site] = b.newItemsLike(part.own, part.count);
        b.recv(slots[site], 0, part.count, leader);
      }
    }
    int total = StageSteps.combine(b, slots, self, part.count);
    if (total != part.result) {
      b.copy(total, 0, part.result, 0, part.count);
    }
  }

  private static void upTheTree(ScheduleBuilder b, Part part) {
    int top = part.commutative ? part.root : b.tiers().rankAt(0);
    int total = StageSteps.reduce(b, Stage.of(b.tiers(), b.rank(), top), part.own, part.count);
    boolean atRoot = b.rank() == part.root;
    if (top != part.root && b.rank() == top) {
      b.send(total, 0, part.count, part.root);
    } else if (top != part.root && atRoot) {
      b.recv(part.result, 0, part.count, top);
    } else if (atRoot && total != part.result) {
      b.copy(total, 0, part.result, 0, part.count);
    }
  }
}
