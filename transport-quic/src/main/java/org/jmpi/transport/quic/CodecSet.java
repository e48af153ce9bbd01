package org.jmpi.transport.quic;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelBootstrap;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.ssl.ClientAuth;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jmpi.job.Credentials;

/**
 * The codecs of one UDP port: per kind of path one that dials and one that accepts, made when first
 * needed, all with the same identity.
 */
final class CodecSet {
  /**
   * Application protocol and its version (RFC 7301); a peer with another version gets no further
   * than the handshake.
   */
  static final String ALPN = "jmpi/1";

  /** The same for connections that carry chunks of large messages alone. */
  static final String BULK_ALPN = "jmpi-bulk/1";

  /** Packets that may leave at once when a connection for large messages is new; they are paced. */
  private static final int FIRST_BULK_WINDOW_PACKETS = 64;

  private static final int MAX_UDP_PAYLOAD_BYTES = 65_527;

  /** Datagrams that may wait in the codec; more are dropped, which is what they are for. */
  private static final int RECEIVED_DATAGRAMS = 64;

  private static final int SENT_DATAGRAMS = 16;
  private static final long EAGER_WINDOW_BYTES = 4L << 20;
  static final long BULK_WINDOW_BYTES = 16L << 20;
  private static final int MAX_EAGER_STREAMS = 8;
  private static final int MAX_BULK_STREAMS = 4;

  /**
   * Twice the sum of all streams' windows: with less, a stream that fills its window while a probe
   * is pending takes all of the connection's credit, and small messages on other streams starve for
   * seconds.
   */
  private static final long CONNECTION_WINDOW_BYTES =
      2 * (MAX_EAGER_STREAMS * EAGER_WINDOW_BYTES + MAX_BULK_STREAMS * BULK_WINDOW_BYTES);

  private final QuicSettings settings;
  private final ChannelHandler connectionHandler;
  private final ChannelHandler streamHandler;
  private final DatagramChannel channel;
  private final SecureRandom random = new SecureRandom();
  private final Demultiplexer demultiplexer;
  private final DialRouter router = new DialRouter();
  private final QuicSslContext dialContext;
  private final QuicSslContext bulkDialContext;
  private final QuicSslContext acceptContext;
  private final Map<CodecKind, Codec> diallers = new HashMap<>();
  private final Map<PathProfile, Codec> acceptors = new EnumMap<>(PathProfile.class);
  private final Set<Integer> tags = new HashSet<>();
  private int dials;

  /** A codec in the pipeline and the ids of its connections. */
  private record Codec(ChannelHandlerContext context, ConnectionIds ids) {}

  CodecSet(
      QuicSettings settings,
      Credentials credentials,
      PeerVerifier verifier,
      ChannelHandler connectionHandler,
      ChannelHandler streamHandler,
      Function<InetSocketAddress, PathProfile> profiles,
      DatagramChannel channel,
      LongSupplier clockNs) {
    this.settings = settings;
    this.connectionHandler = connectionHandler;
    this.streamHandler = streamHandler;
    this.channel = channel;
    this.demultiplexer =
        new Demultiplexer(sender -> acceptor(profiles.apply(sender)).context(), clockNs);
    this.dialContext = dialContext(credentials, verifier, ALPN);
    this.bulkDialContext = dialContext(credentials, verifier, BULK_ALPN);
    this.acceptContext =
        QuicSslContextBuilder.forServer(credentials.key(), null, credentials.certificate())
            .trustManager(verifier)
            .clientAuth(ClientAuth.REQUIRE)
            .applicationProtocols(ALPN, BULK_ALPN)
            .earlyData(false)
            .build();
  }

  private static QuicSslContext dialContext(
      Credentials credentials, PeerVerifier verifier, String protocol) {
    return QuicSslContextBuilder.forClient()
        .keyManager(credentials.key(), null, credentials.certificate())
        .trustManager(verifier)
        .applicationProtocols(protocol)
        .earlyData(false)
        .sessionCacheSize(1)
        .build();
  }

  Demultiplexer demultiplexer() {
    return demultiplexer;
  }

  DialRouter router() {
    return router;
  }

  long strayPackets() {
    return demultiplexer.strayPackets();
  }

  /** The next dial goes through the codec of this kind; returns an id for the connection. */
  QuicConnectionAddress selectDialler(CodecKind kind) {
    Codec dialler = diallers.computeIfAbsent(kind, this::newDialler);
    router.select(dialler.context());
    return dialler.ids().newAddress();
  }

  /** Sets what is set per connection. */
  void option(QuicChannelBootstrap bootstrap, PathProfile profile) {
    bootstrap
        .option(ChannelOption.ALLOCATOR, channel.alloc())
        .streamOption(ChannelOption.ALLOCATOR, channel.alloc());
    if (usesSegments(profile)) {
      bootstrap.option(
          QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR,
          EpollQuicUtils.newSegmentedAllocator(settings.segments(profile)));
    }
  }

  private Codec acceptor(PathProfile profile) {
    return acceptors.computeIfAbsent(profile, this::newAcceptor);
  }

  private Codec newDialler(CodecKind kind) {
    ConnectionIds ids = newIds();
    QuicSslContext context = kind.bulk() ? bulkDialContext : dialContext;
    QuicClientCodecBuilder builder = configure(new QuicClientCodecBuilder(), kind);
    if (kind.bulk()) {
      builder.initialCongestionWindowPackets(FIRST_BULK_WINDOW_PACKETS);
    }
    ChannelHandler codec =
        builder.sslEngineProvider(connection -> newDialEngine(context, connection)).build();
    Codec dialler = add("dial-" + kind, codec, ids);
    demultiplexer.addDialling(dialler.context());
    return dialler;
  }

  private Codec newAcceptor(PathProfile profile) {
    ConnectionIds ids = newIds();
    QuicServerCodecBuilder builder =
        configure(new QuicServerCodecBuilder(), settings.codecKind(profile, false, 0))
            .sslEngineProvider(connection -> acceptContext.newEngine(connection.alloc()))
            .tokenHandler(null)
            .option(ChannelOption.ALLOCATOR, channel.alloc())
            .streamOption(ChannelOption.ALLOCATOR, channel.alloc())
            .connectionIdAddressGenerator(ids)
            .handler(connectionHandler)
            .streamHandler(streamHandler);
    if (usesSegments(profile)) {
      builder.option(
          QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR,
          EpollQuicUtils.newSegmentedAllocator(settings.segments(profile)));
    }
    return add("accept-" + profile, builder.build(), ids);
  }

  private Codec add(String name, ChannelHandler codec, ConnectionIds ids) {
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addBefore(pipeline.context(router).name(), name, codec);
    ChannelHandlerContext context = pipeline.context(name);
    demultiplexer.add(ids.tag(), context);
    return new Codec(context, ids);
  }

  private <B extends QuicCodecBuilder<B>> B configure(B builder, CodecKind kind) {
    PathProfile profile = kind.profile();
    return builder
        .localConnectionIdLength(ConnectionIds.LENGTH_BYTES)
        .maxIdleTimeout(settings.idleTimeoutNs(), TimeUnit.NANOSECONDS)
        .maxSendUdpPayloadSize(settings.datagramBytes(profile))
        .maxRecvUdpPayloadSize(
            settings.receiveBatch() > 1 ? QuicSettings.MAX_DATAGRAM_BYTES : MAX_UDP_PAYLOAD_BYTES)
        .discoverPmtu(profile != PathProfile.NEAR)
        .congestionControlAlgorithm(
            kind.bbr() ? QuicCongestionControlAlgorithm.BBR : QuicCongestionControlAlgorithm.CUBIC)
        .datagram(RECEIVED_DATAGRAMS, SENT_DATAGRAMS)
        .initialMaxData(CONNECTION_WINDOW_BYTES)
        .initialMaxStreamDataBidirectionalLocal(EAGER_WINDOW_BYTES)
        .initialMaxStreamDataBidirectionalRemote(EAGER_WINDOW_BYTES)
        .initialMaxStreamDataUnidirectional(BULK_WINDOW_BYTES)
        .initialMaxStreamsBidirectional(MAX_EAGER_STREAMS)
        .initialMaxStreamsUnidirectional(MAX_BULK_STREAMS);
  }

  /**
   * The peer host of the engine carries the id that must answer to the {@link PeerVerifier}. The
   * port is different in each dial, so that no dial resumes the session of another: each proves the
   * peer's identity anew.
   */
  private QuicSslEngine newDialEngine(QuicSslContext context, QuicChannel connection) {
    String expected = connection.attr(QuicConnection.KEY).get().peer().toString();
    dials = dials == Integer.MAX_VALUE ? 1 : dials + 1;
    return context.newEngine(connection.alloc(), expected, dials);
  }

  private boolean usesSegments(PathProfile profile) {
    return settings.segments(profile) > 1 && channel instanceof EpollDatagramChannel;
  }

  private ConnectionIds newIds() {
    int tag = random.nextInt();
    while (!tags.add(tag)) {
      tag = random.nextInt();
    }
    return new ConnectionIds(random, tag);
  }
}
