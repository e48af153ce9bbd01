package org.jmpi.data;

/**
 * Sums of arrays. Equal offsets have a loop of their own: with one index for both arrays the
 * compiler makes vector instructions of it.
 */
final class SumKernels {
  private SumKernels() {}

  static void reduce(Kind kind, Object in, int inAt, Object inout, int at, int count) {
    switch (kind) {
      case BYTE -> add((byte[]) in, inAt, (byte[]) inout, at, count);
      case CHAR -> add((char[]) in, inAt, (char[]) inout, at, count);
      case SHORT -> add((short[]) in, inAt, (short[]) inout, at, count);
      case INT -> add((int[]) in, inAt, (int[]) inout, at, count);
      case LONG -> add((long[]) in, inAt, (long[]) inout, at, count);
      case FLOAT -> add((float[]) in, inAt, (float[]) inout, at, count);
      case DOUBLE -> add((double[]) in, inAt, (double[]) inout, at, count);
      default -> throw new IllegalArgumentException("reduce on " + kind);
    }
  }

  private static void add(byte[] in, int inAt, byte[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = (byte) (in[i] + inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = (byte) (in[i + shift] + inout[i]);
      }
    }
  }

  private static void add(char[] in, int inAt, char[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = (char) (in[i] + inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = (char) (in[i + shift] + inout[i]);
      }
    }
  }

  private static void add(short[] in, int inAt, short[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = (short) (in[i] + inout[i]);
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = (short) (in[i + shift] + inout[i]);
      }
    }
  }

  private static void add(int[] in, int inAt, int[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = in[i] + inout[i];
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = in[i + shift] + inout[i];
      }
    }
  }

  private static void add(long[] in, int inAt, long[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = in[i] + inout[i];
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = in[i + shift] + inout[i];
      }
    }
  }

  private static void add(float[] in, int inAt, float[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = in[i] + inout[i];
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = in[i + shift] + inout[i];
      }
    }
  }

  private static void add(double[] in, int inAt, double[] inout, int at, int count) {
    int end = at + count;
    if (inAt == at) {
      for (int i = at; i < end; i++) {
        inout[i] = in[i] + inout[i];
      }
    } else {
      int shift = inAt - at;
      for (int i = at; i < end; i++) {
        inout[i] = in[i + shift] + inout[i];
      }
    }
  }
}
