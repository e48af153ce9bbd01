package org.jmpi.runtime;

import java.util.function.IntPredicate;
import org.jmpi.net.local.LocalTransport;

/**
 * Looks whether processes of this host are being killed while this one waits: the kernel says so
 * milliseconds before their agent can collect the exit. Looks after a third of a millisecond, then
 * after twice as long each time, so that a wait costs some looks however long it is. Under the
 * engine's lock.
 */
final class NeighbourWatch {
  private static final long FIRST_LOOK_NS = 300_000;
  private static final int SIGKILL = 9;
  private static final long MOST_NS = 1_000_000_000L;

  /** Of so many neighbours each is looked at; of more, those whose indices follow. */
  private static final int MOST_LOOKED_AT = 8;

  private final LocalTransport local;
  private final int[] neighbours;
  private final IntPredicate counts;
  private final Deaths deaths;
  private boolean signed;
  private long seenEntries = -1;
  private long gapNs;
  private long nextNs;

  /** Hears of deaths. */
  interface Deaths {
    void onKilled(int process, int signal);
  }

  /**
   * @param processes of this host, in the order of their indices
   * @param counts which of them have neither failed nor finalized, as far as is known
   */
  NeighbourWatch(
      LocalTransport local, int self, int[] processes, IntPredicate counts, Deaths deaths) {
    this.local = local;
    this.counts = counts;
    this.deaths = deaths;
    neighbours = new int[Math.max(0, processes.length - 1)];
    int own = 0;
    while (processes[own] != self) {
      own++;
    }
    for (int i = 0; i < neighbours.length; i++) {
      neighbours[i] = processes[(own + 1 + i) % processes.length];
    }
  }

  /** What has happened, as agents say it. */
  static String cause(int signal) {
    return "was killed by signal " + signal + (signal == SIGKILL ? " (SIGKILL)" : "");
  }

  /**
   * This process waits in vain.
   *
   * @param entries changes when the program makes another call
   * @return true when somebody was found dead
   */
  boolean onIdle(long nowNs, long entries) {
    if (entries != seenEntries) {
      seenEntries = entries;
      gapNs = FIRST_LOOK_NS;
      nextNs = nowNs + gapNs;
      return false;
    }
    if (nowNs - nextNs < 0) {
      return false;
    }
    begin();
    boolean found = look();
    gapNs = Math.min(MOST_NS, 2 * gapNs);
    nextNs = nowNs + gapNs;
    return found;
  }

  /** From now on neighbours see when this process is killed. Looks once, as it will have to. */
  void begin() {
    if (!signed) {
      signed = true;
      local.sign();
      look();
    }
  }

  /** How long this process may sleep. */
  long mostSleepNs(long nowNs) {
    return Math.max(1, nextNs - nowNs);
  }

  private boolean look() {
    boolean found = false;
    int left = MOST_LOOKED_AT;
    for (int i = 0; i < neighbours.length && left > 0; i++) {
      if (counts.test(neighbours[i])) {
        left--;
        int signal = local.deadlySignal(neighbours[i]);
        if (signal != 0) {
          deaths.onKilled(neighbours[i], signal);
          found = true;
        }
      }
    }
    return found;
  }
}
