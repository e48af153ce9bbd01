package org.jmpi.net.local;

import static org.jmpi.net.local.Ring.DATA;
import static org.jmpi.net.local.Ring.INT;
import static org.jmpi.net.local.Ring.LONG;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jmpi.net.ProtocolException;

/** The side of a {@link Ring} that reads. Not thread-safe. Believes nothing that it reads. */
final class RingConsumer {
  private final ByteBuffer memory;
  private final ByteBuffer view;
  private final int capacity;
  private final int mask;
  private long consumed;
  private long published;
  private long next;
  private int kind;

  /** The consumer of a ring from which nothing was read. */
  RingConsumer(ByteBuffer ring) {
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

  /** True when there is a record. */
  boolean hasRecord() {
    return (long) LONG.getAcquire(memory, index(consumed)) != 0;
  }

  /**
   * The body of the next record as a view; null when there is none. Until {@link #consume} {@link
   * #kind} and so on tell about it.
   */
  ByteBuffer peek() {
    long head = (long) LONG.getAcquire(memory, index(consumed));
    if (head == 0) {
      return null;
    }
    if (head == Ring.GAP) {
      consumed += capacity - (consumed & mask);
      head = (long) LONG.getAcquire(memory, index(consumed));
    }
    int at = index(consumed);
    int length = (int) head - 1;
    kind = (int) (head >>> 32);
    int headerBytes = Ring.headerBytes(kind);
    if (kind != Ring.FRAME && kind != Ring.BULK
        || length < 0
        || length > Ring.maxBodyBytes(capacity)
        || at + headerBytes + length > DATA + capacity) {
      throw new ProtocolException(
          "the shared ring is corrupt: a record with head " + Long.toHexString(head));
    }
    next = consumed + Ring.recordBytes(headerBytes, length);
    int body = at + headerBytes;
    return view.limit(body + length).position(body);
  }

  int kind() {
    return kind;
  }

  /** The transfer of a piece of bulk. */
  long id() {
    return memory.getLong(index(consumed) + 8);
  }

  /** Where in its transfer a piece of bulk belongs. */
  long offset() {
    return memory.getLong(index(consumed) + 16);
  }

  /**
   * Gives back the record that {@link #peek} showed. The producer is told of room a quarter of the
   * ring at a time: it always has room for one record once the consumer has read everything.
   *
   * @return true when the producer waits for room and must be woken
   */
  boolean consume() {
    consumed = next;
    if (consumed - published < capacity / 4) {
      return false;
    }
    published = consumed;
    LONG.setRelease(memory, Ring.CONSUMED, consumed);
    VarHandle.fullFence();
    if ((int) INT.getOpaque(memory, Ring.PRODUCER_WAITS) == 0) {
      return false;
    }
    INT.setOpaque(memory, Ring.PRODUCER_WAITS, 0);
    return true;
  }

  private int index(long position) {
    return DATA + ((int) position & mask);
  }
}
