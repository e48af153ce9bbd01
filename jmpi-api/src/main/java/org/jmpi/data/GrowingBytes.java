package org.jmpi.data;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * Receives a message whose length only the sender knows. Memory is taken for bytes that are there,
 * never for a length that was claimed: a chunk may lie at most a window beyond the number of bytes
 * received so far, and the array is at most half as large again as needed. Chunks come in any
 * order, each byte once. Not thread-safe.
 */
public final class GrowingBytes {
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;
  private static final byte[] EMPTY = {};

  private final int windowBytes;
  private byte[] bytes = EMPTY;
  private long receivedBytes;
  private int sizeBytes;

  /**
   * An empty one.
   *
   * @param windowBytes how many bytes may be missing before a chunk: what the sender may have under
   *     way
   */
  public GrowingBytes(int windowBytes) {
    if (windowBytes < 0) {
      throw new IllegalArgumentException("windowBytes " + windowBytes + " < 0");
    }
    this.windowBytes = windowBytes;
  }

  /**
   * Takes the next {@code lengthBytes} bytes of {@code source}, which is advanced, as bytes {@code
   * positionBytes} and following of the message.
   *
   * @throws EngineException INTERN when the chunk starts beyond the window, NO_MEM when the message
   *     outgrows a {@code byte[]} or the heap; nothing is taken then
   */
  public void write(long positionBytes, ByteBuffer source, int lengthBytes) {
    if (positionBytes < 0 || lengthBytes < 0 || positionBytes > receivedBytes + windowBytes) {
      throw new EngineException(
          ErrorClass.INTERN,
          "a chunk of "
              + lengthBytes
              + " bytes at "
              + positionBytes
              + " lies beyond the window: "
              + receivedBytes
              + " bytes received, window "
              + windowBytes
              + "; the sender breaks the protocol");
    }
    long end = positionBytes + lengthBytes;
    if (end > MAX_BYTES) {
      throw noMemory(end, null);
    }
    ensureCapacity((int) end);
    source.get(bytes, (int) positionBytes, lengthBytes);
    receivedBytes += lengthBytes;
    sizeBytes = Math.max(sizeBytes, (int) end);
  }

  /** The bytes; valid from 0 to {@link #sizeBytes} once all have come, until the next write. */
  public byte[] array() {
    return bytes;
  }

  /** Where the farthest chunk so far ends. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** Bytes taken so far. */
  public long receivedBytes() {
    return receivedBytes;
  }

  /** Forgets the message and its memory. */
  public void clear() {
    bytes = EMPTY;
    receivedBytes = 0;
    sizeBytes = 0;
  }

  private void ensureCapacity(int neededBytes) {
    if (neededBytes <= bytes.length) {
      return;
    }
    long roomy = Math.min(MAX_BYTES, bytes.length + (long) (bytes.length >> 1));
    try {
      bytes = Arrays.copyOf(bytes, (int) Math.max(neededBytes, roomy));
    } catch (OutOfMemoryError e) {
      throw noMemory(neededBytes, e);
    }
  }

  private static EngineException noMemory(long neededBytes, Throwable cause) {
    return new EngineException(
        ErrorClass.NO_MEM,
        "no memory for a message of objects of at least "
            + neededBytes
            + " bytes; send fewer objects at a time or give the rank more heap (-Xmx)",
        cause);
  }
}
