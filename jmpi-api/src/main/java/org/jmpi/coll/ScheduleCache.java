package org.jmpi.coll;

import org.jmpi.data.Layout;

/**
 * The schedules of the last calls of a communicator: programs repeat the same few collectives, and
 * a schedule does not depend on the buffers. Looking up allocates nothing.
 */
final class ScheduleCache {
  private static final int ENTRIES = 16;

  /** Longer ones are not worth the memory: building them is little beside running them. */
  private static final int MAX_STEPS = 512;

  private final Entry[] entries = new Entry[ENTRIES];
  private int next;

  /**
   * The schedule for exactly this call, or null. {@code flags} holds what else it was built for.
   */
  Schedule find(Call call, int flags, long sendCount, long recvCount) {
    for (Entry entry : entries) {
      if (entry == null) {
        return null;
      }
      if (entry.kind == call.kind
          && entry.flags == flags
          && entry.root == call.part.root
          && entry.sendCount == sendCount
          && entry.recvCount == recvCount
          && entry.sendLayout == call.sendLayout
          && entry.recvLayout == call.recvLayout) {
        return entry.schedule;
      }
    }
    return null;
  }

  /** Keeps the schedule of a call, and returns it. */
  Schedule keep(Call call, int flags, long sendCount, long recvCount, Schedule schedule) {
    if (schedule.stepCount() <= MAX_STEPS) {
      entries[next] =
          new Entry(
              call.kind,
              flags,
              call.part.root,
              sendCount,
              call.sendLayout,
              recvCount,
              call.recvLayout,
              schedule);
      next = (next + 1) % ENTRIES;
    }
    return schedule;
  }

  private record Entry(
      CollectiveKind kind,
      int flags,
      int root,
      long sendCount,
      Layout sendLayout,
      long recvCount,
      Layout recvLayout,
      Schedule schedule) {}
}
