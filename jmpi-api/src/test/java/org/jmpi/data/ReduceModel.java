package org.jmpi.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * The operators once more, written for clarity: elements are boxed {@code Long}, {@code Double} or
 * {@code Boolean}, one at a time.
 */
final class ReduceModel {
  private ReduceModel() {}

  /**
   * An array with {@code count} items from element {@code at} on and something before and after
   * them.
   */
  static Object operand(Layout layout, boolean bytes, int at, int count, Random random) {
    int perItem = (int) layout.extentElements() * (bytes ? 4 : 1);
    Kind kind = bytes ? Kind.BYTE : layout.kind();
    int length = at + perItem * count + 2;
    Object array = UserMemory.array(kind, length);
    for (int i = 0; i < length; i++) {
      if (kind == Kind.OBJECT) {
        Array.set(array, i, random.nextInt());
      } else {
        set(array, kind, i, value(kind, random));
      }
    }
    if (layout.category() == Layout.Category.PAIR && kind == Kind.BYTE) {
      Kind valueKind = layout.run(0).kind();
      for (int i = 0; i < count; i++) {
        int start = at + i * perItem;
        setField((byte[]) array, start, valueKind, value(valueKind, random));
        setField((byte[]) array, start + indexAt(layout), Kind.INT, (long) random.nextInt(4));
      }
    }
    return array;
  }

  static Object copy(Object array) {
    int length = Array.getLength(array);
    Object copy = Array.newInstance(array.getClass().getComponentType(), length);
    System.arraycopy(array, 0, copy, 0, length);
    return copy;
  }

  /** What {@code inout} must be afterwards. */
  static Object reduce(
      String op, Layout layout, Object in, int inAt, Object inout, int at, int count) {
    Object result = copy(inout);
    int elements = count * (int) layout.extentElements();
    Kind kind = layout.kind();
    if (op.equals("NO_OP")) {
      return result;
    }
    if (op.equals("REPLACE")) {
      replace(layout, in, inAt, result, at, count);
    } else if (op.endsWith("LOC")) {
      for (int i = 0; i < count; i++) {
        locate(op.equals("MAXLOC"), layout, in, inAt, result, at, i);
      }
    } else if (op.equals("PROD") && layout.category() == Layout.Category.COMPLEX) {
      for (int i = 0; i < elements; i += 2) {
        multiply(kind, in, inAt + i, result, at + i);
      }
    } else {
      for (int i = 0; i < elements; i++) {
        set(
            result,
            kind,
            at + i,
            combine(op, kind, get(in, kind, inAt + i), get(inout, kind, at + i)));
      }
    }
    return result;
  }

  /**
   * The data of {@code count} items at the start of {@code array} alone, with nothing in gaps and
   * after them.
   */
  static Object dataOnly(Layout layout, Object array, int count) {
    Object data = Scratch.newArray(layout, count);
    replace(layout, array, 0, data, 0, count);
    return data;
  }

  /** Equal to the bit, but for the payload of a NaN. */
  static void assertSame(Object expected, Object actual, String what) {
    if (expected instanceof Object[] objects) {
      assertArrayEquals(objects, (Object[]) actual, what);
      return;
    }
    int length = Array.getLength(expected);
    Object[] expectedBoxes = new Object[length];
    Object[] actualBoxes = new Object[length];
    for (int i = 0; i < length; i++) {
      expectedBoxes[i] = Array.get(expected, i);
      actualBoxes[i] = Array.get(actual, i);
    }
    assertArrayEquals(expectedBoxes, actualBoxes, what);
  }

  private static Object combine(String op, Kind kind, Object a, Object b) {
    if (kind == Kind.BOOLEAN) {
      boolean x = (Boolean) a;
      boolean y = (Boolean) b;
      return switch (op.substring(1)) {
        case "AND" -> x && y;
        case "OR" -> x || y;
        default -> x != y;
      };
    }
    if (kind == Kind.FLOAT || kind == Kind.DOUBLE) {
      double x = (Double) a;
      double y = (Double) b;
      // Boxed comparison has -0.0 below 0.0 and NaN on top.
      return switch (op) {
        case "SUM" -> x + y;
        case "PROD" -> x * y;
        case "MAX" -> ((Double) x).compareTo(y) > 0 ? x : y;
        default -> x != x || y != y ? Double.NaN : ((Double) x).compareTo(y) < 0 ? x : y;
      };
    }
    long x = (Long) a;
    long y = (Long) b;
    return switch (op) {
      case "SUM" -> x + y;
      case "PROD" -> x * y;
      case "MAX" -> x > y ? x : y;
      case "MIN" -> x < y ? x : y;
      case "LAND" -> x != 0 && y != 0 ? 1L : 0L;
      case "LOR" -> x != 0 || y != 0 ? 1L : 0L;
      case "LXOR" -> (x != 0) != (y != 0) ? 1L : 0L;
      case "BAND" -> x & y;
      case "BOR" -> x | y;
      default -> x ^ y;
    };
  }

  private static void multiply(Kind kind, Object in, int from, Object result, int to) {
    double a = (Double) get(in, kind, from);
    double b = (Double) get(in, kind, from + 1);
    double c = (Double) get(result, kind, to);
    double d = (Double) get(result, kind, to + 1);
    if (kind == Kind.FLOAT) {
      set(result, kind, to, (double) ((float) (a * c) - (float) (b * d)));
      set(result, kind, to + 1, (double) ((float) (a * d) + (float) (b * c)));
    } else {
      set(result, kind, to, a * c - b * d);
      set(result, kind, to + 1, a * d + b * c);
    }
  }

  private static void replace(
      Layout layout, Object in, int inAt, Object result, int at, int count) {
    int unit = result instanceof byte[] ? 1 : layout.kind().bytes();
    for (int[] field : UserMemory.fields(layout, 0, count)) {
      for (int i = field[0] / unit; i < (field[0] + field[1]) / unit; i++) {
        Array.set(result, at + i, Array.get(in, inAt + i));
      }
    }
  }

  private static void locate(
      boolean greatest, Layout layout, Object in, int inAt, Object result, int at, int item) {
    boolean bytes = result instanceof byte[];
    Kind kind = layout.run(0).kind();
    Object a;
    Object b;
    Number aIndex;
    Number bIndex;
    int from = inAt + item * (bytes ? (int) layout.extentBytes() : 2);
    int to = at + item * (bytes ? (int) layout.extentBytes() : 2);
    if (bytes) {
      a = getField((byte[]) in, from, kind);
      b = getField((byte[]) result, to, kind);
      aIndex = (Number) getField((byte[]) in, from + indexAt(layout), Kind.INT);
      bIndex = (Number) getField((byte[]) result, to + indexAt(layout), Kind.INT);
    } else {
      a = get(in, kind, from);
      b = get(result, kind, to);
      aIndex = (Number) get(in, kind, from + 1);
      bIndex = (Number) get(result, kind, to + 1);
    }
    boolean same = a.equals(b);
    Object best = b;
    Number index = bIndex;
    if (same) {
      index =
          aIndex instanceof Long x
              ? (Number) Math.min(x, (Long) bIndex)
              : (Number) Math.min((Double) aIndex, (Double) bIndex);
    } else if (better(greatest, a, b)) {
      best = a;
      index = aIndex;
    }
    if (bytes) {
      setField((byte[]) result, to, kind, best);
      setField((byte[]) result, to + indexAt(layout), Kind.INT, index.longValue());
    } else {
      boolean real = kind == Kind.FLOAT || kind == Kind.DOUBLE;
      set(result, kind, to, best);
      set(result, kind, to + 1, real ? (Object) index.doubleValue() : (Object) index.longValue());
    }
  }

  private static boolean better(boolean greatest, Object a, Object b) {
    if (a instanceof Double x && (x.isNaN() || ((Double) b).isNaN())) {
      return x.isNaN();
    }
    int order = a instanceof Double x ? x.compareTo((Double) b) : ((Long) a).compareTo((Long) b);
    return greatest ? order > 0 : order < 0;
  }

  private static int indexAt(Layout layout) {
    return layout.runCount() == 1 ? 4 : (int) layout.run(1).displacementBytes();
  }

  /**
   * Often a small number, so that equal ones meet; sometimes an extreme one. Never -0.0: LOC takes
   * it as equal to 0.0.
   */
  private static Object value(Kind kind, Random random) {
    int small = random.nextInt(5) - 1;
    return switch (kind) {
      case BOOLEAN -> random.nextBoolean();
      case FLOAT, DOUBLE ->
          switch (random.nextInt(8)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> (double) (float) random.nextGaussian();
            default -> (double) small;
          };
      default -> random.nextInt(4) == 0 ? random.nextLong() : (long) small;
    };
  }

  private static Object get(Object array, Kind kind, int i) {
    return switch (kind) {
      case BOOLEAN -> Array.getBoolean(array, i);
      case CHAR -> (long) Array.getChar(array, i);
      case FLOAT, DOUBLE -> Array.getDouble(array, i);
      default -> Array.getLong(array, i);
    };
  }

  private static void set(Object array, Kind kind, int i, Object value) {
    if (value instanceof Boolean truth) {
      Array.setBoolean(array, i, truth);
      return;
    }
    Number number = (Number) value;
    switch (kind) {
      case BYTE -> Array.setByte(array, i, (byte) number.longValue());
      case CHAR -> Array.setChar(array, i, (char) number.longValue());
      case SHORT -> Array.setShort(array, i, (short) number.longValue());
      case INT -> Array.setInt(array, i, (int) number.longValue());
      case LONG -> Array.setLong(array, i, number.longValue());
      case FLOAT -> Array.setFloat(array, i, (float) number.doubleValue());
      default -> Array.setDouble(array, i, number.doubleValue());
    }
  }

  private static Object getField(byte[] bytes, int at, Kind kind) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    return switch (kind) {
      case SHORT -> (long) buffer.getShort(at);
      case INT -> (long) buffer.getInt(at);
      case LONG -> buffer.getLong(at);
      case FLOAT -> (double) buffer.getFloat(at);
      default -> buffer.getDouble(at);
    };
  }

  private static void setField(byte[] bytes, int at, Kind kind, Object value) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    Number number = (Number) value;
    switch (kind) {
      case SHORT -> buffer.putShort(at, (short) number.longValue());
      case INT -> buffer.putInt(at, (int) number.longValue());
      case LONG -> buffer.putLong(at, number.longValue());
      case FLOAT -> buffer.putFloat(at, (float) number.doubleValue());
      default -> buffer.putDouble(at, number.doubleValue());
    }
  }
}
