package org.jmpi.data;

/** What the elements of an array of the program are. */
public enum Kind {
  /** {@code byte}. */
  BYTE(1),
  /** {@code boolean}; one byte when packed, 0 or 1. */
  BOOLEAN(1),
  /** {@code char}; two bytes when packed. */
  CHAR(2),
  /** {@code short}. */
  SHORT(2),
  /** {@code int}. */
  INT(4),
  /** {@code long}. */
  LONG(8),
  /** {@code float}. */
  FLOAT(4),
  /** {@code double}. */
  DOUBLE(8),
  /**
   * A reference. It has no packed form of its own: {@link ObjectCodec} makes bytes of it. It counts
   * as one byte in sizes and displacements, so that these stay the number of elements.
   */
  OBJECT(1);

  private final int bytes;

  Kind(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element in packed form. */
  public int bytes() {
    return bytes;
  }

  /** The name that Java has for it, as error messages use it. */
  public String javaName() {
    return this == OBJECT ? "Object" : name().toLowerCase(java.util.Locale.ROOT);
  }
}
