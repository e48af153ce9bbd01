package org.jmpi.net.session;

import java.nio.ByteBuffer;

/**
 * Flyweight for the header of records, the units on a stream. Little endian:
 *
 * <pre>
 * 0 length u32 (of the body)   4 type u8   5 flags u8 (0)   6 version u16 (HELLO) or 0
 * 8 number u64: DATA: sequence number; ACK, HELLO: all below have arrived; BULK: transfer id; else 0
 * BULK only: 16 offset u64
 * then the body; DATA, ACK, HELLO, PING bodies are padded to a multiple of 8
 * </pre>
 */
public final class Record {
  /** A numbered frame. */
  public static final byte DATA = 1;

  /** Ranges of numbers that have arrived. */
  public static final byte ACK = 2;

  /** First record on a connection: protocol version, and an acknowledgement. */
  public static final byte HELLO = 3;

  /** Keeps the connection from being idle. */
  public static final byte PING = 4;

  /** Part of a bulk transfer. */
  public static final byte BULK = 5;

  /** Bytes of the header of every record but BULK. */
  public static final int HEADER_BYTES = 16;

  /** Bytes of the header of BULK. */
  public static final int BULK_HEADER_BYTES = 24;

  /** The longest body of any record but BULK. */
  public static final int MAX_BODY_BYTES = 1 << 16;

  /** The longest body of BULK. */
  public static final int MAX_BULK_BODY_BYTES = 1 << 20;

  /** The version of this protocol; a HELLO with another one is refused. */
  public static final int VERSION = 1;

  private Record() {}

  /** Bytes of a record with a body of {@code bodyBytes} on the stream (not BULK). */
  public static int paddedBytes(int bodyBytes) {
    return HEADER_BYTES + ((bodyBytes + 7) & ~7);
  }

  /** Writes a header at an absolute index. */
  static void writeHeader(ByteBuffer target, int index, int bodyBytes, byte type, long number) {
    int version = type == HELLO ? VERSION : 0;
    target.putLong(index, (bodyBytes & 0xFFFFFFFFL) | (type & 0xFFL) << 32 | (long) version << 48);
    target.putLong(index + 8, number);
  }

  /** Writes the header of a BULK record at the target's position and advances it. */
  public static void writeBulkHeader(
      ByteBuffer target, int bodyBytes, long transferId, long offset) {
    int index = target.position();
    writeHeader(target, index, bodyBytes, BULK, transferId);
    target.putLong(index + HEADER_BYTES, offset);
    target.position(index + BULK_HEADER_BYTES);
  }
}
