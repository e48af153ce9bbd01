package org.jmpi.coll;

import java.nio.ByteBuffer;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.SharedWait.Look;

/**
 * {@link HostAlgorithm#FLAT}, and the meeting of members with which every collective over a segment
 * begins: each announces operation and length, so that members that disagree end with an error.
 */
final class HostFlat extends HostStep {
  private static final int ERROR_BIT = 0x80;

  private final int rank;
  private final int size;
  private final HostSlots slots;
  private final HostViews views;
  private final ByteBuffer memory;
  private final HostFold fold;

  /** The collective under way or last done. */
  private long number;

  /** All members have been seen at this collective or a later one. */
  private long seenAll;

  private HostCall call;
  private boolean hasRoom;
  private boolean done;
  private long expectedFlag;
  private int next;
  private int until;
  private int slotBytes;
  private int partAt;
  private int partBytes;
  private int outStride;
  private boolean folds;

  /**
   * @param memory little endian, zero when the communicator began
   */
  HostFlat(ByteBuffer memory, int rank, int size, HostFold fold) {
    this.memory = memory;
    this.rank = rank;
    this.size = size;
    this.fold = fold;
    this.slots = new HostSlots(memory, rank, size);
    this.views = new HostViews(memory);
  }

  HostSlots slots() {
    return slots;
  }

  /** The number of the collective that was begun last. */
  long number() {
    return number;
  }

  /** Bytes that some member writes into its slot. */
  static long slotBytes(CollectiveKind kind, long bytes, int size) {
    return switch (kind) {
      case SCATTER, ALLTOALL, REDUCE_SCATTER_BLOCK -> bytes * size;
      default -> bytes;
    };
  }

  /** Begins a collective; all members begin the same ones in the same order. */
  void begin(HostCall what) {
    begin(what, true);
    boolean atRoot = rank == what.root;
    int bytes = (int) what.bytes;
    slotBytes = (int) slotBytes(what.kind, what.bytes, size);
    partAt = 0;
    partBytes = bytes;
    outStride = 0;
    folds = false;
    next = 0;
    until = size;
    switch (what.kind) {
      case BARRIER -> {}
      case BCAST -> {
        next = what.root;
        until = atRoot ? next : next + 1;
        slotBytes = bytes;
      }
      case SCATTER -> {
        next = what.root;
        until = what.wants ? next + 1 : next;
        partAt = rank * bytes;
      }
      case GATHER, ALLGATHER -> {
        outStride = bytes;
        until = what.kind == CollectiveKind.ALLGATHER || atRoot ? size : 0;
      }
      case ALLTOALL -> {
        outStride = bytes;
        partAt = rank * bytes;
      }
      case REDUCE -> {
        folds = true;
        until = atRoot ? size : 0;
      }
      case ALLREDUCE -> folds = true;
      case SCAN -> {
        folds = true;
        until = rank + 1;
      }
      case EXSCAN -> {
        folds = true;
        until = rank;
      }
      case REDUCE_SCATTER_BLOCK -> {
        folds = true;
        partAt = rank * bytes;
      }
      default -> throw new IllegalArgumentException("no flat form of " + what.kind);
    }
    if (folds && until > next) {
      fold.begin(what.op, what.layout, partBytes);
    }
  }

  /** Begins the meeting alone: nobody's slot has data. */
  void beginMeeting(HostCall what, int from, int to) {
    begin(what, false);
    slotBytes = 0;
    partBytes = 0;
    folds = false;
    next = from;
    until = to;
  }

  private void begin(HostCall what, boolean withData) {
    call = what;
    number++;
    hasRoom = false;
    done = false;
    long meeting = withData ? 0 : 0x40;
    expectedFlag = number << 8 | meeting | what.kind.ordinal();
  }

  @Override
  boolean isDone() {
    return done;
  }

  @Override
  Look advance() {
    if (done) {
      return Look.DONE;
    }
    if (!hasRoom && !enter()) {
      return Look.WAITS;
    }
    while (next < until) {
      if (!meet(next)) {
        return Look.WAITS;
      }
      next++;
    }
    finish();
    return Look.DONE;
  }

  @Override
  long awaited() {
    return hasRoom ? HostSlots.untilAllAt(number, next, until) : HostSlots.ANYTHING;
  }

  /** Waits until nobody needs what this member's slot had before, and writes it. */
  private boolean enter() {
    if (seenAll < number - HostSlots.DEPTH + 1 && !isSlotFree()) {
      return false;
    }
    hasRoom = true;
    if (writes() && call.error == null) {
      try {
        memory.position(slots.dataAt(rank, number, slotBytes));
        call.in.pack(call.inAt, memory, slotBytes);
      } catch (RuntimeException e) {
        call.note(asEngineException(e));
      }
    }
    slots.setLength(number, call.bytes);
    slots.publish(number, call.error == null ? expectedFlag : expectedFlag | ERROR_BIT);
    published = true;
    return true;
  }

  private boolean writes() {
    return switch (call.kind) {
      case BCAST, SCATTER -> slotBytes > 0 && rank == call.root;
      default -> slotBytes > 0;
    };
  }

  private boolean isSlotFree() {
    long oldest = number - HostSlots.DEPTH + 1;
    long seen = number - 1;
    for (int member = 0; member < size; member++) {
      if (member != rank) {
        long at = number - 1;
        while (at >= oldest && HostSlots.numberOf(slots.flag(member, at)) < at) {
          at--;
        }
        if (at < oldest) {
          return false;
        }
        seen = Math.min(seen, at);
      }
    }
    seenAll = seen;
    return true;
  }

  /** Takes what a member has written; false when it is not there yet. */
  private boolean meet(int member) {
    long flag = member == rank ? expectedFlag : slots.flag(member, number);
    if (flag != expectedFlag || slots.length(member, number) != call.bytes) {
      if (HostSlots.numberOf(flag) < number) {
        return false;
      }
      call.note(disagreement(member, flag));
    }
    if (call.error == null && partBytes > 0) {
      take(member);
    }
    return true;
  }

  private void take(int member) {
    int at = slots.dataAt(member, number, slotBytes) + partAt;
    if (folds) {
      fold.add(views, at);
      return;
    }
    try {
      memory.position(at);
      call.out.unpack((long) member * outStride, memory, partBytes);
    } catch (RuntimeException e) {
      call.note(asEngineException(e));
    }
  }

  private void finish() {
    done = true;
    boolean hasMetAll = until == size;
    if (hasMetAll && seenAll < number && meetsEverybody()) {
      seenAll = number;
    }
    if (folds && until > 0 && partBytes > 0 && call.error == null) {
      try {
        fold.deliver(call, partBytes);
      } catch (RuntimeException e) {
        call.note(asEngineException(e));
      }
    }
  }

  private boolean meetsEverybody() {
    return switch (call.kind) {
      case BARRIER, ALLGATHER, ALLTOALL, ALLREDUCE, REDUCE_SCATTER_BLOCK -> true;
      case GATHER, REDUCE -> rank == call.root;
      case SCAN -> rank == size - 1;
      default -> false;
    };
  }

  private EngineException disagreement(int member, long flag) {
    String who = call.kind.mpiName() + " over shared memory: rank " + member;
    if ((flag | ERROR_BIT) == (expectedFlag | ERROR_BIT)) {
      if (flag != expectedFlag) {
        return new EngineException(
            ErrorClass.COUNT, who + " has had an error in its part of this call");
      }
      return new EngineException(
          ErrorClass.COUNT,
          who
              + " has "
              + slots.length(member, number)
              + " bytes where this rank has "
              + call.bytes
              + "; counts and datatypes must fit each other at all members");
    }
    return new EngineException(
        ErrorClass.OTHER,
        who
            + " is in another collective than this rank: all members must call the same ones in the"
            + " same order");
  }

  static EngineException asEngineException(RuntimeException e) {
    return e instanceof EngineException known
        ? known
        : new EngineException(ErrorClass.OTHER, "a collective over shared memory failed: " + e, e);
  }
}
