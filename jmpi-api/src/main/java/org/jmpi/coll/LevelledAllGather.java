package org.jmpi.coll;

import java.util.List;

/**
 * All-gather by leaders: blocks go up to the leaders of the outermost groups in one message per
 * group, the leaders exchange them at once, and all blocks go down.
 *
 * <p>Why: short blocks cross each slow level once. Cost: one α of the slowest level and there the
 * blocks of a site once to each other site; 2 log2 p α + 2 n β of those below, n the bytes of all
 * blocks. Source: Karonis et al. 2000; Träff, "Improved MPI all-to-all communication on a Giganet
 * SMP cluster", 2002.
 */
final class LevelledAllGather extends Algorithm {
  LevelledAllGather() {
    super("levelled_leaders");
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int size = b.size();
    int self = b.tiers().positionOf(b.rank());
    Parcel blocks = new Parcel(b, part, 0, size, blockBytes(b, part), b.isObject(1));
    own(b, part, blocks, self);
    List<Stage> stages = Stage.of(b.tiers(), b.rank(), -1);
    int last = stages.size() - 1;
    boolean leads = last >= 0 && LevelledAllReduce.isOutermost(b, stages.get(last));
    for (int i = 0; i < (leads ? last : last + 1); i++) {
      up(stages.get(i), blocks);
    }
    if (leads) {
      across(stages.get(last), blocks);
    }
    for (int i = leads ? last - 1 : last; i >= 0; i--) {
      down(stages.get(i), blocks, size);
    }
    if (!blocks.isPacked()) {
      return;
    }
    if (part.recvCounts == null) {
      blocks.takeAll(0, size, Schedule.RECV_SLOT, part.recvCount);
      return;
    }
    for (int position = 0; position < size; position++) {
      int rank = b.tiers().rankAt(position);
      blocks.take(position, Schedule.RECV_SLOT, part.recvOffset(rank), part.recvCount(rank));
    }
  }

  private static void own(ScheduleBuilder b, Part part, Parcel blocks, int self) {
    int rank = b.rank();
    if (part.inPlace && blocks.isPacked()) {
      blocks.put(self, Schedule.RECV_SLOT, part.recvOffset(rank), part.recvCount(rank));
    } else if (blocks.isPacked()) {
      blocks.put(self, Schedule.SEND_SLOT, 0, part.sendCount);
    } else {
      part.copyOwnBlock(b);
    }
  }

  /** Up a tree whose top is the first member: a subtree is a range of groups. */
  static void up(Stage stage, Parcel blocks) {
    Tree tree = stage.tree(0);
    int self = stage.self;
    for (int child : tree.children(self)) {
      blocks.recv(stage.starts[child], stage.starts[tree.end(child)], stage.members[child]);
    }
    if (self > 0) {
      int parent = stage.members[tree.parent(self)];
      blocks.send(stage.starts[self], stage.starts[tree.end(self)], parent);
    }
  }

  /** At once over long links; else in rounds that double what everybody has (Bruck et al. 1997). */
  private static void across(Stage stage, Parcel blocks) {
    int size = stage.size();
    int self = stage.self;
    int[] starts = stage.starts;
    if (stage.wide) {
      for (int i = 1; i < size; i++) {
        blocks.send(starts[self], starts[self + 1], stage.members[(self + i) % size]);
      }
      for (int i = 1; i < size; i++) {
        int source = (self - i + size) % size;
        blocks.recv(starts[source], starts[source + 1], stage.members[source]);
      }
      return;
    }
    for (int distance = 1; distance < size; distance <<= 1) {
      int groups = Math.min(distance, size - distance);
      int dest = (self - distance + size) % size;
      int source = (self + distance) % size;
      int upper = Math.min(groups, size - self);
      blocks.send(starts[self], starts[self + upper], stage.members[dest]);
      blocks.send(0, starts[groups - upper], stage.members[dest]);
      upper = Math.min(groups, size - source);
      blocks.recv(starts[source], starts[source + upper], stage.members[source]);
      blocks.recv(0, starts[groups - upper], stage.members[source]);
    }
  }

  /** All blocks down a tree. */
  private static void down(Stage stage, Parcel blocks, int size) {
    Tree tree = stage.tree(blocks.lengthBytes());
    int distance = stage.distance();
    if (distance > 0) {
      blocks.recv(0, size, stage.relative(tree.parent(distance)));
    }
    int[] children = tree.children(distance);
    for (int i = children.length - 1; i >= 0; i--) {
      blocks.send(0, size, stage.relative(children[i]));
    }
  }

  private static long[] blockBytes(ScheduleBuilder b, Part part) {
    if (part.recvCounts == null) {
      return null;
    }
    long[] bytes = new long[b.size()];
    for (int rank = 0; rank < bytes.length; rank++) {
      bytes[rank] = b.bytes(Schedule.RECV_SLOT, part.recvCount(rank));
    }
    return bytes;
  }
}
