package org.jmpi.transport.quic;

import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the connection ids (RFC 9000 §5.1) of one codec: a tag of 32 bits, random at start, that
 * all ids of the codec share, and 64 random bits. So a comparison says, without any table, to which
 * codec a datagram belongs. The random id that a stranger's first datagram carries meets a tag once
 * in 2^32 times; then he gets no answer and tries again.
 */
final class ConnectionIds implements QuicConnectionIdGenerator {
  /** The length of all our ids; a short header does not say it, so it is part of the protocol. */
  static final int LENGTH_BYTES = 12;

  /** The codec shows a connection id in no other way than this. */
  private static final Pattern SHOWN_ID = Pattern.compile("connId=([0-9a-f]{8})([0-9a-f]{16})\\}");

  private final SecureRandom random;
  private final int tag;

  ConnectionIds(SecureRandom random, int tag) {
    this.random = random;
    this.tag = tag;
  }

  /** The first four bytes of all ids. */
  int tag() {
    return tag;
  }

  /** The random part of an id of ours that the codec shows as an address of its channel. */
  static OptionalLong randomPart(SocketAddress shown) {
    Matcher id = SHOWN_ID.matcher(String.valueOf(shown));
    return id.find()
        ? OptionalLong.of(Long.parseUnsignedLong(id.group(2), 16))
        : OptionalLong.empty();
  }

  QuicConnectionAddress newAddress() {
    return new QuicConnectionAddress(newId(LENGTH_BYTES));
  }

  @Override
  public ByteBuffer newId(int lengthBytes) {
    if (lengthBytes != LENGTH_BYTES) {
      throw new IllegalArgumentException("connection ids have " + LENGTH_BYTES + " bytes");
    }
    byte[] id = new byte[LENGTH_BYTES];
    random.nextBytes(id);
    return ByteBuffer.wrap(id).putInt(0, tag);
  }

  @Override
  public ByteBuffer newId(ByteBuffer input, int lengthBytes) {
    return newId(lengthBytes);
  }

  @Override
  public int maxConnectionIdLength() {
    return LENGTH_BYTES;
  }

  @Override
  public boolean isIdempotent() {
    return false;
  }
}
