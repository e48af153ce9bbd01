package org.jmpi.p2p;

import java.nio.ByteBuffer;

/**
 * Flyweight for the 40-byte header of envelopes. Offsets from the frame's first byte; little
 * endian:
 *
 * <pre>
 *  0 type u8   1 flags u8   2 reserved u16 (0)   4 sequence u32
 *  8 context u64            16 tag u64
 * 24 length u64             32 transfer id u64
 * 40 payload (EAGER only)
 * </pre>
 */
final class EnvelopeHeader {
  static final int LENGTH_BYTES = 40;

  /** The sender wants {@link FrameType#MATCHED} (eager only). */
  static final byte FLAG_SYNCHRONOUS = 1;

  private static final int FLAGS = 1;
  private static final int SEQUENCE = 4;
  private static final int CONTEXT = 8;
  private static final int TAG = 16;
  private static final int MESSAGE_LENGTH = 24;
  private static final int TRANSFER_ID = 32;

  private EnvelopeHeader() {}

  static void write(
      ByteBuffer frame,
      byte type,
      byte flags,
      int sequence,
      long context,
      long tag,
      long lengthBytes,
      long transferId) {
    int base = frame.position();
    frame.putLong(base, (type & 0xFFL) | (flags & 0xFFL) << 8 | (sequence & 0xFFFFFFFFL) << 32);
    frame.putLong(base + CONTEXT, context);
    frame.putLong(base + TAG, tag);
    frame.putLong(base + MESSAGE_LENGTH, lengthBytes);
    frame.putLong(base + TRANSFER_ID, transferId);
    frame.position(base + LENGTH_BYTES);
  }

  static byte flags(ByteBuffer frame, int base) {
    return frame.get(base + FLAGS);
  }

  static int sequence(ByteBuffer frame, int base) {
    return frame.getInt(base + SEQUENCE);
  }

  static long context(ByteBuffer frame, int base) {
    return frame.getLong(base + CONTEXT);
  }

  static long tag(ByteBuffer frame, int base) {
    return frame.getLong(base + TAG);
  }

  static long lengthBytes(ByteBuffer frame, int base) {
    return frame.getLong(base + MESSAGE_LENGTH);
  }

  static long transferId(ByteBuffer frame, int base) {
    return frame.getLong(base + TRANSFER_ID);
  }
}
