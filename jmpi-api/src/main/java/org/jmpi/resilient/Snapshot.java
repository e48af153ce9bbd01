package org.jmpi.resilient;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Named values as bytes. What comes from another rank is checked. */
final class Snapshot {
  private static final byte BYTES = 'B';
  private static final byte INTS = 'I';
  private static final byte LONGS = 'J';
  private static final byte FLOATS = 'F';
  private static final byte DOUBLES = 'D';
  private static final byte OBJECT = 'O';

  private Snapshot() {}

  /**
   * A copy of a value.
   *
   * @throws IllegalArgumentException when it cannot be serialised
   */
  static byte[] encode(Object value) {
    if (value instanceof byte[] v) {
      return room(BYTES, v.length).put(v).array();
    }
    if (value instanceof int[] v) {
      ByteBuffer to = room(INTS, 4L * v.length);
      to.asIntBuffer().put(v);
      return to.array();
    }
    if (value instanceof long[] v) {
      ByteBuffer to = room(LONGS, 8L * v.length);
      to.asLongBuffer().put(v);
      return to.array();
    }
    if (value instanceof float[] v) {
      ByteBuffer to = room(FLOATS, 4L * v.length);
      to.asFloatBuffer().put(v);
      return to.array();
    }
    if (value instanceof double[] v) {
      ByteBuffer to = room(DOUBLES, 8L * v.length);
      to.asDoubleBuffer().put(v);
      return to.array();
    }
    return serialise(value);
  }

  /** The value again; a new one each time. */
  static Object decode(byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    switch (from.get()) {
      case BYTES:
        byte[] copy = new byte[from.remaining()];
        from.get(copy);
        return copy;
      case INTS:
        int[] ints = new int[from.remaining() / 4];
        from.asIntBuffer().get(ints);
        return ints;
      case LONGS:
        long[] longs = new long[from.remaining() / 8];
        from.asLongBuffer().get(longs);
        return longs;
      case FLOATS:
        float[] floats = new float[from.remaining() / 4];
        from.asFloatBuffer().get(floats);
        return floats;
      case DOUBLES:
        double[] doubles = new double[from.remaining() / 8];
        from.asDoubleBuffer().get(doubles);
        return doubles;
      case OBJECT:
        return deserialise(new ByteArrayInputStream(bytes, 1, bytes.length - 1));
      default:
        throw damaged(null);
    }
  }

  /** All values of a rank in one piece. */
  static byte[] pack(Map<String, byte[]> values) {
    long length = 4;
    for (Map.Entry<String, byte[]> entry : values.entrySet()) {
      length += 8L + utf8(entry.getKey()).length + entry.getValue().length;
    }
    ByteBuffer to = ByteBuffer.allocate(checkedLength(length));
    to.putInt(values.size());
    values.forEach(
        (name, value) -> {
          byte[] key = utf8(name);
          to.putInt(key.length).put(key).putInt(value.length).put(value);
        });
    return to.array();
  }

  /** The values of a rank from one piece. */
  static Map<String, byte[]> unpack(byte[] piece) {
    try {
      ByteBuffer from = ByteBuffer.wrap(piece);
      Map<String, byte[]> values = new LinkedHashMap<>();
      for (int left = from.getInt(); left > 0; left--) {
        String name = new String(next(from), StandardCharsets.UTF_8);
        values.put(name, next(from));
      }
      return values;
    } catch (BufferUnderflowException e) {
      throw damaged(e);
    }
  }

  private static byte[] next(ByteBuffer from) {
    int length = from.getInt();
    if (length < 0 || length > from.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  private static ByteBuffer room(byte kind, long length) {
    return ByteBuffer.allocate(checkedLength(length + 1)).put(kind);
  }

  private static int checkedLength(long length) {
    if (length > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException(
          length + " bytes are too many for a checkpoint of one rank: at most 2 GiB");
    }
    return (int) length;
  }

  private static byte[] utf8(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] serialise(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(OBJECT);
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot store " + value.getClass().getName() + ": it must be Serializable", e);
    }
    return bytes.toByteArray();
  }

  private static Object deserialise(InputStream bytes) {
    try (ObjectInputStream in = new ContextObjectInputStream(bytes)) {
      return in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw damaged(e);
    }
  }

  private static IllegalStateException damaged(Exception cause) {
    return new IllegalStateException("a checkpoint cannot be read: " + cause, cause);
  }

  /** Finds the program's classes also where this one was loaded by another loader than they. */
  private static final class ContextObjectInputStream extends ObjectInputStream {
    ContextObjectInputStream(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type)
        throws IOException, ClassNotFoundException {
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      try {
        return Class.forName(type.getName(), false, context);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(type);
      }
    }
  }
}
