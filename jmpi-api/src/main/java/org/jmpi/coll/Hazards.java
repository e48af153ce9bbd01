package org.jmpi.coll;

import java.util.Arrays;

/**
 * Who reads and writes what: turns the order in which an algorithm wrote its steps down into the
 * dependencies that the data need (read after write, write after read, write after write), and no
 * others. Ranges are items of a slot.
 */
final class Hazards {
  private static final int NONE = -1;

  private final Edges edges;
  private int[] head = new int[8];
  private long[] from = new long[32];
  private long[] to = new long[32];
  private int[] step = new int[32];
  private boolean[] write = new boolean[32];
  private int[] next = new int[32];
  private int count;

  Hazards(Edges edges) {
    this.edges = edges;
  }

  void clear() {
    count = 0;
    Arrays.fill(head, NONE);
  }

  /** {@code newStep} reads, or also writes, items [first, end) of a slot. */
  void access(int slot, long first, long end, int newStep, boolean writes) {
    if (first >= end) {
      return;
    }
    ensureSlot(slot);
    int previous = NONE;
    int node = head[slot];
    while (node != NONE) {
      int following = next[node];
      boolean overlaps = from[node] < end && first < to[node];
      if (overlaps && (writes || write[node])) {
        edges.add(step[node], newStep);
      }
      if (writes && first <= from[node] && to[node] <= end && step[node] != newStep) {
        // Whoever conflicts with it later conflicts with the new step too, which waits for it.
        unlink(slot, previous, following);
      } else {
        previous = node;
      }
      node = following;
    }
    push(slot, first, end, newStep, writes);
  }

  private void unlink(int slot, int previous, int following) {
    if (previous == NONE) {
      head[slot] = following;
    } else {
      next[previous] = following;
    }
  }

  private void push(int slot, long first, long end, int newStep, boolean writes) {
    if (count == from.length) {
      from = Arrays.copyOf(from, count * 2);
      to = Arrays.copyOf(to, count * 2);
      step = Arrays.copyOf(step, count * 2);
      write = Arrays.copyOf(write, count * 2);
      next = Arrays.copyOf(next, count * 2);
    }
    from[count] = first;
    to[count] = end;
    step[count] = newStep;
    write[count] = writes;
    next[count] = head[slot];
    head[slot] = count++;
  }

  private void ensureSlot(int slot) {
    int old = head.length;
    if (slot >= old) {
      head = Arrays.copyOf(head, Math.max(slot + 1, old * 2));
      Arrays.fill(head, old, head.length, NONE);
    }
  }
}
