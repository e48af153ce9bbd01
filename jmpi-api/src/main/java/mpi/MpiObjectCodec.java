package mpi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jmpi.data.ObjectCodec;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * Java serialisation for {@link MPI#OBJECT}. Each element is serialised by itself: four bytes of
 * length, little-endian, then its stream. Classes are found by the loader that defined this
 * package, which is the rank's own, and then by the thread's context class loader. What may be
 * deserialised is bounded by the JVM-wide filter ({@code jdk.serialFilter}) and by the pattern of
 * the setting {@value #FILTER_SETTING}; an element passes when both let it pass.
 */
final class MpiObjectCodec implements ObjectCodec {
  /**
   * Name of the setting that holds a pattern as {@link ObjectInputFilter.Config#createFilter} takes
   * it.
   */
  static final String FILTER_SETTING = "object.filter";

  private volatile ObjectInputFilter filter;

  /** Changes the filter; null for none beyond the JVM's own. */
  void setFilterPattern(String pattern) {
    if (pattern == null || pattern.isBlank()) {
      filter = null;
      return;
    }
    try {
      filter = ObjectInputFilter.Config.createFilter(pattern);
    } catch (IllegalArgumentException e) {
      throw new EngineException(
          ErrorClass.ARG, "the setting " + FILTER_SETTING + " is no filter pattern: " + pattern, e);
    }
  }

  @Override
  public byte[] encode(Object[] values, int offset, int count) {
    Bytes bytes = new Bytes();
    for (int i = offset; i < offset + count; i++) {
      int start = bytes.size();
      bytes.writeLength(0);
      try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
        stream.writeObject(values[i]);
      } catch (IOException | RuntimeException e) {
        throw new EngineException(
            ErrorClass.TYPE,
            "element "
                + i
                + " of type "
                + values[i].getClass().getName()
                + " cannot be serialised: "
                + e
                + "; make it and all it refers to java.io.Serializable",
            e);
      }
      bytes.patchLength(start);
    }
    return bytes.toByteArray();
  }

  @Override
  public int decode(byte[] bytes, int lengthBytes, Object[] target, int offset, int maxCount) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
    int count = 0;
    while (buffer.hasRemaining()) {
      int length = buffer.remaining() < Integer.BYTES ? -1 : buffer.getInt();
      if (length < 0 || length > buffer.remaining()) {
        throw new EngineException(
            ErrorClass.TYPE, "the message does not hold objects: send and receive with MPI.OBJECT");
      }
      if (count == maxCount) {
        throw new EngineException(
            ErrorClass.TRUNCATE,
            "the message has more than the " + maxCount + " objects the receive asked for");
      }
      store(target, offset + count, decodeOne(bytes, buffer.position(), length));
      buffer.position(buffer.position() + length);
      count++;
    }
    return count;
  }

  private static void store(Object[] target, int index, Object value) {
    try {
      target[index] = value;
    } catch (ArrayStoreException e) {
      throw new EngineException(
          ErrorClass.TYPE,
          "an object of type "
              + value.getClass().getName()
              + " came, which an array of "
              + target.getClass().getComponentType().getName()
              + " cannot hold",
          e);
    }
  }

  private Object decodeOne(byte[] bytes, int offset, int length) {
    try (ObjectInputStream stream =
        new RankObjectStream(new ByteArrayInputStream(bytes, offset, length))) {
      ObjectInputFilter own = filter;
      if (own != null) {
        stream.setObjectInputFilter(ObjectInputFilter.merge(own, stream.getObjectInputFilter()));
      }
      return stream.readObject();
    } catch (ClassNotFoundException e) {
      throw new EngineException(
          ErrorClass.TYPE,
          "class " + e.getMessage() + " of an object that came is not on this rank's class path",
          e);
    } catch (IOException | RuntimeException e) {
      throw new EngineException(
          ErrorClass.TYPE,
          "an object that came cannot be deserialised: "
              + e
              + "; look at jdk.serialFilter and the setting "
              + FILTER_SETTING,
          e);
    }
  }

  /** Finds classes where the rank's are. */
  private static final class RankObjectStream extends ObjectInputStream {
    RankObjectStream(InputStream source) throws IOException {
      super(source);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        // Looks where the code nearest on the stack comes from: this class, so the rank's loader.
        return super.resolveClass(description);
      } catch (ClassNotFoundException e) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context == null) {
          throw e;
        }
        return Class.forName(description.getName(), false, context);
      }
    }
  }

  /** Lets the length be written when it is known. */
  private static final class Bytes extends ByteArrayOutputStream {
    void writeLength(int length) {
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        write(length >>> shift);
      }
    }

    void patchLength(int start) {
      int length = count - start - Integer.BYTES;
      for (int i = 0; i < Integer.BYTES; i++) {
        buf[start + i] = (byte) (length >>> (i * Byte.SIZE));
      }
    }
  }
}
