package org.jmpi.launcher.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a byte stream into frames. Memory grows with the bytes that have arrived, never with a
 * length that is claimed.
 */
public final class FrameDecoder {
  /** The longest frame, without its length prefix. */
  public static final int MAX_FRAME_BYTES = 4 << 20;

  private static final int FIRST_BYTES = 512;

  private final byte[] prefix = new byte[Integer.BYTES];
  private int prefixBytes;
  private byte[] body = new byte[0];
  private int bodyBytes;
  private int wantedBytes = -1;
  private int maxBytes;

  /** Accepts frames of at most {@code maxBytes}. */
  public FrameDecoder(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** From the next frame on, frames may have this length. */
  public void allow(int newMaxBytes) {
    maxBytes = newMaxBytes;
  }

  /**
   * Takes all of {@code input} and hands over every frame (type and fields) that is complete.
   *
   * @throws MalformedException when a length is out of bounds; the stream is of no use then
   */
  public void feed(ByteBuffer input, Consumer<byte[]> frames) {
    while (input.hasRemaining()) {
      if (wantedBytes < 0) {
        prefix[prefixBytes++] = input.get();
        if (prefixBytes == prefix.length) {
          begin(ByteBuffer.wrap(prefix).getInt());
        }
      } else {
        take(input);
        if (bodyBytes == wantedBytes) {
          byte[] frame = body.length == bodyBytes ? body : Arrays.copyOf(body, bodyBytes);
          wantedBytes = -1;
          body = new byte[0];
          frames.accept(frame);
        }
      }
    }
  }

  private void begin(int lengthBytes) {
    if (lengthBytes < 1 || lengthBytes > maxBytes) {
      throw new MalformedException("a frame claims " + lengthBytes + " bytes");
    }
    prefixBytes = 0;
    bodyBytes = 0;
    wantedBytes = lengthBytes;
    body = new byte[Math.min(lengthBytes, FIRST_BYTES)];
  }

  private void take(ByteBuffer input) {
    int part = Math.min(input.remaining(), wantedBytes - bodyBytes);
    if (bodyBytes + part > body.length) {
      body =
          Arrays.copyOf(body, Math.min(wantedBytes, Math.max(bodyBytes + part, 2 * body.length)));
    }
    input.get(body, bodyBytes, part);
    bodyBytes += part;
  }
}
