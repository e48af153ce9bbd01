package org.jmpi.net.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jmpi.net.ProtocolException;

/**
 * Cuts one stream into records. A record that lies whole in the input is passed on in place; a cut
 * one is gathered, in memory that grows with what has arrived and not with what a header claims;
 * bulk data are passed on piece by piece.
 */
public final class RecordDecoder {
  /** Where records go. Buffers are little endian and valid during the call. */
  public interface Handler {
    /** A record other than BULK. */
    void onRecord(byte type, long number, ByteBuffer body);

    /** A piece of bulk data. */
    void onBulk(long transferId, long offset, ByteBuffer piece);
  }

  private static final int FIRST_CARRY_BYTES = 1024;

  private final Handler handler;

  /** The gathered start of a cut record (or of a BULK header); position is how much there is. */
  private ByteBuffer carry = ByteBuffer.allocate(FIRST_CARRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private long bulkTransferId;
  private long bulkOffset;
  private int bulkBytesLeft;

  /** A decoder at the start of a stream. */
  public RecordDecoder(Handler handler) {
    this.handler = handler;
  }

  /**
   * Takes all of the input.
   *
   * @throws ProtocolException when it is not a sequence of records; the stream is useless then
   */
  public void feed(ByteBuffer input) {
    input.order(ByteOrder.LITTLE_ENDIAN);
    while (input.hasRemaining()) {
      if (bulkBytesLeft > 0) {
        passBulk(input);
      } else if (carry.position() > 0) {
        gather(input);
      } else if (!takeWhole(input)) {
        addToCarry(input, input.remaining());
      }
    }
  }

  /**
   * Takes a datagram: whole records and nothing else.
   *
   * @throws ProtocolException when it is something else; what it had whole was passed on
   */
  public void feedDatagram(ByteBuffer input) {
    feed(input);
    if (carry.position() > 0 || bulkBytesLeft > 0) {
      carry.clear();
      bulkBytesLeft = 0;
      throw new ProtocolException("a datagram ends within a record");
    }
  }

  /** A record that starts at the input's position; false when it is not all there. */
  private boolean takeWhole(ByteBuffer input) {
    int start = input.position();
    if (input.remaining() < Record.HEADER_BYTES) {
      return false;
    }
    int needed = neededBytes(input, start);
    if (input.remaining() < needed) {
      return false;
    }
    dispatch(input, start);
    return true;
  }

  /** Adds to a cut record just what it lacks. */
  private void gather(ByteBuffer input) {
    int have = carry.position();
    int needed = have < Record.HEADER_BYTES ? Record.HEADER_BYTES : neededBytes(carry, 0);
    addToCarry(input, Math.min(needed - have, input.remaining()));
    have = carry.position();
    if (have >= Record.HEADER_BYTES && have == neededBytes(carry, 0)) {
      carry.flip();
      try {
        dispatch(carry, 0);
      } finally {
        carry.clear();
      }
    }
  }

  /**
   * Bytes that must be there before the record can be handled: all of it, or the header of BULK.
   */
  private static int neededBytes(ByteBuffer buffer, int start) {
    int body = buffer.getInt(start);
    byte type = buffer.get(start + 4);
    if (type == Record.BULK) {
      if (body <= 0 || body > Record.MAX_BULK_BODY_BYTES) {
        throw new ProtocolException("bulk record of " + body + " bytes");
      }
      return Record.BULK_HEADER_BYTES;
    }
    if (type < Record.DATA || type > Record.BULK) {
      throw new ProtocolException("unknown record type " + type);
    }
    if (body < 0 || body > Record.MAX_BODY_BYTES) {
      throw new ProtocolException("record of " + body + " bytes");
    }
    if (type == Record.HELLO && buffer.getShort(start + 6) != Record.VERSION) {
      throw new ProtocolException(
          "peer speaks version " + buffer.getShort(start + 6) + ", this is " + Record.VERSION);
    }
    return Record.paddedBytes(body);
  }

  private void dispatch(ByteBuffer buffer, int start) {
    int body = buffer.getInt(start);
    byte type = buffer.get(start + 4);
    long number = buffer.getLong(start + 8);
    if (type == Record.BULK) {
      bulkTransferId = number;
      bulkOffset = buffer.getLong(start + Record.HEADER_BYTES);
      bulkBytesLeft = body;
      buffer.position(start + Record.BULK_HEADER_BYTES);
      return;
    }
    int limit = buffer.limit();
    buffer.limit(start + Record.HEADER_BYTES + body).position(start + Record.HEADER_BYTES);
    try {
      handler.onRecord(type, number, buffer);
    } finally {
      buffer.limit(limit).position(start + Record.paddedBytes(body));
    }
  }

  private void passBulk(ByteBuffer input) {
    int length = Math.min(bulkBytesLeft, input.remaining());
    int limit = input.limit();
    int end = input.position() + length;
    input.limit(end);
    try {
      handler.onBulk(bulkTransferId, bulkOffset, input);
    } finally {
      input.limit(limit).position(end);
    }
    bulkOffset += length;
    bulkBytesLeft -= length;
  }

  private void addToCarry(ByteBuffer input, int length) {
    if (carry.remaining() < length) {
      int size = Integer.highestOneBit(carry.position() + length - 1) * 2;
      carry.flip();
      carry = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(carry);
    }
    int limit = input.limit();
    input.limit(input.position() + length);
    carry.put(input);
    input.limit(limit);
  }
}
