package org.jmpi.transport.quic;

import java.util.OptionalLong;

/** One connection in the {@link Pacer}: its queue, and what it measures. */
final class PacedPath {
  private final QuicConnection connection;
  private final PathPacing pacing;
  private final Pacer pacer;
  private final Pacer.Lane lane;
  private final boolean urgent;
  private final long key;
  private long sentBytes;
  private long lostBytes;
  private long windowBytes;
  private long rttNs;
  private long deliveryBytesPerSecond;
  private boolean moved;

  private PacedPath(QuicConnection connection, PathPacing pacing, Pacer pacer, long key) {
    this.connection = connection;
    this.pacing = pacing;
    this.pacer = pacer;
    this.key = key;
    this.urgent = !connection.isBulk();
    this.lane = new Pacer.Lane(pacing.newQueue(urgent), urgent, this);
  }

  /** Starts pacing the connection; null when its id cannot be told. */
  static PacedPath attach(QuicConnection connection, PathPacing pacing, Pacer pacer) {
    OptionalLong key = ConnectionIds.randomPart(connection.codecChannel().remoteAddress());
    if (key.isEmpty()) {
      QuicLog.LOG.warn("The connection {} is not paced: unknown form of id", connection);
      return null;
    }
    PacedPath path = new PacedPath(connection, pacing, pacer, key.getAsLong());
    pacer.add(path.key, path.lane);
    return path;
  }

  PathPacing pacing() {
    return pacing;
  }

  /** It carries small messages, which go before large ones. */
  boolean isUrgent() {
    return urgent;
  }

  boolean isCongested() {
    return pacing.isCongested(urgent);
  }

  long queuedBytes() {
    return lane.queue().queuedBytes();
  }

  long delayedPackets() {
    return lane.delayed();
  }

  void setBound(long bytes) {
    lane.queue().setBound(bytes);
  }

  void detach() {
    pacer.remove(key);
    pacing.detach(this);
  }

  /** A packet wants to leave. */
  void beforePacket(long nowNs) {
    pacing.update(nowNs);
  }

  /** Something left the queue of a connection of this path. */
  void relieved() {
    connection.recheckStreams();
  }

  /** Reads the codec's counters. */
  void sample() {
    PathStatistics now = connection.statistics();
    if (now == null) {
      return;
    }
    moved = now.sentBytes() != sentBytes;
    sentBytes = now.sentBytes();
    lostBytes = now.lostBytes();
    windowBytes = now.congestionWindowBytes();
    rttNs = now.rttNs();
    deliveryBytesPerSecond = now.deliveryRateBytesPerSecond();
  }

  /** How long packets waited here: part of the round-trip time, but in no queue on the way. */
  long waitNs() {
    return lane.meanWaitNs();
  }

  /** Anything was sent between the last two samples. */
  boolean hasMoved() {
    return moved;
  }

  long sentBytes() {
    return sentBytes;
  }

  long lostBytes() {
    return lostBytes;
  }

  long windowBytes() {
    return windowBytes;
  }

  long deliveryBytesPerSecond() {
    return deliveryBytesPerSecond;
  }

  long rttNs() {
    return rttNs;
  }
}
