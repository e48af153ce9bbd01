package org.jmpi.coll;

import java.util.List;
import org.jmpi.topology.Tiers;

/**
 * Scatterv by leaders: the root sends the short blocks of each other outermost group to its leader
 * in one message, each behind its length, from where they go down. Of long blocks only the lengths
 * go that way; they themselves go straight from the root, and so do all of its own group.
 *
 * <p>Why: as {@link LevelledGatherv}. Cost: one α of the slowest level; 8 bytes for each block more
 * than {@link LinearScatter}. Source: Karonis et al. 2000; the lengths in front are ours.
 */
final class LevelledScatterv extends Algorithm {
  LevelledScatterv() {
    super("levelled_leaders");
  }

  @Override
  boolean supports(Shape shape) {
    return !shape.object();
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    b.bundle(LevelRules.BLOCK_BYTES);
    if (b.rank() == part.root) {
      handOut(b, part);
      return;
    }
    boolean isFar = LevelledGatherv.isFar(b.tiers(), b.rank(), part.root);
    if (isFar) {
      down(b, part);
    }
    if (!isFar || !b.isBundled(Schedule.RECV_SLOT, part.recvCount)) {
      b.recv(Schedule.RECV_SLOT, 0, part.recvCount, part.root);
    }
  }

  private static void handOut(ScheduleBuilder b, Part part) {
    Tiers tiers = b.tiers();
    // What has the longest way leaves first.
    for (int first = 0; first < b.size(); ) {
      int end = Stage.outermostEnd(tiers, first);
      if (LevelledGatherv.isFar(tiers, tiers.rankAt(first), b.rank())) {
        handOut(b, part, first, end);
      }
      first = end;
    }
    for (int i = 1; i < b.size(); i++) {
      int dest = (b.rank() + i) % b.size();
      boolean isFar = LevelledGatherv.isFar(tiers, dest, b.rank());
      if (!isFar || !b.isBundled(Schedule.SEND_SLOT, part.sendCount(dest))) {
        b.send(Schedule.SEND_SLOT, part.sendOffset(dest), part.sendCount(dest), dest);
      }
    }
    if (!part.inPlace) {
      long offset = part.sendOffset(b.rank());
      long count = part.sendCount(b.rank());
      b.copy(Schedule.SEND_SLOT, offset, count, Schedule.RECV_SLOT, 0, part.recvCount);
    }
  }

  private static void handOut(ScheduleBuilder b, Part part, int first, int end) {
    int bundle = b.newBundle();
    for (int position = first; position < end; position++) {
      int dest = b.tiers().rankAt(position);
      b.pack(Schedule.SEND_SLOT, part.sendOffset(dest), part.sendCount(dest), bundle);
    }
    b.sendBundle(bundle, b.tiers().rankAt(first));
  }

  private static void down(ScheduleBuilder b, Part part) {
    List<Stage> stages = Stage.withinOutermost(b.tiers(), b.rank());
    int self = b.tiers().positionOf(b.rank());
    int source = part.root;
    for (Stage stage : stages) {
      Tree tree = stage.tree(0);
      source = stage.self == 0 ? part.root : stage.members[tree.parent(stage.self)];
    }
    int bundle = b.recvBundle(source);
    for (int i = stages.size() - 1; i >= 0; i--) {
      Stage stage = stages.get(i);
      Tree tree = stage.tree(0);
      int[] children = tree.children(stage.self);
      for (int k = children.length - 1; k >= 0; k--) {
        int from = stage.starts[children[k]];
        int end = stage.starts[tree.end(children[k])];
        int theirs = b.newBundle();
        b.pass(bundle, from - self, end - from, theirs);
        b.sendBundle(theirs, stage.members[children[k]]);
      }
    }
    b.unpack(bundle, 0, Schedule.RECV_SLOT, 0, part.recvCount);
  }
}
