package org.jmpi.data;

/** MAXLOC and MINLOC on pairs in primitive arrays: the value, then its index. */
final class LocationKernels {
  private LocationKernels() {}

  static void reduce(
      Kind kind, Object in, int inAt, Object inout, int at, int count, boolean greatest) {
    switch (kind) {
      case SHORT -> locate((short[]) in, inAt, (short[]) inout, at, count, greatest);
      case INT -> locate((int[]) in, inAt, (int[]) inout, at, count, greatest);
      case LONG -> locate((long[]) in, inAt, (long[]) inout, at, count, greatest);
      case FLOAT -> locate((float[]) in, inAt, (float[]) inout, at, count, greatest);
      case DOUBLE -> locate((double[]) in, inAt, (double[]) inout, at, count, greatest);
      default -> throw new IllegalArgumentException("location on " + kind);
    }
  }

  /** Positive when {@code a} is to be kept, negative when {@code b} is, 0 when they are equal. */
  static int prefer(long a, long b, boolean greatest) {
    return greatest ? Long.compare(a, b) : Long.compare(b, a);
  }

  /**
   * As above; a NaN is kept before any number, so that the order of the operands does not matter.
   */
  static int prefer(double a, double b, boolean greatest) {
    if (a > b) {
      return greatest ? 1 : -1;
    }
    if (a < b) {
      return greatest ? -1 : 1;
    }
    return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
  }

  private static void locate(
      short[] in, int inAt, short[] inout, int at, int count, boolean greatest) {
    for (int i = 0; i < 2 * count; i += 2) {
      short index = in[inAt + i + 1];
      int preferred = prefer(in[inAt + i], inout[at + i], greatest);
      if (preferred > 0) {
        inout[at + i] = in[inAt + i];
        inout[at + i + 1] = index;
      } else if (preferred == 0) {
        inout[at + i + 1] = (short) Math.min(index, inout[at + i + 1]);
      }
    }
  }

  private static void locate(int[] in, int inAt, int[] inout, int at, int count, boolean greatest) {
    for (int i = 0; i < 2 * count; i += 2) {
      int index = in[inAt + i + 1];
      int preferred = prefer(in[inAt + i], inout[at + i], greatest);
      if (preferred > 0) {
        inout[at + i] = in[inAt + i];
        inout[at + i + 1] = index;
      } else if (preferred == 0) {
        inout[at + i + 1] = Math.min(index, inout[at + i + 1]);
      }
    }
  }

  private static void locate(
      long[] in, int inAt, long[] inout, int at, int count, boolean greatest) {
    for (int i = 0; i < 2 * count; i += 2) {
      long index = in[inAt + i + 1];
      int preferred = prefer(in[inAt + i], inout[at + i], greatest);
      if (preferred > 0) {
        inout[at + i] = in[inAt + i];
        inout[at + i + 1] = index;
      } else if (preferred == 0) {
        inout[at + i + 1] = Math.min(index, inout[at + i + 1]);
      }
    }
  }

  private static void locate(
      float[] in, int inAt, float[] inout, int at, int count, boolean greatest) {
    for (int i = 0; i < 2 * count; i += 2) {
      float index = in[inAt + i + 1];
      int preferred = prefer(in[inAt + i], inout[at + i], greatest);
      if (preferred > 0) {
        inout[at + i] = in[inAt + i];
        inout[at + i + 1] = index;
      } else if (preferred == 0) {
        inout[at + i + 1] = Math.min(index, inout[at + i + 1]);
      }
    }
  }

  private static void locate(
      double[] in, int inAt, double[] inout, int at, int count, boolean greatest) {
    for (int i = 0; i < 2 * count; i += 2) {
      double index = in[inAt + i + 1];
      int preferred = prefer(in[inAt + i], inout[at + i], greatest);
      if (preferred > 0) {
        inout[at + i] = in[inAt + i];
        inout[at + i + 1] = index;
      } else if (preferred == 0) {
        inout[at + i + 1] = Math.min(index, inout[at + i + 1]);
      }
    }
  }
}
