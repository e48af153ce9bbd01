package org.jmpi.data;

/**
 * Products of arrays, {@code from} inclusive to {@code to} exclusive. One index for both arrays is
 * what the compiler makes vector instructions of.
 */
final class ProductKernels {
  private ProductKernels() {}

  static void reduce(Kind kind, Object in, Object inout, int from, int to) {
    switch (kind) {
      case BYTE -> multiply((byte[]) in, (byte[]) inout, from, to);
      case CHAR -> multiply((char[]) in, (char[]) inout, from, to);
      case SHORT -> multiply((short[]) in, (short[]) inout, from, to);
      case INT -> multiply((int[]) in, (int[]) inout, from, to);
      case LONG -> multiply((long[]) in, (long[]) inout, from, to);
      case FLOAT -> multiply((float[]) in, (float[]) inout, from, to);
      case DOUBLE -> multiply((double[]) in, (double[]) inout, from, to);
      default -> throw new IllegalArgumentException("product on " + kind);
    }
  }

  private static void multiply(byte[] in, byte[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = (byte) (in[i] * inout[i]);
    }
  }

  private static void multiply(char[] in, char[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = (char) (in[i] * inout[i]);
    }
  }

  private static void multiply(short[] in, short[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = (short) (in[i] * inout[i]);
    }
  }

  private static void multiply(int[] in, int[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = in[i] * inout[i];
    }
  }

  private static void multiply(long[] in, long[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = in[i] * inout[i];
    }
  }

  private static void multiply(float[] in, float[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = in[i] * inout[i];
    }
  }

  private static void multiply(double[] in, double[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = in[i] * inout[i];
    }
  }
}
