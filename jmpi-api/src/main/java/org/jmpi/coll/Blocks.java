package org.jmpi.coll;

/** Sums over counts. */
final class Blocks {
  private Blocks() {}

  /**
   * Where each block starts when they lie side by side; one entry more than counts, the last is the
   * total.
   */
  static long[] starts(int[] counts) {
    long[] starts = new long[counts.length + 1];
    for (int i = 0; i < counts.length; i++) {
      starts[i + 1] = starts[i] + counts[i];
    }
    return starts;
  }
}
