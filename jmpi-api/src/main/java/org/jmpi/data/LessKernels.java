package org.jmpi.data;

/**
 * Sets the highest bit of each element of {@code out} where the first is less than the second; the
 * other bits mean nothing. That bit is the sign of the difference of the halves, with a borrow
 * where the first is even and the second odd: other than the difference itself it does not
 * overflow. A pass of its own, since the compiler makes vector shifts of narrow elements only when
 * they come straight from an array. Shorter formulas exist (Warren, Hacker's Delight, 2-12), but
 * Java 17 makes vector instructions of them in some runs and not in others.
 */
final class LessKernels {
  private LessKernels() {}

  static void less(byte[] first, byte[] second, byte[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      byte a = first[i];
      byte b = second[i];
      out[i] = (byte) ((a >> 1) - (b >> 1) - (~a & b & 1));
    }
  }

  static void less(char[] first, char[] second, char[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      char a = first[i];
      char b = second[i];
      out[i] = (char) ((a >>> 1) - (b >>> 1) - (~a & b & 1));
    }
  }

  static void less(short[] first, short[] second, short[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      short a = first[i];
      short b = second[i];
      out[i] = (short) ((a >> 1) - (b >> 1) - (~a & b & 1));
    }
  }
}
