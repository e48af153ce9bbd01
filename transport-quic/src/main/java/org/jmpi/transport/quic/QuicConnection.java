package org.jmpi.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicConnectionStats;
import io.netty.handler.codec.quic.QuicDatagramExtensionEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamPriority;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.job.ProcessId;
import org.jmpi.net.ProtocolException;
import org.jmpi.net.session.RepeatQueue;

/**
 * A QUIC connection to a process whose identity is proved. All methods are called under the
 * engine's lock and none blocks.
 */
public final class QuicConnection {
  static final AttributeKey<QuicConnection> KEY = AttributeKey.valueOf("org.jmpi.connection");

  private static final int MAX_REASON_CHARS = 200;
  private static final int TRANSPORT_APPLICATION_ERROR = 0x0c;
  private static final long SAMPLE_INTERVAL_NS = 4_000_000L;

  private final QuicEndpoint endpoint;
  private final boolean dialled;
  private final CodecKind kind;
  private final List<OutgoingStream> streams = new ArrayList<>();
  private InetSocketAddress remoteAddress;
  private InetSocketAddress dialledAddress;
  private int datagramBytes;
  private ConnectionEvents events;
  private ProcessId peer;
  private QuicChannel channel;
  private State state = State.HANDSHAKE;
  private CloseReason localReason;
  private boolean settled;
  private QuicConnectionCloseEvent peerClose;
  private Throwable lastError;
  private String refusal;
  private PathStatistics statistics;
  private PacedPath pacedPath;
  private OptionalLong bulkInputId = OptionalLong.empty();
  private boolean bulk;
  private long lastInputNs;

  private enum State {
    HANDSHAKE,
    OPEN,
    CLOSED
  }

  QuicConnection(
      QuicEndpoint endpoint, ProcessId dialledPeer, CodecKind kind, ConnectionEvents events) {
    this.endpoint = endpoint;
    this.dialled = dialledPeer != null;
    this.peer = dialledPeer;
    this.kind = kind;
    this.bulk = kind.bulk();
    this.events = events;
    this.lastInputNs = endpoint.nowNs();
  }

  /** The process at the other end: before the handshake is complete, the one that was dialled. */
  public ProcessId peer() {
    return peer;
  }

  /** True when this side dialled. */
  public boolean isDialled() {
    return dialled;
  }

  /** True when the peer is on this host: no pacing, large datagrams, one eager stream is enough. */
  public boolean isNear() {
    return kind.profile() == PathProfile.NEAR;
  }

  /**
   * True when it carries chunks of large messages alone, from the dialling side to the other. Known
   * to the accepting side from the end of the handshake.
   */
  public boolean isBulk() {
    return bulk;
  }

  /** True from the end of the handshake until the connection closes. */
  public boolean isOpen() {
    return state == State.OPEN;
  }

  /**
   * Where the peer's datagrams come from; may change when a network address translator between
   * forgets us.
   */
  public InetSocketAddress remoteAddress() {
    if (channel != null && channel.remoteSocketAddress() instanceof InetSocketAddress) {
      remoteAddress = (InetSocketAddress) channel.remoteSocketAddress();
    }
    return remoteAddress;
  }

  /** True when the peer takes datagrams as long as {@link #sendDatagram} may be given. */
  public boolean takesDatagrams() {
    return datagramBytes >= RepeatQueue.DATAGRAM_BYTES;
  }

  /**
   * Sends a datagram (RFC 9221), whose reference passes to the connection: at most once, and not at
   * all when many wait already.
   */
  public void sendDatagram(ByteBuf data) {
    if (state == State.OPEN && localReason == null && channel.isOpen()) {
      channel.writeAndFlush(data);
    } else {
      data.release();
    }
  }

  /**
   * When stream data or a datagram last came, or the connection was made, by the endpoint's clock:
   * for telling idleness.
   */
  public long lastInputNs() {
    return lastInputNs;
  }

  /**
   * Opens a stream.
   *
   * @throws EngineException class INTERN when the connection is not open, or the peer allows no
   *     more streams
   */
  public OutgoingStream openStream(StreamKind kind) {
    OutgoingStream stream = new OutgoingStream(this, kind);
    if (state == State.OPEN) {
      Future<QuicStreamChannel> created = channel.createStream(kind.type(), stream.newHandler());
      if (created.isSuccess()) {
        QuicStreamChannel streamChannel = created.getNow();
        streamChannel.updatePriority(new QuicStreamPriority(kind.urgency(), true));
        stream.open(streamChannel);
        streams.add(stream);
        stream.write(streamChannel.alloc().directBuffer(1).writeByte(kind.code()));
        return stream;
      }
      noteError(created.cause());
    }
    throw new EngineException(
        ErrorClass.INTERN,
        "no stream could be opened on the connection to "
            + peer
            + " ("
            + state
            + ", "
            + lastError
            + ")");
  }

  /** What was measured, at most 4 ms old, or null before the first packet was answered. */
  public PathStatistics statistics() {
    long nowNs = endpoint.nowNs();
    if (state == State.OPEN
        && (statistics == null || nowNs - statistics.sampledAtNs() >= SAMPLE_INTERVAL_NS)) {
      Future<QuicConnectionPathStats> sample = channel.collectPathStats(0);
      if (sample.isSuccess()) {
        statistics = statistics(sample.getNow(), statistics, nowNs);
      }
    }
    return statistics;
  }

  /**
   * Closes the connection; {@link ConnectionEvents#onClosed} follows. Idempotent.
   *
   * @param code tells the peer why, see {@link CloseReason}
   * @param text for people; the peer sees it
   */
  public void close(int code, String text) {
    if (state == State.CLOSED || localReason != null) {
      return;
    }
    localReason = new CloseReason(CloseReason.Cause.LOCAL, code, text);
    if (channel == null) {
      return;
    }
    if (isHandshaking()) {
      // The codec sends an application's close in 1-RTT packets alone; before it may, with a probe
      // pending, it makes handshake packets without end. RFC 9000 §10.2.3 asks for this instead.
      channel.close(false, TRANSPORT_APPLICATION_ERROR, Unpooled.EMPTY_BUFFER);
    } else if (settled) {
      closeChannel();
    } else {
      // Not before the last of the handshake, which this turn of the loop sends.
      endpoint.schedule(this::closeChannel, 0);
    }
  }

  private void closeChannel() {
    String text = localReason.text();
    String shown = text.substring(0, Math.min(text.length(), MAX_REASON_CHARS));
    channel.close(
        true, (int) localReason.code(), Unpooled.copiedBuffer(shown, StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return (dialled ? "to " : "from ") + peer + " at " + remoteAddress() + " (" + state + ")";
  }

  /** Calls a handler; what it throws ends this connection and nothing else. */
  void deliver(Consumer<ConnectionEvents> call) {
    try {
      call.accept(events);
    } catch (ProtocolException e) {
      close(CloseReason.CODE_PROTOCOL, e.getMessage());
    } catch (RuntimeException | LinkageError | AssertionError e) {
      QuicLog.LOG.warn("A handler failed on the connection {}", this, e);
      close(CloseReason.CODE_INTERNAL, "internal error: " + e);
    }
  }

  void noteError(Throwable cause) {
    lastError = cause;
    QuicLog.LOG.debug("On the connection {}", this, cause);
  }

  void streamFailed(Throwable cause) {
    if (state == State.OPEN && localReason == null && channel.isOpen()) {
      noteError(cause);
      close(CloseReason.CODE_STREAM, "a stream failed: " + cause);
    }
  }

  /** Packets that pacing held back. */
  long delayedPackets() {
    return pacedPath == null ? 0 : pacedPath.delayedPackets();
  }

  /** How what leaves for the peer is paced; null when it is not. */
  PathPacing pacing() {
    return pacedPath == null ? null : pacedPath.pacing();
  }

  boolean isCongested() {
    return pacedPath != null && pacedPath.isCongested();
  }

  void recheckStreams() {
    for (int i = 0; i < streams.size(); i++) {
      streams.get(i).recheck();
    }
  }

  /** True when any packet of the peer has come. */
  boolean isAnswered() {
    if (channel == null || state == State.CLOSED) {
      return false;
    }
    Future<QuicConnectionStats> sample = channel.collectStats();
    return sample.isSuccess() && sample.getNow().recv() > 0;
  }

  /** Where this side dials. */
  void setDialledAddress(InetSocketAddress address) {
    dialledAddress = address;
  }

  /** Packets from an unknown address have come: they may be for this connection. */
  void checkAddress() {
    if (state == State.OPEN && localReason == null && dialled) {
      InetSocketAddress now = remoteAddress();
      if (!now.equals(dialledAddress)) {
        dialledAddress = now;
        deliver(target -> target.onPeerMoved(this, now));
      }
    }
  }

  boolean isClosing() {
    return localReason != null;
  }

  /** The dial could not even start, or its handshake failed. */
  void dialFailed(Throwable cause) {
    if (lastError == null) {
      lastError = cause;
    }
    refusal = endpoint.verifier().takeRefusal();
    closed();
  }

  /** The codec's channel; null before the first packet. */
  QuicChannel codecChannel() {
    return channel;
  }

  ConnectionHandler newHandler() {
    return new ConnectionHandler();
  }

  /** Handles a stream that the peer opened. */
  IncomingHandler newIncomingHandler(QuicStreamChannel stream) {
    return new IncomingHandler(stream);
  }

  private void established() {
    try {
      peer = endpoint.verifier().check(peerChain());
    } catch (CertificateException | SSLPeerUnverifiedException e) {
      close(CloseReason.CODE_IDENTITY, String.valueOf(e.getMessage()));
      return;
    }
    bulk = CodecSet.BULK_ALPN.equals(channel.sslEngine().getApplicationProtocol());
    state = State.OPEN;
    endpoint.schedule(() -> settled = true, 0);
    lastInputNs = endpoint.nowNs();
    remoteAddress();
    // A connection on which the peer sends large messages gets acknowledgements alone.
    if (!isNear() && (dialled || !bulk)) {
      pacedPath = endpoint.pacingOf(peer).attach(this);
    } else if (!isNear()) {
      bulkInputId = ConnectionIds.randomPart(channel.localAddress());
      bulkInputId.ifPresent(id -> endpoint.addBulkInput(id, peer));
    }
    if (dialled) {
      deliver(target -> target.onConnected(this));
    } else {
      endpoint.accepted(this);
    }
  }

  /** True until the peer has proved who it is. */
  boolean isHandshaking() {
    return state == State.HANDSHAKE;
  }

  void setEvents(ConnectionEvents events) {
    this.events = events;
  }

  private X509Certificate[] peerChain() throws SSLPeerUnverifiedException {
    java.security.cert.Certificate[] chain = channel.sslEngine().getSession().getPeerCertificates();
    X509Certificate[] typed = new X509Certificate[chain.length];
    for (int i = 0; i < chain.length; i++) {
      typed[i] = (X509Certificate) chain[i];
    }
    return typed;
  }

  private void closed() {
    if (state == State.CLOSED) {
      return;
    }
    State before = state;
    state = State.CLOSED;
    if (pacedPath != null) {
      pacedPath.detach();
      endpoint.forget(pacedPath.pacing());
    }
    bulkInputId.ifPresent(endpoint::removeBulkInput);
    endpoint.forget(this);
    CloseReason reason = reason(before);
    if (events != null) {
      deliver(target -> target.onClosed(this, reason));
    }
  }

  private CloseReason reason(State before) {
    if (localReason != null) {
      return localReason;
    }
    if (peerClose != null) {
      return new CloseReason(
          before == State.HANDSHAKE ? CloseReason.Cause.DIAL_FAILED : CloseReason.Cause.PEER,
          peerClose.error(),
          peerText());
    }
    if (before == State.HANDSHAKE) {
      return new CloseReason(
          CloseReason.Cause.DIAL_FAILED,
          0,
          "no connection: " + (refusal == null ? lastError : refusal));
    }
    if (channel.isTimedOut()) {
      return new CloseReason(CloseReason.Cause.TIMED_OUT, 0, "nothing was heard any more");
    }
    return new CloseReason(CloseReason.Cause.LOCAL, 0, "closed by the codec: " + lastError);
  }

  private String peerText() {
    if (peerClose.isTlsError()) {
      int alert = QuicConnectionCloseEvent.extractTlsError(peerClose.error());
      return "the peer refused the handshake: TLS alert " + alert;
    }
    try {
      return new String(peerClose.reason(), StandardCharsets.UTF_8);
    } catch (NullPointerException e) {
      // The codec's getter fails when the peer gave no reason, and there is no way to ask before.
      return "the peer gave no reason";
    }
  }

  /**
   * With BBR the codec counts lost packets but not their bytes: they are taken to be as long as all
   * are on average.
   */
  private static PathStatistics statistics(
      QuicConnectionPathStats sample, PathStatistics last, long nowNs) {
    long lostBytes = sample.lostBytes();
    if (lostBytes == 0 && sample.lost() > 0) {
      long fresh = sample.lost() - (last == null ? 0 : last.lostPackets());
      lostBytes =
          (last == null ? 0 : last.lostBytes())
              + fresh * sample.sentBytes() / Math.max(1, sample.sent());
    }
    return new PathStatistics(
        nowNs,
        sample.rtt(),
        sample.cwnd(),
        sample.deliveryRate(),
        sample.sent(),
        sample.lost(),
        sample.recv(),
        sample.sentBytes(),
        lostBytes,
        sample.pmtu());
  }

  /** The connection's handler in the codec's channel. */
  final class ConnectionHandler extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      channel = (QuicChannel) ctx.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      established();
      ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (!(message instanceof ByteBuf)) {
        ctx.fireChannelRead(message); // a stream that the peer has opened
        return;
      }
      ByteBuf data = (ByteBuf) message;
      try {
        lastInputNs = endpoint.nowNs();
        if (state == State.OPEN && localReason == null) {
          deliver(target -> target.onDatagram(QuicConnection.this, data));
        }
      } finally {
        data.release();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      closed();
      ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof QuicConnectionCloseEvent) {
        peerClose = (QuicConnectionCloseEvent) event;
      } else if (event instanceof QuicDatagramExtensionEvent) {
        datagramBytes = ((QuicDatagramExtensionEvent) event).maxLength();
      }
      ReferenceCountUtil.release(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      noteError(cause);
    }
  }

  /** Reads one stream of the peer. */
  final class IncomingHandler extends ChannelInboundHandlerAdapter {
    private final QuicStreamChannel channel;
    private final IncomingStream stream;
    private boolean ended;

    IncomingHandler(QuicStreamChannel channel) {
      this.channel = channel;
      this.stream = new IncomingStream(channel.streamId());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf data = (ByteBuf) message;
      try {
        lastInputNs = endpoint.nowNs();
        if (localReason == null && data.isReadable() && hasKind(data) && data.isReadable()) {
          deliver(target -> target.onData(QuicConnection.this, stream, data));
        }
      } finally {
        data.release();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      end();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownReadComplete) {
        end();
      }
      ReferenceCountUtil.release(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      noteError(cause);
    }

    private boolean hasKind(ByteBuf data) {
      if (stream.kind() == null) {
        stream.setKind(StreamKind.of(data.readUnsignedByte(), channel.type()));
        if (stream.kind() == null) {
          close(CloseReason.CODE_PROTOCOL, "a stream of unknown kind");
          return false;
        }
      }
      return true;
    }

    private void end() {
      if (!ended && state == State.OPEN && localReason == null) {
        ended = true;
        deliver(target -> target.onStreamEnd(QuicConnection.this, stream));
      }
    }
  }
}
