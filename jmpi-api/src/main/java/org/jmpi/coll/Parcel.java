package org.jmpi.coll;

import org.jmpi.topology.Tiers;

/**
 * Blocks of a range of ranks, one after the other in the order of {@link Tiers}, so that those of a
 * group travel as one message. Blocks of objects, whose length nobody knows, stay in the program's
 * buffer and travel one by one.
 */
final class Parcel {
  private final ScheduleBuilder b;
  private final int first;
  private final long[] startBytes;
  private final int packed;

  /** Where single blocks are: one slot and the item offset and count of each rank's block in it. */
  private final Part part;

  /**
   * Room for the blocks at positions [first, end).
   *
   * @param part says where blocks are in the receive buffer, when they stay there
   * @param blockBytes of each rank's block; null when all have {@code part.blockBytes}
   */
  Parcel(ScheduleBuilder b, Part part, int first, int end, long[] blockBytes, boolean stays) {
    this.b = b;
    this.part = part;
    this.first = first;
    this.startBytes = new long[end - first + 1];
    for (int i = first; i < end; i++) {
      long bytes = blockBytes == null ? part.blockBytes : blockBytes[b.tiers().rankAt(i)];
      startBytes[i - first + 1] = startBytes[i - first] + bytes;
    }
    this.packed = stays ? -1 : b.newBytes(startBytes[end - first]);
  }

  void send(int from, int end, int dest) {
    if (packed >= 0) {
      b.send(packed, at(from), at(end) - at(from), dest);
      return;
    }
    for (int position = from; position < end; position++) {
      int rank = b.tiers().rankAt(position);
      b.send(Schedule.RECV_SLOT, part.recvOffset(rank), part.recvCount(rank), dest);
    }
  }

  void recv(int from, int end, int source) {
    if (packed >= 0) {
      b.recv(packed, at(from), at(end) - at(from), source);
      return;
    }
    for (int position = from; position < end; position++) {
      int rank = b.tiers().rankAt(position);
      b.recv(Schedule.RECV_SLOT, part.recvOffset(rank), part.recvCount(rank), source);
    }
  }

  /** Packs the block of one position. */
  void put(int position, int slot, long offset, long count) {
    b.copy(slot, offset, count, packed, at(position), at(position + 1) - at(position));
  }

  /** Blocks of equal size that lie side by side in the order of ranks in {@code slot}. */
  void putAll(int from, int end, int slot, long blockItems) {
    for (int position = from; position < end; ) {
      int next = runEnd(b.tiers(), position, end);
      long offset = b.tiers().rankAt(position) * blockItems;
      long count = (next - position) * blockItems;
      b.copy(slot, offset, count, packed, at(position), at(next) - at(position));
      position = next;
    }
  }

  /** The reverse of {@link #putAll}. */
  void takeAll(int from, int end, int slot, long blockItems) {
    for (int position = from; position < end; ) {
      int next = runEnd(b.tiers(), position, end);
      long offset = b.tiers().rankAt(position) * blockItems;
      long count = (next - position) * blockItems;
      b.copy(packed, at(position), at(next) - at(position), slot, offset, count);
      position = next;
    }
  }

  /** Unpacks one block. */
  void take(int position, int slot, long offset, long count) {
    b.copy(packed, at(position), at(position + 1) - at(position), slot, offset, count);
  }

  /** One packed block to another slot of bytes. */
  void copyTo(int position, int slot, long offsetBytes) {
    b.copy(packed, at(position), slot, offsetBytes, at(position + 1) - at(position));
  }

  /** Packed blocks from another slot of bytes. */
  void copyFrom(int slot, long offsetBytes, int from, int end) {
    b.copy(slot, offsetBytes, packed, at(from), at(end) - at(from));
  }

  /** Of all blocks; of objects, whose length is not known, 0. */
  long lengthBytes() {
    return startBytes[startBytes.length - 1];
  }

  boolean isPacked() {
    return packed >= 0;
  }

  /** The first position whose rank does not follow the one before. */
  static int runEnd(Tiers tiers, int from, int end) {
    int next = from + 1;
    while (next < end && tiers.rankAt(next) == tiers.rankAt(next - 1) + 1) {
      next++;
    }
    return next;
  }

  private long at(int position) {
    return startBytes[position - first];
  }
}
