package org.jmpi.data;

/**
 * Maxima of arrays, {@code from} inclusive to {@code to} exclusive. Integers are chosen by a mask,
 * all ones where the first is less: {@code Math.max} and the conditional operator keep Java 17 from
 * making vector instructions. See {@link LessKernels}, also for the temporary array that narrow
 * elements need.
 */
final class MaxKernels {
  private MaxKernels() {}

  static void reduce(Kind kind, Object in, Object inout, int from, int to, Object temp) {
    switch (kind) {
      case BYTE -> max((byte[]) in, (byte[]) inout, from, to, (byte[]) temp);
      case CHAR -> max((char[]) in, (char[]) inout, from, to, (char[]) temp);
      case SHORT -> max((short[]) in, (short[]) inout, from, to, (short[]) temp);
      case INT -> max((int[]) in, (int[]) inout, from, to);
      case LONG -> max((long[]) in, (long[]) inout, from, to);
      case FLOAT -> max((float[]) in, (float[]) inout, from, to);
      case DOUBLE -> max((double[]) in, (double[]) inout, from, to);
      default -> throw new IllegalArgumentException("maximum on " + kind);
    }
  }

  private static void max(byte[] in, byte[] inout, int from, int to, byte[] temp) {
    LessKernels.less(in, inout, temp, from, to);
    choose(in, inout, from, to, temp);
  }

  private static void max(char[] in, char[] inout, int from, int to, char[] temp) {
    LessKernels.less(in, inout, temp, from, to);
    choose(in, inout, from, to, temp);
  }

  private static void max(short[] in, short[] inout, int from, int to, short[] temp) {
    LessKernels.less(in, inout, temp, from, to);
    choose(in, inout, from, to, temp);
  }

  private static void choose(byte[] in, byte[] inout, int from, int to, byte[] temp) {
    for (int i = from; i < to; i++) {
      byte a = in[i];
      byte b = inout[i];
      int less = temp[i] >> 7;
      inout[i] = (byte) (a - ((a - b) & less));
    }
  }

  private static void choose(char[] in, char[] inout, int from, int to, char[] temp) {
    for (int i = from; i < to; i++) {
      char a = in[i];
      char b = inout[i];
      int less = -(temp[i] >>> 15);
      inout[i] = (char) (a - ((a - b) & less));
    }
  }

  private static void choose(short[] in, short[] inout, int from, int to, short[] temp) {
    for (int i = from; i < to; i++) {
      short a = in[i];
      short b = inout[i];
      int less = temp[i] >> 15;
      inout[i] = (short) (a - ((a - b) & less));
    }
  }

  private static void max(int[] in, int[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      int a = in[i];
      int b = inout[i];
      int less = ((a >> 1) - (b >> 1) - (~a & b & 1)) >> 31;
      inout[i] = a - ((a - b) & less);
    }
  }

  private static void max(long[] in, long[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      long a = in[i];
      long b = inout[i];
      long less = ((a >> 1) - (b >> 1) - (~a & b & 1)) >> 63;
      inout[i] = a - ((a - b) & less);
    }
  }

  private static void max(float[] in, float[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = Math.max(in[i], inout[i]);
    }
  }

  private static void max(double[] in, double[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = Math.max(in[i], inout[i]);
    }
  }
}
