package conformance.support;

/** Where a message's elements can be. */
public enum Store {
  /** A Java array. */
  ARRAY,
  /** A buffer over an array. */
  HEAP,
  /** A direct buffer in native order. */
  DIRECT
}
