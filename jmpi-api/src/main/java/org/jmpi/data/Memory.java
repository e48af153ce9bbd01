package org.jmpi.data;

import java.nio.ByteBuffer;

/**
 * Reads and writes whole elements of one sort of user memory. Stateless; the memory itself is
 * passed in, so that one instance serves all messages. Element addresses are bytes from the
 * memory's start and multiples of the element size in typed memory. The packed side is a
 * little-endian {@code ByteBuffer}, used from its position on, which stays where it is.
 */
abstract class Memory {

  /**
   * From this many bytes on a typed view and one bulk copy; below it a plain loop, which allocates
   * nothing and is about as fast.
   */
  static final int BULK_BYTES = 256;

  /** How many bytes of packed data {@code memory} has room for. */
  abstract long capacityBytes(Object memory);

  /** The element as bits; those above its width mean nothing. */
  abstract long bits(Object memory, long elementByte, int width);

  /** Sets the element from the low bits. */
  abstract void setBits(Object memory, long elementByte, int width, long bits);

  /** Copies {@code lengthBytes}, a multiple of {@code width}, from memory to {@code target}. */
  abstract void pack(
      Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes);

  /** Copies {@code lengthBytes}, a multiple of {@code width}, from {@code source} to memory. */
  abstract void unpack(
      Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes);

  /** Whether memory holds the packed bytes as they are, so that elements need no thought. */
  boolean isPlain() {
    return false;
  }

  /** Whether memory is a Java array, so that {@code System.arraycopy} works on it. */
  boolean isArray() {
    return false;
  }
}
