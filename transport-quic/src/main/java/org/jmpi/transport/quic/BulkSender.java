package org.jmpi.transport.quic;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jmpi.net.BulkSource;
import org.jmpi.net.session.Record;
import org.jmpi.net.session.SessionCore;

/**
 * The large messages of one link on their way out: which of them goes next, on which connection, in
 * chunks of what size. {@link QuicLink} says when its connection stands and when not.
 *
 * <p>On the own host there is that one connection. Between hosts large messages have connections of
 * their own, so that their losses and windows hold no small message up: one at first, and as many
 * as the {@link PathController} finds useful. Until one stands, and when none can be had, the
 * link's own connection takes the chunks.
 */
final class BulkSender {
  private static final int CHUNK_BYTES = 128 << 10;
  private static final int MAX_BYTES_PER_TURN = 512 << 10;
  private static final long REDIAL_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_REDIAL_PAUSE_NS = TimeUnit.SECONDS.toNanos(60);

  /** Connections that were of no use for so long are closed. */
  private static final long KEPT_NS = TimeUnit.SECONDS.toNanos(60);

  /** On paths as long as this a handshake takes a noticeable part of a large message's time. */
  private static final long AHEAD_RTT_NS = TimeUnit.MILLISECONDS.toNanos(10);

  /** For the small messages that the link was made for. */
  private static final long AHEAD_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);

  /** What a connection has taken should have arrived after this time. */
  private static final long RETIRED_NS = TimeUnit.SECONDS.toNanos(3);

  private final QuicTransport transport;
  private final QuicLink link;
  private final BulkQueue sources = new BulkQueue();
  private final List<BulkLane> lanes = new ArrayList<>();
  private QuicConnection connection;
  private BulkLane shared;
  private boolean active;
  private boolean timerSet;
  private long usedAtNs;
  private long dialAfterNs = Long.MIN_VALUE;
  private long redialPauseNs = REDIAL_PAUSE_NS;
  private long bytesOut;
  private long bytesOnLanes;
  private int lostLanes;
  private String lastClosing;

  BulkSender(QuicTransport transport, QuicLink link) {
    this.transport = transport;
    this.link = link;
  }

  void start(BulkSource source) {
    sources.add(source);
    activate();
  }

  void stop(BulkSource source) {
    sources.remove(source);
  }

  /** Nothing will be sent any more. */
  void close() {
    sources.clear();
    closeLanes();
  }

  boolean isEmpty() {
    return sources.isEmpty();
  }

  long bytesOut() {
    return bytesOut;
  }

  /** As far as it went over connections of its own. */
  long bytesOnLanes() {
    return bytesOnLanes;
  }

  /** Connections that were lost while they stood. */
  int lostLanes() {
    return lostLanes;
  }

  /** The connections that take large messages alone and stand. */
  List<QuicConnection> laneConnections() {
    List<QuicConnection> open = new ArrayList<>();
    for (BulkLane lane : lanes) {
      if (lane.isOpen()) {
        open.add(lane.connection());
      }
    }
    return open;
  }

  /** The same with what else is known of them. */
  List<BulkLane> lanes() {
    return List.copyOf(lanes);
  }

  /** For people: how the path is paced, and what went over each connection; empty when near. */
  String report() {
    PathPacing pacing = connection == null ? null : connection.pacing();
    if (pacing == null) {
      return "";
    }
    StringBuilder text = new StringBuilder(", ").append(pacing.describe());
    text.append(", bulk connections ").append(laneConnections().size()).append(" [");
    for (BulkLane lane : lanes) {
      text.append(' ').append(lane.bytesOut() >> 20);
    }
    text.append(" MB]");
    return (lastClosing == null ? text : text.append(" last closed: ").append(lastClosing))
        .toString();
  }

  /** The link's connection stands. */
  void connected(QuicConnection fresh) {
    connection = fresh;
    shared = BulkLane.on(fresh, this);
    dialAfterNs = Long.MIN_VALUE;
    if (fresh.pacing() != null) {
      transport.endpoint().schedule(() -> dialAhead(fresh), AHEAD_PAUSE_NS);
    }
  }

  /**
   * So that the first large message finds a connection: otherwise it begins on the one of small
   * messages, and its search for the path's rate begins again, a handshake later, on its own.
   */
  private void dialAhead(QuicConnection on) {
    PathPacing pacing = on.pacing();
    boolean isWanted = on == connection && lanes.isEmpty() && !link.hasPeerFinalized();
    if (isWanted && rttNs(pacing) >= AHEAD_RTT_NS && transport.takeAhead()) {
      usedAtNs = now();
      adjustLanes(pacing);
    }
  }

  /**
   * It is gone, and with it the way: the link asks what has arrived of everything when there is
   * another.
   */
  void disconnected() {
    connection = null;
    shared = null;
    closeLanes();
  }

  boolean owns(OutgoingStream candidate) {
    return shared != null && candidate == shared.stream();
  }

  /** There may be something to send: {@link QuicTransport#poll} asks the link from now on. */
  void activate() {
    if (!active && !sources.isEmpty()) {
      active = true;
      transport.activate(link);
    }
  }

  /** {@link QuicTransport#poll} does not ask any more. */
  void deactivated() {
    active = false;
  }

  /** Sends as much as is taken now. Returns true when there may be more to do. */
  boolean pump() {
    if (connection == null) {
      return false;
    }
    PathPacing pacing = connection.pacing();
    if (pacing != null) {
      pacing.setDemand(!sources.isEmpty());
      if (!sources.isEmpty()) {
        usedAtNs = now();
        adjustLanes(pacing);
      }
    }
    int budget = MAX_BYTES_PER_TURN;
    while (!sources.isEmpty() && budget > 0) {
      BulkLane lane = nextLane();
      BulkSource source = sources.first();
      if (lane == null) {
        return false; // onWritable comes
      }
      int length = source.nextChunkBytes(chunkBytes(lane, pacing));
      if (length > 0) {
        writeChunk(lane, source, length);
        budget -= length;
      } else {
        sources.remove(source);
      }
    }
    if (pacing != null && sources.isEmpty()) {
      pacing.setDemand(false);
    }
    return !sources.isEmpty();
  }

  // ---- for lanes

  void laneOpened() {
    redialPauseNs = REDIAL_PAUSE_NS;
    setTimer();
    activate();
  }

  void received(QuicConnection from, IncomingStream stream, ByteBuf data) {
    link.receive(from, stream, data);
  }

  void received(QuicConnection from, ByteBuf datagram) {
    link.onDatagram(from, datagram);
  }

  void laneClosed(BulkLane lane, boolean wasOpen, CloseReason reason) {
    if (!lanes.remove(lane)) {
      return;
    }
    lastClosing = reason.text();
    if (wasOpen) {
      lostLanes += lane.isRetired() ? 0 : 1;
    } else {
      dialAfterNs = now() + redialPauseNs;
      redialPauseNs = Math.min(2 * redialPauseNs, LONGEST_REDIAL_PAUSE_NS);
    }
    if (link.bulkConnectionClosed(reason) && wasOpen) {
      transport.context().events().onBulkLost(link, lane.doubtful());
    }
    activate();
  }

  // ---- lanes

  /**
   * The first lane that takes something; null when none does. Not in turn: a connection that always
   * has enough to send finds a larger window than one that does not, so all but the last are kept
   * full.
   */
  private BulkLane nextLane() {
    boolean anyOpen = false;
    for (int i = 0; i < lanes.size(); i++) {
      BulkLane lane = lanes.get(i);
      if (lane.isOpen() && !lane.isRetired()) {
        anyOpen = true;
        if (lane.stream().writableBytes() > 0) {
          return lane;
        }
      }
    }
    return !anyOpen && shared.stream().writableBytes() > 0 ? shared : null;
  }

  private void adjustLanes(PathPacing pacing) {
    int inUse = 0;
    for (BulkLane lane : lanes) {
      inUse += lane.isRetired() ? 0 : 1;
    }
    int wanted = pacing.wantedConnections();
    long nowNs = now();
    while (inUse < wanted && nowNs >= dialAfterNs) {
      BulkLane lane = BulkLane.dialling(this);
      lanes.add(lane);
      lane.dialled(
          transport
              .endpoint()
              .dialBulk(connection.remoteAddress(), link.peerId(), rttNs(pacing), lane));
      inUse++;
    }
    for (int i = lanes.size() - 1; i >= 0 && inUse > wanted; i--) {
      if (!lanes.get(i).isRetired()) {
        lanes.get(i).retire(nowNs);
        inUse--;
      }
    }
  }

  /**
   * Something came on a connection that the peer has dialled for its large messages. Now and then a
   * word of the time goes with the acknowledgement: so the peer knows how long those wait on their
   * way, behind what this host sends, to whomever.
   */
  void onReceived(QuicConnection from, int bytes) {
    PathPacing pacing = connection == null ? null : connection.pacing();
    if (pacing == null) {
      return;
    }
    pacing.onReceived(bytes);
    if (from.takesDatagrams() && pacing.takeStamp(now())) {
      ByteBuf stamp = transport.endpoint().allocator().directBuffer(SessionCore.STAMP_BYTES);
      SessionCore.writeStamp(Views.ofOutput(stamp, SessionCore.STAMP_BYTES), now());
      from.sendDatagram(stamp);
      // It says when it leaves, so it must not wait for more to be acknowledged.
      transport.endpoint().urgeAnswer();
    }
  }

  /** The peer, which gets large messages, sent something at a time by its clock. */
  void onStamp(long sentNs, long nowNs) {
    PathPacing pacing = connection == null ? null : connection.pacing();
    if (pacing != null) {
      pacing.onStamp(sentNs, nowNs);
    }
  }

  private long rttNs(PathPacing pacing) {
    PathStatistics statistics = connection.statistics();
    return pacing.minRttNs() == 0 && statistics != null ? statistics.rttNs() : pacing.minRttNs();
  }

  private void closeLanes() {
    List<BulkLane> all = List.copyOf(lanes);
    lanes.clear();
    for (BulkLane lane : all) {
      lane.close();
    }
  }

  private void setTimer() {
    if (!timerSet) {
      timerSet = true;
      transport.endpoint().schedule(this::tend, transport.linkSettings().pingNs());
    }
  }

  /** Keeps connections alive that may be needed again, and closes those that are not. */
  private void tend() {
    timerSet = false;
    long nowNs = now();
    if (sources.isEmpty() && nowNs - usedAtNs > KEPT_NS) {
      closeLanes();
    }
    for (BulkLane lane : List.copyOf(lanes)) {
      if (lane.isRetired() && nowNs - lane.retiredAtNs() > RETIRED_NS) {
        lane.close();
      } else if (lane.isOpen() && sources.isEmpty()) {
        ByteBuf ping = transport.endpoint().allocator().directBuffer(Record.HEADER_BYTES);
        SessionCore.writePing(Views.ofOutput(ping, Record.HEADER_BYTES), false);
        lane.stream().write(ping);
      }
    }
    if (!lanes.isEmpty()) {
      setTimer();
    }
  }

  // ---- chunks

  private void writeChunk(BulkLane lane, BulkSource source, int length) {
    int total = Record.BULK_HEADER_BYTES + length;
    ByteBuf chunk = transport.endpoint().allocator().directBuffer(total, total);
    ByteBuffer target = Views.ofOutput(chunk, total);
    long offset = source.nextChunkOffset();
    Record.writeBulkHeader(target, length, source.transferId(), offset);
    source.copyChunk(target, length);
    bytesOut += length;
    if (lane == shared) {
      link.noteOutput(); // otherwise that connection still owes the peer a sign of life
    } else {
      bytesOnLanes += length;
      link.narrowPaths().used();
    }
    lane.write(chunk, source.transferId(), offset, length);
  }

  /**
   * Near: full chunks while there is room; the start of one rather than a wait when there is
   * little. Far: what the path takes in some milliseconds, so that no packet but the last is short
   * and little waits here.
   */
  private static int chunkBytes(BulkLane lane, PathPacing pacing) {
    if (pacing != null) {
      return (pacing.unitBytes() - Record.BULK_HEADER_BYTES) & ~63;
    }
    int room = lane.stream().writableBytes() - Record.BULK_HEADER_BYTES;
    return room >= CHUNK_BYTES ? CHUNK_BYTES : Math.max(room & ~63, 64);
  }

  private long now() {
    return transport.context().clockNs().getAsLong();
  }
}
