package org.jmpi.runtime;

/**
 * How long a waiting thread looks without giving its processor away: briefly, since who it waits
 * for may wait for this processor; but longer where giving it away turns out to be dear. A process
 * that has nothing to do with the job, of however low a priority, keeps the processor for a time
 * slice of milliseconds, in which many messages could have gone.
 *
 * <p>A yield that lasts longer than a neighbour's answer has gone to a stranger. The scheduler lets
 * strangers of low priority in at one yield of many, so short ones say little: only when none was
 * long for a while is spinning brief again, until the next that is.
 */
final class SpinLimit {
  /** Longer than another rank needs for an answer; well below a time slice. */
  private static final long STRANGER_NS = 500_000;

  /** To find out again costs a slice: a few thousandths of this. */
  private static final long MEMORY_NS = 1_000_000_000;

  private final long briefNs;
  private final long longNs;
  private boolean strangers;
  private long seenNs;

  /**
   * Knows of no strangers.
   *
   * @param briefNs the limit where the processor is this job's alone
   * @param longNs the limit where it is not
   */
  SpinLimit(long briefNs, long longNs) {
    this.briefNs = briefNs;
    this.longNs = longNs;
  }

  /** So long a thread spins before it yields for the first time. */
  long ns(long nowNs) {
    if (strangers && nowNs - seenNs >= MEMORY_NS) {
      strangers = false;
    }
    return strangers ? longNs : briefNs;
  }

  /** Gives the processor away once. */
  void yield() {
    long startNs = System.nanoTime();
    Thread.yield();
    yielded(startNs, System.nanoTime());
  }

  /** The processor was given away and had back at these times. */
  void yielded(long startNs, long endNs) {
    if (endNs - startNs >= STRANGER_NS) {
      strangers = true;
      seenNs = endNs;
    }
  }
}
