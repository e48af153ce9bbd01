package org.jmpi.launcher.core;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Whether a rank that others cannot reach does nothing because it gets no processor. Then one of
 * its threads is ready to run at most looks, and hardly runs: that rank is alive, and not to blame.
 * One that waits for something, or computes while nothing of it reaches the others, is not spared.
 */
final class Doubt {
  static final long GAP_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** So many looks with {@link #GAP_NS} between them. */
  static final int LOOKS = 11;

  /** In so many of them a starved thread is ready at least. */
  private static final int READY_LOOKS = 7;

  /** It runs for less than a third of the time; a tick is a hundredth of a second on Linux. */
  private static final long MOST_TICKS = 30;

  private final String why;
  private final Map<Long, Ready> ready = new HashMap<>();
  private long dueNs;
  private int looks;

  private static final class Ready {
    private final long firstTicks;
    private long lastTicks;
    private int looks;

    Ready(long ticks) {
      firstTicks = ticks;
    }
  }

  /**
   * From now on it is looked at.
   *
   * @param why others complain
   */
  Doubt(long nowNs, String why) {
    this.why = why;
    dueNs = nowNs;
  }

  /** Why it is killed if it is not spared. */
  String why() {
    return why;
  }

  /** When the next look is due. */
  long dueNs() {
    return dueNs;
  }

  /** True when all looks have been taken. */
  boolean isDecided() {
    return looks >= LOOKS;
  }

  /**
   * Takes a look.
   *
   * @param threads of the rank, by number; empty when nothing can be seen
   */
  void look(long nowNs, Map<Long, AgentActions.ThreadSight> threads) {
    looks++;
    dueNs = nowNs + GAP_NS;
    threads.forEach(
        (number, sight) -> {
          Ready thread = ready.computeIfAbsent(number, n -> new Ready(sight.cpuTicks()));
          thread.lastTicks = sight.cpuTicks();
          thread.looks += sight.ready() ? 1 : 0;
        });
  }

  /** What the looks come to. */
  boolean isStarved() {
    return ready.values().stream()
        .anyMatch(t -> t.looks >= READY_LOOKS && t.lastTicks - t.firstTicks <= MOST_TICKS);
  }
}
