package org.jmpi.coll;

import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOp;

/**
 * An operator of the program: composition of x → ax + b modulo a prime, pairs of longs.
 * Associative, not commutative.
 */
final class AffineOp extends ReduceOp {
  static final Layout PAIR = Layout.contiguous(2, Layout.LONG);
  private static final long MODULUS = 1_000_000_007L;

  AffineOp() {
    super("affine", false);
  }

  @Override
  public void reduce(
      Object in, int inOffset, Object inout, int inoutOffset, int count, Layout layout) {
    long[] left = (long[]) in;
    long[] right = (long[]) inout;
    for (int i = 0; i < 2 * count; i += 2) {
      long a = right[inoutOffset + i];
      long b = right[inoutOffset + i + 1];
      right[inoutOffset + i] = left[inOffset + i] * a % MODULUS;
      right[inoutOffset + i + 1] = (left[inOffset + i + 1] * a + b) % MODULUS;
    }
  }

  static long[] operand(int rank, int count) {
    long[] values = new long[2 * count];
    for (int i = 0; i < 2 * count; i++) {
      values[i] = 2 + rank * 17L + i * 5L;
    }
    return values;
  }

  /** The operands of ranks [first, end) in rank order. */
  static long[] total(int first, int end, int count) {
    long[] total = operand(first, count);
    for (int rank = first + 1; rank < end; rank++) {
      long[] next = operand(rank, count);
      new AffineOp().reduce(total, 0, next, 0, count, PAIR);
      total = next;
    }
    return total;
  }
}
