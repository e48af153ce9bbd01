package org.jmpi.data;

/** Products of complex numbers, which lie as real and imaginary part. */
final class ComplexKernels {
  private ComplexKernels() {}

  static void multiply(Kind kind, Object in, int inAt, Object inout, int at, int count) {
    switch (kind) {
      case FLOAT -> multiply((float[]) in, inAt, (float[]) inout, at, count);
      case DOUBLE -> multiply((double[]) in, inAt, (double[]) inout, at, count);
      default -> throw new IllegalArgumentException("complex product on " + kind);
    }
  }

  private static void multiply(float[] in, int inAt, float[] inout, int at, int count) {
    int shift = inAt - at;
    int end = at + 2 * count;
    for (int i = at; i < end; i += 2) {
      float a = in[i + shift];
      float b = in[i + shift + 1];
      float c = inout[i];
      float d = inout[i + 1];
      inout[i] = a * c - b * d;
      inout[i + 1] = a * d + b * c;
    }
  }

  private static void multiply(double[] in, int inAt, double[] inout, int at, int count) {
    int shift = inAt - at;
    int end = at + 2 * count;
    for (int i = at; i < end; i += 2) {
      double a = in[i + shift];
      double b = in[i + shift + 1];
      double c = inout[i];
      double d = inout[i + 1];
      inout[i] = a * c - b * d;
      inout[i + 1] = a * d + b * c;
    }
  }
}
