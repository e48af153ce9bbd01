package org.jmpi.transport.quic;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * What happens on a connection. Called under the engine's lock by the thread that runs the event
 * loop. What a method throws closes that connection and nothing else: {@code ProtocolException}
 * with its reason for the peer to read, anything else as an internal error.
 */
public interface ConnectionEvents {
  /** The handshake is complete and the peer is who was dialled, or a process of the job. */
  void onConnected(QuicConnection connection);

  /**
   * Bytes of a stream that the peer opened, cut anywhere. {@code data} is valid during the call
   * only; the caller releases it.
   */
  void onData(QuicConnection connection, IncomingStream stream, ByteBuf data);

  /**
   * A datagram. {@code data} is valid during the call only; the caller releases it. Whoever does
   * not use datagrams ignores it.
   */
  default void onDatagram(QuicConnection connection, ByteBuf data) {}

  /**
   * Packets of the peer that was dialled come from another address now. The codec cannot follow
   * there (RFC 9000 §9: only clients migrate): nothing will come in on this connection, which is
   * closed by the idle time-out when nobody does anything about it.
   */
  default void onPeerMoved(QuicConnection connection, InetSocketAddress address) {}

  /** The peer ended or reset the stream. */
  void onStreamEnd(QuicConnection connection, IncomingStream stream);

  /** {@link OutgoingStream#writableBytes()} was 0 and no longer is. */
  void onWritable(QuicConnection connection, OutgoingStream stream);

  /** The connection is gone; the last event, also of a dial that failed. */
  void onClosed(QuicConnection connection, CloseReason reason);
}
