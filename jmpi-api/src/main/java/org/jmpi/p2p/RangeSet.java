package org.jmpi.p2p;

/**
 * Disjoint half-open ranges of longs; what has arrived of a transfer, or which transfers are
 * finished.
 */
final class RangeSet {
  private long[] starts = new long[4];
  private long[] ends = new long[4];
  private int count;

  /** Empties the set. */
  void clear() {
    count = 0;
  }

  int rangeCount() {
    return count;
  }

  long start(int index) {
    return starts[index];
  }

  long end(int index) {
    return ends[index];
  }

  boolean contains(long value) {
    int i = firstEndingAfter(value);
    return i < count && starts[i] <= value;
  }

  /** True when all of [start, end) is in the set. */
  boolean containsAll(long start, long end) {
    if (start >= end) {
      return true;
    }
    int i = firstEndingAfter(start);
    return i < count && starts[i] <= start && ends[i] >= end;
  }

  /** The number of values in the set. */
  long cardinality() {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += ends[i] - starts[i];
    }
    return sum;
  }

  /**
   * Adds [start, end).
   *
   * @return how many of its values were not in the set before
   */
  long add(long start, long end) {
    if (start >= end) {
      return 0;
    }
    // Chunks come in order nearly always: the last range just grows.
    if (count > 0 && ends[count - 1] == start) {
      ends[count - 1] = end;
      return end - start;
    }
    int from = firstEndingAtOrAfter(start);
    int to = from;
    long newStart = start;
    long newEnd = end;
    long present = 0;
    while (to < count && starts[to] <= end) {
      present += Math.max(0, Math.min(ends[to], end) - Math.max(starts[to], start));
      newStart = Math.min(newStart, starts[to]);
      newEnd = Math.max(newEnd, ends[to]);
      to++;
    }
    replace(from, to, newStart, newEnd);
    return end - start - present;
  }

  private void replace(int from, int to, long start, long end) {
    int removed = to - from;
    if (removed == 0) {
      if (count == starts.length) {
        starts = java.util.Arrays.copyOf(starts, count * 2);
        ends = java.util.Arrays.copyOf(ends, count * 2);
      }
      System.arraycopy(starts, from, starts, from + 1, count - from);
      System.arraycopy(ends, from, ends, from + 1, count - from);
      count++;
    } else if (removed > 1) {
      System.arraycopy(starts, to, starts, from + 1, count - to);
      System.arraycopy(ends, to, ends, from + 1, count - to);
      count -= removed - 1;
    }
    starts[from] = start;
    ends[from] = end;
  }

  private int firstEndingAfter(long value) {
    int low = 0;
    int high = count;
    while (low < high) {
      int mid = (low + high) >>> 1;
      if (ends[mid] > value) {
        high = mid;
      } else {
        low = mid + 1;
      }
    }
    return low;
  }

  private int firstEndingAtOrAfter(long value) {
    int low = 0;
    int high = count;
    while (low < high) {
      int mid = (low + high) >>> 1;
      if (ends[mid] >= value) {
        high = mid;
      } else {
        low = mid + 1;
      }
    }
    return low;
  }
}
