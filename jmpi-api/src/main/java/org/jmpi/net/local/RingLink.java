package org.jmpi.net.local;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jmpi.net.BulkSource;
import org.jmpi.net.Link;
import org.jmpi.net.LinkEvents;

/** A link over two rings; for messages to self both are the same. */
final class RingLink implements Link {
  private static final int MAX_RECORDS_PER_POLL = 64;
  private static final int BULK_BODY_BYTES = 32 << 10;
  private static final int EAGER_LIMIT_BYTES = 8 << 10;

  private final int peer;
  private final String name;
  private final Ring out;
  private final Ring in;
  private final Runnable peerDoorbell;
  private final LinkEvents events;
  private final ArrayDeque<BulkSource> bulk = new ArrayDeque<>();
  private boolean refused;
  private boolean closed;
  private long framesOut;
  private long framesIn;

  RingLink(int peer, String name, Ring out, Ring in, Runnable peerDoorbell, LinkEvents events) {
    this.peer = peer;
    this.name = name;
    this.out = out;
    this.in = in;
    this.peerDoorbell = peerDoorbell;
    this.events = events;
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
    ByteBuffer view = out.claim(lengthBytes);
    if (view == null) {
      out.awaitRoom();
      view = out.claim(lengthBytes);
      refused |= view == null;
    }
    return view;
  }

  @Override
  public void publish() {
    out.publish(Ring.FRAME, 0, 0);
    framesOut++;
    peerDoorbell.run();
  }

  @Override
  public void flush() {
    pumpBulk();
  }

  @Override
  public int maxFrameBytes() {
    return out.maxBodyBytes();
  }

  @Override
  public int eagerLimitBytes() {
    return EAGER_LIMIT_BYTES;
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
  }

  @Override
  public String report() {
    return name
        + ": frames out "
        + framesOut
        + ", in "
        + framesIn
        + ", bulk transfers "
        + bulk.size();
  }

  /** Handles some of what is there. Returns true when anything was done. */
  boolean poll() {
    boolean worked = false;
    for (int i = 0; i < MAX_RECORDS_PER_POLL && !closed; i++) {
      ByteBuffer body = in.peek();
      if (body == null) {
        break;
      }
      worked = true;
      take(body);
    }
    if (refused && hasRoomForAny()) {
      refused = false;
      events.onWritable(this);
      worked = true;
    }
    return pumpBulk() | worked;
  }

  boolean hasInput() {
    return !closed && in.hasRecord();
  }

  private void take(ByteBuffer body) {
    int length = body.remaining();
    try {
      if (in.kind() == Ring.BULK) {
        events.onBulk(this, in.id(), in.offset(), body);
      } else {
        framesIn++;
        events.onFrame(this, body);
      }
    } finally {
      // Also one that was refused is not delivered a second time.
      if (in.consume(length)) {
        peerDoorbell.run();
      }
    }
  }

  /** Room for the longest frame; when there is none, the peer rings again after its next step. */
  private boolean hasRoomForAny() {
    if (out.claim(maxFrameBytes()) != null) {
      return true;
    }
    out.awaitRoom();
    return out.claim(maxFrameBytes()) != null;
  }

  private boolean pumpBulk() {
    boolean worked = false;
    while (!bulk.isEmpty()) {
      BulkSource source = bulk.peekFirst();
      int length = source.nextChunkBytes(BULK_BODY_BYTES);
      if (length == 0) {
        bulk.removeFirst();
        continue;
      }
      ByteBuffer body = out.claim(length);
      if (body == null) {
        out.awaitRoom();
        body = out.claim(length);
        if (body == null) {
          return worked;
        }
      }
      long offset = source.nextChunkOffset();
      source.copyChunk(body, length);
      out.publish(Ring.BULK, source.transferId(), offset);
      peerDoorbell.run();
      worked = true;
    }
    return worked;
  }
}
