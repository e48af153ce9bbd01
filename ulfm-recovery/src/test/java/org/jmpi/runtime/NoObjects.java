package org.jmpi.runtime;

import org.jmpi.data.ObjectCodec;

/** For ranks that send none. */
final class NoObjects implements ObjectCodec {
  @Override
  public byte[] encode(Object[] values, int offset, int count) {
    throw new AssertionError("no objects here");
  }

  @Override
  public int decode(byte[] bytes, int lengthBytes, Object[] target, int offset, int maxCount) {
    throw new AssertionError("no objects here");
  }
}
