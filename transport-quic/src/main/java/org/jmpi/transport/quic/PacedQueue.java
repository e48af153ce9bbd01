package org.jmpi.transport.quic;

import java.util.ArrayDeque;

/**
 * Decides when the packets of one connection leave: a token bucket with a bounded queue behind it.
 * A congestion controller without pacing sends a window's worth at once, which a shallow queue on
 * the way drops; spread over the round trip it passes. Knows neither clock nor socket: the time is
 * passed in.
 *
 * @param <T> what waits
 */
final class PacedQueue<T> {
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final long minBurstBytes;
  private final ArrayDeque<T> waiting = new ArrayDeque<>();
  private final ArrayDeque<Integer> lengths = new ArrayDeque<>();
  private long rateBytesPerSecond;
  private long burstBytes;
  private long congestedBytes;
  private long boundBytes;
  private long tokenBytes;
  private long filledAtNs;
  private long queuedBytes;
  private long refused;

  /** What {@link #offer} did. */
  enum Decision {
    /** The caller sends it now. */
    SEND,
    /** It waits here. */
    QUEUED,
    /** The queue is full: the caller drops it. */
    REFUSED
  }

  /**
   * @param minBurstBytes sent at once after a pause, whatever the rate
   */
  PacedQueue(long minBurstBytes, long nowNs) {
    this.minBurstBytes = minBurstBytes;
    this.filledAtNs = nowNs;
    this.burstBytes = minBurstBytes;
    this.tokenBytes = minBurstBytes;
  }

  /**
   * The rate from now on.
   *
   * @param rateBytesPerSecond 0 for no pacing
   * @param burstNs how much time's worth may leave at once (timers are not finer)
   * @param congestedBytes when more waits, the sender should make no more
   * @param boundBytes what may wait at most
   */
  void setRate(
      long rateBytesPerSecond, long burstNs, long congestedBytes, long boundBytes, long nowNs) {
    fill(nowNs);
    this.rateBytesPerSecond = rateBytesPerSecond;
    this.burstBytes = Math.max(minBurstBytes, bytesIn(burstNs));
    this.congestedBytes = congestedBytes;
    this.boundBytes = boundBytes;
    this.tokenBytes = Math.min(tokenBytes, burstBytes);
  }

  /** A packet wants to leave. */
  Decision offer(T packet, int lengthBytes, long nowNs) {
    fill(nowNs);
    if (waiting.isEmpty() && (rateBytesPerSecond == 0 || tokenBytes > 0)) {
      tokenBytes -= lengthBytes;
      return Decision.SEND;
    }
    if (queuedBytes + lengthBytes > boundBytes) {
      refused++;
      return Decision.REFUSED;
    }
    waiting.add(packet);
    lengths.add(lengthBytes);
    queuedBytes += lengthBytes;
    return Decision.QUEUED;
  }

  /** The next packet whose time has come, or null. */
  T poll(long nowNs) {
    fill(nowNs);
    if (waiting.isEmpty() || rateBytesPerSecond != 0 && tokenBytes <= 0) {
      return null;
    }
    int lengthBytes = lengths.remove();
    tokenBytes -= lengthBytes;
    queuedBytes -= lengthBytes;
    return waiting.remove();
  }

  /** The next packet whatever the time, or null: for giving up. */
  T drain() {
    if (waiting.isEmpty()) {
      return null;
    }
    queuedBytes -= lengths.remove();
    return waiting.remove();
  }

  /**
   * How long until {@link #poll} gives a packet; 0 when it would now; {@link Long#MAX_VALUE} when
   * none waits.
   */
  long delayNs(long nowNs) {
    fill(nowNs);
    if (waiting.isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (rateBytesPerSecond == 0 || tokenBytes > 0) {
      return 0;
    }
    return (1 - tokenBytes) * NS_PER_SECOND / rateBytesPerSecond + 1;
  }

  long queuedBytes() {
    return queuedBytes;
  }

  /** True when so much waits that the sender should make no more. */
  boolean isCongested() {
    return queuedBytes > congestedBytes;
  }

  /** Packets that found the queue full. */
  long refused() {
    return refused;
  }

  private void fill(long nowNs) {
    long elapsedNs = nowNs - filledAtNs;
    if (rateBytesPerSecond == 0) {
      tokenBytes = burstBytes;
      filledAtNs = nowNs;
      return;
    }
    long earned = bytesIn(Math.min(elapsedNs, NS_PER_SECOND));
    if (earned > 0) {
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
