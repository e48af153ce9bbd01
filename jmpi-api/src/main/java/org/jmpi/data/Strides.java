package org.jmpi.data;

import java.nio.ByteBuffer;
import org.jmpi.data.Layout.Run;

/**
 * Single elements at equal distances, such as a matrix's column in an array: plain loops without a
 * call per element. The packed side is as in {@link Memory}, but its position is advanced.
 */
final class Strides {
  private Strides() {}

  /**
   * Whether {@link #pack} and {@link #unpack} can be used: runs of one element in a Java array of
   * these elements, or in a buffer that holds packed bytes as they are.
   *
   * @param plain of the buffer's {@link Memory#isPlain}
   */
  static boolean isSingle(Object buffer, Run run, boolean plain) {
    if (run.lengthBytes() != run.kind().bytes()) {
      return false;
    }
    if (buffer instanceof ByteBuffer) {
      return plain && run.kind() != Kind.BOOLEAN;
    }
    return switch (run.kind()) {
      case BYTE -> buffer instanceof byte[];
      case CHAR -> buffer instanceof char[];
      case SHORT -> buffer instanceof short[];
      case INT -> buffer instanceof int[];
      case LONG -> buffer instanceof long[];
      case FLOAT -> buffer instanceof float[];
      case DOUBLE -> buffer instanceof double[];
      case BOOLEAN, OBJECT -> false;
    };
  }

  /** Copies {@code count} elements to {@code target}. */
  static void pack(
      Object buffer, long atByte, long strideBytes, Kind kind, ByteBuffer target, int count) {
    int width = kind.bytes();
    int to = target.position();
    if (buffer instanceof ByteBuffer bytes) {
      packBytes(bytes, (int) atByte, (int) strideBytes, width, target, count);
    } else {
      int from = (int) (atByte / width);
      int step = (int) (strideBytes / width);
      switch (kind) {
        case BYTE -> {
          byte[] array = (byte[]) buffer;
          for (int i = 0; i < count; i++) {
            target.put(to + i, array[from + i * step]);
          }
        }
        case CHAR -> {
          char[] array = (char[]) buffer;
          for (int i = 0; i < count; i++) {
            target.putChar(to + i * 2, array[from + i * step]);
          }
        }
        case SHORT -> {
          short[] array = (short[]) buffer;
          for (int i = 0; i < count; i++) {
            target.putShort(to + i * 2, array[from + i * step]);
          }
        }
        case INT -> {
          int[] array = (int[]) buffer;
          for (int i = 0; i < count; i++) {
            target.putInt(to + i * 4, array[from + i * step]);
          }
        }
        case LONG -> {
          long[] array = (long[]) buffer;
          for (int i = 0; i < count; i++) {
            target.putLong(to + i * 8, array[from + i * step]);
          }
        }
        case FLOAT -> {
          float[] array = (float[]) buffer;
          for (int i = 0; i < count; i++) {
            target.putFloat(to + i * 4, array[from + i * step]);
          }
        }
        case DOUBLE -> {
          double[] array = (double[]) buffer;
          for (int i = 0; i < count; i++) {
            target.putDouble(to + i * 8, array[from + i * step]);
          }
        }
        default -> throw new IllegalStateException("no strides of " + kind);
      }
    }
    target.position(to + count * width);
  }

  /** Copies {@code count} elements from {@code source}. */
  static void unpack(
      Object buffer, long atByte, long strideBytes, Kind kind, ByteBuffer source, int count) {
    int width = kind.bytes();
    int from = source.position();
    if (buffer instanceof ByteBuffer bytes) {
      unpackBytes(bytes, (int) atByte, (int) strideBytes, width, source, count);
    } else {
      int to = (int) (atByte / width);
      int step = (int) (strideBytes / width);
      switch (kind) {
        case BYTE -> {
          byte[] array = (byte[]) buffer;
          for (int i = 0; i < count; i++) {
            array[to + i * step] = source.get(from + i);
          }
        }
        case CHAR -> {
          char[] array = (char[]) buffer;
          for (int i = 0; i < count; i++) {
            array[to + i * step] = source.getChar(from + i * 2);
          }
        }
        case SHORT -> {
          short[] array = (short[]) buffer;
          for (int i = 0; i < count; i++) {
            array[to + i * step] = source.getShort(from + i * 2);
          }
        }
        case INT -> {
          int[] array = (int[]) buffer;
          for (int i = 0; i < count; i++) {
            array[to + i * step] = source.getInt(from + i * 4);
          }
        }
        case LONG -> {
          long[] array = (long[]) buffer;
          for (int i = 0; i < count; i++) {
            array[to + i * step] = source.getLong(from + i * 8);
          }
        }
        case FLOAT -> {
          float[] array = (float[]) buffer;
          for (int i = 0; i < count; i++) {
            array[to + i * step] = source.getFloat(from + i * 4);
          }
        }
        case DOUBLE -> {
          double[] array = (double[]) buffer;
          for (int i = 0; i < count; i++) {
            array[to + i * step] = source.getDouble(from + i * 8);
          }
        }
        default -> throw new IllegalStateException("no strides of " + kind);
      }
    }
    source.position(from + count * width);
  }

  /** Both sides are little-endian, so elements of one width are the same bits. */
  private static void packBytes(
      ByteBuffer bytes, int from, int step, int width, ByteBuffer target, int count) {
    int to = target.position();
    for (int i = 0; i < count; i++) {
      switch (width) {
        case 1 -> target.put(to + i, bytes.get(from + i * step));
        case 2 -> target.putShort(to + i * 2, bytes.getShort(from + i * step));
        case 4 -> target.putInt(to + i * 4, bytes.getInt(from + i * step));
        default -> target.putLong(to + i * 8, bytes.getLong(from + i * step));
      }
    }
  }

  private static void unpackBytes(
      ByteBuffer bytes, int to, int step, int width, ByteBuffer source, int count) {
    int from = source.position();
    for (int i = 0; i < count; i++) {
      switch (width) {
        case 1 -> bytes.put(to + i * step, source.get(from + i));
        case 2 -> bytes.putShort(to + i * step, source.getShort(from + i * 2));
        case 4 -> bytes.putInt(to + i * step, source.getInt(from + i * 4));
        default -> bytes.putLong(to + i * step, source.getLong(from + i * 8));
      }
    }
  }
}
