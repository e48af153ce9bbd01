package org.jmpi.data;

/**
 * Temporary arrays of one thread for reductions by blocks, small enough that three of them stay in
 * the first-level cache. Made when first used, then kept.
 */
final class ReduceBlocks {
  private static final int BLOCK_BYTES = 8 << 10;

  private static final ThreadLocal<ReduceBlocks> OF_THREAD =
      ThreadLocal.withInitial(ReduceBlocks::new);

  private final Object[][] arrays = new Object[3][Kind.values().length];

  /** Those of this thread. */
  static ReduceBlocks ofThread() {
    return OF_THREAD.get();
  }

  /** Elements of each array. */
  static int elements(Kind kind) {
    return BLOCK_BYTES / kind.bytes();
  }

  /** Array {@code index}, 0 to 2, of a kind, with whatever is in it. */
  Object array(int index, Kind kind) {
    Object array = arrays[index][kind.ordinal()];
    if (array == null) {
      array = java.lang.reflect.Array.newInstance(componentType(kind), elements(kind));
      arrays[index][kind.ordinal()] = array;
    }
    return array;
  }

  private static Class<?> componentType(Kind kind) {
    return switch (kind) {
      case BYTE -> byte.class;
      case BOOLEAN -> boolean.class;
      case CHAR -> char.class;
      case SHORT -> short.class;
      case INT -> int.class;
      case LONG -> long.class;
      case FLOAT -> float.class;
      case DOUBLE -> double.class;
      case OBJECT -> throw new IllegalArgumentException("blocks of objects");
    };
  }
}
