package org.jmpi.data;

import java.util.Set;

/**
 * A predefined operator that combines element with element. Where both operands start at the same
 * index the kernel runs on them directly; else in blocks that are copied to temporary arrays,
 * because the compiler makes vector instructions only of loops with one index, and two copies
 * inside the first-level cache cost far less than a loop without them.
 */
final class ElementwiseOp extends PredefinedOp {
  /** Elements of one call of a kernel: those with two passes find the first one's in the cache. */
  private static final int PASS_ELEMENTS = 8 << 10;

  private final Set<Kind> kinds;
  private final boolean takesComplex;
  private final boolean needsTemporary;
  private final Kernel kernel;

  /**
   * @param needsTemporary whether the kernel wants one for elements of one or two bytes
   */
  ElementwiseOp(
      String name, Set<Kind> kinds, boolean takesComplex, boolean needsTemporary, Kernel kernel) {
    super(name, true);
    this.kinds = kinds;
    this.takesComplex = takesComplex;
    this.needsTemporary = needsTemporary;
    this.kernel = kernel;
  }

  @Override
  boolean isDefinedOn(Layout layout) {
    return layout.category() == Layout.Category.BASIC && kinds.contains(layout.kind())
        || takesComplex && layout.category() == Layout.Category.COMPLEX;
  }

  @Override
  void apply(Object in, int inAt, Object inout, int at, int count, Layout layout) {
    Kind kind = layout.kind();
    int elements = Math.toIntExact(count * layout.extentElements());
    boolean withTemporary = needsTemporary && kind.bytes() <= 2;
    if (inAt != at || withTemporary && at + elements > ReduceBlocks.elements(kind)) {
      applyByBlocks(kind, in, inAt, inout, at, elements, withTemporary);
      return;
    }
    Object temporary = withTemporary ? ReduceBlocks.ofThread().array(2, kind) : null;
    for (int done = 0; done < elements; done += PASS_ELEMENTS) {
      int from = at + done;
      int to = from + Math.min(PASS_ELEMENTS, elements - done);
      kernel.reduce(kind, in, inout, from, to, temporary);
    }
  }

  private void applyByBlocks(
      Kind kind, Object in, int inAt, Object inout, int at, int elements, boolean withTemporary) {
    ReduceBlocks blocks = ReduceBlocks.ofThread();
    Object x = blocks.array(0, kind);
    Object y = blocks.array(1, kind);
    Object temporary = withTemporary ? blocks.array(2, kind) : null;
    int blockElements = ReduceBlocks.elements(kind);
    for (int done = 0; done < elements; done += blockElements) {
      int part = Math.min(blockElements, elements - done);
      System.arraycopy(in, inAt + done, x, 0, part);
      System.arraycopy(inout, at + done, y, 0, part);
      kernel.reduce(kind, x, y, 0, part, temporary);
      System.arraycopy(y, 0, inout, at + done, part);
    }
  }

  /** Sets {@code inout[i] = in[i] op inout[i]} for {@code from <= i < to}. */
  interface Kernel {
    /**
     * @param temporary has at least {@code to} elements; null where it was not asked for
     */
    void reduce(Kind kind, Object in, Object inout, int from, int to, Object temporary);
  }
}
