package org.jmpi.p2p;

import java.nio.ByteBuffer;

/**
 * Flyweight for the 24-byte control frame: {@code 0 type u8, 1..7 zero, 8 id u64, 16 value u64};
 * ARRIVED carries ranges behind it.
 */
final class ControlHeader {
  static final int LENGTH_BYTES = 24;

  private ControlHeader() {}

  static void write(ByteBuffer frame, byte type, long id, long value) {
    int base = frame.position();
    frame.putLong(base, type & 0xFFL);
    frame.putLong(base + 8, id);
    frame.putLong(base + 16, value);
    frame.position(base + LENGTH_BYTES);
  }

  static long id(ByteBuffer frame, int base) {
    return frame.getLong(base + 8);
  }

  static long value(ByteBuffer frame, int base) {
    return frame.getLong(base + 16);
  }
}
