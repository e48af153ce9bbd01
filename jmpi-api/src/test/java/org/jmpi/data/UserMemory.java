package org.jmpi.data;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A program's buffer and a naive model of it: an image with all elements little-endian, read and
 * written one element at a time. In a {@code byte[]} or {@code ByteBuffer} the fields of items from
 * {@code offset} on have the byte order {@code order}.
 */
record UserMemory(String name, Object buffer, ByteOrder order) {

  /** Every sort of buffer that may hold {@code elements} elements of the layout's kind. */
  static List<UserMemory> all(Layout layout, int elements) {
    List<UserMemory> all = new ArrayList<>();
    Kind kind = layout.kind();
    int bytes = elements * kind.bytes();
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      all.add(new UserMemory("byte[] on a host of " + order, new byte[bytes], order));
      ByteBuffer heap = ByteBuffer.allocate(bytes).order(order);
      all.add(new UserMemory("heap ByteBuffer " + order, heap, order));
      ByteBuffer direct = ByteBuffer.allocateDirect(bytes).order(order);
      all.add(new UserMemory("direct ByteBuffer " + order, direct, order));
      if (kind != Kind.BYTE && kind != Kind.BOOLEAN) {
        ByteBuffer odd = ByteBuffer.allocateDirect(bytes + 1).position(1).slice().order(order);
        all.add(new UserMemory("heap view " + order, view(kind, freshHeap(bytes, order)), null));
        all.add(
            new UserMemory("direct view " + order, view(kind, freshDirect(bytes, order)), null));
        all.add(new UserMemory("unaligned view " + order, view(kind, odd), null));
      }
    }
    if (kind != Kind.BYTE) {
      all.add(new UserMemory(kind.javaName() + "[]", array(kind, elements), null));
      if (kind != Kind.BOOLEAN) {
        all.add(new UserMemory("wrapped array", wrap(array(kind, elements)), null));
      }
    }
    return all;
  }

  /** Sets all of memory from the image. */
  void write(byte[] image, Layout layout, int offset, int count) {
    unlimit();
    if (order != null) {
      byte[] raw = image.clone();
      turn(raw, layout, offset, count);
      for (int i = 0; i < raw.length; i++) {
        setBits(buffer, i, raw[i]);
      }
      return;
    }
    int width = layout.kind().bytes();
    for (int i = 0; i < image.length / width; i++) {
      setBits(buffer, i, littleEndian(image, i * width, width));
    }
  }

  /** The image of all of memory. */
  byte[] read(int lengthBytes, Layout layout, int offset, int count) {
    unlimit();
    byte[] image = new byte[lengthBytes];
    int width = order != null ? 1 : layout.kind().bytes();
    for (int i = 0; i < lengthBytes / width; i++) {
      long bits = bits(buffer, i);
      for (int k = 0; k < width; k++) {
        image[i * width + k] = (byte) (bits >>> 8 * k);
      }
    }
    if (order != null) {
      turn(image, layout, offset, count);
    }
    return image;
  }

  private void unlimit() {
    if (buffer instanceof Buffer nio) {
      nio.clear();
    }
  }

  /** Turns the fields of all items round when memory is big-endian. */
  private void turn(byte[] raw, Layout layout, int offset, int count) {
    if (order == ByteOrder.LITTLE_ENDIAN) {
      return;
    }
    List<int[]> fields = fields(layout, offset, count);
    boolean[] done = new boolean[raw.length];
    for (int[] field : fields) {
      if (!done[field[0]]) {
        done[field[0]] = true;
        for (int k = 0; k < field[1] / 2; k++) {
          byte kept = raw[field[0] + k];
          raw[field[0] + k] = raw[field[0] + field[1] - 1 - k];
          raw[field[0] + field[1] - 1 - k] = kept;
        }
      }
    }
  }

  /** (start byte, width) of every element of the items, in packed order. */
  static List<int[]> fields(Layout layout, int offset, int count) {
    List<int[]> fields = new ArrayList<>();
    int units = Math.toIntExact(count * layout.unitsPerItem());
    for (int unit = 0; unit < units; unit++) {
      long start = offset * layout.kind().bytes() + unit * layout.unitExtentBytes();
      for (int r = 0; r < layout.runCount(); r++) {
        Layout.Run run = layout.run(r);
        int width = run.kind().bytes();
        for (int at = 0; at < run.lengthBytes(); at += width) {
          fields.add(new int[] {(int) (start + run.displacementBytes() + at), width});
        }
      }
    }
    return fields;
  }

  static long littleEndian(byte[] bytes, int at, int width) {
    long bits = 0;
    for (int k = width - 1; k >= 0; k--) {
      bits = bits << 8 | bytes[at + k] & 0xFF;
    }
    return bits;
  }

  static Object array(Kind kind, int length) {
    return switch (kind) {
      case BYTE -> new byte[length];
      case BOOLEAN -> new boolean[length];
      case CHAR -> new char[length];
      case SHORT -> new short[length];
      case INT -> new int[length];
      case LONG -> new long[length];
      case FLOAT -> new float[length];
      case DOUBLE -> new double[length];
      case OBJECT -> new Object[length];
    };
  }

  static long bits(Object buffer, int i) {
    if (buffer instanceof byte[] a) {
      return a[i];
    } else if (buffer instanceof boolean[] a) {
      return a[i] ? 1 : 0;
    } else if (buffer instanceof char[] a) {
      return a[i];
    } else if (buffer instanceof short[] a) {
      return a[i];
    } else if (buffer instanceof int[] a) {
      return a[i];
    } else if (buffer instanceof long[] a) {
      return a[i];
    } else if (buffer instanceof float[] a) {
      return Float.floatToRawIntBits(a[i]);
    } else if (buffer instanceof double[] a) {
      return Double.doubleToRawLongBits(a[i]);
    } else if (buffer instanceof ByteBuffer b) {
      return b.get(i);
    } else if (buffer instanceof CharBuffer b) {
      return b.get(i);
    } else if (buffer instanceof ShortBuffer b) {
      return b.get(i);
    } else if (buffer instanceof IntBuffer b) {
      return b.get(i);
    } else if (buffer instanceof LongBuffer b) {
      return b.get(i);
    } else if (buffer instanceof FloatBuffer b) {
      return Float.floatToRawIntBits(b.get(i));
    }
    return Double.doubleToRawLongBits(((DoubleBuffer) buffer).get(i));
  }

  static void setBits(Object buffer, int i, long bits) {
    if (buffer instanceof byte[] a) {
      a[i] = (byte) bits;
    } else if (buffer instanceof boolean[] a) {
      a[i] = bits != 0;
    } else if (buffer instanceof char[] a) {
      a[i] = (char) bits;
    } else if (buffer instanceof short[] a) {
      a[i] = (short) bits;
    } else if (buffer instanceof int[] a) {
      a[i] = (int) bits;
    } else if (buffer instanceof long[] a) {
      a[i] = bits;
    } else if (buffer instanceof float[] a) {
      a[i] = Float.intBitsToFloat((int) bits);
    } else if (buffer instanceof double[] a) {
      a[i] = Double.longBitsToDouble(bits);
    } else if (buffer instanceof ByteBuffer b) {
      b.put(i, (byte) bits);
    } else if (buffer instanceof CharBuffer b) {
      b.put(i, (char) bits);
    } else if (buffer instanceof ShortBuffer b) {
      b.put(i, (short) bits);
    } else if (buffer instanceof IntBuffer b) {
      b.put(i, (int) bits);
    } else if (buffer instanceof LongBuffer b) {
      b.put(i, bits);
    } else if (buffer instanceof FloatBuffer b) {
      b.put(i, Float.intBitsToFloat((int) bits));
    } else {
      ((DoubleBuffer) buffer).put(i, Double.longBitsToDouble(bits));
    }
  }

  static Buffer wrap(Object array) {
    if (array instanceof char[] a) {
      return CharBuffer.wrap(a);
    } else if (array instanceof short[] a) {
      return ShortBuffer.wrap(a);
    } else if (array instanceof int[] a) {
      return IntBuffer.wrap(a);
    } else if (array instanceof long[] a) {
      return LongBuffer.wrap(a);
    } else if (array instanceof float[] a) {
      return FloatBuffer.wrap(a);
    }
    return DoubleBuffer.wrap((double[]) array);
  }

  private static Buffer view(Kind kind, ByteBuffer bytes) {
    return switch (kind) {
      case CHAR -> bytes.asCharBuffer();
      case SHORT -> bytes.asShortBuffer();
      case INT -> bytes.asIntBuffer();
      case LONG -> bytes.asLongBuffer();
      case FLOAT -> bytes.asFloatBuffer();
      case DOUBLE -> bytes.asDoubleBuffer();
      default -> throw new IllegalArgumentException("no view of " + kind);
    };
  }

  private static ByteBuffer freshHeap(int bytes, ByteOrder order) {
    return ByteBuffer.allocate(bytes).order(order);
  }

  private static ByteBuffer freshDirect(int bytes, ByteOrder order) {
    return ByteBuffer.allocateDirect(bytes).order(order);
  }
}
