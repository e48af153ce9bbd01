package org.jmpi.data;

/**
 * Products of arrays, element by element. Equal offsets have a loop of their own: with one index
 * for both arrays the compiler makes vector instructions of it.
 */
final class ProductKernels {
  private ProductKernels() {}

  static void reduce(Kind kind, Object in, int inAt, Object inout, int at, int count) {
    switch (kind) {
      case BYTE -> multiply((byte[]) in, inAt, (byte[]) inout, at, count);
      case CHAR -> multiply((char[]) in, inAt, (char[]) inout, at, count);
      case SHORT -> multiply((short[]) in, inAt, (short[]) inout, at, count);
      case INT -> multiply((int[]) in, inAt, (int[]) inout, at, count);
      case LONG -> multiply((long[]) in, inAt, (long[]) inout, at, count);
      case FLOAT -> multiply((float[]) in, inAt, (float[]) inout, at, count);
      case DOUBLE -> multiply((double[]) in, inAt, (double[]) inout, at, count);
      default -> throw new IllegalArgumentException("reduce on " + kind);
    }
  }

  private static void multiply(byte[] in, int inAt, byte[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = (byte) (in[i] * inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = (byte) (in[i + shift] * inout[i]);
      }
    }
  }

  private static void multiply(char[] in, int inAt, char[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = (char) (in[i] * inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = (char) (in[i + shift] * inout[i]);
      }
    }
  }

  private static void multiply(short[] in, int inAt, short[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = (short) (in[i] * inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = (short) (in[i + shift] * inout[i]);
      }
    }
  }

  private static void multiply(int[] in, int inAt, int[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = in[i] * inout[i];
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = in[i + shift] * inout[i];
      }
    }
  }

  private static void multiply(long[] in, int inAt, long[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = in[i] * inout[i];
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = in[i + shift] * inout[i];
      }
    }
  }

  private static void multiply(float[] in, int inAt, float[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = in[i] * inout[i];
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = in[i + shift] * inout[i];
      }
    }
  }

  private static void multiply(double[] in, int inAt, double[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = in[i] * inout[i];
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = in[i + shift] * inout[i];
      }
    }
  }
}
