package org.jmpi.coll;

import java.util.List;

/**
 * All-reduce by leaders: each group reduces to its leader, level by level; the leaders of the
 * outermost groups exchange their partial results and each reduces all of them in the same order;
 * the total goes down again.
 *
 * <p>Why: short vectors cross each slow level once. Cost: one α of the slowest level, 2 log2 p (α +
 * nβ + nγ) of the levels below; (s − 1) n bytes out of each of s sites. Source: Karonis et al.,
 * "Exploiting hierarchy in parallel computer networks to optimize collective operation
 * performance", 2000; the simultaneous exchange is that of MagPIe, Kielmann et al. 1999.
 */
final class LevelledAllReduce extends Algorithm {
  LevelledAllReduce() {
    super("levelled_leaders");
  }

  @Override
  boolean supports(Shape shape) {
    return shape.commutative() || shape.tiers().isInRankOrder();
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    List<Stage> stages = Stage.of(b.tiers(), b.rank(), -1);
    int last = stages.size() - 1;
    int total = part.own;
    boolean leads = true;
    for (int i = 0; i < last; i++) {
      total = StageSteps.reduce(b, stages.get(i), total, part.count);
    }
    if (last >= 0) {
      Stage outermost = stages.get(last);
      leads = isOutermost(b, outermost);
      total =
          leads
              ? StageSteps.exchange(b, outermost, total, part.count)
              : StageSteps.reduce(b, outermost, total, part.count);
    }
    List<Stage> down = leads && last >= 0 ? stages.subList(0, last) : stages;
    StageSteps.bcast(b, down, total, part.result, part.count);
    if (leads && total != part.result) {
      b.copy(total, 0, part.result, 0, part.count);
    }
  }

  /** Whether the stage spans the whole group. */
  static boolean isOutermost(ScheduleBuilder b, Stage stage) {
    return stage.starts[0] == 0 && stage.starts[stage.size()] == b.size();
  }
}
