package org.jmpi.transport.quic;

import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;
import org.jmpi.net.session.RepeatQueue;
import org.jmpi.net.session.SessionCore;

/**
 * Sends as datagrams what a {@link RepeatQueue} decides to send once more, on the connection that
 * the link writes to. Datagrams are not repeated by the codec and wait for nothing that was lost on
 * a stream.
 */
final class RepeatSender {
  private final QuicTransport transport;
  private final SessionCore session;
  private final RepeatQueue queue;
  private final LazyTimer timer;
  private QuicConnection connection;
  private PathStatistics used;

  RepeatSender(QuicTransport transport, SessionCore session) {
    this.transport = transport;
    this.session = session;
    this.queue = new RepeatQueue(session, transport.linkSettings().duplicates());
    this.timer = new LazyTimer(transport, this::send);
  }

  /** What the link writes on from now on, or null. */
  void use(QuicConnection fresh) {
    connection = fresh == null || fresh.isNear() || !fresh.takesDatagrams() ? null : fresh;
    used = null;
    queue.newConnection();
  }

  /** The session's next output is being handed to a stream: before the session is told. */
  void handedOver(int bytes) {
    if (connection != null) {
      measure();
      queue.handedOver(bytes);
      timer.atLatest(queue.dueNs());
    }
  }

  RepeatQueue queue() {
    return queue;
  }

  private void send() {
    if (connection == null) {
      return;
    }
    session.setTime(transport.context().clockNs().getAsLong());
    measure();
    while (connection.isOpen()) {
      ByteBuf datagram =
          transport
              .endpoint()
              .allocator()
              .directBuffer(RepeatQueue.DATAGRAM_BYTES, RepeatQueue.DATAGRAM_BYTES);
      int bytes =
          queue.fill(
              datagram
                  .internalNioBuffer(0, RepeatQueue.DATAGRAM_BYTES)
                  .order(ByteOrder.LITTLE_ENDIAN));
      if (bytes == 0) {
        datagram.release();
        break;
      }
      connection.sendDatagram(datagram.writerIndex(bytes));
    }
    timer.atLatest(queue.dueNs());
  }

  private void measure() {
    PathStatistics now = connection.statistics();
    if (now != null && now != used) {
      used = now;
      queue.setPath(
          now.rttNs(),
          now.congestionWindowBytes(),
          now.sentPackets(),
          now.lostPackets(),
          connection.isCongested());
    }
  }
}
