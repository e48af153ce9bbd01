package org.jmpi.data;

/**
 * Minima of arrays, {@code from} inclusive to {@code to} exclusive. Integers are chosen by a mask,
 * all ones where the first is less: {@code Math.min} and the conditional operator keep Java 17 from
 * making vector instructions. See {@link LessKernels}, also for the temporary array that narrow
 * elements need.
 */
final class MinKernels {
  private MinKernels() {}

  static void reduce(Kind kind, Object in, Object inout, int from, int to, Object temp) {
    switch (kind) {
      case BYTE -> min((byte[]) in, (byte[]) inout, from, to, (byte[]) temp);
      case CHAR -> min((char[]) in, (char[]) inout, from, to, (char[]) temp);
      case SHORT -> min((short[]) in, (short[]) inout, from, to, (short[]) temp);
      case INT -> min((int[]) in, (int[]) inout, from, to);
      case LONG -> min((long[]) in, (long[]) inout, from, to);
      case FLOAT -> min((float[]) in, (float[]) inout, from, to);
      case DOUBLE -> min((double[]) in, (double[]) inout, from, to);
      default -> throw new IllegalArgumentException("minimum on " + kind);
    }
  }

  private static void min(byte[] in, byte[] inout, int from, int to, byte[] temp) {
    LessKernels.less(in, inout, temp, from, to);
    choose(in, inout, from, to, temp);
  }

  private static void min(char[] in, char[] inout, int from, int to, char[] temp) {
    LessKernels.less(in, inout, temp, from, to);
    choose(in, inout, from, to, temp);
  }

  private static void min(short[] in, short[] inout, int from, int to, short[] temp) {
    LessKernels.less(in, inout, temp, from, to);
    choose(in, inout, from, to, temp);
  }

  private static void choose(byte[] in, byte[] inout, int from, int to, byte[] temp) {
    for (int i = from; i < to; i++) {
      byte a = in[i];
      byte b = inout[i];
      int less = temp[i] >> 7;
      inout[i] = (byte) (b + ((a - b) & less));
    }
  }

  private static void choose(char[] in, char[] inout, int from, int to, char[] temp) {
    for (int i = from; i < to; i++) {
      char a = in[i];
      char b = inout[i];
      int less = -(temp[i] >>> 15);
      inout[i] = (char) (b + ((a - b) & less));
    }
  }

  private static void choose(short[] in, short[] inout, int from, int to, short[] temp) {
    for (int i = from; i < to; i++) {
      short a = in[i];
      short b = inout[i];
      int less = temp[i] >> 15;
      inout[i] = (short) (b + ((a - b) & less));
    }
  }

  private static void min(int[] in, int[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      int a = in[i];
      int b = inout[i];
      int less = ((a >> 1) - (b >> 1) - (~a & b & 1)) >> 31;
      inout[i] = b + ((a - b) & less);
    }
  }

  private static void min(long[] in, long[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      long a = in[i];
      long b = inout[i];
      long less = ((a >> 1) - (b >> 1) - (~a & b & 1)) >> 63;
      inout[i] = b + ((a - b) & less);
    }
  }

  private static void min(float[] in, float[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = Math.min(in[i], inout[i]);
    }
  }

  private static void min(double[] in, double[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = Math.min(in[i], inout[i]);
    }
  }
}
