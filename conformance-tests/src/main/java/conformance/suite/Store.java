package conformance.suite;

import java.util.List;

/** Where the elements of a message are. */
public enum Store {
  /** A Java array from its beginning. */
  ARRAY,
  /** A Java array from an offset on: mpiJava's third argument. */
  ARRAY_OFFSET,
  /** A buffer over a Java array. */
  HEAP,
  /** Part of a buffer over a Java array. */
  HEAP_SLICE,
  /** A direct buffer in native order. */
  DIRECT,
  /** Part of a direct buffer. */
  DIRECT_SLICE;

  /** What a blocking call of Open MPI's dialect takes. */
  public static final List<Store> ANY = List.of(ARRAY, HEAP, DIRECT, HEAP_SLICE, DIRECT_SLICE);

  /** What a non-blocking call of Open MPI's dialect takes. */
  public static final List<Store> BUFFERS = List.of(DIRECT, HEAP, DIRECT_SLICE, HEAP_SLICE);

  /** What a call of mpiJava's dialect takes. */
  public static final List<Store> ARRAYS = List.of(ARRAY, ARRAY_OFFSET);

  /** Elements of the memory before the first one of the message. */
  int lead(int unit) {
    return switch (this) {
      case ARRAY, HEAP, DIRECT -> 0;
      case ARRAY_OFFSET, HEAP_SLICE, DIRECT_SLICE -> 2 * unit;
    };
  }

  boolean isDirect() {
    return this == DIRECT || this == DIRECT_SLICE;
  }

  boolean isArray() {
    return this == ARRAY || this == ARRAY_OFFSET;
  }
}
