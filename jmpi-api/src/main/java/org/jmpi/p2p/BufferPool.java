package org.jmpi.p2p;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * Little-endian heap buffers in powers of two for messages that nobody has asked for yet; keeps a
 * bounded amount.
 */
final class BufferPool {
  private static final int SMALLEST_BITS = 6;
  private static final int LARGEST_BITS = 17;
  private static final long KEEP_BYTES = 4L << 20;

  private final ArrayDeque<ByteBuffer>[] free;
  private long keptBytes;

  BufferPool() {
    @SuppressWarnings({"unchecked", "rawtypes"})
    ArrayDeque<ByteBuffer>[] classes = new ArrayDeque[LARGEST_BITS + 1];
    free = classes;
    for (int bits = SMALLEST_BITS; bits <= LARGEST_BITS; bits++) {
      free[bits] = new ArrayDeque<>(0);
    }
  }

  /** A buffer with position 0 and limit {@code lengthBytes}. */
  ByteBuffer take(int lengthBytes) {
    int bits = bitsFor(lengthBytes);
    if (bits > LARGEST_BITS) {
      return ByteBuffer.allocate(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer buffer = free[bits].pollLast();
    if (buffer == null) {
      buffer = ByteBuffer.allocate(1 << bits).order(ByteOrder.LITTLE_ENDIAN);
    } else {
      keptBytes -= buffer.capacity();
    }
    return buffer.clear().limit(lengthBytes);
  }

  void give(ByteBuffer buffer) {
    int bits = bitsFor(buffer.capacity());
    if (bits <= LARGEST_BITS && keptBytes + buffer.capacity() <= KEEP_BYTES) {
      keptBytes += buffer.capacity();
      free[bits].addLast(buffer);
    }
  }

  private static int bitsFor(int lengthBytes) {
    return Math.max(SMALLEST_BITS, 32 - Integer.numberOfLeadingZeros(lengthBytes - 1));
  }
}
