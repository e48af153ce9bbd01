package org.jmpi.coll;

import java.util.Map;
import java.util.function.Consumer;
import org.jmpi.data.Layout;
import org.jmpi.data.ObjectCodec;
import org.jmpi.data.ReduceOp;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.MatchContext;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;
import org.jmpi.topology.Tiers;

/**
 * A call on an intercommunicator under construction: checks of its arguments, which are kept until
 * the schedule is there, and the steps that several operations share.
 */
abstract class InterCall extends Collectives {
  /** The root itself. */
  public static final int ROOT = -4;

  /** A member of the root's group that is not it. */
  public static final int PROC_NULL = -2;

  private static final String ALGORITHM = "intercommunicator";

  final int localStart;
  final int localSize;
  final int remoteStart;
  final int remoteSize;
  final int localRank;
  private final BufferCheck check = new BufferCheck();

  /** What a call is, its schedule under construction, and the first thing that is wrong. */
  private ScheduleBuilder builder;

  private CollectiveKind kind;
  private EngineException error;

  /**
   * @param collectiveContext of both groups
   * @param localStart rank of the own group's first member there
   * @param localSize members of the own group
   */
  InterCall(
      P2pEngine engine,
      MatchContext collectiveContext,
      Progress progress,
      Map<String, String> settings,
      ObjectCodec codec,
      int localStart,
      int localSize) {
    super(
        engine, collectiveContext, progress, settings, codec, Tiers.flat(collectiveContext.size()));
    this.localStart = localStart;
    this.localSize = localSize;
    this.remoteSize = collectiveContext.size() - localSize;
    this.remoteStart = localStart == 0 ? localSize : 0;
    this.localRank = collectiveContext.selfRank() - localStart;
  }

  /** A binomial tree of the root and the group that it is not in. */
  final void tree(int root, long count) {
    if (root == PROC_NULL) {
      return;
    }
    int size = (root == ROOT ? remoteSize : localSize) + 1;
    int place = root == ROOT ? 0 : localRank + 1;
    int mask = 1;
    while (mask < size && (place & mask) == 0) {
      mask <<= 1;
    }
    if (place != 0) {
      int parent = place - mask;
      int from = parent == 0 ? remoteStart + root : localStart + parent - 1;
      builder.recv(Schedule.RECV_SLOT, 0, count, from);
    }
    for (mask >>= 1; mask > 0; mask >>= 1) {
      if (place + mask < size) {
        int child = (root == ROOT ? remoteStart : localStart) + place + mask - 1;
        builder.send(Schedule.RECV_SLOT, 0, count, child);
      }
    }
  }

  /**
   * A binomial tree in rank order within the group.
   *
   * @return the slot with the result at the group's first member
   */
  final int reduceToLeader(Object sendbuf, long count, Layout layout) {
    int own = Schedule.SEND_SLOT;
    if (!BufferCheck.isArrayOf(sendbuf, layout.kind())) {
      own = builder.newItemsLike(Schedule.SEND_SLOT, count);
      builder.copy(Schedule.SEND_SLOT, 0, own, 0, count);
    }
    for (int mask = 1; mask < localSize; mask <<= 1) {
      if ((localRank & mask) != 0) {
        builder.send(own, 0, count, localStart + localRank - mask);
        break;
      }
      if (localRank + mask < localSize) {
        int higher = builder.newItemsLike(Schedule.SEND_SLOT, count);
        builder.recv(higher, 0, count, localStart + localRank + mask);
        builder.reduce(own, 0, higher, 0, count);
        own = higher;
      }
    }
    return own;
  }

  final void begin(CollectiveKind what) {
    kind = what;
    error = null;
  }

  /** Builds the schedule, also for wrong arguments where it can be: the others are told then. */
  final Operation run(
      Object sendbuf,
      long sendOffset,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      Layout recvLayout,
      ReduceOp op,
      Consumer<ScheduleBuilder> steps) {
    Schedule schedule = null;
    try {
      builder = new ScheduleBuilder(rank(), size());
      builder.begin(ALGORITHM, sendLayout, recvLayout);
      steps.accept(builder);
      schedule = builder.build();
    } catch (RuntimeException e) {
      // Of wrong arguments no schedule may come; what is wrong was found before.
      note(
          new EngineException(
              ErrorClass.ARG, "the arguments of " + kind.mpiName() + " do not fit: " + e, e));
    }
    return start(kind, schedule, sendbuf, sendOffset, recvbuf, recvOffset, op, error);
  }

  final void requireRoot(int root) {
    if (root != ROOT && root != PROC_NULL && (root < 0 || root >= remoteSize)) {
      note(
          new EngineException(
              ErrorClass.ROOT,
              "root "
                  + root
                  + " of "
                  + kind.mpiName()
                  + ": use ROOT at the root, PROC_NULL at the others of its group, and in the"
                  + " other group the root's rank, 0 to "
                  + (remoteSize - 1)));
    }
  }

  final void operator(ReduceOp op, Layout layout) {
    try {
      if (op == null) {
        throw new EngineException(ErrorClass.OP, "the operator of " + kind.mpiName() + " is null");
      }
      if (layout != null) {
        op.requireSupports(layout);
      }
    } catch (EngineException e) {
      note(e);
    }
  }

  final void region(Object buffer, long offset, long count, Layout layout, boolean writable) {
    if (buffer == IN_PLACE) {
      note(
          new EngineException(
              ErrorClass.BUFFER, kind.mpiName() + " has no form in place on intercommunicators"));
    } else if (layout == null) {
      note(new EngineException(ErrorClass.TYPE, "the datatype of " + kind.mpiName() + " is null"));
    } else {
      note(check.region(buffer, offset, count, layout, writable));
    }
  }

  final void regions(
      Object buffer,
      long offset,
      int[] counts,
      int[] displacements,
      Layout layout,
      boolean writable) {
    if (counts == null
        || displacements == null
        || counts.length < remoteSize
        || displacements.length < remoteSize) {
      note(
          new EngineException(
              ErrorClass.ARG,
              kind.mpiName()
                  + " needs a count and a displacement for each of the "
                  + remoteSize
                  + " ranks of the other group"));
      return;
    }
    for (int i = 0; i < remoteSize; i++) {
      if (counts[i] != 0) {
        long first = layout == null ? 0 : offset + displacements[i] * layout.extentElements();
        region(buffer, first, counts[i], layout, writable);
      }
    }
  }

  final void note(EngineException problem) {
    if (error == null) {
      error = problem;
    }
  }

  final int[] row(long count) {
    int[] displacements = new int[remoteSize];
    for (int i = 0; i < remoteSize; i++) {
      displacements[i] = (int) (i * count);
    }
    return displacements;
  }
}
