package org.jmpi.coll;

import java.util.Arrays;

/**
 * Keeps the messages of a pipeline across a long link in order: those of a chunk start when those
 * of an earlier chunk have arrived. All at once would share the link and arrive together at the
 * end.
 */
final class SendWindow {
  /**
   * Chunks that may be under way at a time. They are half of what the link holds ({@link
   * LongChunks}): two fill it, one is on its way into it, and one until its acknowledgement is
   * back; one more, since neither side always comes in time.
   */
  static final int CHUNKS = 5;

  private final ScheduleBuilder b;
  private final int[][] steps;
  private final int[] counts;
  private int turn;
  private int[] earlier = {};
  private int earlierCount;

  SendWindow(ScheduleBuilder b) {
    this.b = b;
    this.steps = new int[CHUNKS][4];
    this.counts = new int[CHUNKS];
  }

  /** The sends that follow are of the next chunk. */
  void next() {
    turn = (turn + 1) % counts.length;
    earlier = Arrays.copyOf(steps[turn], counts[turn]);
    earlierCount = counts[turn];
    counts[turn] = 0;
  }

  /** As {@link ScheduleBuilder#send}. */
  void send(int slot, long offset, long count, int dest) {
    if (b.bytes(slot, count) == 0) {
      return;
    }
    for (int i = 0; i < earlierCount; i++) {
      b.after(earlier[i]);
    }
    b.send(slot, offset, count, dest);
    if (counts[turn] == steps[turn].length) {
      steps[turn] = Arrays.copyOf(steps[turn], 2 * counts[turn]);
    }
    steps[turn][counts[turn]++] = b.lastStep();
  }
}
