package org.jmpi.bench.sim;

import java.util.Arrays;

/**
 * Events in the order of their time; those of the same time in the order in which they were put in,
 * so that a run can be repeated.
 */
public final class EventQueue {
  private static final int FIRST_CAPACITY = 1024;

  private long[] timeNs = new long[FIRST_CAPACITY];
  private long[] order = new long[FIRST_CAPACITY];
  private Event[] event = new Event[FIRST_CAPACITY];
  private int size;
  private long nextOrder;
  private long nowNs;
  private long happened;

  /** An empty queue at time 0. */
  public EventQueue() {}

  /** The time of the event that happens, or happened last. */
  public long nowNs() {
    return nowNs;
  }

  /** Events that have happened. */
  public long happened() {
    return happened;
  }

  /**
   * Lets {@code what} happen at a time.
   *
   * @throws IllegalArgumentException when that time is past
   */
  public void at(long whenNs, Event what) {
    if (whenNs < nowNs) {
      throw new IllegalArgumentException(whenNs + " ns is past, it is " + nowNs + " ns");
    }
    if (size == event.length) {
      timeNs = Arrays.copyOf(timeNs, size * 2);
      order = Arrays.copyOf(order, size * 2);
      event = Arrays.copyOf(event, size * 2);
    }
    int hole = size++;
    long number = nextOrder++;
    while (hole > 0) {
      int parent = (hole - 1) >> 1;
      // The new one has the highest number, so that it comes after all of its time.
      if (timeNs[parent] <= whenNs) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, whenNs, number, what);
  }

  /** Lets everything happen; returns the time of the last event. */
  public long run() {
    while (size > 0) {
      Event first = event[0];
      nowNs = timeNs[0];
      removeFirst();
      happened++;
      first.happen(nowNs);
    }
    return nowNs;
  }

  private void removeFirst() {
    size--;
    long lastNs = timeNs[size];
    long lastOrder = order[size];
    Event last = event[size];
    event[size] = null;
    if (size == 0) {
      return;
    }
    int hole = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size
          && isBefore(timeNs[child + 1], order[child + 1], timeNs[child], order[child])) {
        child++;
      }
      if (!isBefore(timeNs[child], order[child], lastNs, lastOrder)) {
        break;
      }
      move(child, hole);
      hole = child;
      child = 2 * hole + 1;
    }
    put(hole, lastNs, lastOrder, last);
  }

  private static boolean isBefore(long firstNs, long firstOrder, long secondNs, long secondOrder) {
    return firstNs < secondNs || firstNs == secondNs && firstOrder < secondOrder;
  }

  private void move(int from, int to) {
    put(to, timeNs[from], order[from], event[from]);
  }

  private void put(int place, long whenNs, long number, Event what) {
    timeNs[place] = whenNs;
    order[place] = number;
    event[place] = what;
  }
}
