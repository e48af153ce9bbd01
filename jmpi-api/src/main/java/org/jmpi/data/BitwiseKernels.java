package org.jmpi.data;

/**
 * Bitwise operators on arrays, {@code from} inclusive to {@code to} exclusive. One index for both
 * arrays is what the compiler makes vector instructions of.
 */
final class BitwiseKernels {
  private BitwiseKernels() {}

  static void and(Kind kind, Object in, Object inout, int from, int to) {
    switch (kind) {
      case BYTE -> and((byte[]) in, (byte[]) inout, from, to);
      case CHAR -> and((char[]) in, (char[]) inout, from, to);
      case SHORT -> and((short[]) in, (short[]) inout, from, to);
      case INT -> and((int[]) in, (int[]) inout, from, to);
      case LONG -> and((long[]) in, (long[]) inout, from, to);
      case BOOLEAN -> and((boolean[]) in, (boolean[]) inout, from, to);
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
      case BOOLEAN -> or((boolean[]) in, (boolean[]) inout, from, to);
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
      case BOOLEAN -> xor((boolean[]) in, (boolean[]) inout, from, to);
      default -> throw new IllegalArgumentException("xor on " + kind);
    }
  }

  private static void and(byte[] in, byte[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] &= in[i];
    }
  }

  private static void and(char[] in, char[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] &= in[i];
    }
  }

  private static void and(short[] in, short[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] &= in[i];
    }
  }

  private static void and(int[] in, int[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] &= in[i];
    }
  }

  private static void and(long[] in, long[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] &= in[i];
    }
  }

  private static void and(boolean[] in, boolean[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] &= in[i];
    }
  }

  private static void or(byte[] in, byte[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] |= in[i];
    }
  }

  private static void or(char[] in, char[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] |= in[i];
    }
  }

  private static void or(short[] in, short[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] |= in[i];
    }
  }

  private static void or(int[] in, int[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] |= in[i];
    }
  }

  private static void or(long[] in, long[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] |= in[i];
    }
  }

  private static void or(boolean[] in, boolean[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] |= in[i];
    }
  }

  private static void xor(byte[] in, byte[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] ^= in[i];
    }
  }

  private static void xor(char[] in, char[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] ^= in[i];
    }
  }

  private static void xor(short[] in, short[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] ^= in[i];
    }
  }

  private static void xor(int[] in, int[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] ^= in[i];
    }
  }

  private static void xor(long[] in, long[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] ^= in[i];
    }
  }

  private static void xor(boolean[] in, boolean[] inout, int from, int to) {
    for (int i = from; i < to; i++) {
      inout[i] ^= in[i];
    }
  }
}
