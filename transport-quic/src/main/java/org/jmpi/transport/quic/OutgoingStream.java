package org.jmpi.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;

/**
 * A long-lived stream on which this side writes. All methods are called under the engine's lock and
 * none blocks.
 */
public final class OutgoingStream {
  private static final int ALWAYS_TAKEN_BYTES = 16 * 1024;

  private final QuicConnection connection;
  private final StreamKind kind;
  private QuicStreamChannel channel;
  private long pendingBytes;
  private boolean interested;

  OutgoingStream(QuicConnection connection, StreamKind kind) {
    this.connection = connection;
    this.kind = kind;
  }

  /** What it carries. */
  public StreamKind kind() {
    return kind;
  }

  /** QUIC's stream id, unique in the connection. */
  public long id() {
    return channel.streamId();
  }

  /**
   * How much can be written now without being kept in a queue above the codec; what the congestion
   * window, the peer's flow control and the pacer leave. After 0, {@link
   * ConnectionEvents#onWritable} will come. More may be written, but nothing bounds what waits
   * then.
   */
  public int writableBytes() {
    int bytes = roomBytes();
    interested |= bytes == 0;
    return bytes;
  }

  /**
   * Sends {@code data}, whose reference passes to the stream. Each call may become a packet of its
   * own: put small frames together before. A direct buffer saves a copy.
   */
  public void write(ByteBuf data) {
    if (!channel.isOpen()) {
      data.release();
      return;
    }
    int lengthBytes = data.readableBytes();
    ChannelPromise promise = channel.newPromise();
    pendingBytes += lengthBytes;
    channel.write(data, promise);
    if (promise.isDone()) {
      written(promise, lengthBytes);
    } else {
      promise.addListener(future -> written((ChannelFuture) future, lengthBytes));
    }
  }

  /** Bytes that were written and the codec has not taken yet. */
  public long pendingBytes() {
    return pendingBytes;
  }

  /** Says that nothing more will come on this stream, after what was written. */
  public void finish() {
    if (channel.isOpen()) {
      channel.write(new DefaultQuicStreamFrame(Unpooled.EMPTY_BUFFER, true));
    }
  }

  void open(QuicStreamChannel channel) {
    this.channel = channel;
  }

  /** Something may have made room. */
  void recheck() {
    if (interested && roomBytes() > 0) {
      interested = false;
      connection.deliver(events -> events.onWritable(connection, this));
    }
  }

  Handler newHandler() {
    return new Handler();
  }

  private int roomBytes() {
    if (pendingBytes > 0 || channel == null || !channel.isOpen() || connection.isCongested()) {
      return 0;
    }
    long capacity = Math.min(channel.bytesBeforeUnwritable(), Integer.MAX_VALUE);
    // The codec's capacity can be stale while it calls itself writable, and then no event would
    // come.
    return (int) (channel.isWritable() ? Math.max(capacity, ALWAYS_TAKEN_BYTES) : capacity);
  }

  private void written(ChannelFuture future, int lengthBytes) {
    pendingBytes -= lengthBytes;
    if (!future.isSuccess()) {
      connection.streamFailed(future.cause());
    } else {
      recheck();
    }
  }

  /** Hears what the codec says about the stream. */
  final class Handler extends ChannelInboundHandlerAdapter {
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      recheck();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      // The peer wrote on a stream that only this side writes on.
      ReferenceCountUtil.release(message);
      connection.close(CloseReason.CODE_PROTOCOL, "data on a stream that the other side opened");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      connection.noteError(cause);
    }
  }
}
