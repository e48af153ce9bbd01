package org.jmpi.coll;

import org.jmpi.data.Kind;
import org.jmpi.data.Layout;

/**
 * One rank's part of a collective: steps with dependencies. Immutable, and independent of the
 * buffers it works on (those are bound at the start), so it can be started again and again. Made by
 * {@link ScheduleBuilder}.
 *
 * <p>Steps refer to <em>slots</em>: a buffer (the program's send or receive buffer, or a
 * temporary), a place in it and the layout of its items. Offsets of steps are in items of the
 * slot's layout.
 */
final class Schedule {
  private static final long KEPT_BYTES = 64 << 10;

  static final byte SEND = 0;
  static final byte RECV = 1;

  /**
   * Slot b = slot a (op) slot b: as MPI's user functions, a holds the operands of the lower ranks.
   */
  static final byte REDUCE = 2;

  /** Items of slot a to slot b, by their packed bytes. */
  static final byte COPY = 3;

  /** Objects of slot a to the blob in slot b. */
  static final byte ENCODE = 4;

  /** The blob in slot a to objects of slot b. */
  static final byte DECODE = 5;

  /**
   * Puts the items of slot a, or with offset b = 0 their length alone, as a block behind what is in
   * the bundle in slot b.
   */
  static final byte PACK = 6;

  /** Block {@code offset a} of the bundle in slot a to the items of slot b. */
  static final byte UNPACK = 7;

  /** Blocks of the bundle in slot a, from {@code offset a} on, behind what is in that in slot b. */
  static final byte PASS = 8;

  /** As count of blocks: all. */
  static final long ALL_BLOCKS = Long.MAX_VALUE;

  /** The program's send buffer; never written. */
  static final int SEND_SLOT = 0;

  /** The program's receive buffer, or the only one. */
  static final int RECV_SLOT = 1;

  final String algorithm;

  final byte[] kind;
  final int[] peer;

  /** Low half of the tag: counts the messages between two members within an instance. */
  final int[] message;

  final int[] slotA;
  final long[] offsetA;
  final long[] countA;
  final int[] slotB;
  final long[] offsetB;
  final long[] countB;
  final int[] predecessors;
  private final int[] successorsFrom;
  private final int[] successors;

  /** 0 and 1 are the program's buffers, the others temporaries. */
  final int[] slotBuffer;

  final long[] slotBaseElements;

  /** Null for a blob. */
  final Layout[] slotLayout;

  /** Of buffer 2 and following; null for a blob. */
  final Layout[] temporaryLayout;

  final long[] temporaryItems;

  private final long bundledBytes;

  /** The temporaries are so small that an operation holds on to them until it is started again. */
  final boolean keepsTemporaries;

  Schedule(ScheduleBuilder b) {
    int n = b.stepCount();
    algorithm = b.algorithm();
    kind = java.util.Arrays.copyOf(b.kind, n);
    peer = java.util.Arrays.copyOf(b.peer, n);
    message = java.util.Arrays.copyOf(b.message, n);
    slotA = java.util.Arrays.copyOf(b.slotA, n);
    offsetA = java.util.Arrays.copyOf(b.offsetA, n);
    countA = java.util.Arrays.copyOf(b.countA, n);
    slotB = java.util.Arrays.copyOf(b.slotB, n);
    offsetB = java.util.Arrays.copyOf(b.offsetB, n);
    countB = java.util.Arrays.copyOf(b.countB, n);
    predecessors = b.edges.predecessorCounts(n);
    successorsFrom = b.edges.successorOffsets(n);
    successors = b.edges.successors(successorsFrom);
    slotBuffer = java.util.Arrays.copyOf(b.slotBuffer, b.slotCount);
    slotBaseElements = java.util.Arrays.copyOf(b.slotBaseElements, b.slotCount);
    slotLayout = java.util.Arrays.copyOf(b.slotLayout, b.slotCount);
    temporaryLayout = java.util.Arrays.copyOf(b.temporaryLayout, b.temporaryCount);
    temporaryItems = java.util.Arrays.copyOf(b.temporaryItems, b.temporaryCount);
    bundledBytes = b.bundledBytes();
    keepsTemporaries = areSmall();
  }

  private boolean areSmall() {
    long bytes = 0;
    for (int i = 0; i < temporaryLayout.length; i++) {
      if (temporaryLayout[i] == null || isObject(temporaryLayout[i])) {
        return false;
      }
      bytes += temporaryItems[i] * temporaryLayout[i].extentBytes();
    }
    return bytes <= KEPT_BYTES;
  }

  int stepCount() {
    return kind.length;
  }

  int successorsFrom(int step) {
    return successorsFrom[step];
  }

  int successorsTo(int step) {
    return successorsFrom[step + 1];
  }

  int successor(int index) {
    return successors[index];
  }

  boolean isBlob(int slot) {
    return slotLayout[slot] == null;
  }

  static boolean isObject(Layout layout) {
    return layout != null && layout.kind() == Kind.OBJECT;
  }

  /** The longest block that travels in a bundle. */
  long bundledBytes() {
    return bundledBytes;
  }

  /** Packed bytes that a step moves or computes on; 0 for blobs. */
  long bytesA(int step) {
    Layout layout = slotLayout[slotA[step]];
    return layout == null ? 0 : countA[step] * layout.sizeBytes();
  }
}
