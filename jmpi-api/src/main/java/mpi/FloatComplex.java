package mpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A view of one number of type {@link MPI#FLOAT_COMPLEX}: real part, then imaginary part. */
public final class FloatComplex {
  private static final int BYTES = 2 * Float.BYTES;

  private final FloatBuffer buffer;
  private final int offset;

  private FloatComplex(FloatBuffer buffer, int index) {
    this.buffer = buffer;
    this.offset = 2 * index;
  }

  /** The first number in {@code buffer}. */
  public static FloatComplex get(FloatBuffer buffer) {
    return get(buffer, 0);
  }

  /** Number {@code index} in {@code buffer}. */
  public static FloatComplex get(FloatBuffer buffer, int index) {
    return new FloatComplex(buffer, index);
  }

  /** The first number in {@code buffer}, from index 0 and in native byte order. */
  public static FloatComplex get(ByteBuffer buffer) {
    return get(buffer, 0);
  }

  /** Number {@code index} in {@code buffer}, counted from index 0 and in native byte order. */
  public static FloatComplex get(ByteBuffer buffer, int index) {
    ByteBuffer all = buffer.duplicate().order(ByteOrder.nativeOrder());
    all.clear().position(index * BYTES);
    return new FloatComplex(all.asFloatBuffer(), 0);
  }

  /** The first number in {@code array}. */
  public static FloatComplex get(float[] array) {
    return get(array, 0);
  }

  /** Number {@code index} in {@code array}. */
  public static FloatComplex get(float[] array, int index) {
    return new FloatComplex(FloatBuffer.wrap(array), index);
  }

  /** The real part. */
  public float getReal() {
    return buffer.get(offset);
  }

  /** The imaginary part. */
  public float getImag() {
    return buffer.get(offset + 1);
  }

  /** Changes the real part. */
  public void putReal(float real) {
    buffer.put(offset, real);
  }

  /** Changes the imaginary part. */
  public void putImag(float imag) {
    buffer.put(offset + 1, imag);
  }

  /** A buffer whose element 0 is the real part; can be sent and received. */
  public FloatBuffer getBuffer() {
    return offset == 0 ? buffer : MPI.slice(buffer, offset);
  }
}
