package org.jmpi.coll;

import org.jmpi.topology.Tiers;

/**
 * All-to-all where all blocks for other sites are under way at once, and those within the site go a
 * few at a time.
 *
 * <p>Why: each slow level is crossed once by every block and only by it, whatever counts and
 * datatypes the ranks have; all hosts of a site send. Cost: one α of the slowest level and there n
 * β; p α + n β within a site of p. Source: MagPIe, Kielmann et al. 1999.
 */
final class DirectAllToAll extends Algorithm {
  /** With more ranks than this elsewhere not all can be under way at once. */
  private static final int WIDE_WINDOW = 256;

  private static final int WINDOW = 8;

  DirectAllToAll() {
    super("levelled_direct");
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    if (Spread.outermost(b.tiers()) == 0) {
      exchange(b, part, true, WIDE_WINDOW);
    }
    withinSite(b, part);
  }

  /** This rank's own block and those of its site. */
  static void withinSite(ScheduleBuilder b, Part part) {
    if (!part.inPlace) {
      int rank = b.rank();
      b.copy(
          part.sendSlot(rank),
          part.sendOffset(rank),
          part.sendCount(rank),
          part.recvSlot(rank),
          part.recvOffset(rank),
          part.recvCount(rank));
    }
    exchange(b, part, false, WINDOW);
  }

  /** With the ranks of other sites, or with those of the own one. */
  private static void exchange(ScheduleBuilder b, Part part, boolean elsewhere, int window) {
    int size = b.size();
    int[] roundStart = new int[window];
    int[] roundEnd = new int[window];
    int round = 0;
    for (int i = 0; i < size; i++) {
      // In place both directions of a pair meet in one round.
      int dest = part.inPlace ? (i - b.rank() + size) % size : (b.rank() + i) % size;
      int source = part.inPlace ? dest : (b.rank() - i + size) % size;
      boolean receives = source != b.rank() && isElsewhere(b, source) == elsewhere;
      boolean sends = dest != b.rank() && isElsewhere(b, dest) == elsewhere;
      if (receives || sends) {
        int turn = round++ % window;
        int waitFrom = roundStart[turn];
        int waitEnd = roundEnd[turn];
        roundStart[turn] = b.stepCount();
        if (part.inPlace) {
          swap(b, part, dest, waitFrom, waitEnd);
        } else {
          if (receives) {
            await(b, part.recvSlot(source), part.recvCount(source), waitFrom, waitEnd);
            b.recv(part.recvSlot(source), part.recvOffset(source), part.recvCount(source), source);
          }
          if (sends) {
            await(b, part.sendSlot(dest), part.sendCount(dest), waitFrom, waitEnd);
            b.send(part.sendSlot(dest), part.sendOffset(dest), part.sendCount(dest), dest);
          }
        }
        roundEnd[turn] = b.stepCount();
      }
    }
  }

  private static void swap(ScheduleBuilder b, Part part, int peer, int waitFrom, int waitEnd) {
    int slot = part.recvSlot(peer);
    long offset = part.recvOffset(peer);
    long count = part.recvCount(peer);
    await(b, slot, count, waitFrom, waitEnd);
    if (b.isObject(slot)) {
      b.send(slot, offset, count, peer);
      b.recv(slot, offset, count, peer);
      return;
    }
    long bytes = b.bytes(slot, count);
    if (bytes > 0) {
      int temporary = b.newBytes(bytes);
      b.recv(temporary, 0, bytes, peer);
      b.send(slot, offset, count, peer);
      b.copy(temporary, 0, bytes, slot, offset, count);
    }
  }

  /** A message without data makes no step that could wait. */
  private static void await(ScheduleBuilder b, int slot, long count, int from, int end) {
    for (int step = from; step < end && b.bytes(slot, count) > 0; step++) {
      b.after(step);
    }
  }

  private static boolean isElsewhere(ScheduleBuilder b, int rank) {
    Tiers tiers = b.tiers();
    return Spread.outermost(tiers) == 0 && tiers.groupOf(0, rank) != tiers.groupOf(0, b.rank());
  }
}
