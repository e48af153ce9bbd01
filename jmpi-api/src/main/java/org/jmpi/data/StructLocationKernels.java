package org.jmpi.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * MAXLOC and MINLOC on C structures of a value and an {@code int} index in a {@code byte[]}, in the
 * host's byte order.
 */
final class StructLocationKernels {
  private static final VarHandle SHORTS = view(short[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle LONGS = view(long[].class);
  private static final VarHandle FLOATS = view(float[].class);
  private static final VarHandle DOUBLES = view(double[].class);

  private StructLocationKernels() {}

  static void reduce(
      byte[] in, int inAt, byte[] inout, int at, int count, Layout layout, boolean greatest) {
    // INT2 is one run of two ints, the others have a run for each field; the first always has the
    // value.
    Kind value = layout.run(0).kind();
    int indexAt = layout.runCount() == 1 ? value.bytes() : (int) layout.run(1).displacementBytes();
    int extent = (int) layout.extentBytes();
    for (int i = 0; i < count; i++) {
      int from = inAt + i * extent;
      int to = at + i * extent;
      int index = (int) INTS.get(in, from + indexAt);
      int preferred = prefer(value, in, from, inout, to, greatest);
      if (preferred > 0) {
        System.arraycopy(in, from, inout, to, value.bytes());
        INTS.set(inout, to + indexAt, index);
      } else if (preferred == 0) {
        INTS.set(inout, to + indexAt, Math.min(index, (int) INTS.get(inout, to + indexAt)));
      }
    }
  }

  private static int prefer(
      Kind value, byte[] in, int from, byte[] inout, int to, boolean greatest) {
    return switch (value) {
      case SHORT -> prefer((short) SHORTS.get(in, from), (short) SHORTS.get(inout, to), greatest);
      case INT -> prefer((int) INTS.get(in, from), (int) INTS.get(inout, to), greatest);
      case LONG -> prefer((long) LONGS.get(in, from), (long) LONGS.get(inout, to), greatest);
      case FLOAT ->
          LocationKernels.prefer(
              (float) FLOATS.get(in, from), (float) FLOATS.get(inout, to), greatest);
      case DOUBLE ->
          LocationKernels.prefer(
              (double) DOUBLES.get(in, from), (double) DOUBLES.get(inout, to), greatest);
      default -> throw new IllegalArgumentException("location on " + value);
    };
  }

  private static int prefer(long a, long b, boolean greatest) {
    return LocationKernels.prefer(a, b, greatest);
  }

  private static VarHandle view(Class<?> arrayClass) {
    return MethodHandles.byteArrayViewVarHandle(arrayClass, ByteOrder.nativeOrder());
  }
}
