package org.jmpi.transport.quic;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jmpi.job.Credentials;

/** A QUIC client that keeps none of our rules: for trying to get in. It has a thread of its own. */
final class RawClient implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  final AtomicBoolean ended = new AtomicBoolean();
  final AtomicBoolean handshaken = new AtomicBoolean();
  final AtomicLong received = new AtomicLong();

  /**
   * Dials, and tries to send a stream as soon as it can.
   *
   * @param credentials may be null
   */
  RawClient(InetSocketAddress target, Credentials credentials, String alpn, byte[] firstBytes)
      throws InterruptedException {
    QuicSslContextBuilder tls =
        QuicSslContextBuilder.forClient()
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .applicationProtocols(alpn);
    if (credentials != null) {
      tls.keyManager(credentials.key(), null, credentials.certificate());
    }
    QuicSslContext context = tls.build();
    Channel socket =
        new Bootstrap()
            .group(group)
            .channel(NioDatagramChannel.class)
            .handler(
                new QuicClientCodecBuilder()
                    .sslEngineProvider(q -> context.newEngine(q.alloc(), "localhost", 1))
                    .maxIdleTimeout(10, TimeUnit.SECONDS)
                    .initialMaxData(1 << 20)
                    .initialMaxStreamDataBidirectionalLocal(1 << 20)
                    .initialMaxStreamDataBidirectionalRemote(1 << 20)
                    .initialMaxStreamDataUnidirectional(1 << 20)
                    .initialMaxStreamsBidirectional(10)
                    .initialMaxStreamsUnidirectional(10)
                    .build())
            .bind(0)
            .sync()
            .channel();
    QuicChannel.newBootstrap(socket)
        .handler(new ChannelInboundHandlerAdapter())
        .streamHandler(new Counter())
        .remoteAddress(target)
        .connect()
        .addListener(
            future -> {
              if (!future.isSuccess()) {
                ended.set(true);
                return;
              }
              handshaken.set(true);
              QuicChannel connection = (QuicChannel) future.getNow();
              connection.closeFuture().addListener(closed -> ended.set(true));
              connection
                  .createStream(QuicStreamType.BIDIRECTIONAL, new Counter())
                  .addListener(
                      created -> {
                        if (created.isSuccess()) {
                          ((QuicStreamChannel) created.getNow())
                              .writeAndFlush(Unpooled.copiedBuffer(firstBytes));
                        }
                      });
            });
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private final class Counter extends ChannelInboundHandlerAdapter {
    @Override
    public boolean isSharable() {
      return true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      received.addAndGet(((ByteBuf) message).readableBytes());
      ((ByteBuf) message).release();
    }
  }
}
