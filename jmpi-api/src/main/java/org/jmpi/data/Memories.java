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
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** Finds how a buffer of the program is read and written. */
final class Memories {
  private Memories() {}

  /** The access to {@code buffer} as items of {@code layout}; null when it cannot hold them. */
  static Memory of(Object buffer, Layout layout) {
    if (layout.kind() == Kind.OBJECT) {
      return null;
    }
    if (buffer instanceof byte[]) {
      return ArrayMemory.BYTES;
    }
    if (buffer instanceof ByteBuffer bytes) {
      return bytes.order() == ByteOrder.LITTLE_ENDIAN
          ? ByteBufferMemory.PLAIN
          : ByteBufferMemory.BIG_ENDIAN;
    }
    return switch (layout.kind()) {
      case BOOLEAN -> buffer instanceof boolean[] ? ArrayMemory.BOOLEANS : null;
      case CHAR ->
          choose(
              buffer instanceof char[],
              ArrayMemory.CHARS,
              buffer instanceof CharBuffer,
              TypedBufferMemory.CHARS);
      case SHORT ->
          choose(
              buffer instanceof short[],
              ArrayMemory.SHORTS,
              buffer instanceof ShortBuffer,
              TypedBufferMemory.SHORTS);
      case INT ->
          choose(
              buffer instanceof int[],
              ArrayMemory.INTS,
              buffer instanceof IntBuffer,
              TypedBufferMemory.INTS);
      case LONG ->
          choose(
              buffer instanceof long[],
              ArrayMemory.LONGS,
              buffer instanceof LongBuffer,
              TypedBufferMemory.LONGS);
      case FLOAT ->
          choose(
              buffer instanceof float[],
              ArrayMemory.FLOATS,
              buffer instanceof FloatBuffer,
              TypedBufferMemory.FLOATS);
      case DOUBLE ->
          choose(
              buffer instanceof double[],
              ArrayMemory.DOUBLES,
              buffer instanceof DoubleBuffer,
              TypedBufferMemory.DOUBLES);
      case BYTE, OBJECT -> null;
    };
  }

  /** Bytes of one element of {@code buffer}, by its own type. */
  static int elementBytes(Buffer buffer) {
    if (buffer instanceof ByteBuffer) {
      return 1;
    }
    if (buffer instanceof CharBuffer || buffer instanceof ShortBuffer) {
      return 2;
    }
    return buffer instanceof IntBuffer || buffer instanceof FloatBuffer ? 4 : 8;
  }

  /** The order of the bytes in each element. */
  static ByteOrder order(Buffer buffer) {
    if (buffer instanceof ByteBuffer bytes) {
      return bytes.order();
    }
    if (buffer instanceof CharBuffer chars) {
      return chars.order();
    }
    if (buffer instanceof ShortBuffer shorts) {
      return shorts.order();
    }
    if (buffer instanceof IntBuffer ints) {
      return ints.order();
    }
    if (buffer instanceof FloatBuffer floats) {
      return floats.order();
    }
    return buffer instanceof LongBuffer longs ? longs.order() : ((DoubleBuffer) buffer).order();
  }

  /** The same memory and byte order, with the limit at the capacity. */
  static Buffer unlimited(Buffer buffer) {
    if (buffer instanceof ByteBuffer bytes) {
      return bytes.duplicate().order(bytes.order()).clear();
    }
    return buffer.duplicate().clear();
  }

  /** What {@code buffer} is, for error messages. */
  static String describe(Object buffer) {
    if (buffer.getClass().isArray()) {
      return buffer.getClass().getSimpleName().replace("]", "")
          + java.lang.reflect.Array.getLength(buffer)
          + "]";
    }
    if (buffer instanceof Buffer nio) {
      return bufferName(nio) + " of capacity " + nio.capacity();
    }
    return buffer.getClass().getName();
  }

  /** The error for a buffer that cannot hold the layout. */
  static EngineException mismatch(Object buffer, Layout layout) {
    if (layout.kind() == Kind.OBJECT) {
      return new EngineException(
          ErrorClass.TYPE,
          "items of "
              + layout
              + " have no packed form; they must be encoded before they are sent (buffer: "
              + describe(buffer)
              + ")");
    }
    String wanted = "byte[] or ByteBuffer";
    if (layout.kind() != Kind.BYTE) {
      String name = layout.kind().javaName();
      String typed =
          layout.kind() == Kind.BOOLEAN
              ? ""
              : Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Buffer, ";
      wanted = name + "[], " + typed + wanted;
    }
    return new EngineException(
        ErrorClass.TYPE,
        "datatype "
            + layout
            + " does not fit the buffer, which is a "
            + describe(buffer)
            + "; it needs "
            + wanted);
  }

  private static Memory choose(
      boolean isArray, Memory ofArray, boolean isTypedBuffer, Memory ofTypedBuffer) {
    if (isArray) {
      return ofArray;
    }
    return isTypedBuffer ? ofTypedBuffer : null;
  }

  private static String bufferName(Buffer buffer) {
    if (buffer instanceof ByteBuffer) {
      return "ByteBuffer";
    }
    if (buffer instanceof CharBuffer) {
      return "CharBuffer";
    }
    if (buffer instanceof ShortBuffer) {
      return "ShortBuffer";
    }
    if (buffer instanceof IntBuffer) {
      return "IntBuffer";
    }
    if (buffer instanceof LongBuffer) {
      return "LongBuffer";
    }
    return buffer instanceof FloatBuffer ? "FloatBuffer" : "DoubleBuffer";
  }
}
