package org.jmpi.data;

/**
 * Logical operators on arrays, {@code from} inclusive to {@code to} exclusive: not 0 is true, the
 * result is 1 or 0. {@code x | -x} has its highest bit set where x is not 0; without a comparison
 * the compiler makes vector instructions. Short passes, since the compiler does not always make
 * vector instructions of a longer loop body; so {@code to - from} elements should fit the
 * first-level cache.
 */
final class LogicalKernels {
  private LogicalKernels() {}

  static void and(Kind kind, Object in, Object inout, int from, int to) {
    switch (kind) {
      case BYTE -> and((byte[]) in, (byte[]) inout, from, to);
      case CHAR -> and((char[]) in, (char[]) inout, from, to);
      case SHORT -> and((short[]) in, (short[]) inout, from, to);
      case INT -> and((int[]) in, (int[]) inout, from, to);
      case LONG -> and((long[]) in, (long[]) inout, from, to);
      case BOOLEAN -> BitwiseKernels.and(kind, in, inout, from, to);
      default -> throw new IllegalArgumentException("and on " + kind);
    }
  }

  static void or(Kind kind, Object in, Object inout, int from, int to) {
    switch (kind) {
      case BYTE -> or((byte[]) in, (byte[]) inout, from, to);
      case CHAR -> or((char[]) in, (char[]) inout, from, to);
      case SHORT -> or((short[]) in, (short[]) inout, from, to);
      case INT -> or((int[]) in, (int[]) inout, from, to);
      case LONG -> or((long[]) in, (long[]) inout, from, to);
      case BOOLEAN -> BitwiseKernels.or(kind, in, inout, from, to);
      default -> throw new IllegalArgumentException("or on " + kind);
    }
  }

  static void xor(Kind kind, Object in, Object inout, int from, int to) {
    switch (kind) {
      case BYTE -> xor((byte[]) in, (byte[]) inout, from, to);
      case CHAR -> xor((char[]) in, (char[]) inout, from, to);
      case SHORT -> xor((short[]) in, (short[]) inout, from, to);
      case INT -> xor((int[]) in, (int[]) inout, from, to);
      case LONG -> xor((long[]) in, (long[]) inout, from, to);
      case BOOLEAN -> BitwiseKernels.xor(kind, in, inout, from, to);
      default -> throw new IllegalArgumentException("xor on " + kind);
    }
  }

  private static void and(byte[] in, byte[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      byte a = in[i];
      inout[i] = (byte) ((a | -a) & inout[i]);
    }
    signs(inout, from, to);
  }

  private static void and(char[] in, char[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      char a = in[i];
      inout[i] = (char) ((a | -a) & inout[i]);
    }
    signs(inout, from, to);
  }

  private static void and(short[] in, short[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      short a = in[i];
      inout[i] = (short) ((a | -a) & inout[i]);
    }
    signs(inout, from, to);
  }

  private static void and(int[] in, int[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      int a = in[i];
      inout[i] = ((a | -a) & inout[i]) >>> 31;
    }
  }

  private static void and(long[] in, long[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      long a = in[i];
      inout[i] = ((a | -a) & inout[i]) >>> 63;
    }
  }

  private static void or(byte[] in, byte[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      byte a = in[i];
      inout[i] = (byte) ((a | -a) | inout[i]);
    }
    signs(inout, from, to);
  }

  private static void or(char[] in, char[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      char a = in[i];
      inout[i] = (char) ((a | -a) | inout[i]);
    }
    signs(inout, from, to);
  }

  private static void or(short[] in, short[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      short a = in[i];
      inout[i] = (short) ((a | -a) | inout[i]);
    }
    signs(inout, from, to);
  }

  private static void or(int[] in, int[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      int a = in[i];
      inout[i] = ((a | -a) | inout[i]) >>> 31;
    }
  }

  private static void or(long[] in, long[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      long a = in[i];
      inout[i] = ((a | -a) | inout[i]) >>> 63;
    }
  }

  private static void xor(byte[] in, byte[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      byte a = in[i];
      inout[i] = (byte) ((a | -a) ^ inout[i]);
    }
    signs(inout, from, to);
  }

  private static void xor(char[] in, char[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      char a = in[i];
      inout[i] = (char) ((a | -a) ^ inout[i]);
    }
    signs(inout, from, to);
  }

  private static void xor(short[] in, short[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      short a = in[i];
      inout[i] = (short) ((a | -a) ^ inout[i]);
    }
    signs(inout, from, to);
  }

  private static void xor(int[] in, int[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      int a = in[i];
      inout[i] = ((a | -a) ^ inout[i]) >>> 31;
    }
  }

  private static void xor(long[] in, long[] inout, int from, int to) {
    truths(inout, from, to);
    for (int i = from; i < to; i++) {
      long a = in[i];
      inout[i] = ((a | -a) ^ inout[i]) >>> 63;
    }
  }

  private static void truths(byte[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = inout[i];
      inout[i] = (byte) (b | -b);
    }
  }

  private static void truths(char[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      char b = inout[i];
      inout[i] = (char) (b | -b);
    }
  }

  private static void truths(short[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      short b = inout[i];
      inout[i] = (short) (b | -b);
    }
  }

  private static void truths(int[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      int b = inout[i];
      inout[i] = b | -b;
    }
  }

  private static void truths(long[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      long b = inout[i];
      inout[i] = b | -b;
    }
  }

  private static void signs(byte[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = (byte) -(inout[i] >> 7);
    }
  }

  private static void signs(char[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = (char) (inout[i] >>> 15);
    }
  }

  private static void signs(short[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] = (short) -(inout[i] >> 15);
    }
  }
}
