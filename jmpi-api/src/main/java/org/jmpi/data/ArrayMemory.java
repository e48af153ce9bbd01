package org.jmpi.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The arrays of the program: one nested class for each element kind. */
final class ArrayMemory {
  /** The most frequent length by far: one access takes a third of a bulk copy's time. */
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private ArrayMemory() {}

  /** What all arrays share. */
  private abstract static class Array extends Memory {
    @Override
    final boolean isArray() {
      return true;
    }
  }

  /** {@code byte[]} as plain bytes. */
  static final Memory BYTES =
      new Array() {
        @Override
        boolean isPlain() {
          return true;
        }

        @Override
        long capacityBytes(Object memory) {
          return ((byte[]) memory).length;
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return ((byte[]) memory)[(int) elementByte];
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((byte[]) memory)[(int) elementByte] = (byte) bits;
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          if (lengthBytes == Long.BYTES && target.order() == ByteOrder.LITTLE_ENDIAN) {
            target.putLong(
                target.position(), (long) EIGHT_BYTES.get((byte[]) memory, (int) elementByte));
            return;
          }
          target.put(target.position(), (byte[]) memory, (int) elementByte, lengthBytes);
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          if (lengthBytes == Long.BYTES && source.order() == ByteOrder.LITTLE_ENDIAN) {
            EIGHT_BYTES.set((byte[]) memory, (int) elementByte, source.getLong(source.position()));
            return;
          }
          source.get(source.position(), (byte[]) memory, (int) elementByte, lengthBytes);
        }
      };

  /** {@code boolean[]}; any byte but 0 is true. */
  static final Memory BOOLEANS =
      new Array() {
        @Override
        long capacityBytes(Object memory) {
          return ((boolean[]) memory).length;
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return ((boolean[]) memory)[(int) elementByte] ? 1 : 0;
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((boolean[]) memory)[(int) elementByte] = (bits & 0xFF) != 0;
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          boolean[] array = (boolean[]) memory;
          int first = (int) elementByte;
          int at = target.position();
          for (int i = 0; i < lengthBytes; i++) {
            target.put(at + i, (byte) (array[first + i] ? 1 : 0));
          }
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          boolean[] array = (boolean[]) memory;
          int first = (int) elementByte;
          int at = source.position();
          for (int i = 0; i < lengthBytes; i++) {
            array[first + i] = source.get(at + i) != 0;
          }
        }
      };

  /** {@code char[]}. */
  static final Memory CHARS =
      new Array() {
        @Override
        long capacityBytes(Object memory) {
          return (long) ((char[]) memory).length << 1;
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return ((char[]) memory)[(int) (elementByte >> 1)];
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((char[]) memory)[(int) (elementByte >> 1)] = (char) bits;
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          char[] array = (char[]) memory;
          int first = (int) (elementByte >> 1);
          int count = lengthBytes >> 1;
          if (lengthBytes >= BULK_BYTES) {
            target.asCharBuffer().put(array, first, count);
            return;
          }
          int at = target.position();
          for (int i = 0; i < count; i++) {
            target.putChar(at + (i << 1), array[first + i]);
          }
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          char[] array = (char[]) memory;
          int first = (int) (elementByte >> 1);
          int count = lengthBytes >> 1;
          if (lengthBytes >= BULK_BYTES) {
            source.asCharBuffer().get(array, first, count);
            return;
          }
          int at = source.position();
          for (int i = 0; i < count; i++) {
            array[first + i] = source.getChar(at + (i << 1));
          }
        }
      };

  /** {@code short[]}. */
  static final Memory SHORTS =
      new Array() {
        @Override
        long capacityBytes(Object memory) {
          return (long) ((short[]) memory).length << 1;
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return ((short[]) memory)[(int) (elementByte >> 1)];
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((short[]) memory)[(int) (elementByte >> 1)] = (short) bits;
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          short[] array = (short[]) memory;
          int first = (int) (elementByte >> 1);
          int count = lengthBytes >> 1;
          if (lengthBytes >= BULK_BYTES) {
            target.asShortBuffer().put(array, first, count);
            return;
          }
          int at = target.position();
          for (int i = 0; i < count; i++) {
            target.putShort(at + (i << 1), array[first + i]);
          }
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          short[] array = (short[]) memory;
          int first = (int) (elementByte >> 1);
          int count = lengthBytes >> 1;
          if (lengthBytes >= BULK_BYTES) {
            source.asShortBuffer().get(array, first, count);
            return;
          }
          int at = source.position();
          for (int i = 0; i < count; i++) {
            array[first + i] = source.getShort(at + (i << 1));
          }
        }
      };

  /** {@code int[]}. */
  static final Memory INTS =
      new Array() {
        @Override
        long capacityBytes(Object memory) {
          return (long) ((int[]) memory).length << 2;
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return ((int[]) memory)[(int) (elementByte >> 2)];
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((int[]) memory)[(int) (elementByte >> 2)] = (int) bits;
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          int[] array = (int[]) memory;
          int first = (int) (elementByte >> 2);
          int count = lengthBytes >> 2;
          if (lengthBytes >= BULK_BYTES) {
            target.asIntBuffer().put(array, first, count);
            return;
          }
          int at = target.position();
          for (int i = 0; i < count; i++) {
            target.putInt(at + (i << 2), array[first + i]);
          }
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          int[] array = (int[]) memory;
          int first = (int) (elementByte >> 2);
          int count = lengthBytes >> 2;
          if (lengthBytes >= BULK_BYTES) {
            source.asIntBuffer().get(array, first, count);
            return;
          }
          int at = source.position();
          for (int i = 0; i < count; i++) {
            array[first + i] = source.getInt(at + (i << 2));
          }
        }
      };

  /** {@code long[]}. */
  static final Memory LONGS =
      new Array() {
        @Override
        long capacityBytes(Object memory) {
          return (long) ((long[]) memory).length << 3;
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return ((long[]) memory)[(int) (elementByte >> 3)];
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((long[]) memory)[(int) (elementByte >> 3)] = bits;
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          long[] array = (long[]) memory;
          int first = (int) (elementByte >> 3);
          int count = lengthBytes >> 3;
          if (lengthBytes >= BULK_BYTES) {
            target.asLongBuffer().put(array, first, count);
            return;
          }
          int at = target.position();
          for (int i = 0; i < count; i++) {
            target.putLong(at + (i << 3), array[first + i]);
          }
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          long[] array = (long[]) memory;
          int first = (int) (elementByte >> 3);
          int count = lengthBytes >> 3;
          if (lengthBytes >= BULK_BYTES) {
            source.asLongBuffer().get(array, first, count);
            return;
          }
          int at = source.position();
          for (int i = 0; i < count; i++) {
            array[first + i] = source.getLong(at + (i << 3));
          }
        }
      };

  /** {@code float[]}. */
  static final Memory FLOATS =
      new Array() {
        @Override
        long capacityBytes(Object memory) {
          return (long) ((float[]) memory).length << 2;
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return Float.floatToRawIntBits(((float[]) memory)[(int) (elementByte >> 2)]);
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((float[]) memory)[(int) (elementByte >> 2)] = Float.intBitsToFloat((int) bits);
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          float[] array = (float[]) memory;
          int first = (int) (elementByte >> 2);
          int count = lengthBytes >> 2;
          if (lengthBytes >= BULK_BYTES) {
            target.asFloatBuffer().put(array, first, count);
            return;
          }
          int at = target.position();
          for (int i = 0; i < count; i++) {
            target.putFloat(at + (i << 2), array[first + i]);
          }
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          float[] array = (float[]) memory;
          int first = (int) (elementByte >> 2);
          int count = lengthBytes >> 2;
          if (lengthBytes >= BULK_BYTES) {
            source.asFloatBuffer().get(array, first, count);
            return;
          }
          int at = source.position();
          for (int i = 0; i < count; i++) {
            array[first + i] = source.getFloat(at + (i << 2));
          }
        }
      };

  /** {@code double[]}. */
  static final Memory DOUBLES =
      new Array() {
        @Override
        long capacityBytes(Object memory) {
          return (long) ((double[]) memory).length << 3;
        }

        @Override
        long bits(Object memory, long elementByte, int width) {
          return Double.doubleToRawLongBits(((double[]) memory)[(int) (elementByte >> 3)]);
        }

        @Override
        void setBits(Object memory, long elementByte, int width, long bits) {
          ((double[]) memory)[(int) (elementByte >> 3)] = Double.longBitsToDouble(bits);
        }

        @Override
        void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
          double[] array = (double[]) memory;
          int first = (int) (elementByte >> 3);
          int count = lengthBytes >> 3;
          if (lengthBytes >= BULK_BYTES) {
            target.asDoubleBuffer().put(array, first, count);
            return;
          }
          int at = target.position();
          for (int i = 0; i < count; i++) {
            target.putDouble(at + (i << 3), array[first + i]);
          }
        }

        @Override
        void unpack(
            Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
          double[] array = (double[]) memory;
          int first = (int) (elementByte >> 3);
          int count = lengthBytes >> 3;
          if (lengthBytes >= BULK_BYTES) {
            source.asDoubleBuffer().get(array, first, count);
            return;
          }
          int at = source.position();
          for (int i = 0; i < count; i++) {
            array[first + i] = source.getDouble(at + (i << 3));
          }
        }
      };
}
