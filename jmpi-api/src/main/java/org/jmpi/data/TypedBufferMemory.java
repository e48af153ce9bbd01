package org.jmpi.data;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * The typed buffers of the program: one nested class for each element kind. They hold their byte
 * order themselves.
 */
final class TypedBufferMemory {
  private TypedBufferMemory() {}

  /** {@code CharBuffer}. */
  static final Memory CHARS =
      new Memory() {
        @Override
        long capacityBytes(Object memory) {
          return (long) ((CharBuffer) memory).capacity() << 1;
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return ((CharBuffer) memory).get((int) (elementByte >> 1));
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((CharBuffer) memory).put((int) (elementByte >> 1), (char) bits);
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          CharBuffer buffer = (CharBuffer) memory;
          int first = (int) (elementByte >> 1);
          int count = lengthBytes >> 1;
          if (lengthBytes >= BULK_BYTES) {
            target.asCharBuffer().put(0, buffer, first, count);
            return;
          }
          int at = target.position();
          for (int i = 0; i < count; i++) {
            target.putChar(at + (i << 1), buffer.get(first + i));
          }
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          CharBuffer buffer = (CharBuffer) memory;
          int first = (int) (elementByte >> 1);
          int count = lengthBytes >> 1;
          if (lengthBytes >= BULK_BYTES) {
            buffer.put(first, source.asCharBuffer(), 0, count);
            return;
          }
          int at = source.position();
          for (int i = 0; i < count; i++) {
            buffer.put(first + i, source.getChar(at + (i << 1)));
          }
        }
      };

  /** {@code ShortBuffer}. */
  static final Memory SHORTS =
      new Memory() {
        @Override
        long capacityBytes(Object memory) {
          return (long) ((ShortBuffer) memory).capacity() << 1;
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return ((ShortBuffer) memory).get((int) (elementByte >> 1));
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((ShortBuffer) memory).put((int) (elementByte >> 1), (short) bits);
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          ShortBuffer buffer = (ShortBuffer) memory;
          int first = (int) (elementByte >> 1);
          int count = lengthBytes >> 1;
          if (lengthBytes >= BULK_BYTES) {
            target.asShortBuffer().put(0, buffer, first, count);
            return;
          }
          int at = target.position();
          for (int i = 0; i < count; i++) {
            target.putShort(at + (i << 1), buffer.get(first + i));
          }
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          ShortBuffer buffer = (ShortBuffer) memory;
          int first = (int) (elementByte >> 1);
          int count = lengthBytes >> 1;
          if (lengthBytes >= BULK_BYTES) {
            buffer.put(first, source.asShortBuffer(), 0, count);
            return;
          }
          int at = source.position();
          for (int i = 0; i < count; i++) {
            buffer.put(first + i, source.getShort(at + (i << 1)));
          }
        }
      };

  /** {@code IntBuffer}. */
  static final Memory INTS =
      new Memory() {
        @Override
        long capacityBytes(Object memory) {
          return (long) ((IntBuffer) memory).capacity() << 2;
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return ((IntBuffer) memory).get((int) (elementByte >> 2));
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((IntBuffer) memory).put((int) (elementByte >> 2), (int) bits);
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          IntBuffer buffer = (IntBuffer) memory;
          int first = (int) (elementByte >> 2);
          int count = lengthBytes >> 2;
          if (lengthBytes >= BULK_BYTES) {
            target.asIntBuffer().put(0, buffer, first, count);
            return;
          }
          int at = target.position();
          for (int i = 0; i < count; i++) {
            target.putInt(at + (i << 2), buffer.get(first + i));
          }
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          IntBuffer buffer = (IntBuffer) memory;
          int first = (int) (elementByte >> 2);
          int count = lengthBytes >> 2;
          if (lengthBytes >= BULK_BYTES) {
            buffer.put(first, source.asIntBuffer(), 0, count);
            return;
          }
          int at = source.position();
          for (int i = 0; i < count; i++) {
            buffer.put(first + i, source.getInt(at + (i << 2)));
          }
        }
      };

  /** {@code LongBuffer}. */
  static final Memory LONGS =
      new Memory() {
        @Override
        long capacityBytes(Object memory) {
          return (long) ((LongBuffer) memory).capacity() << 3;
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return ((LongBuffer) memory).get((int) (elementByte >> 3));
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((LongBuffer) memory).put((int) (elementByte >> 3), bits);
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          LongBuffer buffer = (LongBuffer) memory;
          int first = (int) (elementByte >> 3);
          int count = lengthBytes >> 3;
          if (lengthBytes >= BULK_BYTES) {
            target.asLongBuffer().put(0, buffer, first, count);
            return;
          }
          int at = target.position();
          for (int i = 0; i < count; i++) {
            target.putLong(at + (i << 3), buffer.get(first + i));
          }
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          LongBuffer buffer = (LongBuffer) memory;
          int first = (int) (elementByte >> 3);
          int count = lengthBytes >> 3;
          if (lengthBytes >= BULK_BYTES) {
            buffer.put(first, source.asLongBuffer(), 0, count);
            return;
          }
          int at = source.position();
          for (int i = 0; i < count; i++) {
            buffer.put(first + i, source.getLong(at + (i << 3)));
          }
        }
      };

  /** {@code FloatBuffer}. */
  static final Memory FLOATS =
      new Memory() {
        @Override
        long capacityBytes(Object memory) {
          return (long) ((FloatBuffer) memory).capacity() << 2;
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return Float.floatToRawIntBits(((FloatBuffer) memory).get((int) (elementByte >> 2)));
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((FloatBuffer) memory).put((int) (elementByte >> 2), Float.intBitsToFloat((int) bits));
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          FloatBuffer buffer = (FloatBuffer) memory;
          int first = (int) (elementByte >> 2);
          int count = lengthBytes >> 2;
          if (lengthBytes >= BULK_BYTES) {
            target.asFloatBuffer().put(0, buffer, first, count);
            return;
          }
          int at = target.position();
          for (int i = 0; i < count; i++) {
            target.putFloat(at + (i << 2), buffer.get(first + i));
          }
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          FloatBuffer buffer = (FloatBuffer) memory;
          int first = (int) (elementByte >> 2);
          int count = lengthBytes >> 2;
          if (lengthBytes >= BULK_BYTES) {
            buffer.put(first, source.asFloatBuffer(), 0, count);
            return;
          }
          int at = source.position();
          for (int i = 0; i < count; i++) {
            buffer.put(first + i, source.getFloat(at + (i << 2)));
          }
        }
      };

  /** {@code DoubleBuffer}. */
  static final Memory DOUBLES =
      new Memory() {
        @Override
        long capacityBytes(Object memory) {
          return (long) ((DoubleBuffer) memory).capacity() << 3;
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return Double.doubleToRawLongBits(((DoubleBuffer) memory).get((int) (elementByte >> 3)));
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((DoubleBuffer) memory).put((int) (elementByte >> 3), Double.longBitsToDouble(bits));
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          DoubleBuffer buffer = (DoubleBuffer) memory;
          int first = (int) (elementByte >> 3);
          int count = lengthBytes >> 3;
          if (lengthBytes >= BULK_BYTES) {
            target.asDoubleBuffer().put(0, buffer, first, count);
            return;
          }
          int at = target.position();
          for (int i = 0; i < count; i++) {
            target.putDouble(at + (i << 3), buffer.get(first + i));
          }
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          DoubleBuffer buffer = (DoubleBuffer) memory;
          int first = (int) (elementByte >> 3);
          int count = lengthBytes >> 3;
          if (lengthBytes >= BULK_BYTES) {
            buffer.put(first, source.asDoubleBuffer(), 0, count);
            return;
          }
          int at = source.position();
          for (int i = 0; i < count; i++) {
            buffer.put(first + i, source.getDouble(at + (i << 3)));
          }
        }
      };
}
