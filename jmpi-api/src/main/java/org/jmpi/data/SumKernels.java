package org.jmpi.data;

/**
 * Sums of arrays, {@code from} inclusive to {@code to} exclusive. One index for both arrays is what
 * the compiler makes vector instructions of.
 */
final class SumKernels {
  private SumKernels() {}

  static void reduce(Kind kind, Object in, Object inout, int from, int to) {
    switch (kind) {
      case BYTE -> add((byte[]) in, (byte[]) inout, from, to);
      case CHAR -> add((char[]) in, (char[]) inout, from, to);
      case SHORT -> add((short[]) in, (short[]) inout, from, to);
      case INT -> add((int[]) in, (int[]) inout, from, to);
      case LONG -> add((long[]) in, (long[]) inout, from, to);
      case FLOAT -> add((float[]) in, (float[]) inout, from, to);
      case DOUBLE -> add((double[]) in, (double[]) inout, from, to);
      default -> throw new IllegalArgumentException("sum on " + kind);
    }
  }

  private static void add(byte[] in, byte[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = (byte) (in[i] + inout[i]);
    }
  }

  private static void add(char[] in, char[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = (char) (in[i] + inout[i]);
    }
  }

  private static void add(short[] in, short[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = (short) (in[i] + inout[i]);
    }
  }

  private static void add(int[] in, int[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = in[i] + inout[i];
    }
  }

  private static void add(long[] in, long[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = in[i] + inout[i];
    }
  }

  private static void add(float[] in, float[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = in[i] + inout[i];
    }
  }

  private static void add(double[] in, double[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = in[i] + inout[i];
    }
  }
}
