package org.jmpi.bench.wan;

import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jmpi.bench.osu.Options;

/** What the programs of both kinds have in common: options, units, percentiles. */
final class Wan {
  static final double NS_PER_MS = 1e6;
  static final double NS_PER_SECOND = 1e9;
  private static final double BITS_PER_BYTE = 8.0;
  private static final long LONGEST_NS = 600_000_000_000L;
  private static final String[] COMMON = {"axis", "at", "rtt-ms", "seconds", "warm-seconds"};

  private Wan() {}

  /** The names of all options, {@code own} with those that every program here knows. */
  static String[] options(String... own) {
    return Stream.concat(Stream.of(COMMON), Stream.of(own)).toArray(String[]::new);
  }

  /** What the first column is, for example the loss of the link. */
  static String axis(Options options) {
    return options.text("axis", "Point");
  }

  /** Where on that axis this run is. */
  static String at(Options options) {
    return options.text("at", "0");
  }

  /** The round trip time that the link is set to. */
  static double rttNs(Options options) {
    return decimal(options, "rtt-ms", "50") * NS_PER_MS;
  }

  static long secondsNs(Options options, String name, String otherwise) {
    return (long) (decimal(options, name, otherwise) * NS_PER_SECOND);
  }

  static double decimal(Options options, String name, String otherwise) {
    return Double.parseDouble(options.text(name, otherwise));
  }

  /** 10⁶ bits per second. */
  static double megabits(long bytes, double elapsedNs) {
    return bytes * BITS_PER_BYTE / elapsedNs * 1_000;
  }

  static Histogram newHistogram() {
    return new Histogram(LONGEST_NS, 3);
  }

  /** P50, P99, P99.9 and the most, as multiples of the unit. */
  static Number[] quantiles(Histogram durationsNs, double unitNs) {
    return new Number[] {
      durationsNs.getValueAtPercentile(50) / unitNs,
      durationsNs.getValueAtPercentile(99) / unitNs,
      durationsNs.getValueAtPercentile(99.9) / unitNs,
      durationsNs.getMaxValue() / unitNs
    };
  }
}
