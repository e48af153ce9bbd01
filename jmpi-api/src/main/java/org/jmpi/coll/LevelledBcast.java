package org.jmpi.coll;

/**
 * Broadcast by leaders: the root sends to one rank of each other outermost group at once, and so on
 * inwards; the root leads the groups it is in.
 *
 * <p>Why: short vectors cross each slow level once. Cost: one α + nβ (s − 1) of the slowest level
 * with s groups, log2 p (α + nβ) of the levels below. Source: Karonis et al. 2000.
 */
final class LevelledBcast extends Algorithm {
  LevelledBcast() {
    super("levelled_leaders");
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    StageSteps.bcast(b, Stage.of(b.tiers(), b.rank(), part.root), part.data, part.data, part.count);
  }
}
