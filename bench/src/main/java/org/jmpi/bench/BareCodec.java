package org.jmpi.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jmpi.job.Credentials;
import org.jmpi.job.ProcessId;

/**
 * The yardstick: the codec alone between two processes on loopback, each with Netty's own
 * event-loop thread. Ping-pong of 8 bytes and a one-way stream, both on one bidirectional stream
 * each. What our transport measures is compared with this, in the same run.
 */
public final class BareCodec {
  private static final String ALPN = "bare";
  private static final long WINDOW_BYTES = 16L << 20;
  private static final int SOCKET_BUFFER_BYTES = 4 << 20;
  private static final byte PING = 'P';
  private static final byte STREAM = 'S';
  private static final int COUNT_BYTES = Long.BYTES;

  private BareCodec() {}

  /** Runs the benchmark; see {@link BenchOptions}. */
  public static void main(String[] args) throws Exception {
    boolean isPeer = args.length > 0 && args[0].equals(Peer.ROLE);
    String[] rest = isPeer ? Arrays.copyOfRange(args, 1, args.length) : args;
    BenchOptions options = BenchOptions.parse(rest);
    IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      if (isPeer) {
        serve(group, options);
      } else {
        measure(group, options);
      }
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static void serve(IoEventLoopGroup group, BenchOptions options) throws Exception {
    Credentials own = new BenchCertificates().issue(new ProcessId(1, 0, 0));
    QuicSslContext tls =
        QuicSslContextBuilder.forServer(own.key(), null, own.certificate())
            .applicationProtocols(ALPN)
            .build();
    ChannelHandler codec =
        configure(new QuicServerCodecBuilder(), options)
            .sslContext(tls)
            .tokenHandler(null)
            .streamHandler(
                new ChannelInitializer<QuicStreamChannel>() {
                  @Override
                  protected void initChannel(QuicStreamChannel stream) {
                    stream.pipeline().addLast(new Echo());
                  }
                })
            .build();
    Channel socket = bind(group, codec);
    System.out.println(((InetSocketAddress) socket.localAddress()).getPort());
    while (System.in.read() >= 0) {
      // Ends with the parent.
    }
  }

  private static void measure(IoEventLoopGroup group, BenchOptions options) throws Exception {
    Figures figures = new Figures(System.out, "bare");
    figures.environment("two processes, loopback, datagrams of " + options.datagramBytes());
    try (Peer peer = new Peer(BareCodec.class, options.format())) {
      int port = Integer.parseInt(peer.readLine());
      QuicSslContext tls =
          QuicSslContextBuilder.forClient()
              .trustManager(InsecureTrustManagerFactory.INSTANCE)
              .applicationProtocols(ALPN)
              .build();
      ChannelHandler codec =
          configure(new QuicClientCodecBuilder(), options)
              .sslEngineProvider(q -> tls.newEngine(q.alloc(), "localhost", port))
              .build();
      QuicChannel connection =
          QuicChannel.newBootstrap(bind(group, codec))
              .handler(new ChannelInboundHandlerAdapter())
              .streamHandler(new ChannelInboundHandlerAdapter())
              .remoteAddress(new InetSocketAddress("127.0.0.1", port))
              .connect()
              .get();
      Pinger pinger = new Pinger(options.pings());
      connection.createStream(QuicStreamType.BIDIRECTIONAL, pinger).sync();
      figures.latency("ping-pong 8 B", pinger.result.get());
      Streamer streamer = new Streamer(options);
      connection.createStream(QuicStreamType.BIDIRECTIONAL, streamer).sync();
      figures.throughput("stream", streamer.sent(), streamer.elapsedNs.get());
      long beforeNs = peer.cpuNs();
      TimeUnit.SECONDS.sleep(options.idleSeconds());
      figures.share("idle", (peer.cpuNs() - beforeNs) / 1e7 / options.idleSeconds());
    }
  }

  private static Channel bind(IoEventLoopGroup group, ChannelHandler codec)
      throws InterruptedException {
    return new Bootstrap()
        .group(group)
        .channel(EpollDatagramChannel.class)
        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(1 << 16).maxMessagesPerRead(16))
        .handler(codec)
        .bind(new InetSocketAddress("127.0.0.1", 0))
        .sync()
        .channel();
  }

  private static <B extends QuicCodecBuilder<B>> B configure(B builder, BenchOptions options) {
    return builder
        .maxIdleTimeout(30, TimeUnit.SECONDS)
        .maxSendUdpPayloadSize(options.datagramBytes())
        .maxRecvUdpPayloadSize(65_527)
        .congestionControlAlgorithm(QuicCongestionControlAlgorithm.CUBIC)
        .initialMaxData(8 * WINDOW_BYTES)
        .initialMaxStreamDataBidirectionalLocal(WINDOW_BYTES)
        .initialMaxStreamDataBidirectionalRemote(WINDOW_BYTES)
        .initialMaxStreamsBidirectional(8);
  }

  /** The second process: sends pings back; of a stream, the count when the end has come. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    private byte mode;
    private long received;
    private long tail;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf data = (ByteBuf) message;
      if (mode == 0 && data.isReadable()) {
        mode = data.readByte();
      }
      if (mode == PING && data.isReadable()) {
        ctx.write(data);
        return;
      }
      if (mode == STREAM) {
        check(data);
        received += data.readableBytes();
        if (-tailOf(data) == received && received > 0) {
          ctx.write(ctx.alloc().directBuffer(COUNT_BYTES).writeLong(received));
        }
      }
      data.release();
    }

    /** The last eight bytes of the stream say how long it was, negated; they may come in pieces. */
    private long tailOf(ByteBuf data) {
      int from = Math.max(data.readerIndex(), data.writerIndex() - COUNT_BYTES);
      for (int i = from; i < data.writerIndex(); i++) {
        tail = tail << Byte.SIZE | data.getUnsignedByte(i);
      }
      return tail;
    }

    private void check(ByteBuf data) {
      if (data.isReadable() && received == 0 && data.getByte(data.readerIndex()) != STREAM) {
        throw new IllegalStateException("wrong data");
      }
    }
  }

  /** Ping-pong, driven by the event loop. */
  private static final class Pinger extends ChannelInboundHandlerAdapter {
    private final Histogram roundTripsNs = Figures.newHistogram();
    private final CompletableFuture<Histogram> result = new CompletableFuture<>();
    private final int pings;
    private int done;
    private int got;
    private long sentAtNs;

    Pinger(int pings) {
      this.pings = pings;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.write(ctx.alloc().directBuffer(1).writeByte(PING));
      ping(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf data = (ByteBuf) message;
      got += data.readableBytes();
      boolean right = got != BenchOptions.PING_BYTES || data.getLong(data.readerIndex()) == done;
      data.release();
      if (!right) {
        result.completeExceptionally(new IllegalStateException("wrong data"));
      } else if (got == BenchOptions.PING_BYTES) {
        got = 0;
        if (done >= pings / 2) {
          roundTripsNs.recordValue(System.nanoTime() - sentAtNs);
        }
        done++;
        if (done < pings + pings / 2) {
          ping(ctx);
        } else {
          result.complete(roundTripsNs);
        }
      }
    }

    private void ping(ChannelHandlerContext ctx) {
      sentAtNs = System.nanoTime();
      ctx.write(ctx.alloc().directBuffer(BenchOptions.PING_BYTES).writeLong(done));
    }
  }

  /** Writes as fast as the stream takes it. */
  private static final class Streamer extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<Long> elapsedNs = new CompletableFuture<>();
    private final BenchOptions options;
    private ByteBuf chunk;
    private long startNs;
    private long sent;
    private boolean ended;

    Streamer(BenchOptions options) {
      this.options = options;
    }

    long sent() throws Exception {
      elapsedNs.get();
      return sent;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      chunk = ctx.alloc().directBuffer(options.chunkBytes());
      for (int i = 0; i < options.chunkBytes(); i++) {
        chunk.writeByte(STREAM);
      }
      startNs = System.nanoTime();
      ctx.write(ctx.alloc().directBuffer(1).writeByte(STREAM));
      pump(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      pump(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf data = (ByteBuf) message;
      long counted = data.readLong();
      data.release();
      if (counted == sent) {
        elapsedNs.complete(System.nanoTime() - startNs);
      } else {
        elapsedNs.completeExceptionally(new IllegalStateException(counted + " of " + sent));
      }
    }

    private void pump(ChannelHandlerContext ctx) {
      while (!ended && ctx.channel().isWritable()) {
        if (System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(options.seconds())) {
          ended = true;
          sent += COUNT_BYTES;
          ctx.write(ctx.alloc().directBuffer(COUNT_BYTES).writeLong(-sent));
          chunk.release();
        } else {
          sent += options.chunkBytes();
          ctx.write(chunk.retainedDuplicate());
        }
      }
    }
  }
}
