package org.jmpi.transport.quic;

/**
 * Notices that a path does not take packets any more as long as a connection makes them (RFC 8899
 * §4.3, "black hole"): after a change of route, say, when the word of it does not come. The codec
 * finds a path's longest packet once and never doubts it, and repeats what is lost in packets as
 * long; short ones still arrive, so the connection is not silent. A new connection finds the length
 * anew.
 *
 * <p>Looks at windows of the larger of 0.7 s and four round trips; a few bad ones in a row are a
 * verdict. Windows in which this process did not run tell nothing. Knows neither clock nor socket.
 */
final class NarrowPathWatch {
  private static final long LEAST_WINDOW_NS = 700_000_000L;
  private static final int WINDOW_ROUND_TRIPS = 4;
  private static final int MIN_LOST_BESIDE_SMALL = 4;
  private static final int MIN_LOST = 8;

  /** Longer between two samples means that this process did not run. */
  private static final long LONGEST_GAP_NS = LEAST_WINDOW_NS / 2;

  /** Bad windows in a row for a verdict: packets were lost, or nothing was heard of them. */
  private static final int LOSSY_WINDOWS = 2;

  private static final int SILENT_WINDOWS = 3;

  /** What is known of whether long packets arrive. */
  enum Arrival {
    /** Nothing but the codec's counters tells. */
    UNKNOWN,
    /** Something that was waited for arrived, or nothing is waited for. */
    SEEN,
    /** What was sent first has not arrived. */
    AWAITED
  }

  /** What to do. */
  enum Verdict {
    /** Nothing. */
    FINE,
    /** See whether short packets arrive. */
    DOUBTFUL,
    /** Use another connection. */
    NARROW
  }

  private boolean begun;
  private long startNs;
  private long startSent;
  private long startLost;
  private long startReceived;
  private boolean seen;
  private long lastNs;
  private int badWindows;

  /**
   * Takes a sample; to be called several times per window.
   *
   * @param path of the connection
   * @param rttNs of the path without queues: what the connection itself measures is of no use then
   * @param patience 1, or more to be slower to judge
   * @param heardNs when anything last came on the connection that has small messages: where nothing
   *     comes at all the path is not narrow but down
   */
  Verdict onSample(
      long nowNs, PathStatistics path, long rttNs, int patience, Arrival arrival, long heardNs) {
    if (!begun || nowNs - lastNs > LONGEST_GAP_NS) {
      begin(nowNs, path);
    }
    lastNs = nowNs;
    seen |= arrival == Arrival.SEEN;
    if (nowNs - startNs < patience * Math.max(LEAST_WINDOW_NS, WINDOW_ROUND_TRIPS * rttNs)) {
      return Verdict.FINE;
    }
    boolean lossy = isLossy(path, arrival);
    boolean bad =
        path.payloadBytes() > QuicSettings.MIN_DATAGRAM_BYTES
            && !seen
            && (lossy || isUnanswered(path))
            && (badWindows == 0 || heardNs - startNs > 0);
    badWindows = bad ? badWindows + 1 : 0;
    begin(nowNs, path);
    if (badWindows >= (lossy ? LOSSY_WINDOWS : SILENT_WINDOWS)) {
      return Verdict.NARROW;
    }
    return bad ? Verdict.DOUBTFUL : Verdict.FINE;
  }

  /** It is another connection from now on. */
  void reset() {
    begun = false;
    badWindows = 0;
  }

  private boolean isLossy(PathStatistics path, Arrival arrival) {
    long lost = path.lostPackets() - startLost;
    // Beside long packets that wait to be repeated many short ones may go, which arrive.
    return arrival == Arrival.AWAITED
        ? lost >= MIN_LOST_BESIDE_SMALL
        : lost >= MIN_LOST && 2 * lost >= path.sentPackets() - startSent;
  }

  private boolean isUnanswered(PathStatistics path) {
    return path.sentPackets() > startSent && path.receivedPackets() == startReceived;
  }

  private void begin(long nowNs, PathStatistics path) {
    begun = true;
    startNs = nowNs;
    startSent = path.sentPackets();
    startLost = path.lostPackets();
    startReceived = path.receivedPackets();
    seen = false;
  }
}
