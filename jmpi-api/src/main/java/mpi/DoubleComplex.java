package mpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;

/** A view of one number of type {@link MPI#DOUBLE_COMPLEX}: real part, then imaginary part. */
public final class DoubleComplex {
  private static final int BYTES = 2 * Double.BYTES;

  private final DoubleBuffer buffer;
  private final int offset;

  private DoubleComplex(DoubleBuffer buffer, int index) {
    this.buffer = buffer;
    this.offset = 2 * index;
  }

  /** The first number in {@code buffer}. */
  public static DoubleComplex get(DoubleBuffer buffer) {
    return get(buffer, 0);
  }

  /** Number {@code index} in {@code buffer}. */
  public static DoubleComplex get(DoubleBuffer buffer, int index) {
    return new DoubleComplex(buffer, index);
  }

  /** The first number in {@code buffer}, from index 0 and in native byte order. */
  public static DoubleComplex get(ByteBuffer buffer) {
    return get(buffer, 0);
  }

  /** Number {@code index} in {@code buffer}, counted from index 0 and in native byte order. */
  public static DoubleComplex get(ByteBuffer buffer, int index) {
    ByteBuffer all = buffer.duplicate().order(ByteOrder.nativeOrder());
    all.clear().position(index * BYTES);
    return new DoubleComplex(all.asDoubleBuffer(), 0);
  }

  /** The first number in {@code array}. */
  public static DoubleComplex get(double[] array) {
    return get(array, 0);
  }

  /** Number {@code index} in {@code array}. */
  public static DoubleComplex get(double[] array, int index) {
    return new DoubleComplex(DoubleBuffer.wrap(array), index);
  }

  /** The real part. */
  public double getReal() {
    return buffer.get(offset);
  }

  /** The imaginary part. */
  public double getImag() {
    return buffer.get(offset + 1);
  }

  /** Changes the real part. */
  public void putReal(double real) {
    buffer.put(offset, real);
  }

  /** Changes the imaginary part. */
  public void putImag(double imag) {
    buffer.put(offset + 1, imag);
  }

  /** A buffer whose element 0 is the real part; can be sent and received. */
  public DoubleBuffer getBuffer() {
    return offset == 0 ? buffer : MPI.slice(buffer, offset);
  }
}
