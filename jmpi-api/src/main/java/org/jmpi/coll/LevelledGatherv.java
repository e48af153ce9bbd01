package org.jmpi.coll;

import java.util.List;
import org.jmpi.topology.Tiers;

/**
 * Gatherv by leaders: short blocks go up to the leaders of the outermost groups, each behind its
 * length, and each leader sends those of its group to the root in one message. Of long blocks only
 * the lengths go that way; they themselves go straight to the root, and so do all of the root's own
 * group.
 *
 * <p>Why: short blocks cross each slow level in one message for each site, though nobody but the
 * root knows the counts: whether a block is short its sender and the root both know. Cost: one α of
 * the slowest level; 8 bytes for each block more than {@link LinearGather}. Source: Karonis et al.
 * 2000; the lengths in front are ours.
 */
final class LevelledGatherv extends Algorithm {
  LevelledGatherv() {
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
      collect(b, part);
      return;
    }
    Tiers tiers = b.tiers();
    boolean isFar = isFar(tiers, b.rank(), part.root);
    if (isFar) {
      up(b, part);
    }
    if (!isFar || !b.isBundled(Schedule.SEND_SLOT, part.sendCount)) {
      b.send(Schedule.SEND_SLOT, 0, part.sendCount, part.root);
    }
  }

  /** Whether two ranks are in different sites. */
  static boolean isFar(Tiers tiers, int rank, int other) {
    return Spread.outermost(tiers) == 0 && tiers.groupOf(0, rank) != tiers.groupOf(0, other);
  }

  private static void up(ScheduleBuilder b, Part part) {
    List<Stage> stages = Stage.withinOutermost(b.tiers(), b.rank());
    int bundle = b.newBundle();
    b.pack(Schedule.SEND_SLOT, 0, part.sendCount, bundle);
    int dest = part.root;
    for (Stage stage : stages) {
      Tree tree = stage.tree(0);
      for (int child : tree.children(stage.self)) {
        b.pass(b.recvBundle(stage.members[child]), 0, Schedule.ALL_BLOCKS, bundle);
      }
      dest = stage.self == 0 ? part.root : stage.members[tree.parent(stage.self)];
    }
    b.sendBundle(bundle, dest);
  }

  private static void collect(ScheduleBuilder b, Part part) {
    Tiers tiers = b.tiers();
    // Posted first: what comes meanwhile goes straight to its place.
    for (int i = 1; i < b.size(); i++) {
      int source = (b.rank() + i) % b.size();
      if (!isFar(tiers, source, b.rank())) {
        b.recv(Schedule.RECV_SLOT, part.recvOffset(source), part.recvCount(source), source);
      }
    }
    for (int first = 0; first < b.size(); ) {
      int end = Stage.outermostEnd(tiers, first);
      if (isFar(tiers, tiers.rankAt(first), b.rank())) {
        collect(b, part, first, end);
      }
      first = end;
    }
    if (!part.inPlace) {
      long offset = part.recvOffset(b.rank());
      long count = part.recvCount(b.rank());
      b.copy(Schedule.SEND_SLOT, 0, part.sendCount, Schedule.RECV_SLOT, offset, count);
    }
  }

  private static void collect(ScheduleBuilder b, Part part, int first, int end) {
    int bundle = b.recvBundle(b.tiers().rankAt(first));
    for (int position = first; position < end; position++) {
      int source = b.tiers().rankAt(position);
      long offset = part.recvOffset(source);
      long count = part.recvCount(source);
      if (!b.isBundled(Schedule.RECV_SLOT, count)) {
        b.recv(Schedule.RECV_SLOT, offset, count, source);
      }
      b.unpack(bundle, position - first, Schedule.RECV_SLOT, offset, count);
    }
  }
}
