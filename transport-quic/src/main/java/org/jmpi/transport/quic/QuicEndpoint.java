package org.jmpi.transport.quic;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelBootstrap;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.job.Credentials;
import org.jmpi.job.ProcessId;

/**
 * One UDP port on which a process dials and accepts QUIC connections. It has no thread: whoever
 * holds the engine's lock calls {@link #poll} or {@link #awaitInput}, and all callbacks come from
 * there. All methods but {@link #wakeUp} are called under the lock.
 */
public final class QuicEndpoint implements AutoCloseable {
  private static final int MAX_CLOSING_POLLS = 64;

  /** Handshakes of strangers at a time; a job's own peers come in much smaller numbers. */
  private static final int MAX_HANDSHAKES = 1024;

  private static final int READS_PER_TURN = 16;

  private final QuicSettings settings;
  private final EndpointEvents events;
  private final LongSupplier clockNs;
  private final PeerVerifier verifier;
  private final LockDrivenEventLoop loop;
  private final TurnBoundAllocator allocator = new TurnBoundAllocator();
  private final DatagramChannel channel;
  private final Pacer pacer;
  private final CodecSet codecs;
  private final Set<InetAddress> ownAddresses = ownAddresses();
  private final Set<QuicConnection> connections = new HashSet<>();
  private final Set<QuicConnection> handshakes = new HashSet<>();
  private final Map<ProcessId, PathPacing> pacings = new HashMap<>();
  private FrameSizes frameSizes;
  private boolean closed;

  private QuicEndpoint(
      QuicSettings settings,
      Credentials credentials,
      EventLoopOwner owner,
      EndpointEvents events,
      LongSupplier clockNs,
      boolean epoll) {
    this.settings = settings;
    this.events = events;
    this.clockNs = clockNs;
    this.verifier = verifier(credentials, events);
    this.loop =
        new LockDrivenEventLoop(
            owner, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.channel = epoll ? new EpollDatagramChannel() : new NioDatagramChannel();
    this.pacer = new Pacer(clockNs);
    this.codecs =
        new CodecSet(
            settings,
            credentials,
            verifier,
            new Acceptor(),
            new Streams(),
            this::profileOf,
            channel,
            clockNs);
  }

  /**
   * Binds a port.
   *
   * @param owner tells whether the caller holds the lock that guards the endpoint
   * @throws EngineException class SYSRESOURCE when no port of the range can be bound; class OTHER
   *     when the credentials cannot be used
   */
  public static QuicEndpoint open(
      QuicSettings settings,
      Credentials credentials,
      EventLoopOwner owner,
      EndpointEvents events,
      LongSupplier clockNs) {
    return open(settings, credentials, owner, events, clockNs, Epoll.isAvailable());
  }

  static QuicEndpoint open(
      QuicSettings settings,
      Credentials credentials,
      EventLoopOwner owner,
      EndpointEvents events,
      LongSupplier clockNs,
      boolean epoll) {
    QuicEndpoint endpoint = new QuicEndpoint(settings, credentials, owner, events, clockNs, epoll);
    try {
      endpoint.bind();
      return endpoint;
    } catch (RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  /** The port and the address that it is bound to, which may be the wildcard. */
  public InetSocketAddress localAddress() {
    return channel.localAddress();
  }

  /** What the kernel really gave; Linux counts its own overhead in, so about half of it is data. */
  public int receiveBufferBytes() {
    return channel.config().getReceiveBufferSize();
  }

  /** As {@link #receiveBufferBytes()} for sending. */
  public int sendBufferBytes() {
    return channel.config().getSendBufferSize();
  }

  /** Where buffers for {@link OutgoingStream#write} come from: direct and pooled. */
  public ByteBufAllocator allocator() {
    return allocator;
  }

  /** Datagrams that belonged to no connection. */
  public long strayPackets() {
    return codecs.strayPackets();
  }

  /**
   * Begins to dial. The outcome comes as {@link ConnectionEvents#onConnected} or {@link
   * ConnectionEvents#onClosed}, never before this returns.
   *
   * @param expected the process that must answer; any other is refused
   */
  public QuicConnection dial(
      InetSocketAddress address, ProcessId expected, ConnectionEvents target) {
    return dial(address, expected, settings.codecKind(profileOf(address), false, 0), target);
  }

  /**
   * Begins to dial a further connection to a peer, for chunks of large messages alone.
   *
   * @param rttNs of the path, as measured: congestion control is chosen by it
   */
  QuicConnection dialBulk(
      InetSocketAddress address, ProcessId expected, long rttNs, ConnectionEvents target) {
    return dial(address, expected, settings.codecKind(profileOf(address), true, rttNs), target);
  }

  private QuicConnection dial(
      InetSocketAddress address, ProcessId expected, CodecKind kind, ConnectionEvents target) {
    QuicConnection connection = new QuicConnection(this, expected, kind, target);
    connections.add(connection);
    connection.setDialledAddress(address);
    codecs.demultiplexer().expect(address);
    QuicChannelBootstrap bootstrap =
        QuicChannel.newBootstrap(channel)
            .attr(QuicConnection.KEY, connection)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) TimeUnit.NANOSECONDS.toMillis(settings.dialTimeoutNs()))
            .handler(connection.newHandler())
            .streamHandler(new Streams())
            .localConnectionAddress(codecs.selectDialler(kind))
            .remoteAddress(address);
    codecs.option(bootstrap, kind.profile());
    loop.execute(() -> connect(bootstrap, kind, connection));
    return connection;
  }

  /** Handles what is ready. Returns true when anything was. */
  public boolean poll() {
    allocator.newTurn();
    return loop.poll() > 0;
  }

  /** Waits for something to happen, at most {@code maxWaitNs}, and handles it. */
  public void awaitInput(long maxWaitNs) {
    allocator.newTurn();
    loop.awaitInput(maxWaitNs);
  }

  /** Ends {@link #awaitInput}, now or the next time. For any thread. */
  public void wakeUp() {
    loop.wakeUp();
  }

  /** Runs {@code task} in {@link #poll} or {@link #awaitInput} when {@code delayNs} have passed. */
  public void schedule(Runnable task, long delayNs) {
    loop.schedule(task, delayNs, TimeUnit.NANOSECONDS);
  }

  /** Closes all connections, telling the peers, and the port. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (QuicConnection connection : new ArrayList<>(connections)) {
      connection.close(CloseReason.CODE_GOODBYE, "goodbye");
    }
    if (channel.isRegistered()) {
      int polls = 0;
      while (loop.poll() > 0 && polls < MAX_CLOSING_POLLS) {
        polls++;
      }
      channel.close();
    } else {
      channel.unsafe().closeForcibly();
    }
    loop.terminate();
  }

  /** Buffers that were taken from the allocator and not given back. */
  long buffersInUse() {
    return allocator.metric().directArenas().stream()
        .mapToLong(arena -> arena.numActiveAllocations())
        .sum();
  }

  long nowNs() {
    return clockNs.getAsLong();
  }

  PeerVerifier verifier() {
    return verifier;
  }

  /** Batches of large messages' packets that were not acknowledged when they had been read. */
  long heldBatches() {
    return codecs.demultiplexer().heldBatches();
  }

  /** The pacing that all connections to a peer share. */
  PathPacing pacingOf(ProcessId peer) {
    return pacings.computeIfAbsent(peer, id -> new PathPacing(id, pacer, nowNs()));
  }

  /** Packets of this connection, of large messages alone, are answered several at a time. */
  void addBulkInput(long idRandomPart, ProcessId peer) {
    codecs.demultiplexer().addBulkInput(idRandomPart, () -> rttNs(peer));
  }

  /** What is being read is answered at once, though it belongs to a large message. */
  void urgeAnswer() {
    codecs.demultiplexer().urge();
  }

  void removeBulkInput(long idRandomPart) {
    codecs.demultiplexer().removeBulkInput(idRandomPart);
  }

  private long rttNs(ProcessId peer) {
    PathPacing known = pacings.get(peer);
    return known == null ? 0 : known.minRttNs();
  }

  void forget(PathPacing pacing) {
    if (pacing.isUnused()) {
      pacings.remove(pacing.peer(), pacing);
    }
  }

  void forget(QuicConnection connection) {
    connections.remove(connection);
  }

  void accepted(QuicConnection connection) {
    connections.add(connection);
    try {
      ConnectionEvents target = events.onAccepted(connection);
      if (target == null) {
        connection.close(
            CloseReason.CODE_BUSY, "the process that was dialled does not know the dialler yet");
        return;
      }
      connection.setEvents(target);
    } catch (RuntimeException | LinkageError | AssertionError e) {
      QuicLog.LOG.warn("The owner of the endpoint failed on {}", connection, e);
      connection.close(CloseReason.CODE_INTERNAL, "internal error: " + e);
      return;
    }
    // Only now, so that whatever happens inside is heard.
    connection.deliver(target -> target.onConnected(connection));
  }

  /**
   * A stranger has begun a handshake: it gets as long as a dial of ours, and there may be only so
   * many at a time, so that datagrams from anywhere cannot take memory without bound.
   */
  private void limitHandshake(QuicConnection connection) {
    handshakes.removeIf(other -> !other.isHandshaking());
    if (handshakes.size() >= MAX_HANDSHAKES) {
      connection.close(CloseReason.CODE_BUSY, "too many handshakes at a time");
      return;
    }
    handshakes.add(connection);
    schedule(
        () -> {
          if (handshakes.remove(connection) && connection.isHandshaking()) {
            connection.close(CloseReason.CODE_BUSY, "the handshake took too long");
          }
        },
        settings.dialTimeoutNs());
  }

  private void connect(QuicChannelBootstrap bootstrap, CodecKind kind, QuicConnection connection) {
    if (closed || connection.isClosing()) {
      connection.dialFailed(null);
      return;
    }
    codecs.selectDialler(kind);
    try {
      bootstrap
          .connect()
          .addListener(
              future -> {
                if (!future.isSuccess()) {
                  connection.dialFailed(future.cause());
                }
              });
    } catch (RuntimeException e) {
      connection.dialFailed(e);
    }
  }

  private PathProfile profileOf(InetSocketAddress peer) {
    return PathProfile.of(peer, ownAddresses, settings.allFar(), frameSizes::towards);
  }

  private void bind() {
    channel.config().setAllocator(allocator);
    // The allocator's own default is one datagram per turn of the loop, which also means one
    // acknowledgement each.
    channel
        .config()
        .setRecvByteBufAllocator(
            new FixedRecvByteBufAllocator(QuicSettings.MAX_DATAGRAM_BYTES * settings.receiveBatch())
                .maxMessagesPerRead(READS_PER_TURN));
    if (settings.receiveBatch() > 1 && channel instanceof EpollDatagramChannel) {
      channel
          .config()
          .setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, QuicSettings.MAX_DATAGRAM_BYTES);
    }
    codecs.demultiplexer().onStranger(this::checkAddresses);
    channel.pipeline().addLast(pacer).addLast(codecs.demultiplexer()).addLast(codecs.router());
    channel.unsafe().register(loop, channel.newPromise());
    frameSizes = FrameSizes.of(channel, settings.nearDatagramBytes());
    channel.config().setReceiveBufferSize(settings.socketBufferBytes());
    channel.config().setSendBufferSize(settings.socketBufferBytes());
    bindPort();
  }

  private void checkAddresses() {
    for (QuicConnection connection : new ArrayList<>(connections)) {
      connection.checkAddress();
    }
  }

  private void bindPort() {
    Throwable cause = null;
    for (int port = settings.firstPort(); port <= settings.lastPort(); port++) {
      InetAddress address = settings.bindAddress();
      ChannelFuture bound =
          channel.bind(
              address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port));
      if (bound.isSuccess()) {
        return;
      }
      cause = bound.cause();
    }
    throw new EngineException(
        ErrorClass.SYSRESOURCE,
        "no UDP port of "
            + settings.firstPort()
            + "-"
            + settings.lastPort()
            + " can be bound on this host; give a wider range with --udp-ports",
        cause);
  }

  private static PeerVerifier verifier(Credentials credentials, EndpointEvents events) {
    try {
      ProcessId self = PeerVerifier.identity(credentials.certificate());
      return new PeerVerifier(credentials.authority(), self, events::isFenced);
    } catch (CertificateException e) {
      throw new EngineException(
          ErrorClass.OTHER, "this process's certificate cannot be used: " + e.getMessage(), e);
    }
  }

  private static Set<InetAddress> ownAddresses() {
    Set<InetAddress> own = new HashSet<>();
    try {
      List<NetworkInterface> interfaces = new ArrayList<>();
      NetworkInterface.networkInterfaces().forEach(interfaces::add);
      for (NetworkInterface each : interfaces) {
        each.inetAddresses().forEach(own::add);
      }
    } catch (SocketException e) {
      QuicLog.LOG.debug("Own addresses are not known; all but loopback count as far", e);
    }
    return own;
  }

  /** Prepares the channel of a connection that a peer begins. */
  private final class Acceptor extends ChannelInitializer<QuicChannel> {
    @Override
    public boolean isSharable() {
      return true;
    }

    @Override
    protected void initChannel(QuicChannel accepted) {
      InetSocketAddress remote = (InetSocketAddress) accepted.remoteSocketAddress();
      QuicConnection connection =
          new QuicConnection(
              QuicEndpoint.this, null, settings.codecKind(profileOf(remote), false, 0), null);
      accepted.attr(QuicConnection.KEY).set(connection);
      accepted.pipeline().addLast(connection.newHandler());
      limitHandshake(connection);
    }
  }

  /** Prepares the channel of a stream that a peer opens. */
  private static final class Streams extends ChannelInitializer<QuicStreamChannel> {
    @Override
    public boolean isSharable() {
      return true;
    }

    @Override
    protected void initChannel(QuicStreamChannel stream) {
      QuicConnection connection = stream.parent().attr(QuicConnection.KEY).get();
      stream.pipeline().addLast(connection.newIncomingHandler(stream));
    }
  }
}
