package org.jmpi.data;

import java.lang.reflect.Array;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** A predefined operator: checks its arguments, so that the kernels need not. */
abstract class PredefinedOp extends ReduceOp {
  PredefinedOp(String name, boolean commutative) {
    super(name, commutative);
  }

  abstract boolean isDefinedOn(Layout layout);

  /** Combines checked arguments. */
  abstract void apply(Object in, int inAt, Object inout, int at, int count, Layout layout);

  @Override
  public final void requireSupports(Layout layout) {
    if (!isDefinedOn(layout)) {
      throw new EngineException(
          ErrorClass.OP,
          "operator "
              + name()
              + " is not defined on datatype "
              + layout
              + " (MPI-4.1, 6.9.2); use another operator or datatype, or an operator of your own");
    }
  }

  @Override
  public final void reduce(
      Object in, int inOffset, Object inout, int inoutOffset, int count, Layout layout) {
    requireSupports(layout);
    if (count < 0) {
      throw new EngineException(
          ErrorClass.COUNT,
          "operator " + name() + ": count " + count + " of datatype " + layout + " is negative");
    }
    if (count == 0) {
      return;
    }
    requireArray(in, layout);
    requireArray(inout, layout);
    if (in.getClass() != inout.getClass() && layout.kind() != Kind.OBJECT) {
      throw new EngineException(
          ErrorClass.TYPE,
          "operator "
              + name()
              + " on "
              + layout
              + " got arrays of two types: "
              + in.getClass().getSimpleName()
              + " and "
              + inout.getClass().getSimpleName());
    }
    requireRoom(in, inOffset, count, layout);
    requireRoom(inout, inoutOffset, count, layout);
    apply(in, inOffset, inout, inoutOffset, count, layout);
  }

  private void requireArray(Object array, Layout layout) {
    boolean fits =
        switch (layout.kind()) {
          case BYTE -> array instanceof byte[];
          case BOOLEAN -> array instanceof boolean[];
          case CHAR -> array instanceof char[];
          case SHORT -> array instanceof short[];
          case INT -> array instanceof int[] || layout == Layout.INT2 && array instanceof byte[];
          case LONG -> array instanceof long[];
          case FLOAT -> array instanceof float[];
          case DOUBLE -> array instanceof double[];
          case OBJECT -> array instanceof Object[];
        };
    if (!fits) {
      throw new EngineException(
          ErrorClass.TYPE,
          "operator "
              + name()
              + " on datatype "
              + layout
              + " needs "
              + layout.kind().javaName()
              + "[] and got "
              + (array == null ? "null" : array.getClass().getSimpleName()));
    }
  }

  private void requireRoom(Object array, int offset, int count, Layout layout) {
    int elementBytes = array instanceof byte[] ? 1 : layout.kind().bytes();
    long elements = layout.spanBytes(count) / elementBytes;
    int length = Array.getLength(array);
    if (offset < 0 || elements > (long) length - offset) {
      throw new EngineException(
          ErrorClass.BUFFER,
          "operator "
              + name()
              + ": "
              + count
              + " items of "
              + layout
              + " from offset "
              + offset
              + " need "
              + elements
              + " elements, but the array has "
              + length);
    }
  }
}
