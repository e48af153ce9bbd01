package org.jmpi.bench.osu;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import mpi.Datatype;
import mpi.MPI;

/**
 * The memory of messages: a Java array or a direct buffer, of bytes or of floats, and what is
 * written into it. The pattern of a block is {@code factor} and a noise that depends on the index
 * and a seed; floats are small whole numbers, proportional to the factor, so that sums are exact in
 * every order.
 */
public abstract class Data {
  private static final int NOISE_BITS = 4;

  private final Object memory;
  private final int count;

  private Data(Object memory, int count) {
    this.memory = memory;
    this.count = count;
  }

  /** Memory of {@code count} bytes. */
  public static Data bytes(boolean isDirect, int count) {
    if (isDirect) {
      ByteBuffer buffer = MPI.newByteBuffer(count);
      return new Bytes(buffer, buffer, count);
    }
    byte[] array = new byte[count];
    return new Bytes(array, ByteBuffer.wrap(array), count);
  }

  /** Memory of {@code count} floats. */
  static Data floats(boolean isDirect, int count) {
    if (isDirect) {
      FloatBuffer buffer = MPI.newFloatBuffer(count);
      return new Floats(buffer, buffer, count);
    }
    float[] array = new float[count];
    return new Floats(array, FloatBuffer.wrap(array), count);
  }

  /** What blocking calls take. */
  public final Object memory() {
    return memory;
  }

  /** Its length in elements. */
  public final int count() {
    return count;
  }

  /** The type of its elements. */
  public abstract Datatype type();

  /** Writes the pattern into a block. */
  abstract void fill(int from, int length, int factor, int seed);

  /** Index within the block of the first element that is not as {@link #fill} writes it, or -1. */
  abstract int firstWrong(int from, int length, int factor, int seed);

  public final void fill(int factor, int seed) {
    fill(0, count, factor, seed);
  }

  /** Overwrites all with what no pattern has. */
  public abstract void clear();

  /**
   * Looks whether a block is as {@link #fill} writes it.
   *
   * @throws IllegalStateException when it is not
   */
  final void check(int from, int length, int factor, int seed, String what) {
    int wrong = firstWrong(from, length, factor, seed);
    if (wrong >= 0) {
      throw new IllegalStateException(
          "wrong data: " + what + ": element " + wrong + " of " + length + ", seed " + seed);
    }
  }

  public final void check(int factor, int seed, String what) {
    check(0, count, factor, seed, what);
  }

  /** 0 to 15, without a short period: a block in a wrong place is seen. */
  private static int noise(int index, int seed) {
    return (index + seed) * 0x9E3779B1 >>> Integer.SIZE - NOISE_BITS;
  }

  private static final class Bytes extends Data {
    private static final byte NEVER = (byte) 0xFF;
    private final ByteBuffer view;

    Bytes(Object memory, ByteBuffer view, int count) {
      super(memory, count);
      this.view = view;
    }

    @Override
    public Datatype type() {
      return MPI.BYTE;
    }

    /** The highest four bits are never all set, for {@link #clear}. */
    private static byte element(int index, int factor, int seed) {
      return (byte) (factor % 15 << NOISE_BITS | noise(index, seed));
    }

    @Override
    void fill(int from, int length, int factor, int seed) {
      for (int i = 0; i < length; i++) {
        view.put(from + i, element(i, factor, seed));
      }
    }

    @Override
    int firstWrong(int from, int length, int factor, int seed) {
      for (int i = 0; i < length; i++) {
        if (view.get(from + i) != element(i, factor, seed)) {
          return i;
        }
      }
      return -1;
    }

    @Override
    public void clear() {
      for (int i = 0; i < count(); i++) {
        view.put(i, NEVER);
      }
    }
  }

  private static final class Floats extends Data {
    private final FloatBuffer view;

    Floats(Object memory, FloatBuffer view, int count) {
      super(memory, count);
      this.view = view;
    }

    @Override
    public Datatype type() {
      return MPI.FLOAT;
    }

    @Override
    void fill(int from, int length, int factor, int seed) {
      for (int i = 0; i < length; i++) {
        view.put(from + i, factor * (1 + noise(i, seed)));
      }
    }

    @Override
    int firstWrong(int from, int length, int factor, int seed) {
      for (int i = 0; i < length; i++) {
        if (view.get(from + i) != factor * (1 + noise(i, seed))) {
          return i;
        }
      }
      return -1;
    }

    @Override
    public void clear() {
      for (int i = 0; i < count(); i++) {
        view.put(i, -1f);
      }
    }
  }
}
