package org.jmpi.coll;

import org.jmpi.data.GrowingBytes;

/** Serialised elements: made by an encode step or received. */
final class Blob {
  /**
   * How far chunks may run ahead of the bytes that have come: more than any sender may have under
   * way. It bounds what a lying peer can make us take.
   */
  private static final int WINDOW_BYTES = 1 << 28;

  private byte[] encoded;
  private GrowingBytes received;

  void setEncoded(byte[] bytes) {
    encoded = bytes;
  }

  /** A place to receive into. */
  GrowingBytes receive() {
    received = new GrowingBytes(WINDOW_BYTES);
    return received;
  }

  byte[] bytes() {
    return encoded != null ? encoded : received.array();
  }

  int lengthBytes() {
    return encoded != null ? encoded.length : received.sizeBytes();
  }
}
