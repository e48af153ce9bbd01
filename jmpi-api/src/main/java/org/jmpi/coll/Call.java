package org.jmpi.coll;

import java.util.Arrays;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOp;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * The arguments of the call that is being started: takes them down, checks them, and keeps the
 * first thing that is wrong. One per communicator, used again and again under the lock.
 */
final class Call {
  private final int rank;
  private final int size;
  private final BufferCheck check = new BufferCheck();

  /** What an algorithm sees of it. */
  final Part part = new Part();

  CollectiveKind kind;

  /** The first thing that is wrong, or null. */
  EngineException error;

  Object sendBuffer;
  long sendOffset;
  Layout sendLayout;
  Object recvBuffer;
  long recvOffset;
  Layout recvLayout;

  Call(int rank, int size) {
    this.rank = rank;
    this.size = size;
  }

  /** Forgets the call before, so that nothing refers to its buffers. */
  void begin(CollectiveKind what) {
    kind = what;
    error = null;
    sendBuffer = null;
    sendOffset = 0;
    sendLayout = null;
    recvBuffer = null;
    recvOffset = 0;
    recvLayout = null;
    part.clear();
  }

  void send(Object buffer, long offset, Layout layout) {
    sendBuffer = buffer;
    sendOffset = offset;
    sendLayout = layout;
  }

  void recv(Object buffer, long offset, Layout layout) {
    recvBuffer = buffer;
    recvOffset = offset;
    recvLayout = layout;
  }

  /** What a rank gives to a gather. */
  void contribution(Object buffer, long offset, long count, Layout layout, boolean inPlaceAllowed) {
    part.inPlace = buffer == Collectives.IN_PLACE;
    if (!part.inPlace) {
      send(buffer, offset, layout);
      region(buffer, offset, count, layout, false);
      part.sendCount = count;
      if (layout == null || count < 0) {
        part.sendCount = 0;
        sendLayout = null;
      }
    } else if (!inPlaceAllowed) {
      part.inPlace = false;
      note(
          new EngineException(
              ErrorClass.BUFFER,
              "IN_PLACE as send buffer of " + kind.mpiName() + " is for the root only"));
    }
  }

  /** What a rank gets from a scatter. */
  void share(Object buffer, long offset, long count, Layout layout) {
    part.inPlace = buffer == Collectives.IN_PLACE;
    if (!part.inPlace) {
      recv(buffer, offset, layout);
      region(buffer, offset, count, layout, true);
      part.recvCount = count;
      if (layout == null || count < 0) {
        part.recvCount = 0;
        recvLayout = null;
      }
    } else if (rank != part.root) {
      part.inPlace = false;
      note(
          new EngineException(
              ErrorClass.BUFFER,
              "IN_PLACE as receive buffer of " + kind.mpiName() + " is for the root only"));
    }
  }

  /** Items of equal blocks; a negative count stays what was passed, so that the message says it. */
  static long inAll(long count, int blocks) {
    return count < 0 ? count : count * blocks;
  }

  void root(int root) {
    part.root = root;
    if (root < 0 || root >= size) {
      part.root = 0;
      note(
          new EngineException(
              ErrorClass.ROOT,
              "root " + root + " of " + kind.mpiName() + ": must be from 0 to " + (size - 1)));
    }
  }

  void region(Object buffer, long offset, long count, Layout layout, boolean writable) {
    if (buffer == Collectives.IN_PLACE) {
      note(
          new EngineException(
              ErrorClass.BUFFER, "IN_PLACE is not allowed for this buffer of " + kind.mpiName()));
    } else if (layout != null) {
      note(check.region(buffer, offset, count, layout, writable));
    }
  }

  void regions(
      Object buffer,
      long offset,
      int[] counts,
      int[] displacements,
      Layout layout,
      boolean writable) {
    boolean present =
        counts != null
            && displacements != null
            && counts.length >= size
            && displacements.length >= size;
    if (present && layout != null) {
      note(check.regions(buffer, offset, counts, displacements, layout, writable));
    }
  }

  int[] counts(int[] counts, String what) {
    if (counts == null || counts.length < size) {
      note(
          new EngineException(
              ErrorClass.ARG,
              what + " of " + kind.mpiName() + ": one for each of " + size + " ranks is needed"));
      return null;
    }
    for (int i = 0; i < size; i++) {
      if (counts[i] < 0) {
        note(
            new EngineException(
                ErrorClass.COUNT,
                what
                    + " of "
                    + kind.mpiName()
                    + ": "
                    + counts[i]
                    + " for rank "
                    + i
                    + " is negative"));
        return null;
      }
    }
    return counts.length == size ? counts.clone() : Arrays.copyOf(counts, size);
  }

  int[] displacements(int[] displacements, String what) {
    if (displacements == null || displacements.length < size) {
      note(
          new EngineException(
              ErrorClass.ARG,
              what + " of " + kind.mpiName() + ": one for each of " + size + " ranks is needed"));
      return null;
    }
    return displacements.clone();
  }

  /** Element displacements of an all-to-all w-form, checked; null when something is wrong. */
  long[] elements(
      Object buffer,
      long offset,
      int[] counts,
      int[] displacementsBytes,
      Layout[] layouts,
      boolean writable) {
    if (counts == null
        || displacements(displacementsBytes, "displacements") == null
        || layouts == null
        || layouts.length < size) {
      note(
          new EngineException(
              ErrorClass.ARG,
              "datatypes of " + kind.mpiName() + ": one for each of " + size + " ranks is needed"));
      return null;
    }
    long[] result = new long[size];
    for (int i = 0; i < size; i++) {
      Layout layout = layouts[i];
      if (layout == null) {
        note(
            new EngineException(
                ErrorClass.TYPE,
                "the datatype of " + kind.mpiName() + " for rank " + i + " is null"));
        return null;
      }
      int width = layout.kind().bytes();
      if (displacementsBytes[i] % width != 0) {
        note(
            new EngineException(
                ErrorClass.ARG,
                "displacement "
                    + displacementsBytes[i]
                    + " for rank "
                    + i
                    + " is no multiple of "
                    + width
                    + ", the element size of "
                    + layout));
        return null;
      }
      result[i] = offset + displacementsBytes[i] / width;
      if (counts[i] > 0) {
        region(buffer, result[i], counts[i], layout, writable);
      }
    }
    return result;
  }

  boolean hasVectors(int[] counts, int[] displacements, Layout layout) {
    if (layout == null) {
      isBuildable(0, null);
    }
    return layout != null
        && counts != null
        && counts.length >= size
        && displacements != null
        && displacements.length >= size
        && (error == null || error.errorClass() != ErrorClass.COUNT);
  }

  /**
   * Whether there is enough to write a schedule down, so that the other members can be told of an
   * error.
   */
  boolean isBuildable(long count, Layout layout) {
    if (layout == null) {
      note(new EngineException(ErrorClass.TYPE, "the datatype of " + kind.mpiName() + " is null"));
      return false;
    }
    if (count < 0) {
      note(
          new EngineException(
              ErrorClass.COUNT, "count " + count + " of " + kind.mpiName() + " is negative"));
      return false;
    }
    return error == null || error.errorClass() != ErrorClass.ROOT;
  }

  void note(EngineException problem) {
    if (error == null) {
      error = problem;
    }
  }

  boolean isOperatorFor(ReduceOp op, Layout layout) {
    if (op == null) {
      note(new EngineException(ErrorClass.OP, "the operator of " + kind.mpiName() + " is null"));
      return false;
    }
    try {
      op.requireSupports(layout);
      return true;
    } catch (EngineException e) {
      note(e);
      return false;
    }
  }
}
