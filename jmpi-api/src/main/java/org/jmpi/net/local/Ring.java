package org.jmpi.net.local;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Records from one producer to one consumer through shared memory. A record exists only by the
 * final release-store of its length; the producer has zeroed the next length before, so the
 * consumer never sees half of one. Positions never wrap.
 *
 * <pre>
 * memory: 0 consumed u64 | 64 producer waits u32 | 128 data…
 * record: 0 length u32 (bytes after the header, plus 1; −1: skip to the start) | 4 kind u32 | 8 id u64 | 16 offset u64 | 24 body
 * </pre>
 */
final class Ring {
  /** A frame: id and offset are 0. */
  static final int FRAME = 1;

  /** A piece of a bulk transfer. */
  static final int BULK = 2;

  static final int HEADER_BYTES = 24;

  private static final int CONSUMED = 0;
  private static final int PRODUCER_WAITS = 64;
  private static final int DATA = 128;
  private static final int GAP = -1;

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer memory;
  private final int capacity;
  private final int mask;

  // producer's side
  private final ByteBuffer producerView;
  private long produced;
  private long consumedCache;
  private long claimStart;
  private int claimBytes = -1;

  // consumer's side
  private final ByteBuffer consumerView;
  private long consumed;

  /**
   * A ring in fresh memory.
   *
   * @param capacityBytes a power of two
   */
  Ring(int capacityBytes) {
    if (Integer.bitCount(capacityBytes) != 1) {
      throw new IllegalArgumentException("ring size must be a power of two");
    }
    capacity = capacityBytes;
    mask = capacityBytes - 1;
    memory =
        ByteBuffer.allocateDirect(capacityBytes + DATA + 8)
            .alignedSlice(8)
            .order(ByteOrder.LITTLE_ENDIAN);
    producerView = memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    consumerView = memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  int maxBodyBytes() {
    return capacity / 4;
  }

  // ---- producer

  /** Room for a body, as a view positioned at it; null when the ring is full. */
  ByteBuffer claim(int bodyBytes) {
    int need = recordBytes(bodyBytes);
    long start = produced;
    long toEnd = capacity - (start & mask);
    // The length word of the record after this one is zeroed at publication, so it must be free
    // too.
    if (toEnd < need + 8) {
      start += toEnd;
    }
    if (start + need + 8 - consumedCache > capacity) {
      consumedCache = (long) LONG.getAcquire(memory, CONSUMED);
      if (start + need + 8 - consumedCache > capacity) {
        return null;
      }
    }
    claimStart = start;
    claimBytes = bodyBytes;
    int body = index(start) + HEADER_BYTES;
    return producerView.limit(body + bodyBytes).position(body);
  }

  /** The claimed record is complete. */
  void publish(int kind, long id, long offset) {
    int bodyBytes = claimBytes;
    claimBytes = -1;
    int at = index(claimStart);
    long end = claimStart + recordBytes(bodyBytes);
    producerView.clear();
    producerView.putInt(at + 4, kind);
    producerView.putLong(at + 8, id);
    producerView.putLong(at + 16, offset);
    INT.setRelease(memory, index(end), 0);
    if (claimStart != produced) {
      // The record first, then the gap that leads to it.
      INT.setRelease(memory, at, bodyBytes + 1);
      INT.setRelease(memory, index(produced), GAP);
    } else {
      INT.setRelease(memory, at, bodyBytes + 1);
    }
    produced = end;
  }

  /** The consumer will ring when it has made room. Re-check with {@link #claim} after this. */
  void awaitRoom() {
    INT.setVolatile(memory, PRODUCER_WAITS, 1);
    VarHandle.fullFence();
  }

  // ---- consumer

  /** True when there is a record. */
  boolean hasRecord() {
    return (int) INT.getAcquire(memory, index(consumed)) != 0;
  }

  /**
   * The body of the next record as a view; null when there is none. Then {@link #kind} and so on
   * hold; end with {@link #consume}.
   */
  ByteBuffer peek() {
    int length = (int) INT.getAcquire(memory, index(consumed));
    if (length == GAP) {
      consumed += capacity - (consumed & mask);
      length = (int) INT.getAcquire(memory, index(consumed));
    }
    if (length == 0) {
      return null;
    }
    int body = index(consumed) + HEADER_BYTES;
    if (length < 0 || length - 1 > maxBodyBytes() || body + length - 1 > DATA + capacity) {
      throw new IllegalStateException("shared ring is corrupt: record of " + length + " bytes");
    }
    return consumerView.limit(body + length - 1).position(body);
  }

  int kind() {
    return memory.getInt(index(consumed) + 4);
  }

  long id() {
    return memory.getLong(index(consumed) + 8);
  }

  long offset() {
    return memory.getLong(index(consumed) + 16);
  }

  /**
   * Gives back the record that {@link #peek} showed, of which {@code bodyBytes} is the length.
   *
   * @return true when the producer waits for room and must be woken
   */
  boolean consume(int bodyBytes) {
    consumed += recordBytes(bodyBytes);
    LONG.setVolatile(memory, CONSUMED, consumed);
    if ((int) INT.getVolatile(memory, PRODUCER_WAITS) == 0) {
      return false;
    }
    INT.setVolatile(memory, PRODUCER_WAITS, 0);
    return true;
  }

  private int index(long position) {
    return DATA + ((int) position & mask);
  }

  private static int recordBytes(int bodyBytes) {
    return HEADER_BYTES + ((bodyBytes + 7) & ~7);
  }
}
