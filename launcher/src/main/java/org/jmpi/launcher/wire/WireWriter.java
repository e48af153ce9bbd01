package org.jmpi.launcher.wire;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Builds one frame: a four-byte length (of what follows), the type, the fields; big endian. */
public final class WireWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

  /** A frame of the given type. */
  public WireWriter(int type) {
    i32(0);
    out.write(type);
  }

  /** One byte: 0 or 1. */
  public WireWriter flag(boolean value) {
    out.write(value ? 1 : 0);
    return this;
  }

  /** Four bytes. */
  public WireWriter i32(int value) {
    out.write(value >>> 24);
    out.write(value >>> 16);
    out.write(value >>> 8);
    out.write(value);
    return this;
  }

  /** Eight bytes. */
  public WireWriter i64(long value) {
    return i32((int) (value >>> 32)).i32((int) value);
  }

  /** A length and that many bytes. */
  public WireWriter bytes(byte[] value) {
    i32(value.length);
    out.writeBytes(value);
    return this;
  }

  /** UTF-8 with its length in bytes. */
  public WireWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** UTF-8 shortened to at most {@code maxChars} characters: for words that come from a program. */
  public WireWriter text(String value, int maxChars) {
    return text(value.length() > maxChars ? value.substring(0, maxChars) : value);
  }

  /** A count and the elements. */
  public <T> WireWriter list(Collection<T> values, BiConsumer<WireWriter, T> element) {
    i32(values.size());
    for (T value : values) {
      element.accept(this, value);
    }
    return this;
  }

  /** A count, then name and value of each entry. */
  public WireWriter map(Map<String, String> values) {
    i32(values.size());
    for (Map.Entry<String, String> entry : values.entrySet()) {
      text(entry.getKey()).text(entry.getValue());
    }
    return this;
  }

  /** Addresses as raw bytes (4 or 16) and port; a name is never sent. */
  public WireWriter addresses(List<InetSocketAddress> values) {
    return list(values, (w, a) -> w.bytes(a.getAddress().getAddress()).i32(a.getPort()));
  }

  /** The whole frame, ready to be sent. */
  public byte[] frame() {
    byte[] frame = out.toByteArray();
    ByteBuffer.wrap(frame).putInt(frame.length - Integer.BYTES);
    return frame;
  }
}
