package org.jmpi.transport.quic;

/**
 * How long packets of the peer wait in queues on their way to this side, from the times at which it
 * says that it sent some: the clocks differ by an unknown amount, but how much longer a packet took
 * than the fastest is known. Acknowledgements come the same way and wait as long; without this a
 * side whose peer fills the other direction would take that queue for its own and slow down. Knows
 * no clock.
 */
final class ReverseQueue {
  /** The fastest is forgotten after once to twice this time, as clocks drift and paths change. */
  private static final long WINDOW_NS = 10_000_000_000L;

  /** Nothing was heard for so long: the peer gets no large messages any more. */
  private static final long STALE_NS = 400_000_000L;

  private static final long MOST_NS = 1_000_000_000L;
  private static final int SMOOTHING = 2;

  private boolean any;
  private long stamps;
  private long stampedAtNs;
  private long turnNs;

  /** The least differences of clocks in this window and the one before. */
  private long newerNs;

  private long olderNs;
  private long queueNs;

  /**
   * The peer has sent something.
   *
   * @param sentNs when, by its clock; any number
   */
  void onStamp(long sentNs, long nowNs) {
    stamps++;
    long differenceNs = nowNs - sentNs;
    if (!any || nowNs - stampedAtNs > WINDOW_NS) {
      any = true;
      turnNs = nowNs;
      newerNs = differenceNs;
      olderNs = differenceNs;
      queueNs = 0;
    } else if (nowNs - turnNs > WINDOW_NS) {
      turnNs = nowNs;
      olderNs = newerNs;
      newerNs = differenceNs;
    }
    stampedAtNs = nowNs;
    newerNs = earlier(newerNs, differenceNs);
    long longerNs = Math.max(0, Math.min(MOST_NS, differenceNs - earlier(newerNs, olderNs)));
    queueNs += (longerNs - queueNs) / SMOOTHING;
  }

  /** How often the peer has said when it sent something. */
  long stamps() {
    return stamps;
  }

  /** Smoothed; 0 where nothing is known. */
  long queueNs(long nowNs) {
    return any && nowNs - stampedAtNs < STALE_NS ? queueNs : 0;
  }

  private static long earlier(long a, long b) {
    return a - b < 0 ? a : b;
  }
}
