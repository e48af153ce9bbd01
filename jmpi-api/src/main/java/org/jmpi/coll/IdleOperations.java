package org.jmpi.coll;

/**
 * Operations that are done and given back. One that ran the same schedule has its temporaries
 * still.
 */
final class IdleOperations {
  private static final int KEEP = 16;

  private final CollectiveOperation[] idle = new CollectiveOperation[KEEP];
  private int count;

  CollectiveOperation take(Schedule schedule) {
    if (count == 0) {
      return new CollectiveOperation();
    }
    int best = count - 1;
    for (int i = 0; i < count; i++) {
      if (idle[i].schedule == schedule) {
        best = i;
      }
    }
    CollectiveOperation operation = idle[best];
    idle[best] = idle[--count];
    idle[count] = null;
    return operation;
  }

  void give(CollectiveOperation operation) {
    if (count < KEEP) {
      idle[count++] = operation;
    }
  }
}
