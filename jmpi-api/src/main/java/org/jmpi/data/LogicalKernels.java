package org.jmpi.data;

/** Logical operators on arrays, element by element: not 0 is true, the result is 1 or 0. */
final class LogicalKernels {
  private LogicalKernels() {}

  static void and(Kind kind, Object in, int inAt, Object inout, int at, int count) {
    switch (kind) {
      case BYTE -> and((byte[]) in, inAt, (byte[]) inout, at, count);
      case CHAR -> and((char[]) in, inAt, (char[]) inout, at, count);
      case SHORT -> and((short[]) in, inAt, (short[]) inout, at, count);
      case INT -> and((int[]) in, inAt, (int[]) inout, at, count);
      case LONG -> and((long[]) in, inAt, (long[]) inout, at, count);
      case BOOLEAN -> and((boolean[]) in, inAt, (boolean[]) inout, at, count);
      default -> throw new IllegalArgumentException("and on " + kind);
    }
  }

  static void or(Kind kind, Object in, int inAt, Object inout, int at, int count) {
    switch (kind) {
      case BYTE -> or((byte[]) in, inAt, (byte[]) inout, at, count);
      case CHAR -> or((char[]) in, inAt, (char[]) inout, at, count);
      case SHORT -> or((short[]) in, inAt, (short[]) inout, at, count);
      case INT -> or((int[]) in, inAt, (int[]) inout, at, count);
      case LONG -> or((long[]) in, inAt, (long[]) inout, at, count);
      case BOOLEAN -> or((boolean[]) in, inAt, (boolean[]) inout, at, count);
      default -> throw new IllegalArgumentException("or on " + kind);
    }
  }

  static void xor(Kind kind, Object in, int inAt, Object inout, int at, int count) {
    switch (kind) {
      case BYTE -> xor((byte[]) in, inAt, (byte[]) inout, at, count);
      case CHAR -> xor((char[]) in, inAt, (char[]) inout, at, count);
      case SHORT -> xor((short[]) in, inAt, (short[]) inout, at, count);
      case INT -> xor((int[]) in, inAt, (int[]) inout, at, count);
      case LONG -> xor((long[]) in, inAt, (long[]) inout, at, count);
      case BOOLEAN -> xor((boolean[]) in, inAt, (boolean[]) inout, at, count);
      default -> throw new IllegalArgumentException("xor on " + kind);
    }
  }

  private static void and(byte[] in, int inAt, byte[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (byte) (in[inAt + i] != 0 & inout[at + i] != 0 ? 1 : 0);
    }
  }

  private static void and(char[] in, int inAt, char[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (char) (in[inAt + i] != 0 & inout[at + i] != 0 ? 1 : 0);
    }
  }

  private static void and(short[] in, int inAt, short[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (short) (in[inAt + i] != 0 & inout[at + i] != 0 ? 1 : 0);
    }
  }

  private static void and(int[] in, int inAt, int[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (in[inAt + i] != 0 & inout[at + i] != 0 ? 1 : 0);
    }
  }

  private static void and(long[] in, int inAt, long[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (in[inAt + i] != 0 & inout[at + i] != 0 ? 1L : 0L);
    }
  }

  private static void and(boolean[] in, int inAt, boolean[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] &= in[inAt + i];
    }
  }

  private static void or(byte[] in, int inAt, byte[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (byte) (in[inAt + i] != 0 | inout[at + i] != 0 ? 1 : 0);
    }
  }

  private static void or(char[] in, int inAt, char[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (char) (in[inAt + i] != 0 | inout[at + i] != 0 ? 1 : 0);
    }
  }

  private static void or(short[] in, int inAt, short[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (short) (in[inAt + i] != 0 | inout[at + i] != 0 ? 1 : 0);
    }
  }

  private static void or(int[] in, int inAt, int[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (in[inAt + i] != 0 | inout[at + i] != 0 ? 1 : 0);
    }
  }

  private static void or(long[] in, int inAt, long[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (in[inAt + i] != 0 | inout[at + i] != 0 ? 1L : 0L);
    }
  }

  private static void or(boolean[] in, int inAt, boolean[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] |= in[inAt + i];
    }
  }

  private static void xor(byte[] in, int inAt, byte[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (byte) (in[inAt + i] != 0 ^ inout[at + i] != 0 ? 1 : 0);
    }
  }

  private static void xor(char[] in, int inAt, char[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (char) (in[inAt + i] != 0 ^ inout[at + i] != 0 ? 1 : 0);
    }
  }

  private static void xor(short[] in, int inAt, short[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (short) (in[inAt + i] != 0 ^ inout[at + i] != 0 ? 1 : 0);
    }
  }

  private static void xor(int[] in, int inAt, int[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (in[inAt + i] != 0 ^ inout[at + i] != 0 ? 1 : 0);
    }
  }

  private static void xor(long[] in, int inAt, long[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] = (in[inAt + i] != 0 ^ inout[at + i] != 0 ? 1L : 0L);
    }
  }

  private static void xor(boolean[] in, int inAt, boolean[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      inout[at + i] ^= in[inAt + i];
    }
  }
}
