package org.jmpi.coll;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jmpi.data.GrowingBytes;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * Bytes whose number is known when they are there: serialised elements, made by an encode step or
 * received; or a <em>bundle</em> of blocks, each behind its length as a little-endian {@code i64},
 * put together here or received. A block of a bundle may be announced only, by its length without
 * the bytes, which then come by another message.
 *
 * <p>A bundle is never empty, so an empty one says that its sender has had an error.
 */
final class Blob {
  /**
   * How far chunks may run ahead of the bytes that have come: more than any sender may have under
   * way. It bounds what a lying peer can make us take.
   */
  private static final int WINDOW_BYTES = 1 << 28;

  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  private byte[] own = {};
  private int ownBytes;
  private GrowingBytes received;

  /** The block of a bundle that was looked up last, and where it begins. */
  private int knownBlock;

  private int knownAt;

  void setEncoded(byte[] bytes) {
    own = bytes;
    ownBytes = bytes.length;
  }

  /** A place to receive into. */
  GrowingBytes receive() {
    received = new GrowingBytes(WINDOW_BYTES);
    return received;
  }

  byte[] bytes() {
    return received != null ? received.array() : own;
  }

  int lengthBytes() {
    return received != null ? received.sizeBytes() : ownBytes;
  }

  // ---- bundles

  /** Puts a length behind what is there and makes room; where the block's bytes go. */
  int append(long lengthBytes, boolean withBytes) {
    int at = grow(Long.BYTES + (withBytes ? lengthBytes : 0));
    longs(own).putLong(at, lengthBytes);
    return at + Long.BYTES;
  }

  /** Puts blocks of another bundle behind what is there. */
  void append(Blob from, int firstByte, int endByte) {
    int at = grow((long) endByte - firstByte);
    System.arraycopy(from.bytes(), firstByte, own, at, endByte - firstByte);
  }

  /**
   * Where the bytes of a block begin.
   *
   * @param limitBytes longer blocks are announced only
   * @throws EngineException COUNT when it is not there or has another length
   */
  int find(int block, long lengthBytes, long limitBytes) {
    if (block < knownBlock) {
      knownBlock = 0;
      knownAt = 0;
    }
    knownAt = skip(knownAt, block - knownBlock, limitBytes);
    knownBlock = block;
    long came = lengthAt(knownAt, limitBytes);
    if (came != lengthBytes) {
      throw new EngineException(
          ErrorClass.COUNT,
          "a block of "
              + came
              + " bytes came where "
              + lengthBytes
              + " were expected; counts and datatypes differ between the members");
    }
    return knownAt + Long.BYTES;
  }

  /** The byte after so many blocks from a byte at which one begins. */
  int skip(int fromByte, int blocks, long limitBytes) {
    int at = fromByte;
    for (int i = 0; i < blocks; i++) {
      long length = lengthAt(at, limitBytes);
      at += Long.BYTES + (int) (length <= limitBytes ? length : 0);
    }
    return at;
  }

  /** Checked: whoever trusts it stays within the bytes. */
  private long lengthAt(int at, long limitBytes) {
    int end = lengthBytes();
    long length = end - at < Long.BYTES ? -1 : longs(bytes()).getLong(at);
    if (length < 0 || length <= limitBytes && length > end - at - Long.BYTES) {
      throw new EngineException(
          ErrorClass.COUNT,
          "blocks are missing among those that were passed on; the member that sent them has had an error");
    }
    return length;
  }

  /** Makes room for more; where it begins. */
  private int grow(long moreBytes) {
    long needed = ownBytes + moreBytes;
    if (needed > MAX_BYTES) {
      throw new EngineException(
          ErrorClass.NO_MEM, needed + " bytes of blocks of one site are too many for one message");
    }
    if (needed > own.length) {
      own = Arrays.copyOf(own, (int) Math.min(MAX_BYTES, Math.max(needed, 2L * own.length)));
    }
    int at = ownBytes;
    ownBytes = (int) needed;
    return at;
  }

  private static ByteBuffer longs(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
