package org.jmpi.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** {@code ByteBuffer}s of the program, whose elements are in the buffer's own byte order. */
final class ByteBufferMemory {
  private ByteBufferMemory() {}

  /** Little-endian, or one-byte elements: the bytes are the packed form. */
  static final Memory PLAIN =
      new Memory() {
        @Override
        boolean isPlain() {
          return true;
        }

        @Override
        long capacityBytes(Object memory) {
          return ((ByteBuffer) memory).capacity();
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return ((ByteBuffer) memory).get((int) elementByte);
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((ByteBuffer) memory).put((int) elementByte, (byte) bits);
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          copyPlain((ByteBuffer) memory, (int) elementByte, target, target.position(), lengthBytes);
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          copyPlain(source, source.position(), (ByteBuffer) memory, (int) elementByte, lengthBytes);
        }
      };

  /** Big-endian elements of two bytes or more. */
  static final Memory BIG_ENDIAN =
      new Memory() {
        @Override
        long capacityBytes(Object memory) {
          return ((ByteBuffer) memory).capacity();
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          ByteBuffer buffer = (ByteBuffer) memory;
          int at = (int) elementByte;
          return switch (width) {
            case 2 -> buffer.getShort(at);
            case 4 -> buffer.getInt(at);
            case 8 -> buffer.getLong(at);
            default -> buffer.get(at);
          };
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ByteBuffer buffer = (ByteBuffer) memory;
          int at = (int) elementByte;
          switch (width) {
            case 2 -> buffer.putShort(at, (short) bits);
            case 4 -> buffer.putInt(at, (int) bits);
            case 8 -> buffer.putLong(at, bits);
            default -> buffer.put(at, (byte) bits);
          }
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          copy(
              (ByteBuffer) memory,
              (int) elementByte,
              target,
              target.position(),
              width,
              lengthBytes);
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          copy(
              source,
              source.position(),
              (ByteBuffer) memory,
              (int) elementByte,
              width,
              lengthBytes);
        }
      };

  private static void copyPlain(
      ByteBuffer from, int fromByte, ByteBuffer to, int toByte, int lengthBytes) {
    if (lengthBytes == Long.BYTES && from.order() == to.order()) {
      // The most frequent length by far: one access takes a third of a bulk copy's time.
      to.putLong(toByte, from.getLong(fromByte));
    } else {
      to.put(toByte, from, fromByte, lengthBytes);
    }
  }

  /** Each buffer in its own byte order. */
  private static void copy(
      ByteBuffer from, int fromByte, ByteBuffer to, int toByte, int width, int lengthBytes) {
    if (width == 1) {
      to.put(toByte, from, fromByte, lengthBytes);
    } else if (lengthBytes >= Memory.BULK_BYTES) {
      copyBulk(view(from, fromByte, lengthBytes), view(to, toByte, lengthBytes), width);
    } else {
      for (int i = 0; i < lengthBytes; i += width) {
        switch (width) {
          case 2 -> to.putShort(toByte + i, from.getShort(fromByte + i));
          case 4 -> to.putInt(toByte + i, from.getInt(fromByte + i));
          default -> to.putLong(toByte + i, from.getLong(fromByte + i));
        }
      }
    }
  }

  private static void copyBulk(ByteBuffer from, ByteBuffer to, int width) {
    switch (width) {
      case 2 -> to.asShortBuffer().put(from.asShortBuffer());
      case 4 -> to.asIntBuffer().put(from.asIntBuffer());
      default -> to.asLongBuffer().put(from.asLongBuffer());
    }
  }

  private static ByteBuffer view(ByteBuffer buffer, int atByte, int lengthBytes) {
    ByteOrder order = buffer.order();
    return buffer.slice(atByte, lengthBytes).order(order);
  }
}
