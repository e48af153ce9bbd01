package org.jmpi.coll;

import java.util.List;
import org.jmpi.topology.Tiers;

/**
 * Gather by leaders: blocks go up to the leaders of the outermost groups, packed, and each leader
 * sends those of its group to the root in one message.
 *
 * <p>Why: short blocks cross each slow level once, in one message for each site. Cost: one α of the
 * slowest level, log2 p α + 2 n β of those below. Source: Karonis et al. 2000; the tree of {@link
 * BinomialGather}.
 */
final class LevelledGather extends Algorithm {
  LevelledGather() {
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
    if (part.inPlace) {
      blocks.put(self, Schedule.RECV_SLOT, part.recvOffset(b.rank()), part.recvCount(b.rank()));
    } else {
      blocks.put(self, Schedule.SEND_SLOT, 0, part.sendCount);
    }
    for (Stage stage : stages) {
      LevelledAllGather.up(stage, blocks);
    }
    boolean leads = Stage.leadsOutermost(stages);
    if (leads && b.rank() != part.root) {
      blocks.send(self, end, part.root);
    }
    if (b.rank() == part.root) {
      collect(b, part, blocks);
    }
  }

  private static void collect(ScheduleBuilder b, Part part, Parcel own) {
    Tiers tiers = b.tiers();
    for (int first = 0; first < b.size(); ) {
      int end = Stage.outermostEnd(tiers, first);
      int leader = tiers.rankAt(first);
      if (leader == b.rank()) {
        own.takeAll(first, end, Schedule.RECV_SLOT, part.recvCount);
      } else if (Parcel.runEnd(tiers, first, end) == end) {
        long count = (end - first) * part.recvCount;
        b.recv(Schedule.RECV_SLOT, leader * part.recvCount, count, leader);
      } else {
        Parcel blocks = new Parcel(b, part, first, end, null, false);
        blocks.recv(first, end, leader);
        blocks.takeAll(first, end, Schedule.RECV_SLOT, part.recvCount);
      }
      first = end;
    }
  }
}
