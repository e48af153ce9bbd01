package org.jmpi.transport.quic;

import io.netty.buffer.ByteBuf;

/**
 * Reads what the first bytes of a QUIC packet say in clear (RFC 9000 §17; the invariant part is RFC
 * 8999). Never throws, whatever the bytes are.
 */
final class PacketHeader {
  private static final int LONG_FORM = 0x80;
  private static final int LONG_ID_LENGTH_OFFSET = 5;
  private static final int LONG_ID_OFFSET = 6;
  private static final int SHORT_ID_OFFSET = 1;
  private static final int TAG_BYTES = Integer.BYTES;

  private PacketHeader() {}

  /** True for handshake packets and for packets of versions that we do not know. */
  static boolean isLong(ByteBuf packet) {
    return packet.isReadable() && (packet.getByte(packet.readerIndex()) & LONG_FORM) != 0;
  }

  /** Where the destination connection id starts, or -1 when there is none of our length. */
  static int destinationIdIndex(ByteBuf packet) {
    int start = packet.readerIndex();
    if (isLong(packet)) {
      return packet.readableBytes() >= LONG_ID_OFFSET + ConnectionIds.LENGTH_BYTES
              && packet.getUnsignedByte(start + LONG_ID_LENGTH_OFFSET) == ConnectionIds.LENGTH_BYTES
          ? start + LONG_ID_OFFSET
          : -1;
    }
    return packet.readableBytes() >= SHORT_ID_OFFSET + ConnectionIds.LENGTH_BYTES
        ? start + SHORT_ID_OFFSET
        : -1;
  }

  /** The random part of a destination connection id that starts at {@code idIndex}. */
  static long randomPart(ByteBuf packet, int idIndex) {
    return packet.getLong(idIndex + TAG_BYTES);
  }
}
