package org.jmpi.runtime;

import java.util.concurrent.locks.LockSupport;

/**
 * How a waiting thread lets others run in the moments after a death. Who only yields keeps its
 * processor busy: on a machine with fewer processors than ranks two that wait for a third pass one
 * processor to and fro, while the third waits for the other, on which the kernel takes the memory
 * of the dead one down and the agent collects its exit, for ten milliseconds. A processor that is
 * idle for an instant takes the third over. So whoever has waited in vain for a little then sleeps
 * instead, briefly. In a job that runs well it would only be late.
 */
final class Naps {
  /** A repair takes no longer where this matters. */
  private static final long REPAIR_NS = 100_000_000;

  /** Messages between ranks that run are faster. */
  private static final long VAIN_NS = 30_000;

  /** The kernel adds its own slack of as much again and more. */
  private static final long NAP_NS = 20_000;

  private boolean repairing;
  private long untilNs;

  /** Somebody has died, now. */
  void onDeath(long nowNs) {
    repairing = true;
    untilNs = nowNs + REPAIR_NS;
  }

  /** True when whoever has waited this long should sleep a little instead of yielding. */
  boolean isTime(long nowNs, long waitedNs) {
    if (repairing && nowNs - untilNs >= 0) {
      repairing = false;
    }
    return repairing && waitedNs >= VAIN_NS;
  }

  /** Lets others run. */
  static void take() {
    LockSupport.parkNanos(NAP_NS);
    if (Thread.currentThread().isInterrupted()) {
      // It has not slept, and will not.
      Thread.yield();
    }
  }
}
