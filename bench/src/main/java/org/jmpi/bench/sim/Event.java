package org.jmpi.bench.sim;

/** Something that happens at a moment of virtual time. */
public abstract class Event {
  /** For subclasses. */
  protected Event() {}

  /** Called once for each time that it was put into the queue. */
  protected abstract void happen(long nowNs);
}
