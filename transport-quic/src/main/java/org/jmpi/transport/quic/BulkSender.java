package org.jmpi.transport.quic;

import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import org.jmpi.net.BulkSource;
import org.jmpi.net.session.Record;

/**
 * The large messages of one link on their way out: which of them goes next, on which stream, in
 * chunks of what size. {@link QuicLink} says which connections there are.
 */
final class BulkSender {
  private static final int CHUNK_BYTES = 128 << 10;
  private static final int MAX_BYTES_PER_TURN = 512 << 10;

  private final QuicTransport transport;
  private final QuicLink link;
  private final ArrayDeque<BulkSource> sources = new ArrayDeque<>();
  private OutgoingStream stream;
  private boolean active;
  private long bytesOut;

  BulkSender(QuicTransport transport, QuicLink link) {
    this.transport = transport;
    this.link = link;
  }

  void start(BulkSource source) {
    if (!sources.contains(source)) {
      sources.add(source);
    }
    activate();
  }

  void stop(BulkSource source) {
    sources.remove(source);
  }

  /** Forgets all sources. */
  void clear() {
    sources.clear();
  }

  boolean isEmpty() {
    return sources.isEmpty();
  }

  long bytesOut() {
    return bytesOut;
  }

  /** The link's connection stands. */
  void connected(QuicConnection connection) {
    stream = connection.openStream(StreamKind.BULK);
  }

  /** It is gone: the link asks what has arrived when there is another. */
  void disconnected() {
    stream = null;
  }

  boolean owns(OutgoingStream candidate) {
    return candidate == stream;
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
    if (stream == null) {
      return false;
    }
    int budget = MAX_BYTES_PER_TURN;
    while (!sources.isEmpty() && budget > 0) {
      int room = Math.min(CHUNK_BYTES, stream.writableBytes() - Record.BULK_HEADER_BYTES);
      BulkSource source = sources.peekFirst();
      int length = room <= 0 ? 0 : source.nextChunkBytes(chunkBytes(room));
      if (length > 0) {
        writeChunk(source, length);
        budget -= length;
      } else if (room <= 0) {
        return false; // onWritable comes
      } else {
        sources.removeFirst();
      }
    }
    return !sources.isEmpty();
  }

  private void writeChunk(BulkSource source, int length) {
    int total = Record.BULK_HEADER_BYTES + length;
    ByteBuf chunk = transport.endpoint().allocator().directBuffer(total, total);
    chunk.writerIndex(total);
    var target = chunk.internalNioBuffer(0, total).order(ByteOrder.LITTLE_ENDIAN);
    Record.writeBulkHeader(target, length, source.transferId(), source.nextChunkOffset());
    source.copyChunk(target, length);
    bytesOut += length;
    link.noteOutput();
    stream.write(chunk);
  }

  /** Full chunks while there is room; the start of one rather than a wait when there is little. */
  private static int chunkBytes(int room) {
    return room >= CHUNK_BYTES ? CHUNK_BYTES : Math.max(room & ~63, Math.min(room, 64));
  }
}
