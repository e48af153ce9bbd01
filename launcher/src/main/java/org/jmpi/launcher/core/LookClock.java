package org.jmpi.launcher.core;

/**
 * Counts time in looks at a regular interval, as far as this process has itself been running: a
 * look that comes late counts for two intervals at most, and after a gap of half the bound all that
 * is being counted begins anew. So nobody is taken for silent or stopped by a process that was
 * itself stopped, paused or got no processor.
 */
final class LookClock {
  /** The answer of {@link #look} after a gap. */
  static final long GAP = -1;

  private static final int LOOKS_PER_BOUND = 8;

  private final long intervalNs;
  private final long gapNs;
  private long lastNs;

  /** A clock whose first look is due one interval after {@code nowNs}. */
  LookClock(long nowNs, long boundNs) {
    intervalNs = Math.max(1, boundNs / LOOKS_PER_BOUND);
    gapNs = boundNs / 2;
    lastNs = nowNs;
  }

  /** When the next look is due. */
  long dueNs() {
    return lastNs + intervalNs;
  }

  /** Whether a look is due. */
  boolean isDue(long nowNs) {
    return nowNs - dueNs() >= 0;
  }

  /** Looks; returns how much time to count since the last look, or {@link #GAP}. */
  long look(long nowNs) {
    long passedNs = nowNs - lastNs;
    lastNs = nowNs;
    return passedNs > gapNs ? GAP : Math.min(passedNs, 2 * intervalNs);
  }
}
