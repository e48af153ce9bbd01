package org.jmpi.runtime;

import org.jmpi.p2p.Progress;
import org.jmpi.p2p.SharedWait;

/**
 * How a thread looks for news in shared memory: it spins, then gives the processor away after each
 * look, then sleeps and is woken. Other messages are handled in between. Under the engine's lock.
 *
 * <p>Spinning pays while those that are waited for run on other processors, giving the processor
 * away while they wait for this one. On a machine that is busy with other things all ranks lose
 * their processors now and then, for some milliseconds; those that sleep meanwhile have to be woken
 * one by one, and each wake-up is late again. So sleep comes late too.
 */
final class Haste {
  private static final int SPINS_PER_POLL = 64;
  private static final int YIELDS_PER_POLL = 4;

  /** Steps that bring something, between two polls of the links. */
  private static final int WORKS_PER_POLL = 8;

  /** No longer, since the one that is waited for may wait for this processor. */
  private static final long SPIN_NS = 5_000;

  /** The same where strangers want the processor too: most answers come in it, a slice is more. */
  private static final long MAX_SPIN_NS = 100_000;

  /** About a time slice. */
  private static final long YIELD_NS = 3_000_000;

  /** Where ranks outnumber cores, others have work for this one's. */
  private static final long CROWDED_YIELD_NS = 1_000_000;

  /**
   * But so long where what is waited for has come about then: to be woken costs more than to look,
   * and where all sleep each has to be.
   */
  private static final long MAX_CROWDED_YIELD_NS = 16_000_000;

  private final Progress progress;
  private final boolean maySpin;
  private final Naps naps;
  private final SpinLimit spinLimit = new SpinLimit(SPIN_NS, MAX_SPIN_NS);
  private long yieldNs;

  Haste(Progress progress, boolean maySpin, Naps naps) {
    this.progress = progress;
    this.naps = naps;
    this.maySpin = maySpin;
    this.yieldNs = maySpin ? YIELD_NS : CROWDED_YIELD_NS;
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
        return look;
      }
      if (looks % SPINS_PER_POLL == 0) {
        long now = System.nanoTime();
        if (startNs == 0) {
          startNs = now;
        } else if (now - startNs >= spinLimit.ns(now)) {
          return look;
        }
        progress.poll();
      }
    }
  }

  private SharedWait.Look giveWay(SharedWait wait) {
    long startNs = 0;
    boolean napping = false;
    for (int looks = 1; ; looks++) {
      if (napping) {
        Naps.take();
      } else if (maySpin) {
        spinLimit.yield();
      } else {
        Thread.yield();
      }
      SharedWait.Look look = wait.look();
      if (look != SharedWait.Look.WAITS) {
        return look;
      }
      if (napping || looks % YIELDS_PER_POLL == 0) {
        long now = System.nanoTime();
        if (startNs == 0) {
          startNs = now;
        } else if (now - startNs >= yieldNs) {
          return look;
        }
        napping = naps.isTime(now, now - startNs);
        progress.poll();
      }
    }
  }

  private void sleep(SharedWait wait) {
    long startNs = System.nanoTime();
    wait.beginSleep();
    try {
      progress.awaitUntil(wait);
    } finally {
      wait.endSleep();
    }
    if (!maySpin) {
      boolean wasShort = System.nanoTime() - startNs < MAX_CROWDED_YIELD_NS;
      yieldNs =
          wasShort
              ? Math.min(MAX_CROWDED_YIELD_NS, 2 * yieldNs)
              : Math.max(CROWDED_YIELD_NS, yieldNs / 2);
    }
  }
}
