package org.jmpi.data;

/**
 * Maxima of arrays, element by element. Equal offsets have a loop of their own: with one index for
 * both arrays the compiler makes vector instructions of it.
 */
final class MaxKernels {
  private MaxKernels() {}

  static void reduce(Kind kind, Object in, int inAt, Object inout, int at, int count) {
    switch (kind) {
      case BYTE -> max((byte[]) in, inAt, (byte[]) inout, at, count);
      case CHAR -> max((char[]) in, inAt, (char[]) inout, at, count);
      case SHORT -> max((short[]) in, inAt, (short[]) inout, at, count);
      case INT -> max((int[]) in, inAt, (int[]) inout, at, count);
      case LONG -> max((long[]) in, inAt, (long[]) inout, at, count);
      case FLOAT -> max((float[]) in, inAt, (float[]) inout, at, count);
      case DOUBLE -> max((double[]) in, inAt, (double[]) inout, at, count);
      default -> throw new IllegalArgumentException("reduce on " + kind);
    }
  }

  private static void max(byte[] in, int inAt, byte[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = (byte) Math.max(in[i], inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = (byte) Math.max(in[i + shift], inout[i]);
      }
    }
  }

  private static void max(char[] in, int inAt, char[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = (char) Math.max(in[i], inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = (char) Math.max(in[i + shift], inout[i]);
      }
    }
  }

  private static void max(short[] in, int inAt, short[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = (short) Math.max(in[i], inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = (short) Math.max(in[i + shift], inout[i]);
      }
    }
  }

  private static void max(int[] in, int inAt, int[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = Math.max(in[i], inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = Math.max(in[i + shift], inout[i]);
      }
    }
  }

  private static void max(long[] in, int inAt, long[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = Math.max(in[i], inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = Math.max(in[i + shift], inout[i]);
      }
    }
  }

  private static void max(float[] in, int inAt, float[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = Math.max(in[i], inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = Math.max(in[i + shift], inout[i]);
      }
    }
  }

  private static void max(double[] in, int inAt, double[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = Math.max(in[i], inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = Math.max(in[i + shift], inout[i]);
      }
    }
  }
}
