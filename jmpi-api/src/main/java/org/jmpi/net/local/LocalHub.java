package org.jmpi.net.local;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Joins the local transports of the ranks in one JVM. Thread-safe. */
public final class LocalHub {
  private static final int RING_BYTES = 1 << 18;

  private final Map<Integer, HubNeighbours> members = new HashMap<>();
  private final Map<Long, ByteBuffer> rings = new HashMap<>();
  private final Map<Long, ByteBuffer> segments = new HashMap<>();

  /** A hub without ranks. */
  public LocalHub() {}

  synchronized void register(int process, HubNeighbours member) {
    members.put(process, member);
    // Rings that others made before this rank was there.
    for (Long key : rings.keySet()) {
      int from = (int) (key >> 32);
      if (key.intValue() == process && from != process) {
        member.peerArrived(from);
      }
    }
  }

  synchronized void unregister(int process) {
    members.remove(process);
  }

  /** The ring from one process to another. */
  synchronized ByteBuffer ring(int from, int to) {
    return rings.computeIfAbsent(
        (long) from << 32 | to, key -> Ring.allocate(RING_BYTES, from, to));
  }

  /** A process of this JVM, or null when it has not started or has ended. */
  synchronized HubNeighbours find(int process) {
    return members.get(process);
  }

  synchronized ByteBuffer createSegment(long name, int lengthBytes) {
    ByteBuffer memory =
        ByteBuffer.allocateDirect(lengthBytes + Ring.LINE_BYTES)
            .alignedSlice(Ring.LINE_BYTES)
            .slice(0, lengthBytes);
    return segments.putIfAbsent(name, memory) == null ? view(memory) : null;
  }

  synchronized ByteBuffer openSegment(long name, int lengthBytes) {
    ByteBuffer memory = segments.get(name);
    return memory == null || memory.capacity() != lengthBytes ? null : view(memory);
  }

  synchronized void unlinkSegment(long name) {
    segments.remove(name);
  }

  private static ByteBuffer view(ByteBuffer memory) {
    return memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }
}
