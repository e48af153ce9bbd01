package org.jmpi.data;

/**
 * Minima of arrays, element by element. Equal offsets have a loop of their own: with one index for
 * both arrays the compiler makes vector instructions of it.
 */
final class MinKernels {
  private MinKernels() {}

  static void reduce(Kind kind, Object in, int inAt, Object inout, int at, int count) {
    switch (kind) {
      case BYTE -> min((byte[]) in, inAt, (byte[]) inout, at, count);
      case CHAR -> min((char[]) in, inAt, (char[]) inout, at, count);
      case SHORT -> min((short[]) in, inAt, (short[]) inout, at, count);
      case INT -> min((int[]) in, inAt, (int[]) inout, at, count);
      case LONG -> min((long[]) in, inAt, (long[]) inout, at, count);
      case FLOAT -> min((float[]) in, inAt, (float[]) inout, at, count);
      case DOUBLE -> min((double[]) in, inAt, (double[]) inout, at, count);
      default -> throw new IllegalArgumentException("reduce on " + kind);
    }
  }

  private static void min(byte[] in, int inAt, byte[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = (byte) Math.min(in[i], inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = (byte) Math.min(in[i + shift], inout[i]);
      }
    }
  }

  private static void min(char[] in, int inAt, char[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = (char) Math.min(in[i], inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = (char) Math.min(in[i + shift], inout[i]);
      }
    }
  }

  private static void min(short[] in, int inAt, short[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = (short) Math.min(in[i], inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = (short) Math.min(in[i + shift], inout[i]);
      }
    }
  }

  private static void min(int[] in, int inAt, int[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = Math.min(in[i], inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = Math.min(in[i + shift], inout[i]);
      }
    }
  }

  private static void min(long[] in, int inAt, long[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = Math.min(in[i], inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = Math.min(in[i + shift], inout[i]);
      }
    }
  }

  private static void min(float[] in, int inAt, float[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = Math.min(in[i], inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = Math.min(in[i + shift], inout[i]);
      }
    }
  }

  private static void min(double[] in, int inAt, double[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = Math.min(in[i], inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = Math.min(in[i + shift], inout[i]);
      }
    }
  }
}
