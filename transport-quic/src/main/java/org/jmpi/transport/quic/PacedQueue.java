package org.jmpi.transport.quic;

import java.util.ArrayDeque;

/**
 * Decides when the packets of one connection leave: a bounded queue behind a token bucket, which
 * the connections of a path share. A congestion controller without pacing sends a window's worth at
 * once, which a shallow queue on the way drops; spread over the round trip it passes. Knows neither
 * clock nor socket: the time is passed in.
 *
 * @param <T> what waits
 */
final class PacedQueue<T> {
  private final TokenBucket bucket;
  private final long debtBytes;
  private final ArrayDeque<T> waiting = new ArrayDeque<>();
  private final ArrayDeque<Integer> lengths = new ArrayDeque<>();
  private long boundBytes = Long.MAX_VALUE;
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
   * An empty queue.
   *
   * @param debtBytes how far its packets may bring the bucket into debt: what goes before others
   *     has more
   */
  PacedQueue(TokenBucket bucket, long debtBytes) {
    this.bucket = bucket;
    this.debtBytes = debtBytes;
  }

  /** What may wait at most. */
  void setBound(long bytes) {
    boundBytes = bytes;
  }

  /** A packet wants to leave. */
  Decision offer(T packet, int lengthBytes, long nowNs) {
    if (waiting.isEmpty() && bucket.mayTake(debtBytes, nowNs)) {
      bucket.take(lengthBytes);
      return Decision.SEND;
    }
    if (queuedBytes + lengthBytes > boundBytes) {
      refused++;
      return Decision.REFUSED;
    }
    if (waiting.isEmpty()) {
      bucket.waiters(1);
    }
    waiting.add(packet);
    lengths.add(lengthBytes);
    queuedBytes += lengthBytes;
    return Decision.QUEUED;
  }

  /** The next packet whose time has come, or null. */
  T poll(long nowNs) {
    if (waiting.isEmpty() || !bucket.mayTake(debtBytes, nowNs)) {
      return null;
    }
    bucket.take(lengths.element());
    return next();
  }

  /** The next packet whatever the time, or null: for giving up. */
  T drain() {
    if (waiting.isEmpty()) {
      return null;
    }
    return next();
  }

  private T next() {
    queuedBytes -= lengths.remove();
    T first = waiting.remove();
    if (waiting.isEmpty()) {
      bucket.waiters(-1);
    }
    return first;
  }

  /**
   * How long until {@link #poll} gives a packet; 0 when it would now; {@link Long#MAX_VALUE} when
   * none waits.
   */
  long delayNs(long nowNs) {
    return waiting.isEmpty() ? Long.MAX_VALUE : bucket.delayNs(debtBytes, nowNs);
  }

  long queuedBytes() {
    return queuedBytes;
  }

  /** Packets that found the queue full. */
  long refused() {
    return refused;
  }
}
