package org.jmpi.data;

import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** Temporary arrays of collectives. */
public final class Scratch {
  private Scratch() {}

  /**
   * A new array for {@code count} items of {@code layout}, the first at index 0: of the layout's
   * kind, so {@code byte[]} for structures and {@code Object[]} for OBJECT.
   *
   * @throws EngineException COUNT when {@code count} is negative or the array would have more
   *     elements than Java allows, NO_MEM when the heap has no room
   */
  public static Object newArray(Layout layout, long count) {
    if (count < 0) {
      throw new EngineException(
          ErrorClass.COUNT, "count " + count + " of datatype " + layout + " is negative");
    }
    long elements = layout.arrayElements(count);
    if (elements > Integer.MAX_VALUE - 8) {
      throw new EngineException(
          ErrorClass.COUNT,
          count
              + " items of "
              + layout
              + " need a temporary array of "
              + elements
              + " elements, more than Java allows; use a smaller count");
    }
    int length = (int) elements;
    try {
      return switch (layout.kind()) {
        case BYTE -> new byte[length];
        case BOOLEAN -> new boolean[length];
        case CHAR -> new char[length];
        case SHORT -> new short[length];
        case INT -> new int[length];
        case LONG -> new long[length];
        case FLOAT -> new float[length];
        case DOUBLE -> new double[length];
        case OBJECT -> new Object[length];
      };
    } catch (OutOfMemoryError e) {
      throw new EngineException(
          ErrorClass.NO_MEM,
          "no memory for a temporary array of "
              + count
              + " items of "
              + layout
              + "; give the rank more heap (-Xmx) or use a smaller count",
          e);
    }
  }
}
