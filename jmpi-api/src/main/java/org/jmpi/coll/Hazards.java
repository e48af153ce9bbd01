package org.jmpi.coll;

import java.util.Arrays;

/**
 * Who reads and writes what: turns the order in which an algorithm wrote its steps down into the
 * dependencies that the data need (read after write, write after read, write after write), and no
 * others. Ranges are items of a slot.
 *
 * <p>The ranges of a slot are a search tree by their start, in which each node knows how far those
 * below it reach (an interval tree; balanced as a treap, with priorities that follow from the
 * number of the node). So a schedule of n steps on n pieces, as a ring's on n ranks, takes n log n
 * and not n² to write down.
 */
final class Hazards {
  private static final int NONE = -1;

  private final Edges edges;
  private int[] root = new int[8];
  private long[] from = new long[32];
  private long[] to = new long[32];
  private int[] step = new int[32];
  private boolean[] write = new boolean[32];
  private int[] left = new int[32];
  private int[] right = new int[32];
  private long[] reach = new long[32];
  private int count;

  /** Those that the new step writes over whole. */
  private int[] covered = new int[8];

  private int coveredCount;

  /** What {@link #split} leaves. */
  private int splitLeft;

  private int splitRight;

  Hazards(Edges edges) {
    this.edges = edges;
  }

  void clear() {
    count = 0;
    Arrays.fill(root, NONE);
  }

  /** {@code newStep} reads, or also writes, items [first, end) of a slot. */
  void access(int slot, long first, long end, int newStep, boolean writes) {
    if (first >= end) {
      return;
    }
    ensureSlot(slot);
    coveredCount = 0;
    visit(root[slot], first, end, newStep, writes);
    // Whoever conflicts with them later conflicts with the new step too, which waits for them.
    for (int i = 0; i < coveredCount; i++) {
      root[slot] = remove(root[slot], covered[i]);
    }
    root[slot] = insert(root[slot], newNode(first, end, newStep, writes));
  }

  private void visit(int node, long first, long end, int newStep, boolean writes) {
    if (node == NONE || reach[node] <= first) {
      return;
    }
    visit(left[node], first, end, newStep, writes);
    if (from[node] >= end) {
      return;
    }
    if (first < to[node] && (writes || write[node])) {
      edges.add(step[node], newStep);
    }
    if (writes && first <= from[node] && to[node] <= end && step[node] != newStep) {
      if (coveredCount == covered.length) {
        covered = Arrays.copyOf(covered, coveredCount * 2);
      }
      covered[coveredCount++] = node;
    }
    visit(right[node], first, end, newStep, writes);
  }

  private int insert(int tree, int node) {
    if (tree == NONE) {
      return node;
    }
    if (priority(node) > priority(tree)) {
      split(tree, node);
      left[node] = splitLeft;
      right[node] = splitRight;
      return updated(node);
    }
    if (isBefore(node, tree)) {
      left[tree] = insert(left[tree], node);
    } else {
      right[tree] = insert(right[tree], node);
    }
    return updated(tree);
  }

  /** Into what comes before a node and what comes after. */
  private void split(int tree, int node) {
    if (tree == NONE) {
      splitLeft = NONE;
      splitRight = NONE;
    } else if (isBefore(node, tree)) {
      split(left[tree], node);
      left[tree] = splitRight;
      splitRight = updated(tree);
    } else {
      split(right[tree], node);
      right[tree] = splitLeft;
      splitLeft = updated(tree);
    }
  }

  private int remove(int tree, int node) {
    if (tree == node) {
      return merge(left[node], right[node]);
    }
    if (isBefore(node, tree)) {
      left[tree] = remove(left[tree], node);
    } else {
      right[tree] = remove(right[tree], node);
    }
    return updated(tree);
  }

  private int merge(int before, int after) {
    if (before == NONE || after == NONE) {
      return before == NONE ? after : before;
    }
    if (priority(before) > priority(after)) {
      right[before] = merge(right[before], after);
      return updated(before);
    }
    left[after] = merge(before, left[after]);
    return updated(after);
  }

  private boolean isBefore(int one, int other) {
    return from[one] < from[other] || from[one] == from[other] && one < other;
  }

  /** As good as random: Fibonacci hashing, its bits mixed. */
  private static int priority(int node) {
    int mixed = node * 0x9E3779B9;
    return (mixed ^ mixed >>> 15) * 0x85EBCA6B;
  }

  private int updated(int node) {
    long most = to[node];
    if (left[node] != NONE) {
      most = Math.max(most, reach[left[node]]);
    }
    if (right[node] != NONE) {
      most = Math.max(most, reach[right[node]]);
    }
    reach[node] = most;
    return node;
  }

  private int newNode(long first, long end, int newStep, boolean writes) {
    if (count == from.length) {
      from = Arrays.copyOf(from, count * 2);
      to = Arrays.copyOf(to, count * 2);
      step = Arrays.copyOf(step, count * 2);
      write = Arrays.copyOf(write, count * 2);
      left = Arrays.copyOf(left, count * 2);
      right = Arrays.copyOf(right, count * 2);
      reach = Arrays.copyOf(reach, count * 2);
    }
    from[count] = first;
    to[count] = end;
    step[count] = newStep;
    write[count] = writes;
    left[count] = NONE;
    right[count] = NONE;
    reach[count] = end;
    return count++;
  }

  private void ensureSlot(int slot) {
    int old = root.length;
    if (slot >= old) {
      root = Arrays.copyOf(root, Math.max(slot + 1, old * 2));
      Arrays.fill(root, old, root.length, NONE);
    }
  }
}
