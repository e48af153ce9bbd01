package org.jmpi.net.local;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jmpi.net.BulkSource;
import org.jmpi.net.Link;
import org.jmpi.net.LinkEvents;
import org.jmpi.net.ProtocolException;
import org.jmpi.net.SingleCopy;

/** A link over two rings; for messages to self both are the same. */
final class RingLink implements Link {
  private static final int MAX_RECORDS_PER_POLL = 64;
  private static final int BULK_BODY_BYTES = 16 << 10;
  private static final int EAGER_LIMIT_BYTES = 16 << 10;

  private final int peer;
  private final String name;
  private final Bell bell;
  private final LinkEvents events;
  private final RingProducer out;
  private final int bulkBodyBytes;
  private final ArrayDeque<BulkSource> bulk = new ArrayDeque<>();
  private RingSingleCopy single;
  private RingConsumer in;
  private boolean unannounced;
  private boolean refused;
  private boolean closed;
  private String broken;
  private long framesOut;
  private long framesIn;
  private long chunksOut;
  private long chunksIn;

  /**
   * A link that can send.
   *
   * @param bell wakes the peer
   */
  RingLink(int peer, String name, RingProducer out, Bell bell, LinkEvents events) {
    this.peer = peer;
    this.name = name;
    this.out = out;
    this.bell = bell;
    this.events = events;
    bulkBodyBytes = Math.min(BULK_BODY_BYTES, out.capacityBytes() / 8);
  }

  /** Long messages may be read from their sender's memory. */
  void readWith(RingSingleCopy single) {
    this.single = single;
  }

  /** The peer has made its ring too. */
  void listen(RingConsumer incoming) {
    in = incoming;
    if (single != null) {
      single.listen(incoming.memory());
    }
  }

  /** The peer broke the rules; told when this is polled. */
  void breakUp(String reason) {
    broken = reason;
  }

  boolean listens() {
    return in != null;
  }

  @Override
  public int peer() {
    return peer;
  }

  @Override
  public String transportName() {
    return name;
  }

  @Override
  public ByteBuffer claim(int lengthBytes) {
    try {
      ByteBuffer view = out.claimFrame(lengthBytes);
      if (view == null) {
        out.awaitRoom();
        view = out.claimFrame(lengthBytes);
        refused |= view == null;
      }
      return view;
    } catch (ProtocolException e) {
      // Told when this is polled: the caller is in the middle of something.
      broken = e.getMessage();
      return null;
    }
  }

  @Override
  public void publish() {
    out.publish();
    framesOut++;
    unannounced = true;
  }

  @Override
  public void flush() {
    pumpBulk();
    announce();
  }

  @Override
  public int maxFrameBytes() {
    return out.maxBodyBytes();
  }

  @Override
  public int eagerLimitBytes() {
    return Math.min(EAGER_LIMIT_BYTES, out.capacityBytes() / 8);
  }

  @Override
  public SingleCopy singleCopy() {
    return single;
  }

  @Override
  public void startBulk(BulkSource source) {
    if (!bulk.contains(source)) {
      bulk.add(source);
    }
  }

  @Override
  public void stopBulk(BulkSource source) {
    bulk.remove(source);
  }

  @Override
  public boolean isDrained() {
    // What lies in the ring stays readable when this process has ended.
    return bulk.isEmpty();
  }

  @Override
  public void peerFinalized() {
    // Rings need no connection.
  }

  @Override
  public void close() {
    closed = true;
    bulk.clear();
    if (single != null) {
      single.close();
    }
  }

  @Override
  public String report() {
    return name
        + ": frames out "
        + framesOut
        + ", in "
        + framesIn
        + ", chunks out "
        + chunksOut
        + ", in "
        + chunksIn
        + ", bulk transfers "
        + bulk.size()
        + ", ring "
        + (out.capacityBytes() >> 10)
        + " KiB"
        + (single == null ? "" : single.report());
  }

  /** Handles some of what is there. Returns true when anything was done. */
  boolean poll() {
    if (closed) {
      return false;
    }
    boolean worked = false;
    try {
      if (in != null) {
        worked = pollIncoming();
      }
      if (refused && hasRoomForAny()) {
        refused = false;
        events.onWritable(this);
        worked = true;
      }
      worked |= pumpBulk();
    } catch (ProtocolException e) {
      broken = e.getMessage();
    }
    if (broken != null && !closed) {
      close();
      events.onUnreachable(this, "process " + peer + " broke the rules of its ring: " + broken);
      return true;
    }
    announce();
    return worked;
  }

  /** Takes everything that a dead peer has published. */
  void drain() {
    if (in == null) {
      return;
    }
    try {
      int most = in.capacityBytes() / Ring.LINE_BYTES;
      for (int polled = 0; polled < most && pollIncoming(); polled++) {
        // until nothing is left
      }
    } catch (ProtocolException e) {
      // It cannot be told any more, and its death is being told already.
      close();
    }
  }

  /** True when there is something to poll. */
  boolean hasInput() {
    return !closed && in != null && in.hasRecord();
  }

  private boolean pollIncoming() {
    boolean worked = false;
    for (int i = 0; i < MAX_RECORDS_PER_POLL && !closed; i++) {
      ByteBuffer body = in.peek();
      if (body == null) {
        break;
      }
      worked = true;
      take(body);
      if (events.isAwaitedDone()) {
        break;
      }
    }
    return worked;
  }

  private void take(ByteBuffer body) {
    try {
      if (in.kind() == Ring.BULK) {
        chunksIn++;
        events.onBulk(this, in.id(), in.offset(), body);
      } else {
        framesIn++;
        events.onFrame(this, body);
      }
    } finally {
      // Also one that was refused is not delivered a second time.
      if (in.consume()) {
        bell.ring();
      }
    }
  }

  /** Room for the longest frame; when there is none, the peer rings again after its next step. */
  private boolean hasRoomForAny() {
    if (out.claimFrame(maxFrameBytes()) != null) {
      return true;
    }
    out.awaitRoom();
    return out.claimFrame(maxFrameBytes()) != null;
  }

  private boolean pumpBulk() {
    boolean worked = false;
    while (!bulk.isEmpty()) {
      BulkSource source = bulk.peekFirst();
      int length = source.nextChunkBytes(bulkBodyBytes);
      if (length == 0) {
        bulk.removeFirst();
        continue;
      }
      long offset = source.nextChunkOffset();
      ByteBuffer body = out.claimBulk(source.transferId(), offset, length);
      if (body == null) {
        out.awaitRoom();
        body = out.claimBulk(source.transferId(), offset, length);
        if (body == null) {
          return worked;
        }
      }
      source.copyChunk(body, length);
      out.publish();
      chunksOut++;
      bell.ring();
      unannounced = false;
      worked = true;
    }
    return worked;
  }

  /** Wakes the peer if it sleeps: once for all that was published together. */
  private void announce() {
    if (unannounced) {
      unannounced = false;
      bell.ring();
    }
  }
}
