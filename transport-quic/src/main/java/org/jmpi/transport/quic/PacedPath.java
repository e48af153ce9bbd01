package org.jmpi.transport.quic;

import io.netty.handler.codec.quic.QuicChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Joins a connection with its lane in the {@link Pacer} and keeps the lane's rate up to date. */
final class PacedPath {
  /** Below this round-trip time pacing cannot help: timers are not that fine. */
  static final long MIN_RTT_NS = 1_000_000L;

  private static final double GAIN = 1.2;
  private static final long BURST_NS = 1_000_000L;
  private static final long CONGESTED_NS = 25_000_000L;
  private static final int MIN_BURST_BYTES = 4 * 1500;
  private static final int MIN_CONGESTED_BYTES = 64 * 1024;
  private static final int MIN_BOUND_BYTES = 256 * 1024;

  /** The codec shows a connection id in no other way than this. */
  private static final Pattern SHOWN_ID = Pattern.compile("connId=([0-9a-f]{8})([0-9a-f]{16})\\}");

  private final QuicConnection connection;
  private final Pacer pacer;
  private final Pacer.Lane lane;
  private final long key;
  private PathStatistics used;

  private PacedPath(QuicConnection connection, Pacer pacer, long key, long nowNs) {
    this.connection = connection;
    this.pacer = pacer;
    this.key = key;
    this.lane =
        new Pacer.Lane(
            new PacedQueue<>(MIN_BURST_BYTES, nowNs), this::update, connection::recheckStreams);
  }

  /** Starts pacing the connection; null when its id cannot be told. */
  static PacedPath attach(QuicConnection connection, Pacer pacer, QuicChannel channel, long nowNs) {
    Matcher shown = SHOWN_ID.matcher(String.valueOf(channel.remoteAddress()));
    if (!shown.find()) {
      QuicLog.LOG.warn("The connection {} is not paced: unknown form of id", connection);
      return null;
    }
    PacedPath path =
        new PacedPath(connection, pacer, Long.parseUnsignedLong(shown.group(2), 16), nowNs);
    pacer.add(path.key, path.lane);
    return path;
  }

  boolean isCongested() {
    return lane.isCongested();
  }

  long delayedPackets() {
    return lane.delayed();
  }

  void detach() {
    pacer.remove(key);
  }

  private void update() {
    PathStatistics now = connection.statistics();
    if (now == used || now == null) {
      return;
    }
    used = now;
    long rate =
        now.rttNs() < MIN_RTT_NS
            ? 0
            : (long) (GAIN * now.congestionWindowBytes() * 1e9 / now.rttNs());
    long congestedBytes = Math.max(MIN_CONGESTED_BYTES, rate / 1000 * (CONGESTED_NS / 1_000_000));
    long boundBytes = Math.max(MIN_BOUND_BYTES, 2 * now.congestionWindowBytes());
    lane.queue().setRate(rate, BURST_NS, congestedBytes, boundBytes, now.sampledAtNs());
  }
}
