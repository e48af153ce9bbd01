package org.jmpi.bench;

import java.io.PrintStream;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Prints figures in columns, one line each, so that runs can be compared by eye and by script. */
final class Figures {
  private static final double NS_PER_US = 1_000.0;
  private static final double BITS_PER_BYTE = 8.0;

  private final PrintStream out;
  private final String subject;

  Figures(PrintStream out, String subject) {
    this.out = out;
    this.subject = subject;
  }

  static Histogram newHistogram() {
    return new Histogram(10_000_000_000L, 3);
  }

  void environment(String settings) {
    out.printf(
        "# %s; %s; Java %s; %d processors; %s%n",
        subject,
        settings,
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"));
  }

  /** Round trips in nanoseconds. */
  void latency(String what, Histogram roundTripsNs) {
    out.printf(
        Locale.ROOT,
        "%-10s %-14s n=%-8d p50=%.1f us p99=%.1f us p99.9=%.1f us%n",
        subject,
        what,
        roundTripsNs.getTotalCount(),
        roundTripsNs.getValueAtPercentile(50) / NS_PER_US,
        roundTripsNs.getValueAtPercentile(99) / NS_PER_US,
        roundTripsNs.getValueAtPercentile(99.9) / NS_PER_US);
  }

  void throughput(String what, long bytes, long elapsedNs) {
    out.printf(
        Locale.ROOT,
        "%-10s %-14s %.2f Gbit/s (%.0f MB in %.2f s)%n",
        subject,
        what,
        bytes * BITS_PER_BYTE / elapsedNs,
        bytes / 1e6,
        elapsedNs / 1e9);
  }

  void share(String what, double percent) {
    out.printf(Locale.ROOT, "%-10s %-14s %.2f %% of a core%n", subject, what, percent);
  }
}
