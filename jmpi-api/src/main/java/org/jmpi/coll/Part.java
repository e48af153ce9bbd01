package org.jmpi.coll;

/**
 * One rank's arguments of a collective, as slots of the schedule under construction. Mutable; one
 * per builder.
 */
final class Part {
  int root;

  /**
   * Elementary form for the vector collectives: items of {@link #own}, {@link #result} or {@link
   * #data}.
   */
  long count;

  /** bcast: the vector. */
  int data;

  /**
   * Reductions: this rank's operands. The same slot as {@link #result} for the in-place forms, else
   * not to be written.
   */
  int own;

  /** Reductions: where the result goes. An array at the ranks that get one; else -1. */
  int result;

  /** Operands may change places. */
  boolean commutative;

  /** The rank's contribution is in its receive buffer already. */
  boolean inPlace;

  /** Packed bytes of a block, for the forms where all have the same. */
  long blockBytes;

  /** Items per rank in the send buffer; used where {@link #sendCounts} is null. */
  long sendCount;

  /** Items per rank in the receive buffer; used where {@link #recvCounts} is null. */
  long recvCount;

  int[] sendCounts;

  /** In items (extents). */
  int[] sendDisplacements;

  /** In all reduce-scatters, too: items of the result per rank. */
  int[] recvCounts;

  int[] recvDisplacements;

  /** A slot per rank, for alltoallw. */
  int[] sendSlots;

  int[] recvSlots;

  void clear() {
    root = 0;
    count = 0;
    data = Schedule.RECV_SLOT;
    own = Schedule.SEND_SLOT;
    result = Schedule.RECV_SLOT;
    commutative = true;
    inPlace = false;
    blockBytes = 0;
    sendCount = 0;
    recvCount = 0;
    sendCounts = null;
    sendDisplacements = null;
    recvCounts = null;
    recvDisplacements = null;
    sendSlots = null;
    recvSlots = null;
  }

  /** The rank's own block of a gather goes to its place, unless it is there. */
  void copyOwnBlock(ScheduleBuilder b) {
    if (!inPlace) {
      int rank = b.rank();
      b.copy(
          Schedule.SEND_SLOT, 0, sendCount, Schedule.RECV_SLOT, recvOffset(rank), recvCount(rank));
    }
  }

  int sendSlot(int rank) {
    return sendSlots == null ? Schedule.SEND_SLOT : sendSlots[rank];
  }

  long sendOffset(int rank) {
    return sendDisplacements == null ? rank * sendCount : sendDisplacements[rank];
  }

  long sendCount(int rank) {
    return sendCounts == null ? sendCount : sendCounts[rank];
  }

  int recvSlot(int rank) {
    return recvSlots == null ? Schedule.RECV_SLOT : recvSlots[rank];
  }

  long recvOffset(int rank) {
    return recvDisplacements == null ? rank * recvCount : recvDisplacements[rank];
  }

  long recvCount(int rank) {
    return recvCounts == null ? recvCount : recvCounts[rank];
  }
}
