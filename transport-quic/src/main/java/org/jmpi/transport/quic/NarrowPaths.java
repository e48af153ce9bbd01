package org.jmpi.transport.quic;

import java.util.concurrent.TimeUnit;

/**
 * Closes connections whose packets have become too long for the path, so that others take their
 * place: the driver of {@link NarrowPathWatch} for all connections of a link between hosts. Under
 * the engine's lock.
 */
final class NarrowPaths {
  private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long WATCHED_NS = TimeUnit.SECONDS.toNanos(12);
  private static final long CALM_NS = TimeUnit.SECONDS.toNanos(60);
  private static final int MAX_PATIENCE = 16;
  private static final String REASON = "long packets do not get through any more";

  private final QuicTransport transport;
  private final QuicLink link;
  private final LazyTimer timer;
  private final NarrowPathWatch watch = new NarrowPathWatch();
  private QuicConnection watched;
  private long settled;
  private long usedNs;
  private long foundNs;
  private int patience = 1;
  private int found;

  NarrowPaths(QuicTransport transport, QuicLink link) {
    this.transport = transport;
    this.link = link;
    this.timer = new LazyTimer(transport, this::check);
  }

  /** Something was sent. */
  void used() {
    QuicConnection connection = link.connection();
    if (connection != null && !connection.isNear()) {
      usedNs = now();
      timer.atLatest(usedNs + TICK_NS);
    }
  }

  /** Connections that were closed. */
  int found() {
    return found;
  }

  private void check() {
    QuicConnection connection = link.connection();
    if (connection == null || !connection.isOpen() || connection.isNear()) {
      return;
    }
    long now = now();
    if (now - foundNs > CALM_NS) {
      patience = 1;
    }
    int before = found;
    boolean doubtful = false;
    for (BulkLane lane : link.bulkSender().lanes()) {
      if (lane.isOpen()) {
        doubtful |=
            judge(lane.connection(), lane.narrowPathWatch(), NarrowPathWatch.Arrival.UNKNOWN, now);
      }
    }
    doubtful |= judge(connection, watch, arrival(connection), now);
    if (found > before) {
      foundNs = now;
      patience = Math.min(MAX_PATIENCE, 2 * patience);
    }
    if (link.connection() != connection || !connection.isOpen()) {
      return;
    }
    if (doubtful) {
      link.lifeSigns().send(connection, true);
    }
    if (!link.isDrained() || now - usedNs < WATCHED_NS) {
      timer.atLatest(now + TICK_NS);
    }
  }

  /** Returns true when it should be seen whether the peer is reached at all. */
  private boolean judge(
      QuicConnection connection, NarrowPathWatch by, NarrowPathWatch.Arrival arrival, long nowNs) {
    PathStatistics path = connection.statistics();
    if (path == null) {
      return false;
    }
    PathPacing pacing = connection.pacing();
    long rttNs = pacing == null || pacing.minRttNs() == 0 ? path.rttNs() : pacing.minRttNs();
    switch (by.onSample(nowNs, path, rttNs, patience, arrival, link.connection().lastInputNs())) {
      case NARROW -> {
        found++;
        by.reset();
        connection.close(CloseReason.CODE_INTERNAL, REASON);
        return false;
      }
      case DOUBTFUL -> {
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  private NarrowPathWatch.Arrival arrival(QuicConnection connection) {
    if (connection != watched) {
      watched = connection;
      watch.reset();
    }
    long before = settled;
    settled = link.session().settledPosition();
    return settled == before && link.session().isAwaitingAcknowledgement()
        ? NarrowPathWatch.Arrival.AWAITED
        : NarrowPathWatch.Arrival.SEEN;
  }

  private long now() {
    return transport.context().clockNs().getAsLong();
  }
}
