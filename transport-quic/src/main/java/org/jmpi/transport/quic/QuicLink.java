package org.jmpi.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jmpi.job.ProcessId;
import org.jmpi.net.BulkSource;
import org.jmpi.net.Link;
import org.jmpi.net.LinkMeasure;
import org.jmpi.net.session.Record;
import org.jmpi.net.session.RecordDecoder;
import org.jmpi.net.session.RepeatQueue;
import org.jmpi.net.session.SessionCore;

/**
 * The link to one peer: a session that outlives its connections. One connection at a time is
 * written to; data are taken from any. When a connection is lost, the session's unacknowledged
 * frames go out again on the next, and the engine asks which bulk data arrived.
 */
final class QuicLink implements Link, SessionCore.Events, ConnectionEvents {
  private static final int OUTPUT_BYTES = 64 << 10;
  private static final int MAX_PENDING_BYTES = 256 << 10;
  private static final long REDIAL_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_REDIAL_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

  /** How often the direct way is tried while a third host passes on what is sent. */
  private static final long DIRECT_AGAIN_NS = TimeUnit.SECONDS.toNanos(10);

  /**
   * Two connections that come about within this time are simultaneous opens; a later one means that
   * the other side has lost the first.
   */
  private static final long SIMULTANEOUS_NS = TimeUnit.SECONDS.toNanos(1);

  private static final long NEVER = Long.MAX_VALUE;

  private final QuicTransport transport;
  private final ProcessId peer;
  private final SessionCore session;
  private final Dialler dialler;
  private final BulkSender bulk;
  private final RepeatSender repeats;
  private final LifeSigns lifeSigns;
  private final NarrowPaths narrowPaths;

  /** What the peer has dialled and not yet written on: it may have chosen another. */
  private final List<QuicConnection> candidates = new ArrayList<>();

  private final RecordDecoder datagrams;
  private final BulkReceiver bulkReceiver = new BulkReceiver(this);
  private QuicConnection connection;
  private OutgoingStream[] eagerStreams;
  private int nextStream;
  private ByteBuffer wrappedMemory;
  private ByteBuf wrapped;
  private boolean everConnected;
  private boolean closed;
  private boolean peerFinalized;
  private boolean ackTimerSet;
  private InetSocketAddress peerAddress;
  private long connectedAtNs;
  private long redialPauseNs = REDIAL_PAUSE_NS;
  private String violation;
  private long bulkBytesIn;
  private long datagramsIn;

  QuicLink(QuicTransport transport, ProcessId peer) {
    this.transport = transport;
    this.peer = peer;
    this.session = new SessionCore(transport.linkSettings().replayBytes(), this);
    this.dialler = new Dialler(transport, peer, this);
    this.bulk = new BulkSender(transport, this);
    this.repeats = new RepeatSender(transport, session);
    this.lifeSigns = new LifeSigns(transport, this);
    this.narrowPaths = new NarrowPaths(transport, this);
    this.datagrams = new RecordDecoder(session);
  }

  // ---- Link

  @Override
  public int peer() {
    return peer.index();
  }

  @Override
  public String transportName() {
    return "quic";
  }

  @Override
  public ByteBuffer claim(int lengthBytes) {
    return session.claim(lengthBytes);
  }

  @Override
  public void publish() {
    session.publish();
  }

  @Override
  public void flush() {
    if (connection != null) {
      writeSession();
    } else if (!closed) {
      dialler.start();
    }
  }

  @Override
  public int maxFrameBytes() {
    return Record.MAX_BODY_BYTES;
  }

  @Override
  public int eagerLimitBytes() {
    return transport.linkSettings().eagerLimitBytes();
  }

  @Override
  public int sendAheadBytes() {
    return isLong() ? transport.linkSettings().sendAheadBytes() : 0;
  }

  @Override
  public void startBulk(BulkSource source) {
    if (closed) {
      return;
    }
    bulk.start(source);
  }

  @Override
  public void stopBulk(BulkSource source) {
    bulk.stop(source);
  }

  @Override
  public boolean isDrained() {
    return closed || (session.isDrained() && bulk.isEmpty());
  }

  @Override
  public void peerFinalized() {
    peerFinalized = true;
    dialler.stop();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    bulk.close();
    dialler.stop();
    if (connection != null) {
      QuicConnection last = connection;
      lostConnection();
      transport.closeWithoutHaste(last);
    }
  }

  @Override
  public LinkMeasure measure() {
    PathStatistics path = connection == null ? null : connection.statistics();
    if (path == null) {
      return LinkMeasure.NONE;
    }
    PathPacing pacing = connection.pacing();
    long withoutQueuesNs = pacing == null ? 0 : pacing.minRttNs();
    long bulkRate = pacing == null ? 0 : pacing.bulkBytesPerSecond();
    return new LinkMeasure(
        path.rttNs(),
        withoutQueuesNs == 0 ? path.rttNs() : Math.min(withoutQueuesNs, path.rttNs()),
        path.sentPackets(),
        path.lostPackets(),
        bulkRate == 0 ? path.deliveryRateBytesPerSecond() : bulkRate);
  }

  @Override
  public String report() {
    StringBuilder text = new StringBuilder("quic ");
    if (connection != null) {
      text.append(connection);
      PathStatistics statistics = connection.statistics();
      if (statistics != null) {
        text.append(", rtt ")
            .append(TimeUnit.NANOSECONDS.toMicros(statistics.rttNs()))
            .append(" us, payload up to ")
            .append(statistics.payloadBytes())
            .append(" B, packets lost ")
            .append(statistics.lostPackets());
      }
      for (OutgoingStream stream : eagerStreams) {
        text.append(", stream ")
            .append(stream.id())
            .append(" waits ")
            .append(stream.pendingBytes())
            .append(" B");
      }
    } else {
      text.append("to ").append(peer);
      text.append(closed ? " closed" : " not connected: " + dialler.lastFailure());
    }
    return text.append(": ")
        .append(session.report())
        .append(", ")
        .append(repeats.queue().report())
        .append(", datagrams in ")
        .append(datagramsIn)
        .append(", silences ")
        .append(lifeSigns.suspicions())
        .append(", redials ")
        .append(dialler.redials())
        .append(", narrow paths ")
        .append(narrowPaths.found())
        .append(", bulk out ")
        .append(bulk.bytesOut())
        .append(" B, in ")
        .append(bulkBytesIn)
        .append(" B")
        .append(bulk.report())
        .toString();
  }

  // ---- for the transport and the dialler

  boolean isClosed() {
    return closed;
  }

  boolean hasPeerFinalized() {
    return peerFinalized;
  }

  /** The way to the peer is known to take long. */
  boolean isLong() {
    PathPacing pacing = connection == null ? null : connection.pacing();
    return pacing != null && pacing.minRttNs() >= QuicSettings.LONG_RTT_NS;
  }

  ProcessId peerId() {
    return peer;
  }

  /** The connection that is written to, or null. */
  QuicConnection connection() {
    return connection;
  }

  /** How long the present connection has been used; 0 when there is none. */
  long connectedForNs() {
    return connection == null ? 0 : now() - connectedAtNs;
  }

  SessionCore session() {
    return session;
  }

  /** Where what comes on the peer's connections for large messages goes. */
  ConnectionEvents bulkReceiver() {
    return bulkReceiver;
  }

  BulkSender bulkSender() {
    return bulk;
  }

  /** A connection for large messages is gone. Returns true when the link goes on. */
  boolean bulkConnectionClosed(CloseReason reason) {
    return !closed && !peerFinalized && !isBroken(reason);
  }

  /** Bytes of large messages that have come. */
  long bulkBytesIn() {
    return bulkBytesIn;
  }

  /** {@link QuicTransport#poll} does not ask any more. */
  void deactivated() {
    bulk.deactivated();
  }

  RepeatQueue repeats() {
    return repeats.queue();
  }

  NarrowPaths narrowPaths() {
    return narrowPaths;
  }

  LifeSigns lifeSigns() {
    return lifeSigns;
  }

  Dialler dialler() {
    return dialler;
  }

  /** Chunks of large messages are written: the program uses the link. */
  void noteOutput() {
    lifeSigns.used(now());
  }

  /** The connection is silent though it should not be: others are tried beside it. */
  void race() {
    if (!closed && !peerFinalized) {
      dialler.start();
    }
  }

  /** On the connection that is in use. */
  void writeEager(ByteBuf data) {
    eagerStreams[nextStream].write(data);
  }

  /** The port is there: whoever wanted to dial may now. */
  void endpointOpened() {
    if (!closed && connection == null && hasOutput()) {
      dialler.start();
    }
  }

  void giveUp(String reason) {
    if (!closed && !peerFinalized) {
      transport.context().events().onUnreachable(this, reason);
    }
  }

  /**
   * Sends bulk data as far as the connection takes them now. Returns true when there may be more to
   * do.
   */
  boolean pumpBulk() {
    if (connection == null) {
      if (!closed && !bulk.isEmpty()) {
        dialler.start();
      }
      return false;
    }
    return bulk.pump();
  }

  // ---- SessionCore.Events

  @Override
  public void onFrame(ByteBuffer frame) {
    lifeSigns.used(session.nowNs());
    transport.context().events().onFrame(this, frame);
  }

  @Override
  public void onBulk(long transferId, long offset, ByteBuffer piece) {
    bulkBytesIn += piece.remaining();
    lifeSigns.used(session.nowNs());
    transport.context().events().onBulk(this, transferId, offset, piece);
  }

  @Override
  public void onWritable() {
    transport.context().events().onWritable(this);
  }

  // ---- ConnectionEvents

  @Override
  public void onConnected(QuicConnection fresh) {
    dialler.onConnected(fresh);
    if (closed) {
      fresh.close(CloseReason.CODE_GOODBYE, "goodbye");
    } else if (!fresh.isDialled()) {
      candidates.add(fresh);
    } else if (connection != null && !lifeSigns.isSuspect() && !leavesRelay(fresh)) {
      fresh.close(CloseReason.CODE_GOODBYE, "there is a connection already");
    } else {
      connected(fresh);
    }
  }

  @Override
  public void onData(QuicConnection from, IncomingStream stream, ByteBuf data) {
    if (stream.kind() == StreamKind.EAGER && candidates.remove(from)) {
      connected(from);
    }
    receive(from, stream, data);
  }

  /** Takes what came on a stream of any connection. */
  void receive(QuicConnection from, IncomingStream stream, ByteBuf data) {
    if (closed) {
      return;
    }
    RecordDecoder decoder = (RecordDecoder) stream.attachment();
    if (decoder == null) {
      decoder = new RecordDecoder(session);
      stream.attach(decoder);
    }
    session.setTime(now());
    try {
      decode(decoder, data);
    } catch (RuntimeException e) {
      violation = String.valueOf(e.getMessage());
      throw e;
    }
    received(from);
  }

  @Override
  public void onDatagram(QuicConnection from, ByteBuf data) {
    if (closed) {
      return;
    }
    datagramsIn++;
    session.setTime(now());
    try {
      datagrams.feedDatagram(data.internalNioBuffer(data.readerIndex(), data.readableBytes()));
    } catch (RuntimeException e) {
      violation = String.valueOf(e.getMessage());
      throw e;
    }
    received(from);
  }

  private void received(QuicConnection from) {
    transport.moved(isLong());
    if (lifeSigns.heard(from, session.nowNs())) {
      dialler.stop();
    }
    if (session.takePingAnswer()) {
      lifeSigns.send(from, false);
    }
    if (session.takeStamp()) {
      bulk.onStamp(session.stampNs(), session.nowNs());
    }
    acknowledge();
    if (from == connection && !from.isDialled() && !from.remoteAddress().equals(peerAddress)) {
      // The codec follows to the new address, but what was under way to the old one, bulk data
      // above all, was seen not to be sent again. A new connection costs a round trip. The word of
      // the end may go to the old address: so this side dials, to the new one.
      dialler.prefer(from.remoteAddress());
      from.close(CloseReason.CODE_INTERNAL, "the dialler's address has changed");
    }
  }

  @Override
  public void onPeerMoved(QuicConnection from, InetSocketAddress address) {
    if (from == connection) {
      dialler.prefer(address);
      lifeSigns.moved();
    }
  }

  private static void decode(RecordDecoder decoder, ByteBuf data) {
    if (data.nioBufferCount() == 1) {
      decoder.feed(data.internalNioBuffer(data.readerIndex(), data.readableBytes()));
    } else {
      for (ByteBuffer part : data.nioBuffers()) {
        decoder.feed(part);
      }
    }
  }

  @Override
  public void onStreamEnd(QuicConnection from, IncomingStream stream) {
    // Streams live as long as their connection: this one is being closed, and onClosed follows.
    stream.attach(null);
  }

  @Override
  public void onWritable(QuicConnection on, OutgoingStream stream) {
    if (on != connection) {
      return;
    }
    if (bulk.owns(stream)) {
      bulk.activate();
    } else {
      writeSession();
    }
  }

  @Override
  public void onClosed(QuicConnection gone, CloseReason reason) {
    if (candidates.remove(gone) || dialler.onClosed(gone, reason) || gone != connection) {
      return;
    }
    lostConnection();
    if (closed || peerFinalized) {
      return;
    }
    if (!isBroken(reason)) {
      redialSoon();
    }
  }

  /** A frame is lost that will not come again: going on would leave somebody waiting for ever. */
  private boolean isBroken(CloseReason reason) {
    if (violation == null && reason.code() == CloseReason.CODE_PROTOCOL) {
      violation = "the other side says: " + reason.text();
    }
    if (violation != null) {
      giveUp("the protocol between the processes was broken: " + violation);
    }
    return violation != null;
  }

  /**
   * Also when there is nothing to send: this side may be waiting for the other, and has to learn
   * when it cannot be reached any more. The other side may be about to dial too: a moment for that.
   */
  void redialSoon() {
    boolean wasShort = now() - connectedAtNs < SIMULTANEOUS_NS;
    redialPauseNs =
        wasShort ? Math.min(2 * redialPauseNs, LONGEST_REDIAL_PAUSE_NS) : REDIAL_PAUSE_NS;
    transport
        .endpoint()
        .schedule(
            () -> {
              if (connection == null && !closed && !peerFinalized) {
                dialler.start();
              }
            },
            redialPauseNs);
  }

  // ---- connections

  /**
   * A connection that this side has dialled and wants, or that the peer has dialled and writes on.
   * Two may stand when both sides dialled: the one that the lower process index dialled is kept.
   * When one has stood for a while already, the other side has lost it though this side does not
   * know yet: then the newer is kept.
   */
  private void connected(QuicConnection fresh) {
    if (connection != null && isBetter(connection, fresh)) {
      fresh.close(CloseReason.CODE_GOODBYE, "there is a connection already");
      return;
    }
    QuicConnection old = connection;
    if (old != null) {
      lostConnection();
      old.close(CloseReason.CODE_GOODBYE, "replaced by another connection");
    }
    dialler.stop();
    use(fresh);
  }

  /** The peer is reached directly again, without the third host. */
  private boolean leavesRelay(QuicConnection fresh) {
    return dialler.isRelay(peerAddress) && !dialler.isRelay(fresh.remoteAddress());
  }

  /** While this connection goes through a third host, the direct way is tried now and then. */
  private void tryDirectlyLater(QuicConnection relayed) {
    transport
        .endpoint()
        .schedule(
            () -> {
              if (connection == relayed && !closed && !peerFinalized) {
                dialler.tryDirectly();
                tryDirectlyLater(relayed);
              }
            },
            DIRECT_AGAIN_NS);
  }

  private boolean isBetter(QuicConnection one, QuicConnection other) {
    boolean oneByLower = isDialledByLower(one);
    return one.isOpen()
        && oneByLower
        && !isDialledByLower(other)
        && now() - connectedAtNs < SIMULTANEOUS_NS;
  }

  private boolean isDialledByLower(QuicConnection candidate) {
    return candidate.isDialled() == (transport.job().self().index() < peer.index());
  }

  private void use(QuicConnection fresh) {
    connection = fresh;
    nextStream = 0;
    connectedAtNs = now();
    peerAddress = fresh.remoteAddress();
    if (!fresh.isNear()) {
      // Behind an address translator it may be the only one at which the peer is reached.
      dialler.prefer(peerAddress);
    }
    if (dialler.isRelay(peerAddress)) {
      tryDirectlyLater(fresh);
    }
    repeats.use(fresh);
    lifeSigns.use(fresh);
    session.setTime(connectedAtNs);
    eagerStreams = new OutgoingStream[fresh.isNear() ? 1 : transport.linkSettings().farStreams()];
    for (int i = 0; i < eagerStreams.length; i++) {
      eagerStreams[i] = fresh.openStream(StreamKind.EAGER);
    }
    bulk.connected(fresh);
    ByteBuf hello = small(session.ackBytes());
    session.writeHello(Views.ofOutput(hello, session.ackBytes()));
    eagerStreams[0].write(hello);
    if (everConnected) {
      session.rewind();
      transport.context().events().onBulkLost(this);
    }
    everConnected = true;
    writeSession();
    bulk.activate();
  }

  private void lostConnection() {
    connection = null;
    eagerStreams = null;
    bulk.disconnected();
    repeats.use(null);
    lifeSigns.use(null);
  }

  private boolean hasOutput() {
    return !session.isDrained() || !bulk.isEmpty();
  }

  // ---- output

  private void writeSession() {
    long now = now();
    session.setTime(now);
    while (connection != null) {
      OutgoingStream stream = eagerStreams[nextStream];
      if (stream.pendingBytes() > MAX_PENDING_BYTES) {
        stream.writableBytes(); // asks for onWritable
        return;
      }
      int bytes = session.nextOutputBytes(OUTPUT_BYTES);
      if (bytes == 0) {
        return;
      }
      nextStream = nextStream + 1 == eagerStreams.length ? 0 : nextStream + 1;
      ByteBuf output =
          session.outputMustBeCopied()
              ? small(bytes).writeBytes(sessionMemory(), session.outputIndex(), bytes)
              : sessionMemory().retainedSlice(session.outputIndex(), bytes);
      repeats.handedOver(bytes);
      session.outputTaken(bytes);
      lifeSigns.asked(now);
      narrowPaths.used();
      stream.write(output);
    }
  }

  /** The session's memory as the codec wants it. */
  private ByteBuf sessionMemory() {
    ByteBuffer memory = session.outputMemory();
    if (wrappedMemory != memory) {
      wrappedMemory = memory;
      wrapped = Unpooled.wrappedBuffer(memory.duplicate().clear());
    }
    return wrapped;
  }

  private ByteBuf small(int bytes) {
    return transport.endpoint().allocator().directBuffer(bytes, bytes);
  }

  // ---- acknowledgements

  private void acknowledge() {
    long deadlineNs = session.ackDeadlineNs();
    if (deadlineNs == NEVER || connection == null) {
      return;
    }
    long now = now();
    if (deadlineNs <= now) {
      int bytes = session.ackBytes();
      ByteBuf ack = small(bytes);
      session.writeAck(Views.ofOutput(ack, bytes));
      writeEager(ack);
    } else if (!ackTimerSet) {
      ackTimerSet = true;
      transport
          .endpoint()
          .schedule(
              () -> {
                ackTimerSet = false;
                session.setTime(now());
                acknowledge();
              },
              deadlineNs - now);
    }
  }

  private long now() {
    return transport.context().clockNs().getAsLong();
  }
}
