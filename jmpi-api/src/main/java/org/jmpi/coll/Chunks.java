package org.jmpi.coll;

/** Cuts a vector into nearly equal parts. All members cut alike. */
final class Chunks {
  /** Parts of a broadcast start at multiples of this, where the elements of every kind start. */
  static final int ALIGNMENT_BYTES = 16;

  /**
   * Large enough that the start-up of a message does not count, small enough that its reduction
   * hides behind the next.
   */
  private static final long SEGMENT_BYTES = 256 << 10;

  /** So that a schedule's size does not follow the vector's. */
  private static final int MAX_SEGMENTS = 16;

  private final long total;
  private final int parts;
  private final int alignment;

  /**
   * {@code parts} parts of {@code total} units; each part starts at a multiple of {@code
   * alignment}.
   */
  Chunks(long total, int parts, int alignment) {
    this.total = total;
    this.parts = parts;
    this.alignment = alignment;
  }

  /** Where part {@code index} starts; the total for {@code index == parts}. */
  long start(int index) {
    if (index >= parts) {
      return total;
    }
    long whole = total / parts * index + total % parts * index / parts;
    return whole - whole % alignment;
  }

  /** Units in part {@code index}. */
  long length(int index) {
    return start(index + 1) - start(index);
  }

  /** How many messages a piece of this size is sent in, so that transfer and reduction overlap. */
  static int segments(long bytes) {
    return (int) Math.max(1, Math.min(MAX_SEGMENTS, bytes / SEGMENT_BYTES));
  }

  /** Units of {@code unitBytes} bytes between places where a broadcast may be cut. */
  static int alignment(long unitBytes) {
    return (int) Math.max(1, ALIGNMENT_BYTES / unitBytes);
  }
}
