package org.jmpi.transport.quic;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory of the codec's buffers as the engine sees memory. */
final class Views {
  private Views() {}

  /** A buffer's memory to be filled with {@code bytes}, which it counts as written. */
  static ByteBuffer ofOutput(ByteBuf buffer, int bytes) {
    buffer.writerIndex(bytes);
    return buffer.internalNioBuffer(0, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
