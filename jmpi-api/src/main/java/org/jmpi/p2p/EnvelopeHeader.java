package org.jmpi.p2p;

import java.nio.ByteBuffer;

/**
 * Flyweight for the 40-byte header of envelopes. Offsets from the frame's first byte; little
 * endian:
 *
 * <pre>
 *  0 type u8   1 flags u8   2 reserved u16 (0)   4 sequence u32
 *  8 context u64            16 tag u64
 * 24 length u64             32 transfer id u64
 * 40 payload (EAGER only)
 * 40 address u64, 48 withdrawals u64 (REQUEST_TO_SEND with FLAG_OFFERED only)
 * </pre>
 */
final class EnvelopeHeader {
  static final int LENGTH_BYTES = 40;

  /** The sender wants {@link FrameType#MATCHED} (eager only). */
  static final byte FLAG_SYNCHRONOUS = 1;

  /** The payload may be read from the sender's memory (REQUEST_TO_SEND only). */
  static final byte FLAG_OFFERED = 2;

  /** What follows the header of a request whose payload is offered. */
  static final int OFFER_BYTES = 16;

  private static final int FLAGS = 1;
  private static final int SEQUENCE = 4;
  private static final int CONTEXT = 8;
  private static final int TAG = 16;
  private static final int MESSAGE_LENGTH = 24;
  private static final int TRANSFER_ID = 32;

  private EnvelopeHeader() {}

  static void write(
      ByteBuffer frame,
      byte type,
      byte flags,
      int sequence,
      long context,
      long tag,
      long lengthBytes,
      long transferId) {
    int base = frame.position();
    frame.putLong(base, (type & 0xFFL) | (flags & 0xFFL) << 8 | (sequence & 0xFFFFFFFFL) << 32);
    frame.putLong(base + CONTEXT, context);
    frame.putLong(base + TAG, tag);
    frame.putLong(base + MESSAGE_LENGTH, lengthBytes);
    frame.putLong(base + TRANSFER_ID, transferId);
    frame.position(base + LENGTH_BYTES);
  }

  /** Behind the header: where the payload lies, and how many offers had been withdrawn before. */
  static void writeOffer(ByteBuffer frame, long address, long withdrawals) {
    frame.putLong(address).putLong(withdrawals);
  }

  static long offeredAddress(ByteBuffer frame, int base) {
    return frame.getLong(base + LENGTH_BYTES);
  }

  static long offeredWithdrawals(ByteBuffer frame, int base) {
    return frame.getLong(base + LENGTH_BYTES + 8);
  }

  static byte flags(ByteBuffer frame, int base) {
    return frame.get(base + FLAGS);
  }

  static int sequence(ByteBuffer frame, int base) {
    return frame.getInt(base + SEQUENCE);
  }

  static long context(ByteBuffer frame, int base) {
    return frame.getLong(base + CONTEXT);
  }

  static long tag(ByteBuffer frame, int base) {
    return frame.getLong(base + TAG);
  }

  static long lengthBytes(ByteBuffer frame, int base) {
    return frame.getLong(base + MESSAGE_LENGTH);
  }

  static long transferId(ByteBuffer frame, int base) {
    return frame.getLong(base + TRANSFER_ID);
  }
}
