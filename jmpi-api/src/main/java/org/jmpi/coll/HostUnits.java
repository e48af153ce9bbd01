package org.jmpi.coll;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory that several processes share, cut into units of equal size: one for a communicator, the
 * others spare.
 */
public final class HostUnits {
  private final ByteBuffer memory;
  private final int unitBytes;

  /**
   * @param memory one unit at least
   */
  HostUnits(ByteBuffer memory, int unitBytes) {
    this.memory = memory;
    this.unitBytes = unitBytes;
  }

  /** A part of the first unit. */
  ByteBuffer part(int at, int lengthBytes) {
    if (at + lengthBytes > unitBytes) {
      throw new IllegalArgumentException(
          lengthBytes + " bytes at " + at + " of a unit of " + unitBytes);
    }
    return slice(at, lengthBytes);
  }

  HostUnits first() {
    return new HostUnits(slice(0, unitBytes), unitBytes);
  }

  /** All but the first; null when there are none. */
  HostUnits spares() {
    int restBytes = memory.capacity() - unitBytes;
    return restBytes < unitBytes ? null : new HostUnits(slice(unitBytes, restBytes), unitBytes);
  }

  private ByteBuffer slice(int at, int lengthBytes) {
    return memory.slice(at, lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
