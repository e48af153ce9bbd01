package org.jmpi.net.local;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jmpi.net.ProtocolException;

/**
 * The layout of a ring: records from one producer to one consumer through memory that both see.
 * Positions count bytes from the ring's beginning and never wrap; a position's place is its
 * remainder by the capacity.
 *
 * <pre>
 * memory:   0 magic u64 | 8 capacity u32 | 12 from u32 | 16 to u32 | 64 consumed u64 | 72 verdict u32 | 128 producer waits u32
 *           192 pid u64 | 200 token address u64 | 208 token u64 | 216 withdrawals u64 | 256 data…
 * record:   0 head u64: bytes of the body plus 1, kind in the upper half; 0: not there; −1: go on at the start
 *           8 frame: body
 *           8 bulk: id u64 | 16 offset u64 | 24 body
 * </pre>
 *
 * Every record begins a cache line, so that a small one is one line. A record exists only by the
 * final release-store of its head; the place of the next head is zero by then, so the consumer
 * never sees half of one, whatever the producer had begun when it died.
 *
 * @see RingProducer
 * @see RingConsumer
 * @see Pledge
 */
final class Ring {
  /** A frame. */
  static final int FRAME = 1;

  /** A piece of a bulk transfer. */
  static final int BULK = 2;

  static final int LINE_BYTES = 64;
  static final int DATA = 256;
  static final int MIN_CAPACITY_BYTES = 1 << 10;
  static final int MAX_CAPACITY_BYTES = 1 << 26;

  static final int CONSUMED = 64;
  static final int PRODUCER_WAITS = 128;
  static final int FRAME_HEADER_BYTES = 8;
  static final int BULK_HEADER_BYTES = 24;
  static final long GAP = -1;

  static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long MAGIC = 0x31474e4952494d4aL; // "JMIRING1"

  private Ring() {}

  /** How much memory a ring needs. */
  static int memoryBytes(int capacityBytes) {
    return DATA + capacityBytes;
  }

  /** The longest body; so that a ring whose consumer is idle always has room for one. */
  static int maxBodyBytes(int capacityBytes) {
    return capacityBytes / 4 - LINE_BYTES;
  }

  /** A ring in memory of this process alone. */
  static ByteBuffer allocate(int capacityBytes, int from, int to) {
    ByteBuffer memory =
        ByteBuffer.allocateDirect(memoryBytes(capacityBytes) + LINE_BYTES).alignedSlice(LINE_BYTES);
    return format(memory.slice(0, memoryBytes(capacityBytes)), from, to);
  }

  /**
   * Makes a ring of memory that is all zeros.
   *
   * @param memory {@link #memoryBytes} long for a capacity that is a power of two, 64-byte aligned
   */
  static ByteBuffer format(ByteBuffer memory, int from, int to) {
    int capacityBytes = memory.capacity() - DATA;
    if (!isCapacity(capacityBytes)) {
      throw new IllegalArgumentException("a ring cannot have " + capacityBytes + " bytes");
    }
    memory.order(ByteOrder.LITTLE_ENDIAN);
    memory.putInt(8, capacityBytes).putInt(12, from).putInt(16, to);
    LONG.setRelease(memory, 0, MAGIC);
    return memory;
  }

  /** Checks memory that another process has made to be a ring between these two. */
  static ByteBuffer check(ByteBuffer memory, int from, int to) {
    memory.order(ByteOrder.LITTLE_ENDIAN);
    if (memory.capacity() < DATA + MIN_CAPACITY_BYTES
        || (long) LONG.getAcquire(memory, 0) != MAGIC
        || memory.getInt(8) != memory.capacity() - DATA
        || !isCapacity(memory.getInt(8))
        || memory.getInt(12) != from
        || memory.getInt(16) != to) {
      throw new ProtocolException("no ring from process " + from + " to process " + to);
    }
    return memory;
  }

  static boolean isCapacity(int bytes) {
    return bytes >= MIN_CAPACITY_BYTES
        && bytes <= MAX_CAPACITY_BYTES
        && Integer.bitCount(bytes) == 1;
  }

  static int headerBytes(int kind) {
    return kind == BULK ? BULK_HEADER_BYTES : FRAME_HEADER_BYTES;
  }

  static int recordBytes(int headerBytes, int bodyBytes) {
    return headerBytes + bodyBytes + LINE_BYTES - 1 & -LINE_BYTES;
  }

  static long head(int kind, int bodyBytes) {
    return (long) kind << 32 | bodyBytes + 1;
  }
}
