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
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;

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
public class Collectives {
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
  private final MessagePort port;
  private final ScheduleRunner runner;
  private final Planner planner;
  private ScheduleCache cache = new ScheduleCache();
  private final String[] lastAlgorithm = new String[CollectiveKind.values().length];
  private final IdleOperations idle = new IdleOperations();
  private final Call call;

  /**
   * @param collectiveContext of its own, used by nobody else
   * @param settings of the job, equal at all members; see {@link CollectiveKind#settingKey}
   * @param tiers how the members lie on the levels of the network, equal at all members
   * @throws EngineException ARG when a {@code coll.} setting is unknown
   */
  public Collectives(
      P2pEngine engine,
      MatchContext collectiveContext,
      Progress progress,
      Map<String, String> settings,
      ObjectCodec codec,
      Tiers tiers) {
    this(new P2pPort(engine, collectiveContext), progress, settings, codec, tiers);
  }

  Collectives(
      MessagePort port,
      Progress progress,
      Map<String, String> settings,
      ObjectCodec codec,
      Tiers tiers) {
    this.rank = port.selfRank();
    this.size = port.size();
    this.port = port;
    this.call = new Call(rank, size);
    this.runner = new ScheduleRunner(port, progress, codec);
    this.planner = new Planner(new Selector(settings), rank, tiers);
  }

  /**
   * New rates between the sites, from the next collective on. All members agree on the same values
   * and call this between the same two collectives.
   *
   * @throws IllegalArgumentException when they are for another number of sites
   */
  public void rates(LinkRates rates) {
    planner.rates(rates);
    cache = new ScheduleCache();
  }

  /** How the members lie on the levels of the network. */
  public Tiers tiers() {
    return planner.tiers();
  }

  /**
   * A member has died: unfinished collectives end with PROC_FAILED, and so do all that are started
   * later.
   */
  public void onProcessFailed(int failedRank) {
    runner.endAll(
        new EngineException(
            ErrorClass.PROC_FAILED,
            "rank " + failedRank + " of this communicator has failed",
            new int[] {port.process(failedRank)},
            null));
  }

  /** The communicator was revoked: as {@link #onProcessFailed}, with REVOKED. */
  public void onRevoked() {
    runner.endAll(
        new EngineException(
            ErrorClass.REVOKED, "this communicator was revoked; shrink or leave it"));
  }

  /**
   * Starts a schedule that another class of this room has made.
   *
   * @param schedule null when there is an error that leaves none
   * @param error what is wrong with this member's arguments, or null
   */
  final Operation start(
      CollectiveKind kind,
      Schedule schedule,
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      ReduceOp op,
      EngineException error) {
    call.begin(kind);
    call.send(sendbuf, sendOffset, null);
    call.recv(recvbuf, recvOffset, null);
    call.error = error;
    return start(schedule, op);
  }

  int rank() {
    return rank;
  }

  int size() {
    return size;
  }

  int process(int memberRank) {
    return port.process(memberRank);
  }

  Selector selector() {
    return planner.selector();
  }

  /** Why there can be no more collectives on this communicator; null while there can. */
  EngineException dead() {
    return runner.dead();
  }

  /** A collective runs that needs no messages. */
  void ran(CollectiveKind operation, String algorithm) {
    lastAlgorithm[operation.ordinal()] = algorithm;
  }

  /** Calls this once, as soon as no collective is under way: now, or when the last one ends. */
  public void whenIdle(Runnable action) {
    runner.whenIdle(action);
  }

  /** Collectives that are not complete at this member. */
  public int unfinishedCount() {
    return runner.runningCount();
  }

  /**
   * Takes an operation back that is done and that nobody refers to any more, to use it again: a
   * repeated collective then allocates nothing. Other operations are ignored.
   */
  public void recycle(Operation operation) {
    if (operation instanceof CollectiveOperation && operation.isDone()) {
      idle.give((CollectiveOperation) operation);
    }
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
    call.begin(CollectiveKind.BARRIER);
    Schedule schedule = cache.find(call, 0, 0, 0);
    if (schedule == null) {
      schedule = cache.keep(call, 0, 0, 0, planner.barrier(call.part));
    }
    return start(schedule, null);
  }

  /** MPI-4.1 §6.4. */
  public Operation startBcast(Object buffer, long offset, long count, Layout layout, int root) {
    call.begin(CollectiveKind.BCAST);
    call.root(root);
    call.recv(buffer, offset, layout);
    call.region(buffer, offset, count, layout, rank != root);
    if (!call.isBuildable(count, layout)) {
      return start(null, null);
    }
    call.part.count = count;
    Schedule schedule = cache.find(call, 0, 0, count);
    if (schedule == null) {
      schedule = cache.keep(call, 0, 0, count, planner.bcast(call.part, layout));
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
    call.begin(CollectiveKind.GATHER);
    call.root(root);
    if (rank == root) {
      call.recv(recvbuf, recvOffset, recvLayout);
      call.region(recvbuf, recvOffset, Call.inAll(recvCount, size), recvLayout, true);
      call.part.recvCount = recvCount;
    }
    call.contribution(sendbuf, sendOffset, sendCount, sendLayout, rank == root);
    boolean receives = rank == root;
    if (!call.isBuildable(receives ? recvCount : sendCount, receives ? recvLayout : sendLayout)) {
      return start(null, null);
    }
    call.part.blockBytes =
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
    call.begin(CollectiveKind.GATHERV);
    call.root(root);
    if (rank == root) {
      call.recv(recvbuf, recvOffset, recvLayout);
      call.part.recvCounts = call.counts(recvCounts, "receive counts");
      call.part.recvDisplacements = call.displacements(displacements, "displacements");
      call.regions(recvbuf, recvOffset, recvCounts, displacements, recvLayout, true);
    }
    call.contribution(sendbuf, sendOffset, sendCount, sendLayout, rank == root);
    boolean buildable =
        rank == root
            ? call.hasVectors(recvCounts, displacements, recvLayout)
            : call.isBuildable(sendCount, sendLayout);
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
    call.begin(CollectiveKind.SCATTER);
    call.root(root);
    if (rank == root) {
      call.send(sendbuf, sendOffset, sendLayout);
      call.region(sendbuf, sendOffset, Call.inAll(sendCount, size), sendLayout, false);
      call.part.sendCount = sendCount;
    }
    call.share(recvbuf, recvOffset, recvCount, recvLayout);
    boolean sends = rank == root;
    if (!call.isBuildable(sends ? sendCount : recvCount, sends ? sendLayout : recvLayout)) {
      return start(null, null);
    }
    call.part.blockBytes =
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
    call.begin(CollectiveKind.SCATTERV);
    call.root(root);
    if (rank == root) {
      call.send(sendbuf, sendOffset, sendLayout);
      call.part.sendCounts = call.counts(sendCounts, "send counts");
      call.part.sendDisplacements = call.displacements(displacements, "displacements");
      call.regions(sendbuf, sendOffset, sendCounts, displacements, sendLayout, false);
    }
    call.share(recvbuf, recvOffset, recvCount, recvLayout);
    boolean buildable =
        rank == root
            ? call.hasVectors(sendCounts, displacements, sendLayout)
            : call.isBuildable(recvCount, recvLayout);
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
    call.begin(CollectiveKind.ALLGATHER);
    call.recv(recvbuf, recvOffset, recvLayout);
    call.region(recvbuf, recvOffset, Call.inAll(recvCount, size), recvLayout, true);
    call.part.recvCount = recvCount;
    call.contribution(sendbuf, sendOffset, sendCount, sendLayout, true);
    if (!call.isBuildable(recvCount, recvLayout)) {
      return start(null, null);
    }
    call.part.blockBytes = recvCount * recvLayout.sizeBytes();
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
    call.begin(CollectiveKind.ALLGATHERV);
    call.recv(recvbuf, recvOffset, recvLayout);
    call.part.recvCounts = call.counts(recvCounts, "receive counts");
    call.part.recvDisplacements = call.displacements(displacements, "displacements");
    call.regions(recvbuf, recvOffset, recvCounts, displacements, recvLayout, true);
    call.contribution(sendbuf, sendOffset, sendCount, sendLayout, true);
    boolean buildable = call.hasVectors(recvCounts, displacements, recvLayout);
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
    call.begin(CollectiveKind.ALLTOALL);
    call.recv(recvbuf, recvOffset, recvLayout);
    call.region(recvbuf, recvOffset, Call.inAll(recvCount, size), recvLayout, true);
    call.part.recvCount = recvCount;
    call.part.inPlace = sendbuf == IN_PLACE;
    if (!call.part.inPlace) {
      call.send(sendbuf, sendOffset, sendLayout);
      call.region(sendbuf, sendOffset, Call.inAll(sendCount, size), sendLayout, false);
      call.part.sendCount = sendCount;
    }
    if (!call.isBuildable(recvCount, recvLayout)) {
      return start(null, null);
    }
    call.part.blockBytes = recvCount * recvLayout.sizeBytes();
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
    call.begin(CollectiveKind.ALLTOALLV);
    call.recv(recvbuf, recvOffset, recvLayout);
    call.part.recvCounts = call.counts(recvCounts, "receive counts");
    call.part.recvDisplacements = call.displacements(recvDisplacements, "receive displacements");
    call.regions(recvbuf, recvOffset, recvCounts, recvDisplacements, recvLayout, true);
    call.part.inPlace = sendbuf == IN_PLACE;
    boolean buildable = call.hasVectors(recvCounts, recvDisplacements, recvLayout);
    if (!call.part.inPlace) {
      call.send(sendbuf, sendOffset, sendLayout);
      call.part.sendCounts = call.counts(sendCounts, "send counts");
      call.part.sendDisplacements = call.displacements(sendDisplacements, "send displacements");
      call.regions(sendbuf, sendOffset, sendCounts, sendDisplacements, sendLayout, false);
      buildable &= call.hasVectors(sendCounts, sendDisplacements, sendLayout);
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
    call.begin(CollectiveKind.ALLTOALLW);
    call.part.inPlace = sendbuf == IN_PLACE;
    call.part.recvCounts = call.counts(recvCounts, "receive counts");
    long[] recvElements =
        call.elements(
            recvbuf, recvOffset, call.part.recvCounts, recvDisplacementsBytes, recvLayouts, true);
    long[] sendElements = null;
    if (!call.part.inPlace) {
      call.part.sendCounts = call.counts(sendCounts, "send counts");
      sendElements =
          call.elements(
              sendbuf,
              sendOffset,
              call.part.sendCounts,
              sendDisplacementsBytes,
              sendLayouts,
              false);
    }
    call.recvBuffer = recvbuf;
    call.sendBuffer = call.part.inPlace ? null : sendbuf;
    if (recvElements == null || (sendElements == null && !call.part.inPlace)) {
      return start(null, null);
    }
    return start(
        planner.allToAllW(call.part, sendElements, sendLayouts, recvElements, recvLayouts), null);
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
    call.begin(CollectiveKind.REDUCE);
    call.root(root);
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
    call.begin(CollectiveKind.ALLREDUCE);
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
    call.begin(CollectiveKind.SCAN);
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
    call.begin(CollectiveKind.EXSCAN);
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
    call.begin(CollectiveKind.REDUCE_SCATTER);
    call.part.recvCounts = call.counts(recvCounts, "receive counts");
    if (call.part.recvCounts == null) {
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
    call.begin(CollectiveKind.REDUCE_SCATTER_BLOCK);
    int[] all = new int[size];
    java.util.Arrays.fill(all, recvCount);
    call.part.recvCounts = call.counts(all, "receive counts");
    if (call.part.recvCounts == null) {
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
    call.part.inPlace = sendbuf == IN_PLACE;
    if (!call.isBuildable(ownCount, layout) || !call.isOperatorFor(op, layout)) {
      return start(null, null);
    }
    if (call.part.inPlace && !writes) {
      call.note(
          new EngineException(
              ErrorClass.BUFFER, "IN_PLACE as send buffer of MPI_Reduce is for the root only"));
      return start(null, null);
    }
    call.part.count = ownCount;
    call.part.commutative = op.isCommutative();
    boolean stageIn = false;
    if (!call.part.inPlace) {
      call.send(sendbuf, sendOff, layout);
      call.region(sendbuf, sendOff, ownCount, layout, false);
      stageIn = !BufferCheck.isArrayOf(sendbuf, layout.kind());
    }
    boolean stageOut = writes && !BufferCheck.isArrayOf(recvbuf, layout.kind());
    if (writes) {
      call.recv(recvbuf, recvOff, layout);
      call.region(recvbuf, recvOff, call.part.inPlace ? ownCount : resultCount, layout, true);
    }
    int flags =
        (call.part.inPlace ? FLAG_IN_PLACE : 0)
            | (stageIn ? FLAG_STAGE_IN : 0)
            | (stageOut ? FLAG_STAGE_OUT : 0)
            | (call.part.commutative ? FLAG_COMMUTATIVE : 0);
    boolean cacheable = call.kind != CollectiveKind.REDUCE_SCATTER;
    Schedule schedule = cacheable ? cache.find(call, flags, ownCount, resultCount) : null;
    if (schedule == null) {
      schedule =
          planner.reduction(
              call.kind, call.part, layout, ownCount, resultCount, stageIn, stageOut, writes);
      if (cacheable) {
        cache.keep(call, flags, ownCount, resultCount, schedule);
      }
    }
    return start(schedule, op);
  }

  private Operation startUniform(Layout signature) {
    int flags = call.part.inPlace ? FLAG_IN_PLACE : 0;
    Schedule schedule = cache.find(call, flags, call.part.sendCount, call.part.recvCount);
    if (schedule == null) {
      schedule =
          cache.keep(call, flags, call.part.sendCount, call.part.recvCount, blocks(signature));
    }
    return start(schedule, null);
  }

  private Schedule blocks(Layout signature) {
    return planner.blocks(call.kind, call.part, signature, call.sendLayout, call.recvLayout);
  }

  private Operation start(Schedule schedule, ReduceOp op) {
    CollectiveOperation operation = idle.take(schedule);
    operation.prepare(
        call.kind,
        schedule,
        call.sendBuffer,
        call.sendOffset,
        call.recvBuffer,
        call.recvOffset,
        op);
    if (schedule != null) {
      lastAlgorithm[call.kind.ordinal()] = schedule.algorithm;
    }
    EngineException reason = call.error;
    // Forgets the buffers; also, a completion may start the next call before this one returns.
    call.begin(call.kind);
    runner.start(operation, reason, null);
    return operation;
  }
}
