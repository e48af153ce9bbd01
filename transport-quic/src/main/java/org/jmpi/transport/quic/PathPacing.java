package org.jmpi.transport.quic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jmpi.job.ProcessId;

/**
 * The pacing of all connections to one peer: they share a rate, which a {@link PathController}
 * decides from what all of them measure. Small messages go before large ones.
 */
final class PathPacing {
  private static final long BURST_NS = 3_000_000L;
  private static final long BACKLOG_NS = 2_000_000L;
  private static final long UNIT_NS = 3_000_000L;
  private static final long URGENT_BACKLOG_NS = 10_000_000L;
  private static final int MIN_BURST_BYTES = 4 * 1500;
  private static final int MIN_BACKLOG_BYTES = 6 * 1500;
  private static final int MIN_UNIT_BYTES = 4 << 10;
  private static final int MAX_UNIT_BYTES = 128 << 10;
  private static final int MIN_URGENT_BACKLOG_BYTES = 64 << 10;
  private static final int MIN_BOUND_BYTES = 256 << 10;
  private static final int URGENT_DEBT_BYTES = 16 << 10;
  private static final long SAMPLE_INTERVAL_NS = 5_000_000L;
  private static final long STAMP_NS = 20_000_000L;
  private static final long STAMP_BYTES = 4 << 10;

  private final ProcessId peer;
  private final Pacer pacer;
  private final PathController controller = new PathController();
  private final TokenBucket bucket;
  private final ReverseQueue reverse = new ReverseQueue();
  private final List<PacedPath> paths = new ArrayList<>();
  private long sampledAtNs;
  private long stampedAtNs;
  private long receivedBytes;
  private long sentBytes;
  private long closedSentBytes;
  private long closedLostBytes;
  private boolean demand;
  private long unitBytes = MIN_UNIT_BYTES;
  private long backlogBytes = MIN_BACKLOG_BYTES;

  PathPacing(ProcessId peer, Pacer pacer, long nowNs) {
    this.peer = peer;
    this.pacer = pacer;
    this.bucket = new TokenBucket(MIN_BURST_BYTES, nowNs);
  }

  ProcessId peer() {
    return peer;
  }

  /** Starts pacing the connection; null when its id cannot be told. */
  PacedPath attach(QuicConnection connection) {
    PacedPath path = PacedPath.attach(connection, this, pacer);
    if (path != null) {
      paths.add(path);
    }
    return path;
  }

  void detach(PacedPath path) {
    if (paths.remove(path)) {
      closedSentBytes += path.sentBytes();
      closedLostBytes += path.lostBytes();
    }
  }

  /** True when no connection is left. */
  boolean isUnused() {
    return paths.isEmpty();
  }

  PacedQueue<Pacer.Waiting> newQueue(boolean urgent) {
    return new PacedQueue<>(bucket, urgent ? URGENT_DEBT_BYTES : 0);
  }

  /** Says whether there are large messages to send. */
  void setDemand(boolean there) {
    demand = there;
  }

  /** A part of a large message came from the peer. */
  void onReceived(int bytes) {
    receivedBytes += bytes;
  }

  /** Whether the peer should be told again at what time something is sent; notes that it is. */
  boolean takeStamp(long nowNs) {
    boolean isDue = nowNs - stampedAtNs >= STAMP_NS && receivedBytes >= STAMP_BYTES;
    if (isDue) {
      stampedAtNs = nowNs;
      receivedBytes = 0;
    }
    return isDue;
  }

  /** The peer, which gets large messages, sent something at a time by its clock. */
  void onStamp(long sentNs, long nowNs) {
    reverse.onStamp(sentNs, nowNs);
  }

  /** How often the peer has done so. */
  long stampsHeard() {
    return reverse.stamps();
  }

  /** How much of a large message is worth writing at once. */
  int unitBytes() {
    return (int) unitBytes;
  }

  /** How many connections large messages should be spread over. */
  int wantedConnections() {
    return controller.wantedConnections();
  }

  /** The round-trip time without queues; 0: not known. */
  long minRttNs() {
    return controller.minRttNs();
  }

  /** Bytes per second; 0: no limit. */
  long rateBytesPerSecond() {
    return controller.rateBytesPerSecond();
  }

  /** What large messages were acknowledged at last, over all their connections; 0: not known. */
  long bulkBytesPerSecond() {
    long sum = 0;
    for (int i = 0; i < paths.size(); i++) {
      sum += paths.get(i).isUrgent() ? 0 : paths.get(i).deliveryBytesPerSecond();
    }
    return sum;
  }

  /** For people. */
  String describe() {
    return controller.phase()
        + ", rate "
        + rateBytesPerSecond() / 125_000
        + " Mbit/s, rtt without queues "
        + TimeUnit.NANOSECONDS.toMicros(minRttNs())
        + " us, "
        + stampsHeard()
        + " words of the peer's time";
  }

  /** So much waits that writers of this kind should make no more. */
  boolean isCongested(boolean urgent) {
    long queued = 0;
    for (int i = 0; i < paths.size(); i++) {
      PacedPath path = paths.get(i);
      if (path.isUrgent() == urgent) {
        queued += path.queuedBytes();
      }
    }
    return queued
        > (urgent ? Math.max(MIN_URGENT_BACKLOG_BYTES, bytesIn(URGENT_BACKLOG_NS)) : backlogBytes);
  }

  /** Brings the rate up to date; cheap when that was done a moment ago. */
  void update(long nowNs) {
    if (nowNs - sampledAtNs < SAMPLE_INTERVAL_NS || paths.isEmpty()) {
      return;
    }
    sampledAtNs = nowNs;
    long window = 0;
    long sent = closedSentBytes;
    long lost = closedLostBytes;
    long rttSum = 0;
    long waitSum = 0;
    long delivery = 0;
    int moving = 0;
    int bulkPaths = 0;
    boolean bulkMoves = false;
    for (PacedPath path : paths) {
      path.sample();
      bulkPaths += path.isUrgent() ? 0 : 1;
      bulkMoves |= !path.isUrgent() && path.hasMoved();
      sent += path.sentBytes();
      lost += path.lostBytes();
    }
    sentBytes = sent;
    for (PacedPath path : paths) {
      // Where much is sent the round-trip time is fresh.
      if (path.hasMoved() && (!path.isUrgent() || !bulkMoves)) {
        window += path.windowBytes();
        rttSum += path.rttNs();
        waitSum += path.waitNs();
        delivery += path.deliveryBytesPerSecond();
        moving++;
      }
    }
    controller.onSample(
        new PathController.Sample(
            nowNs,
            moving == 0 ? 0 : rttSum / moving,
            moving == 0 ? 0 : waitSum / moving,
            window,
            delivery,
            sent,
            lost,
            bucket.missedBytes(),
            pacer.latenessNs(),
            reverse.queueNs(nowNs),
            demand,
            bulkPaths));
    // Who comes late must find more to send, and may send more at once, or part of the rate is
    // lost.
    long lateNs = pacer.latenessNs();
    bucket.setRate(controller.rateBytesPerSecond(), BURST_NS + lateNs, nowNs);
    backlogBytes = Math.max(MIN_BACKLOG_BYTES, bytesIn(BACKLOG_NS + lateNs));
    unitBytes = Math.max(MIN_UNIT_BYTES, Math.min(MAX_UNIT_BYTES, bytesIn(UNIT_NS)));
    if (bucket.rateBytesPerSecond() == 0) {
      unitBytes = MAX_UNIT_BYTES;
    }
    for (PacedPath path : paths) {
      path.setBound(Math.max(MIN_BOUND_BYTES, 2 * path.windowBytes()));
    }
  }

  private long bytesIn(long ns) {
    return (long) (bucket.rateBytesPerSecond() * 1e-9 * ns);
  }
}
