package org.jmpi.coll;

import java.util.Map;
import org.jmpi.data.Layout;
import org.jmpi.data.ObjectCodec;
import org.jmpi.data.ReduceOp;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.MatchContext;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;

/**
 * The collectives of one communicator (MPI-4.1 §6). Every method starts one and returns at once;
 * all members must start the same ones in the same order. Called under the engine's lock.
 *
 * <p>Nothing is thrown: what is wrong with the arguments is the operation's error, and the other
 * members are told by empty messages rather than left waiting. Buffers, offsets and counts are as
 * in {@link org.jmpi.data.Payload#set}: offsets in elements of the layout's kind, counts and
 * displacements in items. {@link #IN_PLACE} as send buffer says that the contribution is in the
 * receive buffer. Send and receive buffer may not overlap.
 *
 * <p>Errors of an operation: PROC_FAILED when a member has died (with its process index), COUNT or
 * TRUNCATE when members disagree on the signature, BUFFER, COUNT, TYPE, ROOT, OP and ARG for
 * arguments, whatever a user's operator or serialisation threw.
 */
public final class Collectives {
  /** As send buffer: MPI_IN_PLACE. */
  public static final Object IN_PLACE =
      new Object() {
        @Override
        public String toString() {
          return "IN_PLACE";
        }
      };

  private static final int FLAG_IN_PLACE = 1;
  private static final int FLAG_STAGE_IN = 2;
  private static final int FLAG_STAGE_OUT = 4;
  private static final int FLAG_COMMUTATIVE = 8;

  private final int rank;
  private final int size;
  private final ScheduleRunner runner;
  private final Planner planner;
  private final ScheduleCache cache = new ScheduleCache();
  private final BufferCheck check = new BufferCheck();
  private final String[] lastAlgorithm = new String[CollectiveKind.values().length];
  private final Part part = new Part();

  private CollectiveKind kind;
  private EngineException error;
  private Object sendBuffer;
  private long sendOffset;
  private Layout sendLayout;
  private Object recvBuffer;
  private long recvOffset;
  private Layout recvLayout;

  /**
   * @param collectiveContext of its own, used by nobody else
   * @param settings of the job, equal at all members; see {@link CollectiveKind#settingKey}
   * @throws EngineException ARG when a {@code coll.} setting is unknown
   */
  public Collectives(
      P2pEngine engine,
      MatchContext collectiveContext,
      Progress progress,
      Map<String, String> settings,
      ObjectCodec codec) {
    this(new P2pPort(engine, collectiveContext), progress, settings, codec);
  }

  Collectives(
      MessagePort port, Progress progress, Map<String, String> settings, ObjectCodec codec) {
    this.rank = port.selfRank();
    this.size = port.size();
    this.runner = new ScheduleRunner(port, progress, codec);
    this.planner = new Planner(new Selector(settings), rank, size);
  }

  /**
   * A member has died: unfinished collectives end with PROC_FAILED, and so do all that are started
   * later.
   */
  public void onProcessFailed(int failedRank) {
    runner.onProcessFailed(failedRank, null);
  }

  /** Collectives that are not complete at this member. */
  public int unfinishedCount() {
    return runner.runningCount();
  }

  /** The algorithm that the latest start of this operation used here; null when there was none. */
  public String lastAlgorithm(CollectiveKind operation) {
    return lastAlgorithm[operation.ordinal()];
  }

  /**
   * Which algorithm a call would use and why, in one line.
   *
   * @param bytes of the vector for bcast and reductions, of one member's block for the uniform
   *     gather, scatter and all-to-all forms
   * @param count items of the vector in a reduction, else 0
   * @param commutative true unless a reduction's operator is not
   * @param object whether the elements are objects
   */
  public String explain(
      CollectiveKind operation, long bytes, long count, boolean commutative, boolean object) {
    return planner.selector().explain(planner.shape(operation, bytes, count, commutative, object));
  }

  /** MPI-4.1 §6.3. */
  public Operation startBarrier() {
    begin(CollectiveKind.BARRIER);
    Schedule schedule = cached(0, 0, 0);
    if (schedule == null) {
      schedule = keep(0, 0, 0, planner.barrier(part));
    }
    return start(schedule, null);
  }

  /** MPI-4.1 §6.4. */
  public Operation startBcast(Object buffer, long offset, long count, Layout layout, int root) {
    begin(CollectiveKind.BCAST);
    root(root);
    recv(buffer, offset, layout);
    region(buffer, offset, count, layout, rank != root);
    if (!isBuildable(count, layout)) {
      return start(null, null);
    }
    part.count = count;
    Schedule schedule = cached(0, 0, count);
    if (schedule == null) {
      schedule = keep(0, 0, count, planner.bcast(part, layout));
    }
    return start(schedule, null);
  }

  /** MPI-4.1 §6.5. Receive arguments matter at the root only; IN_PLACE there only. */
  public Operation startGather(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout,
      int root) {
    begin(CollectiveKind.GATHER);
    root(root);
    if (rank == root) {
      recv(recvbuf, recvOffset, recvLayout);
      region(recvbuf, recvOffset, recvCount * size, recvLayout, true);
      part.recvCount = recvCount;
    }
    contribution(sendbuf, sendOffset, sendCount, sendLayout, rank == root);
    boolean receives = rank == root;
    if (!isBuildable(receives ? recvCount : sendCount, receives ? recvLayout : sendLayout)) {
      return start(null, null);
    }
    part.blockBytes =
        receives ? recvCount * recvLayout.sizeBytes() : sendCount * sendLayout.sizeBytes();
    return startUniform(receives ? recvLayout : sendLayout);
  }

  /** MPI-4.1 §6.5. Counts and displacements in items, one per rank, at the root only. */
  public Operation startGatherv(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      int[] recvCounts,
      int[] displacements,
      Layout recvLayout,
      int root) {
    begin(CollectiveKind.GATHERV);
    root(root);
    if (rank == root) {
      recv(recvbuf, recvOffset, recvLayout);
      part.recvCounts = counts(recvCounts, "receive counts");
      part.recvDisplacements = displacements(displacements, "displacements");
      regions(recvbuf, recvOffset, recvCounts, displacements, recvLayout, true);
    }
    contribution(sendbuf, sendOffset, sendCount, sendLayout, rank == root);
    boolean buildable =
        rank == root
            ? hasVectors(recvCounts, displacements, recvLayout)
            : isBuildable(sendCount, sendLayout);
    return buildable
        ? start(blocks(rank == root ? recvLayout : sendLayout), null)
        : start(null, null);
  }

  /**
   * MPI-4.1 §6.6. Send arguments matter at the root only; {@code recvbuf == IN_PLACE} there only.
   */
  public Operation startScatter(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout,
      int root) {
    begin(CollectiveKind.SCATTER);
    root(root);
    if (rank == root) {
      send(sendbuf, sendOffset, sendLayout);
      region(sendbuf, sendOffset, sendCount * size, sendLayout, false);
      part.sendCount = sendCount;
    }
    share(recvbuf, recvOffset, recvCount, recvLayout);
    boolean sends = rank == root;
    if (!isBuildable(sends ? sendCount : recvCount, sends ? sendLayout : recvLayout)) {
      return start(null, null);
    }
    part.blockBytes =
        sends ? sendCount * sendLayout.sizeBytes() : recvCount * recvLayout.sizeBytes();
    return startUniform(sends ? sendLayout : recvLayout);
  }

  /** MPI-4.1 §6.6. Counts and displacements in items, one per rank, at the root only. */
  public Operation startScatterv(
      Object sendbuf,
      long sendOffset,
      int[] sendCounts,
      int[] displacements,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout,
      int root) {
    begin(CollectiveKind.SCATTERV);
    root(root);
    if (rank == root) {
      send(sendbuf, sendOffset, sendLayout);
      part.sendCounts = counts(sendCounts, "send counts");
      part.sendDisplacements = displacements(displacements, "displacements");
      regions(sendbuf, sendOffset, sendCounts, displacements, sendLayout, false);
    }
    share(recvbuf, recvOffset, recvCount, recvLayout);
    boolean buildable =
        rank == root
            ? hasVectors(sendCounts, displacements, sendLayout)
            : isBuildable(recvCount, recvLayout);
    return buildable
        ? start(blocks(rank == root ? sendLayout : recvLayout), null)
        : start(null, null);
  }

  /** MPI-4.1 §6.7. */
  public Operation startAllGather(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout) {
    begin(CollectiveKind.ALLGATHER);
    recv(recvbuf, recvOffset, recvLayout);
    region(recvbuf, recvOffset, recvCount * size, recvLayout, true);
    part.recvCount = recvCount;
    contribution(sendbuf, sendOffset, sendCount, sendLayout, true);
    if (!isBuildable(recvCount, recvLayout)) {
      return start(null, null);
    }
    part.blockBytes = recvCount * recvLayout.sizeBytes();
    return startUniform(recvLayout);
  }

  /** MPI-4.1 §6.7. Counts and displacements in items, one per rank. */
  public Operation startAllGatherv(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      int[] recvCounts,
      int[] displacements,
      Layout recvLayout) {
    begin(CollectiveKind.ALLGATHERV);
    recv(recvbuf, recvOffset, recvLayout);
    part.recvCounts = counts(recvCounts, "receive counts");
    part.recvDisplacements = displacements(displacements, "displacements");
    regions(recvbuf, recvOffset, recvCounts, displacements, recvLayout, true);
    contribution(sendbuf, sendOffset, sendCount, sendLayout, true);
    boolean buildable = hasVectors(recvCounts, displacements, recvLayout);
    return buildable ? start(blocks(recvLayout), null) : start(null, null);
  }

  /** MPI-4.1 §6.8. */
  public Operation startAllToAll(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout) {
    begin(CollectiveKind.ALLTOALL);
    recv(recvbuf, recvOffset, recvLayout);
    region(recvbuf, recvOffset, recvCount * size, recvLayout, true);
    part.recvCount = recvCount;
    part.inPlace = sendbuf == IN_PLACE;
    if (!part.inPlace) {
      send(sendbuf, sendOffset, sendLayout);
      region(sendbuf, sendOffset, sendCount * size, sendLayout, false);
      part.sendCount = sendCount;
    }
    if (!isBuildable(recvCount, recvLayout)) {
      return start(null, null);
    }
    part.blockBytes = recvCount * recvLayout.sizeBytes();
    return startUniform(recvLayout);
  }

  /** MPI-4.1 §6.8. Counts and displacements in items, one per rank. */
  public Operation startAllToAllv(
      Object sendbuf,
      long sendOffset,
      int[] sendCounts,
      int[] sendDisplacements,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      int[] recvCounts,
      int[] recvDisplacements,
      Layout recvLayout) {
    begin(CollectiveKind.ALLTOALLV);
    recv(recvbuf, recvOffset, recvLayout);
    part.recvCounts = counts(recvCounts, "receive counts");
    part.recvDisplacements = displacements(recvDisplacements, "receive displacements");
    regions(recvbuf, recvOffset, recvCounts, recvDisplacements, recvLayout, true);
    part.inPlace = sendbuf == IN_PLACE;
    boolean buildable = hasVectors(recvCounts, recvDisplacements, recvLayout);
    if (!part.inPlace) {
      send(sendbuf, sendOffset, sendLayout);
      part.sendCounts = counts(sendCounts, "send counts");
      part.sendDisplacements = displacements(sendDisplacements, "send displacements");
      regions(sendbuf, sendOffset, sendCounts, sendDisplacements, sendLayout, false);
      buildable &= hasVectors(sendCounts, sendDisplacements, sendLayout);
    }
    return buildable ? start(blocks(recvLayout), null) : start(null, null);
  }

  /**
   * MPI-4.1 §6.8. Counts in items of each peer's layout; displacements in bytes, multiples of its
   * element size.
   */
  public Operation startAllToAllw(
      Object sendbuf,
      long sendOffset,
      int[] sendCounts,
      int[] sendDisplacementsBytes,
      Layout[] sendLayouts,
      Object recvbuf,
      long recvOffset,
      int[] recvCounts,
      int[] recvDisplacementsBytes,
      Layout[] recvLayouts) {
    begin(CollectiveKind.ALLTOALLW);
    part.inPlace = sendbuf == IN_PLACE;
    part.recvCounts = counts(recvCounts, "receive counts");
    long[] recvElements =
        elements(recvbuf, recvOffset, part.recvCounts, recvDisplacementsBytes, recvLayouts, true);
    long[] sendElements = null;
    if (!part.inPlace) {
      part.sendCounts = counts(sendCounts, "send counts");
      sendElements =
          elements(sendbuf, sendOffset, part.sendCounts, sendDisplacementsBytes, sendLayouts, false);
    }
    recvBuffer = recvbuf;
    sendBuffer = part.inPlace ? null : sendbuf;
    if (recvElements == null || (sendElements == null && !part.inPlace)) {
      return start(null, null);
    }
    return start(
        planner.allToAllW(part, sendElements, sendLayouts, recvElements, recvLayouts), null);
  }

  /** MPI-4.1 §6.9. The receive buffer matters at the root only; IN_PLACE there only. */
  public Operation startReduce(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      long count,
      Layout layout,
      ReduceOp op,
      int root) {
    begin(CollectiveKind.REDUCE);
    root(root);
    return reduction(
        sendbuf, sendOffset, recvbuf, recvOffset, count, count, layout, op, rank == root);
  }

  /** MPI-4.1 §6.9.6. */
  public Operation startAllReduce(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      long count,
      Layout layout,
      ReduceOp op) {
    begin(CollectiveKind.ALLREDUCE);
    return reduction(sendbuf, sendOffset, recvbuf, recvOffset, count, count, layout, op, true);
  }

  /** MPI-4.1 §6.11.1. */
  public Operation startScan(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      long count,
      Layout layout,
      ReduceOp op) {
    begin(CollectiveKind.SCAN);
    return reduction(sendbuf, sendOffset, recvbuf, recvOffset, count, count, layout, op, true);
  }

  /**
   * MPI-4.1 §6.11.2. The receive buffer does not matter at rank 0, unless it holds the operand, and
   * is not changed there.
   */
  public Operation startExScan(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      long count,
      Layout layout,
      ReduceOp op) {
    begin(CollectiveKind.EXSCAN);
    boolean writes = rank > 0 || sendbuf == IN_PLACE;
    return reduction(sendbuf, sendOffset, recvbuf, recvOffset, count, count, layout, op, writes);
  }

  /**
   * MPI-4.1 §6.10.2. {@code recvCounts} are the same at all members: items of the result for each
   * rank.
   */
  public Operation startReduceScatter(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      int[] recvCounts,
      Layout layout,
      ReduceOp op) {
    begin(CollectiveKind.REDUCE_SCATTER);
    part.recvCounts = counts(recvCounts, "receive counts");
    if (part.recvCounts == null) {
      return start(null, null);
    }
    long total = Blocks.starts(recvCounts)[size];
    return reduction(
        sendbuf, sendOffset, recvbuf, recvOffset, total, recvCounts[rank], layout, op, true);
  }

  /** MPI-4.1 §6.10.1. */
  public Operation startReduceScatterBlock(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      int recvCount,
      Layout layout,
      ReduceOp op) {
    begin(CollectiveKind.REDUCE_SCATTER_BLOCK);
    int[] all = new int[size];
    java.util.Arrays.fill(all, recvCount);
    part.recvCounts = counts(all, "receive counts");
    if (part.recvCounts == null) {
      return start(null, null);
    }
    return reduction(
        sendbuf,
        sendOffset,
        recvbuf,
        recvOffset,
        (long) recvCount * size,
        recvCount,
        layout,
        op,
        true);
  }

  /** All-gather of {@code mine} to {@code all}, which has room for as many from each rank. */
  public Operation startAllGatherLongs(long[] mine, long[] all) {
    return startAllGather(mine, 0, mine.length, Layout.LONG, all, 0, mine.length, Layout.LONG);
  }

  /** Broadcast of all of {@code values}. */
  public Operation startBcastLongs(long[] values, int root) {
    return startBcast(values, 0, values.length, Layout.LONG, root);
  }

  private Operation reduction(
      Object sendbuf,
      long sendOff,
      Object recvbuf,
      long recvOff,
      long ownCount,
      long resultCount,
      Layout layout,
      ReduceOp op,
      boolean writes) {
    part.inPlace = sendbuf == IN_PLACE;
    if (!isBuildable(ownCount, layout) || !isOperatorFor(op, layout)) {
      return start(null, null);
    }
    if (part.inPlace && !writes) {
      note(
          new EngineException(
              ErrorClass.BUFFER, "IN_PLACE as send buffer of MPI_Reduce is for the root only"));
      return start(null, null);
    }
    part.count = ownCount;
    part.commutative = op.isCommutative();
    boolean stageIn = false;
    if (!part.inPlace) {
      send(sendbuf, sendOff, layout);
      region(sendbuf, sendOff, ownCount, layout, false);
      stageIn = !BufferCheck.isArrayOf(sendbuf, layout.kind());
    }
    boolean stageOut = writes && !BufferCheck.isArrayOf(recvbuf, layout.kind());
    if (writes) {
      recv(recvbuf, recvOff, layout);
      region(recvbuf, recvOff, part.inPlace ? ownCount : resultCount, layout, true);
    }
    int flags =
        (part.inPlace ? FLAG_IN_PLACE : 0)
            | (stageIn ? FLAG_STAGE_IN : 0)
            | (stageOut ? FLAG_STAGE_OUT : 0)
            | (part.commutative ? FLAG_COMMUTATIVE : 0);
    boolean cacheable = kind != CollectiveKind.REDUCE_SCATTER;
    Schedule schedule = cacheable ? cached(flags, ownCount, resultCount) : null;
    if (schedule == null) {
      schedule =
          planner.reduction(kind, part, layout, ownCount, resultCount, stageIn, stageOut, writes);
      if (cacheable) {
        keep(flags, ownCount, resultCount, schedule);
      }
    }
    return start(schedule, op);
  }

  private boolean isOperatorFor(ReduceOp op, Layout layout) {
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

  private Operation startUniform(Layout signature) {
    int flags = part.inPlace ? FLAG_IN_PLACE : 0;
    Schedule schedule = cached(flags, part.sendCount, part.recvCount);
    if (schedule == null) {
      schedule = keep(flags, part.sendCount, part.recvCount, blocks(signature));
    }
    return start(schedule, null);
  }

  private Schedule blocks(Layout signature) {
    return planner.blocks(kind, part, signature, sendLayout, recvLayout);
  }

  private Schedule cached(int flags, long sendCount, long recvCount) {
    return cache.find(kind, flags, part.root, sendCount, sendLayout, recvCount, recvLayout);
  }

  private Schedule keep(int flags, long sendCount, long recvCount, Schedule schedule) {
    cache.put(kind, flags, part.root, sendCount, sendLayout, recvCount, recvLayout, schedule);
    return schedule;
  }

  private Operation start(Schedule schedule, ReduceOp op) {
    CollectiveOperation operation = new CollectiveOperation(kind);
    if (schedule != null) {
      operation.prepare(schedule, sendBuffer, sendOffset, recvBuffer, recvOffset, op);
      lastAlgorithm[kind.ordinal()] = schedule.algorithm;
    }
    EngineException reason = error;
    begin(kind);
    runner.start(operation, reason, null);
    return operation;
  }

  /** Forgets the call before, so that nothing refers to its buffers. */
  private void begin(CollectiveKind what) {
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

  private void send(Object buffer, long offset, Layout layout) {
    sendBuffer = buffer;
    sendOffset = offset;
    sendLayout = layout;
  }

  private void recv(Object buffer, long offset, Layout layout) {
    recvBuffer = buffer;
    recvOffset = offset;
    recvLayout = layout;
  }

  /** What a rank gives to a gather. */
  private void contribution(
      Object buffer, long offset, long count, Layout layout, boolean inPlaceAllowed) {
    part.inPlace = buffer == IN_PLACE;
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
  private void share(Object buffer, long offset, long count, Layout layout) {
    part.inPlace = buffer == IN_PLACE;
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

  private void root(int root) {
    part.root = root;
    if (root < 0 || root >= size) {
      part.root = 0;
      note(
          new EngineException(
              ErrorClass.ROOT,
              "root " + root + " of " + kind.mpiName() + ": must be from 0 to " + (size - 1)));
    }
  }

  private void region(Object buffer, long offset, long count, Layout layout, boolean writable) {
    if (buffer == IN_PLACE) {
      note(
          new EngineException(
              ErrorClass.BUFFER, "IN_PLACE is not allowed for this buffer of " + kind.mpiName()));
    } else if (layout != null) {
      note(check.region(buffer, offset, count, layout, writable));
    }
  }

  private void regions(
      Object buffer,
      long offset,
      int[] counts,
      int[] displacements,
      Layout layout,
      boolean writable) {
    boolean present = counts != null && displacements != null && counts.length >= size && displacements.length >= size;
    if (present && layout != null) {
      note(check.regions(buffer, offset, counts, displacements, layout, writable));
    }
  }

  private int[] counts(int[] counts, String what) {
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
    return counts.length == size ? counts.clone() : java.util.Arrays.copyOf(counts, size);
  }

  private int[] displacements(int[] displacements, String what) {
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
  private long[] elements(
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

  private boolean hasVectors(int[] counts, int[] displacements, Layout layout) {
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
  private boolean isBuildable(long count, Layout layout) {
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

  private void note(EngineException problem) {
    if (error == null) {
      error = problem;
    }
  }
}
