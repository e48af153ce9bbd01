package org.jmpi.net.session;

/**
 * What copies of small records may cost: a token bucket in bytes that fills with a share of what
 * the path's congestion window allows. The time is passed in.
 */
final class DuplicateBudget {
  /** Of a congestion window per round trip, one part in so many may be copies. */
  static final int WINDOW_SHARE = 16;

  /** Per round trip, whatever the window: a window that losses made small needs copies most. */
  static final int LEAST_PER_ROUND_TRIP_BYTES = 1024;

  /** What may be sent at once after a pause. */
  static final int LEAST_BURST_BYTES = 8 << 10;

  private static final int MOST_BURST_BYTES = 64 << 10;
  private static final double NS_PER_SECOND = 1e9;

  private double bytesPerNs;
  private long burstBytes = LEAST_BURST_BYTES;
  private double tokens = LEAST_BURST_BYTES;
  private long filledAtNs;

  /** What the path is like from now on. */
  void setPath(long rttNs, long windowBytes, long nowNs) {
    fill(nowNs);
    long perRoundTrip = Math.max(windowBytes / WINDOW_SHARE, LEAST_PER_ROUND_TRIP_BYTES);
    bytesPerNs = rttNs <= 0 ? 0 : (double) perRoundTrip / rttNs;
    burstBytes = Math.min(Math.max(perRoundTrip, LEAST_BURST_BYTES), MOST_BURST_BYTES);
    tokens = Math.min(tokens, burstBytes);
  }

  /** Bytes that may be taken now. */
  long availableBytes(long nowNs) {
    fill(nowNs);
    return (long) tokens;
  }

  /** Bytes that were sent; may be more than there was, which the next wait for. */
  void take(long bytes, long nowNs) {
    fill(nowNs);
    tokens -= bytes;
  }

  long bytesPerSecond() {
    return (long) (bytesPerNs * NS_PER_SECOND);
  }

  private void fill(long nowNs) {
    long elapsedNs = Math.max(0, nowNs - filledAtNs);
    tokens = Math.min(burstBytes, tokens + bytesPerNs * elapsedNs);
    filledAtNs = nowNs;
  }
}
