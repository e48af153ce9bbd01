package org.jmpi.coll;

import java.util.List;

/**
 * What the levelled collectives of short vectors do within a stage: trees of few rounds where links
 * are short, everybody with everybody at once where they are long, so that a long link is crossed
 * once. Operands keep the order of the stages' groups.
 */
final class StageSteps {
  private StageSteps() {}

  /**
   * Broadcast from the outermost stage to the innermost.
   *
   * @param from slot of the vector at the member that has it first
   * @param to slot where the others get it
   */
  static void bcast(ScheduleBuilder b, List<Stage> stages, int from, int to, long count) {
    int slot = from;
    for (int i = stages.size() - 1; i >= 0; i--) {
      slot = bcast(b, stages.get(i), slot, to, count);
    }
  }

  /** From the top; the slot that has the vector afterwards. */
  static int bcast(ScheduleBuilder b, Stage stage, int from, int to, long count) {
    Tree tree = stage.tree(b.bytes(to, count));
    int slot = from;
    int distance = stage.distance();
    if (distance > 0) {
      slot = to;
      b.recv(slot, 0, count, stage.relative(tree.parent(distance)));
    }
    int[] children = tree.children(distance);
    for (int i = children.length - 1; i >= 0; i--) {
      b.send(slot, 0, count, stage.relative(children[i]));
    }
    return slot;
  }

  /** Up all stages; the slot with the total, which was handed on unless this rank leads all. */
  static int reduce(ScheduleBuilder b, List<Stage> stages, int own, long count) {
    int accumulated = own;
    for (Stage stage : stages) {
      accumulated = reduce(b, stage, accumulated, count);
    }
    return accumulated;
  }

  /** Up a tree; the slot that has the total at the top. */
  static int reduce(ScheduleBuilder b, Stage stage, int own, long count) {
    Tree tree = stage.tree(b.bytes(own, count));
    int accumulated = own;
    int spare = -1;
    int distance = stage.distance();
    int[] children = tree.children(distance);
    for (int child : children) {
      int incoming = spare >= 0 ? spare : b.newItemsLike(own, count);
      b.recv(incoming, 0, count, stage.relative(child));
      b.reduce(accumulated, 0, incoming, 0, count);
      spare = accumulated == own || stage.isFlat(b.bytes(own, count)) ? -1 : accumulated;
      accumulated = incoming;
    }
    if (distance > 0) {
      b.send(accumulated, 0, count, stage.relative(tree.parent(distance)));
    }
    return accumulated;
  }

  /** Everybody gets the total of all members' vectors, in their order; the slot that has it. */
  static int exchange(ScheduleBuilder b, Stage stage, int own, long count) {
    return stage.wide || stage.size() <= 2
        ? exchangeDirectly(b, stage, own, count)
        : exchangeByDoubling(b, stage, own, count);
  }

  private static int exchangeDirectly(ScheduleBuilder b, Stage stage, int own, long count) {
    int size = stage.size();
    int[] slots = new int[size];
    for (int i = 1; i < size; i++) {
      b.send(own, 0, count, stage.members[(stage.self + i) % size]);
    }
    for (int i = 0; i < size; i++) {
      slots[i] = i == stage.self ? own : b.newItemsLike(own, count);
      if (i != stage.self) {
        b.recv(slots[i], 0, count, stage.members[i]);
      }
    }
    return combine(b, slots, stage.self, count);
  }

  /**
   * Reduces in order; the slot with the total.
   *
   * @param keep index of a slot that must not be written, or −1
   */
  static int combine(ScheduleBuilder b, int[] slots, int keep, long count) {
    if (keep > 0) {
      int copy = b.newItemsLike(slots[keep], count);
      b.copy(slots[keep], 0, copy, 0, count);
      slots[keep] = copy;
    }
    for (int i = 1; i < slots.length; i++) {
      b.reduce(slots[i - 1], 0, slots[i], 0, count);
    }
    return slots[slots.length - 1];
  }

  /** As {@link RecursiveDoublingAllReduce}, among the members. */
  private static int exchangeByDoubling(ScheduleBuilder b, Stage stage, int own, long count) {
    int paired = Integer.highestOneBit(stage.size());
    int folded = stage.size() - paired;
    int self = stage.self;
    int total = b.newItemsLike(own, count);
    if (self < 2 * folded && (self & 1) == 0) {
      b.send(own, 0, count, stage.members[self + 1]);
      b.recv(total, 0, count, stage.members[self + 1]);
      return total;
    }
    int incoming = b.newItemsLike(own, count);
    b.copy(own, 0, total, 0, count);
    if (self < 2 * folded) {
      b.recv(incoming, 0, count, stage.members[self - 1]);
      b.reduce(incoming, 0, total, 0, count);
    }
    int number = self < 2 * folded ? self / 2 : self - folded;
    for (int mask = 1; mask < paired; mask <<= 1) {
      int other = number ^ mask;
      int partner = stage.members[other < folded ? 2 * other + 1 : other + folded];
      b.recv(incoming, 0, count, partner);
      b.send(total, 0, count, partner);
      if (other < number) {
        b.reduce(incoming, 0, total, 0, count);
      } else {
        b.reduce(total, 0, incoming, 0, count);
        int swap = total;
        total = incoming;
        incoming = swap;
      }
    }
    if (self < 2 * folded) {
      b.send(total, 0, count, stage.members[self - 1]);
    }
    return total;
  }
}
