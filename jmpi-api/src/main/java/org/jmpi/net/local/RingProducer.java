package org.jmpi.net.local;

import static org.jmpi.net.local.Ring.DATA;
import static org.jmpi.net.local.Ring.INT;
import static org.jmpi.net.local.Ring.LINE_BYTES;
import static org.jmpi.net.local.Ring.LONG;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jmpi.net.ProtocolException;

/** The side of a {@link Ring} that writes. Not thread-safe. */
final class RingProducer {
  private final ByteBuffer memory;
  private final ByteBuffer view;
  private final int capacity;
  private final int mask;
  private long produced;
  private long consumed;

  /** Up to here every line that is not written yet begins with zeros. */
  private long zeroed = LINE_BYTES;

  private long claimStart;
  private int claimKind;
  private int claimBytes;

  /** The producer of a ring that is empty. */
  RingProducer(ByteBuffer ring) {
    memory = ring;
    view = ring.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    capacity = ring.capacity() - DATA;
    mask = capacity - 1;
  }

  /** All of the ring. */
  ByteBuffer memory() {
    return memory;
  }

  int capacityBytes() {
    return capacity;
  }

  int maxBodyBytes() {
    return Ring.maxBodyBytes(capacity);
  }

  /** Room for a frame, as a view from its position to its limit; null when the ring is full. */
  ByteBuffer claimFrame(int bodyBytes) {
    return claim(Ring.FRAME, Ring.FRAME_HEADER_BYTES, bodyBytes);
  }

  /** Room for a piece of a bulk transfer. */
  ByteBuffer claimBulk(long id, long offset, int bodyBytes) {
    ByteBuffer body = claim(Ring.BULK, Ring.BULK_HEADER_BYTES, bodyBytes);
    if (body != null) {
      int at = index(claimStart);
      body.putLong(at + 8, id).putLong(at + 16, offset);
    }
    return body;
  }

  private ByteBuffer claim(int kind, int headerBytes, int bodyBytes) {
    if (bodyBytes < 0 || bodyBytes > maxBodyBytes()) {
      throw new IllegalArgumentException(bodyBytes + " bytes do not fit into a record");
    }
    int need = Ring.recordBytes(headerBytes, bodyBytes);
    long start = produced;
    long toEnd = capacity - (start & mask);
    if (toEnd < need) {
      start += toEnd;
    }
    // The place of the next head is zeroed at publication, so it must be free too.
    if (start + need + LINE_BYTES - consumed > capacity) {
      readConsumed();
      if (start + need + LINE_BYTES - consumed > capacity) {
        return null;
      }
    }
    claimStart = start;
    claimKind = kind;
    claimBytes = bodyBytes;
    int body = index(start) + headerBytes;
    return view.limit(body + bodyBytes).position(body);
  }

  /** The claimed record is complete: from now on it exists. */
  void publish() {
    long end = claimStart + Ring.recordBytes(Ring.headerBytes(claimKind), claimBytes);
    if (end >= zeroed) {
      LONG.set(memory, index(end), 0L);
      zeroed = end + LINE_BYTES;
    }
    LONG.setRelease(memory, index(claimStart), Ring.head(claimKind, claimBytes));
    if (claimStart != produced) {
      // The record first, then the gap that leads to it.
      LONG.setRelease(memory, index(produced), Ring.GAP);
    }
    produced = end;
    // The next record but one begins here if the next is a small one: its producer need not wait
    // for this line then.
    if (zeroed == end + LINE_BYTES && zeroed + LINE_BYTES - consumed <= capacity) {
      LONG.set(memory, index(zeroed), 0L);
      zeroed += LINE_BYTES;
    }
  }

  /** The consumer will ring when it has made room. Try to claim again after this. */
  void awaitRoom() {
    INT.setOpaque(memory, Ring.PRODUCER_WAITS, 1);
    VarHandle.fullFence();
  }

  private void readConsumed() {
    long now = (long) LONG.getAcquire(memory, Ring.CONSUMED);
    if (now < consumed || now > produced) {
      throw new ProtocolException(
          "the ring's consumer claims to be at " + now + " of " + produced + " bytes");
    }
    consumed = now;
  }

  private int index(long position) {
    return DATA + ((int) position & mask);
  }
}
