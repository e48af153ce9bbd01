package org.jmpi.data;

/**
 * A reduction operator (MPI-4.1 §6.9). The predefined ones are in {@link ReduceOps}; operators of
 * the program extend this class. Must be associative. Stateless or thread-safe: one operator serves
 * all communicators and threads.
 */
public abstract class ReduceOp {
  private final String name;
  private final boolean commutative;

  /** An operator with a name for error messages. */
  protected ReduceOp(String name, boolean commutative) {
    this.name = name;
    this.commutative = commutative;
  }

  /** The name that error messages use. */
  public final String name() {
    return name;
  }

  /** Whether operands may change places; if not, results are combined in rank order. */
  public final boolean isCommutative() {
    return commutative;
  }

  /**
   * Whether this is one of {@link ReduceOps}: it takes a time in proportion to the data and calls
   * no code of the program, so that short reductions may run under the engine's lock.
   */
  public final boolean isPredefined() {
    return this instanceof PredefinedOp;
  }

  /**
   * Checks that the operator is defined on a datatype, before anything is sent. The default accepts
   * all.
   *
   * @throws org.jmpi.error.EngineException OP when it is not; the message names both
   */
  public void requireSupports(Layout layout) {}

  /**
   * Sets {@code inout[i] = in[i] op inout[i]} for {@code count} items of {@code layout}; {@code in}
   * belongs to the lower ranks.
   *
   * <p>Both are arrays of the layout's kind (see {@link Scratch#newArray}): {@code byte[]} in the
   * host's byte order for the structures, {@code int[]} or {@code byte[]} for INT2. {@code in} is
   * not changed. They may be one array only when the two offsets are equal. Predefined operators
   * are fastest when the two offsets are equal.
   *
   * @param inOffset of the first item, in elements of the array {@code in}
   * @param inoutOffset of the first item, in elements of the array {@code inout}
   * @param count items; 0 does nothing
   * @throws org.jmpi.error.EngineException OP when the operator is not defined on the layout; TYPE
   *     when an array is not of its kind; COUNT when {@code count} is negative; BUFFER when an
   *     array is too short. Nothing is changed then
   */
  public abstract void reduce(
      Object in, int inOffset, Object inout, int inoutOffset, int count, Layout layout);

  @Override
  public final String toString() {
    return name;
  }
}
