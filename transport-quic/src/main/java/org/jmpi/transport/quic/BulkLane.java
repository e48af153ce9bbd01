package org.jmpi.transport.quic;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jmpi.net.LostChunks;

/**
 * A stream that takes chunks of large messages: on a connection of its own, which this side has
 * dialled, or on the link's first connection where that is all there is. Remembers the chunks that
 * may be lost with the connection.
 */
final class BulkLane implements ConnectionEvents {
  /** No more than the stream's window can be under way; the rest was taken by the peer. */
  private static final long REMEMBERED_BYTES = CodecSet.BULK_WINDOW_BYTES + (1 << 20);

  private final BulkSender owner;
  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
  private final boolean own;
  private final NarrowPathWatch narrowPathWatch = new NarrowPathWatch();
  private QuicConnection connection;
  private OutgoingStream stream;
  private long rememberedBytes;
  private long bytesOut;
  private long retiredAtNs;
  private boolean closed;

  private record Chunk(long transferId, long start, long end) {}

  private BulkLane(BulkSender owner, boolean own) {
    this.owner = owner;
    this.own = own;
  }

  /** A lane on a connection that carries other things too. */
  static BulkLane on(QuicConnection shared, BulkSender owner) {
    BulkLane lane = new BulkLane(owner, false);
    lane.connection = shared;
    lane.stream = shared.openStream(StreamKind.BULK);
    return lane;
  }

  /** A lane whose connection is being dialled: {@link #dialled} follows. */
  static BulkLane dialling(BulkSender owner) {
    return new BulkLane(owner, true);
  }

  /** The dial has begun. */
  void dialled(QuicConnection begun) {
    connection = begun;
  }

  boolean isOpen() {
    return stream != null && connection.isOpen();
  }

  boolean isRetired() {
    return retiredAtNs != 0;
  }

  long retiredAtNs() {
    return retiredAtNs;
  }

  /** Takes no more chunks; closed when what it has taken should have arrived. */
  void retire(long nowNs) {
    retiredAtNs = nowNs;
  }

  QuicConnection connection() {
    return connection;
  }

  NarrowPathWatch narrowPathWatch() {
    return narrowPathWatch;
  }

  OutgoingStream stream() {
    return stream;
  }

  long bytesOut() {
    return bytesOut;
  }

  /** Writes a chunk. */
  void write(ByteBuf record, long transferId, long offset, int lengthBytes) {
    bytesOut += lengthBytes;
    rememberedBytes += lengthBytes;
    Chunk last = chunks.peekLast();
    if (last != null && last.transferId == transferId && last.end == offset) {
      chunks.removeLast();
      chunks.addLast(new Chunk(transferId, last.start, offset + lengthBytes));
    } else {
      chunks.addLast(new Chunk(transferId, offset, offset + lengthBytes));
    }
    for (Chunk first = chunks.peekFirst();
        rememberedBytes - (first.end - first.start) > REMEMBERED_BYTES;
        first = chunks.peekFirst()) {
      rememberedBytes -= first.end - first.start;
      chunks.removeFirst();
    }
    stream.write(record);
  }

  /** What may not have arrived when the connection is lost. */
  LostChunks doubtful() {
    LostChunks lost = new LostChunks();
    chunks.forEach(chunk -> lost.add(chunk.transferId, chunk.start, chunk.end));
    return lost;
  }

  /**
   * A dial that is not complete goes on and is closed then: the codec was seen to send without end
   * when it is told to close a connection in the middle of its handshake.
   */
  void close() {
    closed = true;
    if (own && isOpen()) {
      connection.close(CloseReason.CODE_GOODBYE, "goodbye");
    }
  }

  @Override
  public void onConnected(QuicConnection fresh) {
    if (closed) {
      fresh.close(CloseReason.CODE_GOODBYE, "goodbye");
      return;
    }
    stream = fresh.openStream(StreamKind.BULK);
    owner.laneOpened();
  }

  @Override
  public void onData(QuicConnection from, IncomingStream incoming, ByteBuf data) {
    owner.received(from, incoming, data);
  }

  @Override
  public void onDatagram(QuicConnection from, ByteBuf data) {
    owner.received(from, data);
  }

  @Override
  public void onPeerMoved(QuicConnection from, InetSocketAddress address) {
    from.close(CloseReason.CODE_INTERNAL, "the peer's address has changed");
  }

  @Override
  public void onStreamEnd(QuicConnection from, IncomingStream incoming) {
    // The connection is being closed: onClosed follows.
  }

  @Override
  public void onWritable(QuicConnection on, OutgoingStream writable) {
    owner.activate();
  }

  @Override
  public void onClosed(QuicConnection gone, CloseReason reason) {
    boolean wasOpen = stream != null;
    stream = null;
    owner.laneClosed(this, wasOpen, reason);
  }
}
