package org.jmpi.runtime;

import org.jmpi.p2p.Progress;
import org.jmpi.p2p.SharedWait;

/**
 * How a thread looks for news in shared memory: it spins, then gives the processor away after each
 * look, then sleeps and is woken. Other messages are handled in between. Under the engine's lock.
 *
 * <p>Spinning pays while those that are waited for run on other processors; giving the processor
 * away while they wait for this one; and where other programs have the processors, who gives it
 * away gets it back late, while who is woken gets it soon. So how long each is done is learnt.
 */
final class Haste {
  private static final int SPINS_PER_POLL = 64;
  private static final int YIELDS_PER_POLL = 4;

  /** Steps that bring something, between two polls of the links. */
  private static final int WORKS_PER_POLL = 8;

  private static final long MAX_SPIN_NS = 50_000;
  private static final long MIN_SPIN_NS = 1_000;

  /** All ranks of a processor have their turn between two looks. */
  private static final long MAX_YIELD_NS = 300_000;

  private static final long MIN_YIELD_NS = 10_000;

  /** After so many waits without giving the processor away, it is tried again. */
  private static final int WAITS_BETWEEN_PROBES = 50;

  private final Progress progress;
  private long spinNs;
  private final boolean maySpin;
  private long yieldNs = MAX_YIELD_NS;
  private int waitsWithoutYield;

  Haste(Progress progress, boolean maySpin) {
    this.progress = progress;
    this.maySpin = maySpin;
    this.spinNs = maySpin ? MAX_SPIN_NS : 0;
  }

  void await(SharedWait wait) {
    int works = 0;
    while (true) {
      SharedWait.Look look = wait.look();
      if (look == SharedWait.Look.WAITS) {
        look = linger(wait);
      }
      if (look == SharedWait.Look.DONE) {
        return;
      }
      if (++works % WORKS_PER_POLL == 0) {
        progress.poll();
      }
    }
  }

  /** Looks until there is something. */
  private SharedWait.Look linger(SharedWait wait) {
    SharedWait.Look look = maySpin ? spin(wait) : SharedWait.Look.WAITS;
    if (look == SharedWait.Look.WAITS) {
      look = giveWay(wait);
    }
    if (look == SharedWait.Look.WAITS) {
      sleep(wait);
      return SharedWait.Look.WORKED;
    }
    return look;
  }

  private SharedWait.Look spin(SharedWait wait) {
    long startNs = 0;
    for (int looks = 1; ; looks++) {
      Thread.onSpinWait();
      SharedWait.Look look = wait.look();
      if (look != SharedWait.Look.WAITS) {
        spinNs = Math.min(MAX_SPIN_NS, 2 * spinNs);
        return look;
      }
      if (looks % SPINS_PER_POLL == 0) {
        long now = System.nanoTime();
        if (startNs == 0) {
          startNs = now;
        } else if (now - startNs >= spinNs) {
          spinNs = Math.max(MIN_SPIN_NS, spinNs / 2);
          return look;
        }
        progress.poll();
      }
    }
  }

  private SharedWait.Look giveWay(SharedWait wait) {
    if (yieldNs == 0 && ++waitsWithoutYield % WAITS_BETWEEN_PROBES != 0) {
      return SharedWait.Look.WAITS;
    }
    long limitNs = Math.max(MIN_YIELD_NS, yieldNs);
    long startNs = System.nanoTime();
    for (int looks = 1; ; looks++) {
      Thread.yield();
      SharedWait.Look look = wait.look();
      if (look != SharedWait.Look.WAITS) {
        yieldNs = Math.min(MAX_YIELD_NS, 2 * limitNs);
        return look;
      }
      if (System.nanoTime() - startNs >= limitNs) {
        yieldNs = limitNs >= 2 * MIN_YIELD_NS ? limitNs / 2 : 0;
        return look;
      }
      if (looks % YIELDS_PER_POLL == 0) {
        progress.poll();
      }
    }
  }

  private void sleep(SharedWait wait) {
    wait.beginSleep();
    try {
      progress.awaitUntil(wait);
    } finally {
      wait.endSleep();
    }
  }
}
