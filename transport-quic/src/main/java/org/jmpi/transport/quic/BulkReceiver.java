package org.jmpi.transport.quic;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** Takes what comes on the connections that the peer has dialled for large messages. */
final class BulkReceiver implements ConnectionEvents {
  private final QuicLink link;

  BulkReceiver(QuicLink link) {
    this.link = link;
  }

  @Override
  public void onConnected(QuicConnection fresh) {
    if (link.isClosed()) {
      fresh.close(CloseReason.CODE_GOODBYE, "goodbye");
    }
  }

  @Override
  public void onData(QuicConnection from, IncomingStream stream, ByteBuf data) {
    if (link.isClosed()) {
      from.close(CloseReason.CODE_GOODBYE, "goodbye");
    } else {
      int bytes = data.readableBytes();
      link.receive(from, stream, data);
      link.bulkSender().onReceived(from, bytes);
    }
  }

  @Override
  public void onDatagram(QuicConnection from, ByteBuf data) {
    from.close(CloseReason.CODE_PROTOCOL, "a datagram on a connection for large messages");
  }

  @Override
  public void onPeerMoved(QuicConnection from, InetSocketAddress address) {
    // Who has dialled is followed by the codec.
  }

  @Override
  public void onStreamEnd(QuicConnection from, IncomingStream stream) {
    // The connection is being closed: onClosed follows.
  }

  @Override
  public void onWritable(QuicConnection on, OutgoingStream stream) {
    // Nothing is written here.
  }

  @Override
  public void onClosed(QuicConnection gone, CloseReason reason) {
    link.bulkConnectionClosed(reason);
  }
}
