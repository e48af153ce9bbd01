package org.jmpi.coll;

import java.util.List;
import org.jmpi.topology.Tiers;

/**
 * Scatter by leaders: the root sends the blocks of each outermost group to its leader in one
 * message, from where they go down, packed.
 *
 * <p>Why: short blocks cross each slow level once, in one message for each site. Cost: one α of the
 * slowest level, log2 p α + 2 n β of those below. Source: Karonis et al. 2000; the tree of {@link
 * BinomialScatter}.
 */
final class LevelledScatter extends Algorithm {
  LevelledScatter() {
    super("levelled_leaders");
  }

  @Override
  boolean supports(Shape shape) {
    return !shape.object();
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    Tiers tiers = b.tiers();
    List<Stage> stages = Stage.withinOutermost(tiers, b.rank());
    int self = tiers.positionOf(b.rank());
    int end = Stage.subtreeEnd(stages, self, 0);
    Parcel blocks = new Parcel(b, part, self, end, null, false);
    boolean leads = Stage.leadsOutermost(stages);
    if (b.rank() == part.root) {
      handOut(b, part, blocks);
    } else if (leads) {
      blocks.recv(self, end, part.root);
    }
    for (int i = stages.size() - 1; i >= 0; i--) {
      down(stages.get(i), blocks);
    }
    if (!part.inPlace) {
      blocks.take(self, Schedule.RECV_SLOT, 0, part.recvCount);
    }
  }

  private static void handOut(ScheduleBuilder b, Part part, Parcel own) {
    Tiers tiers = b.tiers();
    for (int first = 0; first < b.size(); ) {
      int end = Stage.outermostEnd(tiers, first);
      int leader = tiers.rankAt(first);
      if (leader == b.rank()) {
        own.putAll(first, end, Schedule.SEND_SLOT, part.sendCount);
      } else if (Parcel.runEnd(tiers, first, end) == end) {
        long count = (end - first) * part.sendCount;
        b.send(Schedule.SEND_SLOT, leader * part.sendCount, count, leader);
      } else {
        Parcel blocks = new Parcel(b, part, first, end, null, false);
        blocks.putAll(first, end, Schedule.SEND_SLOT, part.sendCount);
        blocks.send(first, end, leader);
      }
      first = end;
    }
  }

  /** Down a tree whose top is the first member: a subtree is a range of groups. */
  static void down(Stage stage, Parcel blocks) {
    Tree tree = stage.tree(0);
    int self = stage.self;
    if (self > 0) {
      int parent = stage.members[tree.parent(self)];
      blocks.recv(stage.starts[self], stage.starts[tree.end(self)], parent);
    }
    int[] children = tree.children(self);
    for (int i = children.length - 1; i >= 0; i--) {
      int child = children[i];
      blocks.send(stage.starts[child], stage.starts[tree.end(child)], stage.members[child]);
    }
  }
}
