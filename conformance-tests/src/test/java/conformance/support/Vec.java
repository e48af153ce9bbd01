package conformance.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.function.IntToLongFunction;
import mpi.Datatype;
import mpi.MPI;

/** Elements of one kind in one store, seen as longs. */
public final class Vec {
  private final Kind kind;
  private final int length;
  private final Object memory;

  /** All 0. */
  public Vec(Kind kind, Store store, int length) {
    this.kind = kind;
    this.length = length;
    this.memory =
        switch (store) {
          case ARRAY -> array(kind, length);
          case HEAP -> wrap(kind, array(kind, length));
          case DIRECT -> direct(kind, length);
        };
  }

  /** Filled with {@code values}. */
  public Vec(Kind kind, Store store, int length, IntToLongFunction values) {
    this(kind, store, length);
    for (int i = 0; i < length; i++) {
      set(i, values.applyAsLong(i));
    }
  }

  /** What a blocking call takes. */
  public Object memory() {
    return memory;
  }

  /** What a non-blocking call takes: the buffer, or one over the array. */
  public Buffer buffer() {
    return memory instanceof Buffer b ? b : wrap(kind, memory);
  }

  /** The datatype of the elements. */
  public Datatype type() {
    return kind.type();
  }

  /** Asserts that each element is what {@code expected} says, as far as this kind can hold it. */
  public void check(String what, IntToLongFunction expected) {
    for (int i = 0; i < length; i++) {
      long is = get(i);
      long must = kind.cut(expected.applyAsLong(i));
      if (is != must) {
        int at = i;
        assertEquals(must, is, () -> what + ", element " + at + " of " + length + " " + kind);
      }
    }
  }

  /** The element at {@code i}. */
  public long get(int i) {
    if (memory instanceof Buffer) {
      return switch (kind) {
        case BYTE -> ((ByteBuffer) memory).get(i);
        case CHAR -> ((CharBuffer) memory).get(i);
        case SHORT -> ((ShortBuffer) memory).get(i);
        case INT -> ((IntBuffer) memory).get(i);
        case LONG -> ((LongBuffer) memory).get(i);
        case FLOAT -> (long) ((FloatBuffer) memory).get(i);
        case DOUBLE -> (long) ((DoubleBuffer) memory).get(i);
      };
    }
    return switch (kind) {
      case CHAR -> Array.getChar(memory, i);
      case FLOAT -> (long) Array.getFloat(memory, i);
      case DOUBLE -> (long) Array.getDouble(memory, i);
      default -> Array.getLong(memory, i);
    };
  }

  private void set(int i, long value) {
    Object target = memory instanceof Buffer ? null : memory;
    switch (kind) {
      case BYTE -> {
        if (target == null) {
          ((ByteBuffer) memory).put(i, (byte) value);
        } else {
          Array.setByte(target, i, (byte) value);
        }
      }
      case CHAR -> {
        if (target == null) {
          ((CharBuffer) memory).put(i, (char) value);
        } else {
          Array.setChar(target, i, (char) value);
        }
      }
      case SHORT -> {
        if (target == null) {
          ((ShortBuffer) memory).put(i, (short) value);
        } else {
          Array.setShort(target, i, (short) value);
        }
      }
      case INT -> {
        if (target == null) {
          ((IntBuffer) memory).put(i, (int) value);
        } else {
          Array.setInt(target, i, (int) value);
        }
      }
      case LONG -> {
        if (target == null) {
          ((LongBuffer) memory).put(i, value);
        } else {
          Array.setLong(target, i, value);
        }
      }
      case FLOAT -> {
        if (target == null) {
          ((FloatBuffer) memory).put(i, value);
        } else {
          Array.setFloat(target, i, value);
        }
      }
      case DOUBLE -> {
        if (target == null) {
          ((DoubleBuffer) memory).put(i, value);
        } else {
          Array.setDouble(target, i, value);
        }
      }
    }
  }

  private static Object array(Kind kind, int length) {
    return switch (kind) {
      case BYTE -> new byte[length];
      case CHAR -> new char[length];
      case SHORT -> new short[length];
      case INT -> new int[length];
      case LONG -> new long[length];
      case FLOAT -> new float[length];
      case DOUBLE -> new double[length];
    };
  }

  private static Buffer wrap(Kind kind, Object array) {
    return switch (kind) {
      case BYTE -> ByteBuffer.wrap((byte[]) array);
      case CHAR -> CharBuffer.wrap((char[]) array);
      case SHORT -> ShortBuffer.wrap((short[]) array);
      case INT -> IntBuffer.wrap((int[]) array);
      case LONG -> LongBuffer.wrap((long[]) array);
      case FLOAT -> FloatBuffer.wrap((float[]) array);
      case DOUBLE -> DoubleBuffer.wrap((double[]) array);
    };
  }

  private static Buffer direct(Kind kind, int length) {
    return switch (kind) {
      case BYTE -> MPI.newByteBuffer(length);
      case CHAR -> MPI.newCharBuffer(length);
      case SHORT -> MPI.newShortBuffer(length);
      case INT -> MPI.newIntBuffer(length);
      case LONG -> MPI.newLongBuffer(length);
      case FLOAT -> MPI.newFloatBuffer(length);
      case DOUBLE -> MPI.newDoubleBuffer(length);
    };
  }
}
