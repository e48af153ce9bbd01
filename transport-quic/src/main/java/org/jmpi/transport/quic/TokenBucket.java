package org.jmpi.transport.quic;

/**
 * Bytes that may leave now, earned at a rate. May run into debt by one packet, which has to be
 * earned back first. Knows no clock: the time is passed in.
 */
final class TokenBucket {
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final long minBurstBytes;
  private long rateBytesPerSecond;
  private long burstBytes;
  private long tokenBytes;
  private long filledAtNs;
  private int waiters;
  private long missedBytes;

  /**
   * A full bucket without a rate, which lets everything pass.
   *
   * @param minBurstBytes may leave at once after a pause, whatever the rate
   */
  TokenBucket(long minBurstBytes, long nowNs) {
    this.minBurstBytes = minBurstBytes;
    this.filledAtNs = nowNs;
    this.burstBytes = minBurstBytes;
    this.tokenBytes = minBurstBytes;
  }

  /**
   * The rate from now on.
   *
   * @param rateBytesPerSecond 0 for no limit
   * @param burstNs how much time's worth may leave at once (timers are not finer)
   */
  void setRate(long rateBytesPerSecond, long burstNs, long nowNs) {
    fill(nowNs);
    this.rateBytesPerSecond = rateBytesPerSecond;
    this.burstBytes = Math.max(minBurstBytes, bytesIn(burstNs));
    this.tokenBytes = Math.min(tokenBytes, burstBytes);
  }

  long rateBytesPerSecond() {
    return rateBytesPerSecond;
  }

  /** True when a packet may leave now that may bring the bucket {@code debtBytes} into debt. */
  boolean mayTake(long debtBytes, long nowNs) {
    fill(nowNs);
    return rateBytesPerSecond == 0 || tokenBytes + debtBytes > 0;
  }

  /** One queue more, or fewer, has packets from now on that wait for this bucket. */
  void waiters(int change) {
    waiters += change;
  }

  /**
   * Bytes that waiting packets might have taken, had somebody looked before the bucket was full.
   */
  long missedBytes() {
    return missedBytes;
  }

  /** A packet leaves. */
  void take(int lengthBytes) {
    tokenBytes -= lengthBytes;
  }

  /** How long until {@link #mayTake} holds; 0 when it does. */
  long delayNs(long debtBytes, long nowNs) {
    if (mayTake(debtBytes, nowNs)) {
      return 0;
    }
    return (1 - tokenBytes - debtBytes) * NS_PER_SECOND / rateBytesPerSecond + 1;
  }

  private void fill(long nowNs) {
    if (rateBytesPerSecond == 0) {
      tokenBytes = burstBytes;
      filledAtNs = nowNs;
      return;
    }
    long elapsedNs = nowNs - filledAtNs;
    long earned = bytesIn(Math.min(elapsedNs, NS_PER_SECOND));
    if (earned > 0) {
      missedBytes += waiters == 0 ? 0 : Math.max(0, tokenBytes + earned - burstBytes);
      tokenBytes = Math.min(burstBytes, tokenBytes + earned);
      // Time that did not earn a whole byte yet counts next time.
      filledAtNs = elapsedNs > NS_PER_SECOND ? nowNs : filledAtNs + timeOf(earned);
    }
  }

  private long bytesIn(long ns) {
    return (long) ((double) rateBytesPerSecond * ns / NS_PER_SECOND);
  }

  private long timeOf(long bytes) {
    return (long) ((double) bytes * NS_PER_SECOND / rateBytesPerSecond);
  }
}
