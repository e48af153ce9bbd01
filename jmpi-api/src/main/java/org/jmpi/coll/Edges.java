package org.jmpi.coll;

import java.util.Arrays;

/** The dependencies of a schedule under construction: pairs (before, after), each at most once. */
final class Edges {
  private int[] before = new int[64];
  private int[] after = new int[64];
  private int[] lastAfter = new int[32];
  private int count;

  void clear(int steps) {
    count = 0;
    Arrays.fill(lastAfter, -1);
    ensure(steps);
  }

  /** Step {@code later}, which is the newest, waits for {@code earlier}. */
  void add(int earlier, int later) {
    ensure(later + 1);
    if (earlier == later || lastAfter[earlier] == later) {
      return;
    }
    lastAfter[earlier] = later;
    if (count == before.length) {
      before = Arrays.copyOf(before, count * 2);
      after = Arrays.copyOf(after, count * 2);
    }
    before[count] = earlier;
    after[count++] = later;
  }

  int[] predecessorCounts(int steps) {
    int[] counts = new int[steps];
    for (int i = 0; i < count; i++) {
      counts[after[i]]++;
    }
    return counts;
  }

  /** Where each step's successors start in {@link #successors}; one entry more than steps. */
  int[] successorOffsets(int steps) {
    int[] offsets = new int[steps + 1];
    for (int i = 0; i < count; i++) {
      offsets[before[i] + 1]++;
    }
    for (int i = 0; i < steps; i++) {
      offsets[i + 1] += offsets[i];
    }
    return offsets;
  }

  int[] successors(int[] offsets) {
    int[] next = offsets.clone();
    int[] result = new int[count];
    for (int i = 0; i < count; i++) {
      result[next[before[i]]++] = after[i];
    }
    return result;
  }

  private void ensure(int steps) {
    int old = lastAfter.length;
    if (steps > old) {
      lastAfter = Arrays.copyOf(lastAfter, Math.max(steps, old * 2));
      Arrays.fill(lastAfter, old, lastAfter.length, -1);
    }
  }
}
