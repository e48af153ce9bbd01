package org.jmpi.coll;

import java.nio.ByteBuffer;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.SharedWait.Look;

/**
 * {@link HostAlgorithm#PIPELINE}. Each member has an area in the segment, and says how many pieces
 * it has filled in, how many it has reduced its share of, and how many it has taken out of the
 * others' areas. These counts carry the collective's number in front, so they only grow, and a
 * member that leaves early says once and for all that it is done.
 *
 * <pre>
 * counts  for each member, in lines of its own: 0 filled u64 | 8 reduced u64 | 16 taken u64 | 24 failed u64
 * areas   for each member
 * count   collective's number &lt;&lt; 24 | pieces
 * failed  number of the last collective for which the member had no data to give
 * </pre>
 *
 * <p>In reductions the result of a share takes the place of what its owner has put there.
 */
final class HostPipeline extends HostStep {
  private static final int PIECE_BITS = 24;
  private static final int ALL_PIECES = (1 << PIECE_BITS) - 1;
  private static final int FILLED = 0;
  private static final int REDUCED = 8;
  private static final int TAKEN = 16;
  private static final int FAILED = 24;
  private static final int MIN_PIECE_BYTES = 8 << 10;
  private static final int MAX_PIECE_BYTES = 32 << 10;
  private static final int MIN_PIECES = 16;
  private static final int MAX_REDUCED_PIECE_BYTES = 256 << 10;
  private static final int MAX_AREA_BYTES = 2 << 20;
  private static final int MIN_AREA_BYTES = 128 << 10;
  private static final int ALL_AREAS_BYTES = 2 * MAX_AREA_BYTES;

  private enum Phase {
    ENTER,
    FILL,
    MEET,
    REDUCE,
    TAKE,
    END
  }

  private final int rank;
  private final int size;
  private final HostFlat meeting;
  private final HostFold fold;
  private final ByteBuffer memory;
  private final HostViews views;
  private final int areas;
  private final int areaBytes;

  /** The last collective in which others took from this member's area; all are past −1. */
  private long earlier = -1;

  private HostCall call;
  private long number;
  private Phase phase = Phase.END;
  private boolean fills;
  private boolean reduces;
  private boolean takes;
  private boolean met;
  private int pieces;
  private int depth;

  /**
   * Where the first piece lies: each call begins somewhere else, so that short ones use the whole
   * area.
   */
  private int turn;

  private int pieceBytes;
  private int piece;
  private int filled;
  private int next;

  /**
   * @param memory little endian, of {@link #memoryBytes}, zero when the communicator began
   */
  HostPipeline(ByteBuffer memory, int rank, int size, HostFlat meeting, HostFold fold) {
    this.memory = memory;
    this.rank = rank;
    this.size = size;
    this.meeting = meeting;
    this.fold = fold;
    this.views = new HostViews(memory);
    this.areas = size * HostSlots.LINE_BYTES;
    this.areaBytes = areaBytes(size);
  }

  static int memoryBytes(int size) {
    return size * (HostSlots.LINE_BYTES + areaBytes(size));
  }

  /**
   * All areas together fit a cache that is shared, but not those of single cores: to write a line
   * that another core still has costs several times what reading one costs. And a piece is worth a
   * meeting.
   */
  private static int areaBytes(int size) {
    int share = Integer.highestOneBit(ALL_AREAS_BYTES / size);
    return Math.max(MIN_AREA_BYTES, Math.min(MAX_AREA_BYTES, share));
  }

  /** Begins a collective; all members begin the same ones in the same order. */
  void begin(HostCall what) {
    call = what;
    boolean atRoot = rank == what.root;
    boolean isBcast = what.kind == CollectiveKind.BCAST;
    reduces = what.kind == CollectiveKind.REDUCE || what.kind == CollectiveKind.ALLREDUCE;
    fills = !isBcast || atRoot;
    takes = isBcast ? !atRoot : what.kind != CollectiveKind.REDUCE || atRoot;
    long bytes = what.bytes;
    if (reduces) {
      int most = Math.min(MAX_REDUCED_PIECE_BYTES, areaBytes / 2) / size & -64;
      int share = (int) Math.min(most, (bytes + size - 1) / size + 63 & -64);
      pieceBytes = Math.max(64, share) * size;
    } else {
      // Short pieces, so that copying out begins soon; their number in flight is what keeps all
      // busy.
      long fraction = (bytes / MIN_PIECES + 63) & -64;
      pieceBytes = (int) Math.max(MIN_PIECE_BYTES, Math.min(MAX_PIECE_BYTES, fraction));
    }
    depth = areaBytes / pieceBytes;
    pieces = Math.toIntExact((bytes + pieceBytes - 1) / pieceBytes);
    piece = 0;
    filled = 0;
    next = 0;
    met = false;
    int from = isBcast ? what.root : 0;
    meeting.beginMeeting(what, from, isBcast ? atRoot ? from : from + 1 : size);
    number = meeting.number();
    turn = (int) (number % depth);
    phase = Phase.ENTER;
  }

  @Override
  boolean isDone() {
    return phase == Phase.END;
  }

  @Override
  Look advance() {
    return switch (phase) {
      case ENTER -> enter();
      case FILL -> fill();
      case MEET -> meet();
      case REDUCE -> reduce();
      case TAKE -> take();
      case END -> Look.DONE;
    };
  }

  @Override
  long awaited() {
    return phase == Phase.MEET ? meeting.awaited() : HostSlots.ANYTHING;
  }

  /** A call that this member took for one without pieces, and that went wrong. */
  void leave(long failedNumber) {
    number = failedNumber;
    publishAll();
  }

  /** Announces this member and waits until nobody needs what is in its area. */
  private Look enter() {
    meeting.advance();
    published |= meeting.published;
    meeting.published = false;
    if (fills && !isEverybodyAt(TAKEN, earlier << PIECE_BITS | ALL_PIECES)) {
      return Look.WAITS;
    }
    return go(fills ? Phase.FILL : Phase.MEET);
  }

  private Look meet() {
    Look look = meeting.advance();
    published |= meeting.published;
    meeting.published = false;
    if (look != Look.DONE) {
      return Look.WAITS;
    }
    met = true;
    if (call.error != null || pieces == 0) {
      return end();
    }
    if (fills) {
      earlier = number;
    }
    if (reduces) {
      return go(Phase.REDUCE);
    }
    return fills && filled < pieces ? go(Phase.FILL) : takeOrEnd();
  }

  private Look fill() {
    if (filled < pieces) {
      if (filled >= depth && !isEverybodyAt(TAKEN, stamp(filled - depth))) {
        return Look.WAITS;
      }
      copyIn(filled);
      publish(FILLED, stamp(filled));
      filled++;
    }
    if (!met) {
      return go(Phase.MEET);
    }
    return takes || reduces || filled == pieces ? takeOrEnd() : go(Phase.FILL);
  }

  private Look takeOrEnd() {
    return takes || reduces ? go(Phase.TAKE) : end();
  }

  private Look reduce() {
    if (!isEverybodyAt(FILLED, stamp(piece))) {
      return Look.WAITS;
    }
    reduceShare();
    publish(REDUCED, stamp(piece));
    return go(filled < pieces ? Phase.FILL : Phase.TAKE);
  }

  private Look take() {
    if (takes) {
      int first = call.kind == CollectiveKind.BCAST ? call.root : 0;
      int last = call.kind == CollectiveKind.BCAST ? call.root + 1 : size;
      int count = reduces ? REDUCED : FILLED;
      next = Math.max(next, first);
      while (next < last) {
        if (next != rank && at(next, count) < stamp(piece)) {
          return Look.WAITS;
        }
        copyOut(next);
        next++;
      }
    }
    publish(TAKEN, stamp(piece));
    next = 0;
    piece++;
    if (piece == pieces) {
      return end();
    }
    if (reduces) {
      return go(Phase.REDUCE);
    }
    return go(fills && filled < pieces ? Phase.FILL : Phase.TAKE);
  }

  /** Says that this member needs nobody's area any more. */
  private Look end() {
    publishAll();
    phase = Phase.END;
    for (int member = 0; member < size; member++) {
      if (member != rank && at(member, FAILED) == number) {
        call.note(
            new EngineException(
                ErrorClass.COUNT,
                call.kind.mpiName()
                    + " over shared memory: rank "
                    + member
                    + " has had an error in its part of this call"));
      }
    }
    return Look.DONE;
  }

  private void publishAll() {
    long all = number << PIECE_BITS | ALL_PIECES;
    publish(FILLED, all);
    publish(REDUCED, all);
    publish(TAKEN, all);
  }

  private Look go(Phase where) {
    phase = where;
    next = 0;
    return Look.WORKED;
  }

  private void copyIn(int index) {
    if (call.error != null) {
      return;
    }
    try {
      memory.position(placeOf(rank, index));
      call.in.pack(call.inAt + (long) index * pieceBytes, memory, lengthOf(index));
    } catch (RuntimeException e) {
      call.note(HostFlat.asEngineException(e));
      publish(FAILED, number);
    }
  }

  private void copyOut(int member) {
    int length = lengthOf(piece);
    long outAt = (long) piece * pieceBytes;
    int from = 0;
    if (reduces) {
      int share = shareBytes(length);
      from = Math.min(length, member * share);
      length = Math.min(length - from, share);
      outAt += from;
    } else if (call.kind == CollectiveKind.ALLGATHER) {
      outAt += member * call.bytes;
    }
    if (length == 0 || call.error != null) {
      return;
    }
    try {
      memory.position(placeOf(member, piece) + from);
      call.out.unpack(outAt, memory, length);
    } catch (RuntimeException e) {
      call.note(HostFlat.asEngineException(e));
    }
  }

  private void reduceShare() {
    int length = lengthOf(piece);
    int share = shareBytes(length);
    int from = Math.min(length, rank * share);
    int to = Math.min(length, from + share);
    for (int at = from; at < to; at += HostFold.BLOCK_BYTES) {
      fold.begin(call.op, call.layout, Math.min(HostFold.BLOCK_BYTES, to - at));
      for (int member = 0; member < size; member++) {
        fold.add(views, placeOf(member, piece) + at);
      }
      fold.store(views, placeOf(rank, piece) + at);
    }
  }

  /** Whole lines, so that no two members write into one and no element is cut. */
  private int shareBytes(int length) {
    return ((length + size - 1) / size + 63) & -64;
  }

  private int lengthOf(int index) {
    return (int) Math.min(pieceBytes, call.bytes - (long) index * pieceBytes);
  }

  private int placeOf(int member, int index) {
    return areas + member * areaBytes + (turn + index) % depth * pieceBytes;
  }

  // ---- counts

  private long stamp(int index) {
    return number << PIECE_BITS | (index + 1);
  }

  private void publish(int count, long value) {
    HostSlots.LONG.setRelease(memory, rank * HostSlots.LINE_BYTES + count, value);
    published = true;
  }

  private long at(int member, int count) {
    return (long) HostSlots.LONG.getAcquire(memory, member * HostSlots.LINE_BYTES + count);
  }

  /** Whether all others have got that far; goes on where it stopped the last time. */
  private boolean isEverybodyAt(int count, long value) {
    while (next < size) {
      if (next != rank && at(next, count) < value) {
        return false;
      }
      next++;
    }
    return true;
  }
}
