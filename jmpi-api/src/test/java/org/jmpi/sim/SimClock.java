package org.jmpi.sim;

import java.util.PriorityQueue;
import java.util.Random;

/** Virtual time: events run in order of time, then of creation. */
public final class SimClock {
  private record Event(long timeNs, long order, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (a, b) ->
              a.timeNs != b.timeNs
                  ? Long.compare(a.timeNs, b.timeNs)
                  : Long.compare(a.order, b.order));
  private final Random random;
  private long nowNs;
  private long created;

  public SimClock(long seed) {
    random = new Random(seed);
  }

  public long nowNs() {
    return nowNs;
  }

  public Random random() {
    return random;
  }

  public void at(long timeNs, Runnable action) {
    events.add(new Event(Math.max(timeNs, nowNs), created++, action));
  }

  public void after(long delayNs, Runnable action) {
    at(nowNs + delayNs, action);
  }

  /** Runs the next event; false when there is none. */
  public boolean step() {
    Event event = events.poll();
    if (event == null) {
      return false;
    }
    nowNs = event.timeNs;
    event.action.run();
    return true;
  }
}
