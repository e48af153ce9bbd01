package org.jmpi.launcher.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Takes one frame apart (without its length prefix). Throws {@link MalformedException} where a
 * field does not fit.
 */
public final class WireReader {
  private final ByteBuffer in;
  private final int type;

  /** Reads the type; the fields follow. */
  public WireReader(byte[] body) {
    if (body.length == 0) {
      throw new MalformedException("empty frame");
    }
    in = ByteBuffer.wrap(body);
    type = in.get() & 0xff;
  }

  /** The frame's type. */
  public int type() {
    return type;
  }

  /** One byte that must be 0 or 1. */
  public boolean flag() {
    need(1);
    int value = in.get();
    if (value != 0 && value != 1) {
      throw new MalformedException("a flag is " + value);
    }
    return value == 1;
  }

  /** Four bytes. */
  public int i32() {
    need(Integer.BYTES);
    return in.getInt();
  }

  /** Four bytes that must lie in the given range, both ends included. */
  public int i32(int least, int most) {
    int value = i32();
    if (value < least || value > most) {
      throw new MalformedException(value + " is not within " + least + ".." + most);
    }
    return value;
  }

  /** Eight bytes. */
  public long i64() {
    need(Long.BYTES);
    return in.getLong();
  }

  /** A length of at most {@code maxBytes} and that many bytes. */
  public byte[] bytes(int maxBytes) {
    int length = i32(0, maxBytes);
    need(length);
    byte[] value = new byte[length];
    in.get(value);
    return value;
  }

  /** UTF-8 of at most {@code maxBytes} bytes. */
  public String text(int maxBytes) {
    return new String(bytes(maxBytes), StandardCharsets.UTF_8);
  }

  /**
   * At most {@code maxElements} elements; each must take at least a byte, so a claimed count takes
   * no memory.
   */
  public <T> List<T> list(int maxElements, Function<WireReader, T> element) {
    int count = i32(0, maxElements);
    need(count);
    List<T> values = new ArrayList<>(Math.min(count, 64));
    for (int i = 0; i < count; i++) {
      values.add(element.apply(this));
    }
    return values;
  }

  /** At most {@code maxEntries} entries of text. */
  public Map<String, String> map(int maxEntries, int maxTextBytes) {
    Map<String, String> values = new LinkedHashMap<>();
    int count = i32(0, maxEntries);
    need(count);
    for (int i = 0; i < count; i++) {
      values.put(text(maxTextBytes), text(maxTextBytes));
    }
    return values;
  }

  /** At most {@code maxAddresses} addresses with ports. */
  public List<InetSocketAddress> addresses(int maxAddresses) {
    return list(maxAddresses, WireReader::address);
  }

  /** Nothing may follow the last field. */
  public void end() {
    if (in.hasRemaining()) {
      throw new MalformedException(in.remaining() + " bytes too many in a frame of type " + type);
    }
  }

  private static InetSocketAddress address(WireReader reader) {
    byte[] raw = reader.bytes(16);
    int port = reader.i32(1, 0xffff);
    try {
      return new InetSocketAddress(InetAddress.getByAddress(raw), port);
    } catch (UnknownHostException e) {
      throw new MalformedException("an address has " + raw.length + " bytes");
    }
  }

  private void need(int bytes) {
    if (in.remaining() < bytes) {
      throw new MalformedException("a frame of type " + type + " is cut short");
    }
  }
}
