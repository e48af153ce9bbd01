package org.jmpi.runtime;

import org.jmpi.p2p.Progress;
import org.jmpi.p2p.SharedWait;

/**
 * How a thread looks for news in shared memory: it spins, then lets other threads run between two
 * looks, then sleeps and is woken. Other messages are handled in between. Under the engine's lock.
 */
final class Haste {
  /** Spins between two polls of the links, which cost about as much. */
  private static final int SPINS_PER_POLL = 64;

  private static final int MIN_SPINS = SPINS_PER_POLL / 2;

  /** About 50 µs. */
  private static final int MAX_SPINS = 32 * SPINS_PER_POLL;

  private static final int YIELDS_PER_POLL = 8;
  private static final int MAX_YIELDS = 200;

  /** Steps that bring something, between two polls of the links. */
  private static final int WORKS_PER_POLL = 8;

  private final Progress progress;
  private final boolean maySpin;

  /** Shrinks while spinning is in vain: then those that are waited for are not running. */
  private int spins;

  Haste(Progress progress, boolean maySpin) {
    this.progress = progress;
    this.maySpin = maySpin;
    this.spins = maySpin ? MAX_SPINS : 0;
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
    SharedWait.Look look = spin(wait);
    if (look != SharedWait.Look.WAITS) {
      return look;
    }
    for (int i = 1; i <= MAX_YIELDS; i++) {
      Thread.yield();
      look = wait.look();
      if (look != SharedWait.Look.WAITS) {
        return look;
      }
      if (i % YIELDS_PER_POLL == 0) {
        progress.poll();
      }
    }
    wait.beginSleep();
    try {
      progress.awaitUntil(wait);
    } finally {
      wait.endSleep();
    }
    return SharedWait.Look.WORKED;
  }

  private SharedWait.Look spin(SharedWait wait) {
    int limit = spins;
    for (int i = 1; i <= limit; i++) {
      Thread.onSpinWait();
      SharedWait.Look look = wait.look();
      if (look != SharedWait.Look.WAITS) {
        spins = Math.min(MAX_SPINS, limit + SPINS_PER_POLL);
        return look;
      }
      if (i % SPINS_PER_POLL == 0) {
        progress.poll();
      }
    }
    spins = maySpin ? Math.max(MIN_SPINS, limit / 2) : 0;
    return SharedWait.Look.WAITS;
  }
}
