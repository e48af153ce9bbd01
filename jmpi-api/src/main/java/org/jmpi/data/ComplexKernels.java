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
    for (int i = 0; i < count; i++) {
      int from = inAt + 2 * i;
      int to = at + 2 * i;
      float real = in[from] * inout[to] - in[from + 1] * inout[to + 1];
      float imaginary = in[from] * inout[to + 1] + in[from + 1] * inout[to];
      inout[to] = real;
      inout[to + 1] = imaginary;
    }
  }

  private static void multiply(double[] in, int inAt, double[] inout, int at, int count) {
    for (int i = 0; i < count; i++) {
      int from = inAt + 2 * i;
      int to = at + 2 * i;
      double real = in[from] * inout[to] - in[from + 1] * inout[to + 1];
      double imaginary = in[from] * inout[to + 1] + in[from + 1] * inout[to];
      inout[to] = real;
      inout[to + 1] = imaginary;
    }
  }
}
