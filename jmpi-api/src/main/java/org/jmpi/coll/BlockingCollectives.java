package org.jmpi.coll;

import java.nio.ByteBuffer;
import org.jmpi.data.Layout;
import org.jmpi.data.Payload;
import org.jmpi.data.ReduceOp;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.Progress;
import org.jmpi.topology.RateAgreement;

/**
 * The blocking collectives of one communicator (MPI-4.1 §6): directly over memory that all members
 * share where there is any, else by messages, as {@link Collectives} starts them. Blocking and
 * non-blocking collectives do not match each other (MPI-4.1 §6.12), so the ways may differ.
 *
 * <p>Every method takes the engine's lock, returns when this member's part is done, and throws what
 * {@link Collectives} would have as the operation's error. Arguments are those of its methods.
 */
public final class BlockingCollectives {
  private final Collectives messages;
  private final Progress progress;
  private final HostSegment segment;
  private final RateExchange rates;
  private final Selector selector;
  private final int rank;
  private final int size;
  private final HostCall call = new HostCall();

  /** The members of an intercommunicator do not all make the same calls: only messages will do. */
  private final boolean twoGroups;

  private ReduceOp checkedOp;
  private Layout checkedLayout;

  /**
   * @param memory null when this process shares memory with nobody
   * @param context of the communicator; names its segments
   * @param extras what its segment has beside
   * @param agreement on the rates between sites; null for none
   */
  public BlockingCollectives(
      Collectives messages,
      Progress progress,
      HostMemory memory,
      long context,
      HostExtras extras,
      RateAgreement agreement) {
    this.messages = messages;
    this.progress = progress;
    this.selector = messages.selector();
    this.rank = messages.rank();
    this.twoGroups = messages instanceof InterCollectives;
    this.size = messages.size();
    this.segment = new HostSegment(messages, progress, memory, context, extras);
    this.rates = new RateExchange(messages, progress, agreement);
  }

  /** The communicator is freed: gives its memory back. */
  public void close() {
    segment.free();
  }

  /**
   * Memory of {@link HostExtras#besideBytes} that was zero when all members got it; stays when
   * members die. Null when this process has none: then nobody has gone by {@link #isBesideShared}.
   */
  public ByteBuffer beside() {
    return segment.beside();
  }

  /**
   * Whether all members are known to have {@link #beside}: others may know when this one does not.
   */
  public boolean isBesideShared() {
    return segment.isShared();
  }

  /**
   * Memory for a communicator of some of the members; null when this process has none. Not more
   * than once: who asks again gets null.
   */
  public HostUnits giveSpares() {
    return segment.giveSpares();
  }

  /** All members of this new communicator were given these in the same one. */
  public void inherit(HostUnits spares) {
    segment.inherit(spares);
  }

  /**
   * Which algorithm a call would use and why, in one line; arguments as in {@link
   * Collectives#explain}. Memory is looked for at the first call that could use it: before, this is
   * about messages. Calls with operators of the program's own go by messages.
   */
  public String explain(
      CollectiveKind operation, long bytes, long count, boolean commutative, boolean object) {
    HostAlgorithm way = object ? null : selector.host(operation, bytes, size);
    return way != null && segment.isShared(way)
        ? selector.explainHost(way, operation, bytes, size)
        : messages.explain(operation, bytes, count, commutative, object);
  }

  /** MPI-4.1 §6.3. */
  public void barrier() {
    progress.enter();
    try {
      HostAlgorithm way = way(CollectiveKind.BARRIER, 0);
      if (way == null) {
        awaitMessages(messages.startBarrier());
        return;
      }
      call.begin(CollectiveKind.BARRIER, 0);
      run(way);
    } finally {
      progress.exit();
    }
  }

  /** MPI-4.1 §6.4. */
  public void bcast(Object buffer, long offset, long count, Layout layout, int root) {
    progress.enter();
    try {
      HostAlgorithm way = isData(layout) ? way(CollectiveKind.BCAST, bytes(count, layout)) : null;
      if (way == null || isOutside(root)) {
        rates.begin(length(count, layout));
        awaitMessages(messages.startBcast(buffer, offset, count, layout, root));
        return;
      }
      call.begin(CollectiveKind.BCAST, root);
      call.bytes = bytes(count, layout);
      if (rank == root) {
        give(buffer, offset, count, layout);
      } else {
        want(buffer, offset, count, layout);
      }
      run(way);
    } finally {
      progress.exit();
    }
  }

  /** MPI-4.1 §6.5. Receive arguments matter at the root only; IN_PLACE there only. */
  public void gather(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout,
      int root) {
    progress.enter();
    try {
      boolean atRoot = rank == root;
      Layout layout = atRoot ? recvLayout : sendLayout;
      long block = bytes(atRoot ? recvCount : sendCount, layout);
      HostAlgorithm way = isData(layout) ? way(CollectiveKind.GATHER, block) : null;
      if (way == null || isOutside(root)) {
        awaitMessages(
            messages.startGather(
                sendbuf,
                sendOffset,
                sendCount,
                sendLayout,
                recvbuf,
                recvOffset,
                recvCount,
                recvLayout,
                root));
        return;
      }
      call.begin(CollectiveKind.GATHER, root);
      call.bytes = block;
      if (atRoot) {
        want(recvbuf, recvOffset, Call.inAll(recvCount, size), recvLayout);
      }
      if (atRoot && sendbuf == Collectives.IN_PLACE) {
        give(recvbuf, recvOffset, Call.inAll(recvCount, size), recvLayout);
        call.inAt = rank * block;
      } else {
        give(sendbuf, sendOffset, sendCount, sendLayout);
        requireBlock(sendCount, sendLayout, block);
      }
      run(way);
    } finally {
      progress.exit();
    }
  }

  /** MPI-4.1 §6.6. Send arguments matter at the root only; IN_PLACE to receive there only. */
  public void scatter(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout,
      int root) {
    progress.enter();
    try {
      boolean atRoot = rank == root;
      Layout layout = atRoot ? sendLayout : recvLayout;
      long block = bytes(atRoot ? sendCount : recvCount, layout);
      HostAlgorithm way = isData(layout) ? way(CollectiveKind.SCATTER, block) : null;
      if (way == null || isOutside(root)) {
        awaitMessages(
            messages.startScatter(
                sendbuf,
                sendOffset,
                sendCount,
                sendLayout,
                recvbuf,
                recvOffset,
                recvCount,
                recvLayout,
                root));
        return;
      }
      call.begin(CollectiveKind.SCATTER, root);
      call.bytes = block;
      if (atRoot) {
        give(sendbuf, sendOffset, Call.inAll(sendCount, size), sendLayout);
      }
      if (!atRoot || recvbuf != Collectives.IN_PLACE) {
        want(recvbuf, recvOffset, recvCount, recvLayout);
        requireBlock(recvCount, recvLayout, block);
      }
      run(way);
    } finally {
      progress.exit();
    }
  }

  /** MPI-4.1 §6.7. IN_PLACE at all members or none. */
  public void allGather(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout) {
    progress.enter();
    try {
      long block = bytes(recvCount, recvLayout);
      HostAlgorithm way = isData(recvLayout) ? way(CollectiveKind.ALLGATHER, block) : null;
      if (way == null) {
        rates.begin(Call.inAll(length(recvCount, recvLayout), size));
        awaitMessages(
            messages.startAllGather(
                sendbuf,
                sendOffset,
                sendCount,
                sendLayout,
                recvbuf,
                recvOffset,
                recvCount,
                recvLayout));
        return;
      }
      call.begin(CollectiveKind.ALLGATHER, 0);
      call.bytes = block;
      want(recvbuf, recvOffset, Call.inAll(recvCount, size), recvLayout);
      if (sendbuf == Collectives.IN_PLACE) {
        give(recvbuf, recvOffset, Call.inAll(recvCount, size), recvLayout);
        call.inAt = rank * block;
      } else {
        give(sendbuf, sendOffset, sendCount, sendLayout);
        requireBlock(sendCount, sendLayout, block);
      }
      run(way);
    } finally {
      progress.exit();
    }
  }

  /** MPI-4.1 §6.8. IN_PLACE at all members or none. */
  public void allToAll(
      Object sendbuf,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      Object recvbuf,
      long recvOffset,
      long recvCount,
      Layout recvLayout) {
    progress.enter();
    try {
      long block = bytes(recvCount, recvLayout);
      HostAlgorithm way = isData(recvLayout) ? way(CollectiveKind.ALLTOALL, block) : null;
      if (way == null) {
        rates.begin(Call.inAll(length(recvCount, recvLayout), size));
        awaitMessages(
            messages.startAllToAll(
                sendbuf,
                sendOffset,
                sendCount,
                sendLayout,
                recvbuf,
                recvOffset,
                recvCount,
                recvLayout));
        return;
      }
      call.begin(CollectiveKind.ALLTOALL, 0);
      call.bytes = block;
      want(recvbuf, recvOffset, Call.inAll(recvCount, size), recvLayout);
      if (sendbuf == Collectives.IN_PLACE) {
        give(recvbuf, recvOffset, Call.inAll(recvCount, size), recvLayout);
      } else {
        give(sendbuf, sendOffset, Call.inAll(sendCount, size), sendLayout);
        requireBlock(sendCount, sendLayout, block);
      }
      run(way);
    } finally {
      progress.exit();
    }
  }

  /** MPI-4.1 §6.9. The receive buffer matters at the root only; IN_PLACE there only. */
  public void reduce(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      long count,
      Layout layout,
      ReduceOp op,
      int root) {
    progress.enter();
    try {
      HostAlgorithm way = reductionWay(CollectiveKind.REDUCE, count, layout, op);
      if (way == null || isOutside(root)) {
        rates.begin(length(count, layout));
        awaitMessages(
            messages.startReduce(
                sendbuf, sendOffset, recvbuf, recvOffset, count, layout, op, root));
        return;
      }
      call.begin(CollectiveKind.REDUCE, root);
      reduction(
          way, sendbuf, sendOffset, recvbuf, recvOffset, count, count, layout, op, rank == root);
    } finally {
      progress.exit();
    }
  }

  /** MPI-4.1 §6.9.6. */
  public void allReduce(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      long count,
      Layout layout,
      ReduceOp op) {
    progress.enter();
    try {
      HostAlgorithm way = reductionWay(CollectiveKind.ALLREDUCE, count, layout, op);
      if (way == null) {
        rates.begin(length(count, layout));
        awaitMessages(
            messages.startAllReduce(sendbuf, sendOffset, recvbuf, recvOffset, count, layout, op));
        return;
      }
      call.begin(CollectiveKind.ALLREDUCE, 0);
      reduction(way, sendbuf, sendOffset, recvbuf, recvOffset, count, count, layout, op, true);
    } finally {
      progress.exit();
    }
  }

  /** MPI-4.1 §6.10.1. */
  public void reduceScatterBlock(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      int recvCount,
      Layout layout,
      ReduceOp op) {
    progress.enter();
    try {
      CollectiveKind kind = CollectiveKind.REDUCE_SCATTER_BLOCK;
      HostAlgorithm way = reductionWay(kind, recvCount, layout, op);
      if (way == null) {
        awaitMessages(
            messages.startReduceScatterBlock(
                sendbuf, sendOffset, recvbuf, recvOffset, recvCount, layout, op));
        return;
      }
      call.begin(kind, 0);
      long all = Call.inAll(recvCount, size);
      reduction(way, sendbuf, sendOffset, recvbuf, recvOffset, recvCount, all, layout, op, true);
    } finally {
      progress.exit();
    }
  }

  /** MPI-4.1 §6.11.1. */
  public void scan(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      long count,
      Layout layout,
      ReduceOp op) {
    progress.enter();
    try {
      HostAlgorithm way = reductionWay(CollectiveKind.SCAN, count, layout, op);
      if (way == null) {
        awaitMessages(
            messages.startScan(sendbuf, sendOffset, recvbuf, recvOffset, count, layout, op));
        return;
      }
      call.begin(CollectiveKind.SCAN, 0);
      reduction(way, sendbuf, sendOffset, recvbuf, recvOffset, count, count, layout, op, true);
    } finally {
      progress.exit();
    }
  }

  /** MPI-4.1 §6.11.2. The receive buffer is not changed at rank 0. */
  public void exScan(
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      long count,
      Layout layout,
      ReduceOp op) {
    progress.enter();
    try {
      HostAlgorithm way = reductionWay(CollectiveKind.EXSCAN, count, layout, op);
      if (way == null) {
        awaitMessages(
            messages.startExScan(sendbuf, sendOffset, recvbuf, recvOffset, count, layout, op));
        return;
      }
      call.begin(CollectiveKind.EXSCAN, 0);
      boolean writes = rank > 0 || sendbuf == Collectives.IN_PLACE;
      reduction(way, sendbuf, sendOffset, recvbuf, recvOffset, count, count, layout, op, writes);
    } finally {
      progress.exit();
    }
  }

  // ---- choosing

  /** How this call runs: over the segment, or null for messages. */
  private HostAlgorithm way(CollectiveKind kind, long bytes) {
    if (twoGroups) {
      return null;
    }
    HostAlgorithm way = selector.host(kind, bytes, size);
    return way != null && segment.isReady(way) ? way : null;
  }

  private HostAlgorithm reductionWay(CollectiveKind kind, long count, Layout layout, ReduceOp op) {
    boolean fits =
        isData(layout)
            && op != null
            && op.isPredefined()
            && layout.isContiguous()
            && isDefined(op, layout);
    return fits ? way(kind, bytes(count, layout)) : null;
  }

  /** Whether the operator is defined on the datatype: the same at all members. */
  private boolean isDefined(ReduceOp op, Layout layout) {
    if (op == checkedOp && layout == checkedLayout) {
      return true;
    }
    try {
      op.requireSupports(layout);
    } catch (EngineException e) {
      return false;
    }
    checkedOp = op;
    checkedLayout = layout;
    return true;
  }

  private static boolean isData(Layout layout) {
    return layout != null && !Schedule.isObject(layout);
  }

  /** Of a wrong count nothing is copied. */
  private static long bytes(long count, Layout layout) {
    return layout == null ? 0 : Math.max(0, count) * layout.sizeBytes();
  }

  private boolean isOutside(int root) {
    return root < 0 || root >= size;
  }

  // ---- arguments

  private void reduction(
      HostAlgorithm way,
      Object sendbuf,
      long sendOffset,
      Object recvbuf,
      long recvOffset,
      long count,
      long operandCount,
      Layout layout,
      ReduceOp op,
      boolean writes) {
    call.op = op;
    call.layout = layout;
    call.bytes = bytes(count, layout);
    boolean inPlace = sendbuf == Collectives.IN_PLACE;
    if (inPlace && writes) {
      give(recvbuf, recvOffset, operandCount, layout);
      want(recvbuf, recvOffset, operandCount, layout);
    } else {
      give(sendbuf, sendOffset, operandCount, layout);
      if (writes) {
        want(recvbuf, recvOffset, count, layout);
      }
    }
    run(way);
  }

  private void give(Object buffer, long offset, long count, Layout layout) {
    point(call.in, buffer, offset, count, layout);
  }

  private void want(Object buffer, long offset, long count, Layout layout) {
    call.outBuffer = buffer;
    call.outOffset = offset;
    call.wants = true;
    if (point(call.out, buffer, offset, count, layout) && count > 0) {
      try {
        call.out.requireWritable();
      } catch (EngineException e) {
        call.note(e);
      }
    }
  }

  private boolean point(Payload payload, Object buffer, long offset, long count, Layout layout) {
    if (buffer == Collectives.IN_PLACE) {
      call.note(
          new EngineException(
              ErrorClass.BUFFER,
              "IN_PLACE is not allowed for this buffer of " + call.kind.mpiName()));
      return false;
    }
    if (layout == null) {
      call.note(
          new EngineException(
              ErrorClass.TYPE, "the datatype of " + call.kind.mpiName() + " is null"));
      return false;
    }
    try {
      payload.set(buffer, offset, count, layout);
      return true;
    } catch (EngineException e) {
      call.note(e);
      return false;
    }
  }

  private void requireBlock(long count, Layout layout, long blockBytes) {
    if (layout != null && bytes(count, layout) != blockBytes) {
      call.note(
          new EngineException(
              ErrorClass.TRUNCATE,
              call.kind.mpiName()
                  + ": this rank's own part has "
                  + bytes(count, layout)
                  + " bytes, its place "
                  + blockBytes
                  + "; send and receive counts and datatypes must fit each other"));
    }
  }

  private void run(HostAlgorithm way) {
    messages.ran(call.kind, way.label());
    EngineException error;
    try {
      error = segment.run(way, call);
    } finally {
      call.clear();
    }
    throwIf(error);
  }

  /** As {@link #bytes} of data; 0 for objects, whose length the members do not share. */
  private static long length(long count, Layout layout) {
    return isData(layout) && count > 0 ? bytes(count, layout) : 0;
  }

  private void awaitMessages(Operation operation) {
    if (!operation.isDone()) {
      progress.await(operation);
    }
    rates.finish();
    EngineException error = operation.error();
    messages.recycle(operation);
    throwIf(error);
  }

  private static void throwIf(EngineException error) {
    if (error != null) {
      throw error;
    }
  }
}
