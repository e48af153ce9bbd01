package org.jmpi.transport.quic;

import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;
import org.jmpi.net.session.OutageWatch;
import org.jmpi.net.session.Record;
import org.jmpi.net.session.SessionCore;

/**
 * Asks a quiet peer for signs of life, and has the link try another connection when there are none:
 * the driver of {@link OutageWatch}. Under the engine's lock.
 */
final class LifeSigns {
  private final QuicTransport transport;
  private final QuicLink link;
  private final LazyTimer timer;
  private OutageWatch watch;
  private QuicConnection connection;
  private long suspicions;

  LifeSigns(QuicTransport transport, QuicLink link) {
    this.transport = transport;
    this.link = link;
    this.timer = new LazyTimer(transport, this::check);
  }

  /** What the link writes on from now on, or null. */
  void use(QuicConnection fresh) {
    connection = fresh;
    if (fresh != null) {
      LinkSettings settings = transport.linkSettings();
      long longestNs = settings.silentNs() / 3;
      boolean near = fresh.isNear();
      watch = new OutageWatch(near ? longestNs : settings.pingNs(), longestNs, !near);
      watch.connected(now());
      timer.atLatest(watch.nextNs());
    }
  }

  /** True while other connections are tried beside the one in use. */
  boolean isSuspect() {
    return connection != null && watch.isSuspect();
  }

  /** How often a connection in use was suspected. */
  long suspicions() {
    return suspicions;
  }

  /** Something came in; returns true when the connection was under suspicion until now. */
  boolean heard(QuicConnection from, long nowNs) {
    return from == connection && watch.heard(nowNs);
  }

  /** The program's frames go out, which the peer answers. */
  void asked(long nowNs) {
    watch.used(nowNs);
    if (watch.asked(nowNs)) {
      timer.atLatest(watch.nextNs());
    }
  }

  /** The program's data go out or come in. */
  void used(long nowNs) {
    if (connection != null) {
      watch.used(nowNs);
    }
  }

  /** The peer's address has changed, and this side's packets do not reach it any more. */
  void moved() {
    if (watch.suspect(now())) {
      suspicions++;
    }
    timer.atLatest(watch.nextNs());
  }

  /** Sends a sign of life. */
  void send(QuicConnection on, boolean wantsAnswer) {
    ByteBuf ping =
        transport.endpoint().allocator().directBuffer(Record.HEADER_BYTES, Record.HEADER_BYTES);
    ping.writerIndex(Record.HEADER_BYTES);
    SessionCore.writePing(
        ping.internalNioBuffer(0, Record.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN), wantsAnswer);
    if (on.takesDatagrams()) {
      on.sendDatagram(ping);
    } else if (on == connection) {
      link.writeEager(ping);
    } else {
      ping.release();
    }
  }

  private void check() {
    if (connection == null || !connection.isOpen()) {
      return;
    }
    long now = now();
    if (now - connection.lastInputNs() > transport.linkSettings().silentNs()) {
      // The codec may think it alive while what the peer writes does not get through any more, for
      // example after a second change of an address translator's port.
      connection.close(CloseReason.CODE_INTERNAL, "no sign of life");
      return;
    }
    PathStatistics statistics = connection.statistics();
    if (statistics != null) {
      watch.measured(statistics.rttNs());
    }
    boolean was = watch.isSuspect();
    if (watch.takeDial(now)) {
      suspicions += was ? 0 : 1;
      link.race();
    }
    if (watch.takePing(now)) {
      send(connection, true);
    }
    timer.atLatest(watch.nextNs());
  }

  private long now() {
    return transport.context().clockNs().getAsLong();
  }
}
