package org.jmpi.coll;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOps;
import org.jmpi.error.EngineException;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.Progress;
import org.jmpi.p2p.SharedWait;

/**
 * The memory that the members of one communicator share for their collectives: made and agreed on
 * at the first call that could use it, abandoned after a death or revocation. The areas for long
 * vectors are a segment of their own, made when the first one comes.
 *
 * <p>The first segment consists of units: one for this communicator, the others spare, for those
 * that are made of its living members after deaths and then need not make one.
 */
final class HostSegment implements SharedWait {
  private static final long PIPELINE_BIT = 1L << 62;

  private enum State {
    UNDECIDED,
    SHARED,
    NOT_SHARED
  }

  private final Collectives messages;
  private final Progress progress;
  private final HostMemory memory;
  private final long context;
  private final int rank;
  private final int size;
  private final HostExtras extras;
  private final HostFold fold = new HostFold();
  private State flatState = State.UNDECIDED;
  private State pipelineState = State.UNDECIDED;
  private HostFlat flat;
  private HostPipeline pipeline;
  private HostStep current;

  /** What this process has mapped, whether the others have or not. */
  private HostUnits units;

  HostSegment(
      Collectives messages, Progress progress, HostMemory memory, long context, HostExtras extras) {
    this.extras = extras;
    this.messages = messages;
    this.progress = progress;
    this.memory = memory;
    this.context = context;
    this.rank = messages.rank();
    this.size = messages.size();
  }

  /** The memory goes, as far as it is not another communicator's by now. */
  void free() {
    close();
    units = null;
  }

  /** What {@link HostExtras} asked for; null when this process has mapped nothing. */
  ByteBuffer beside() {
    return units == null || extras.besideBytes() == 0
        ? null
        : units.part(HostSlots.memoryBytes(size), extras.besideBytes());
  }

  /** Whether all members are known to have mapped it. */
  boolean isShared() {
    return flatState == State.SHARED;
  }

  /** All but the first unit; null when there are none. They can be given once. */
  HostUnits giveSpares() {
    HostUnits spares = units == null ? null : units.spares();
    if (spares != null) {
      units = units.first();
    }
    return spares;
  }

  /** All members have these units, in which nobody has written. Before anything else. */
  void inherit(HostUnits given) {
    units = given;
    flat = new HostFlat(given.part(0, HostSlots.memoryBytes(size)), rank, size, fold);
    flatState = State.SHARED;
  }

  /** Nothing goes over shared memory any more. */
  void close() {
    flatState = State.NOT_SHARED;
    pipelineState = State.NOT_SHARED;
    flat = null;
    pipeline = null;
    current = null;
  }

  /** Whether all members have the memory that this needs; decided together when first asked. */
  boolean isReady(HostAlgorithm way) {
    if (messages.dead() != null) {
      return false;
    }
    if (flatState == State.UNDECIDED) {
      ByteBuffer flatMemory = share(context, extras.unitBytes() * (1 + extras.spares()), true);
      flatState = flatMemory == null ? State.NOT_SHARED : State.SHARED;
      if (flatMemory != null) {
        flat = new HostFlat(view(flatMemory), rank, size, fold);
      }
    }
    if (flatState == State.NOT_SHARED || way == HostAlgorithm.FLAT) {
      return flatState == State.SHARED;
    }
    if (pipelineState == State.UNDECIDED) {
      ByteBuffer pipelineMemory =
          share(context | PIPELINE_BIT, HostPipeline.memoryBytes(size), false);
      pipelineState = pipelineMemory == null ? State.NOT_SHARED : State.SHARED;
      if (pipelineMemory != null) {
        pipeline = new HostPipeline(view(pipelineMemory), rank, size, flat, fold);
      }
    }
    return pipelineState == State.SHARED;
  }

  /** As {@link #isReady}, but decides nothing. */
  boolean isShared(HostAlgorithm way) {
    State state = way == HostAlgorithm.FLAT ? flatState : pipelineState;
    return messages.dead() == null && state == State.SHARED;
  }

  /** Runs a call to its end; the error, or null. */
  EngineException run(HostAlgorithm way, HostCall call) {
    HostStep step;
    if (way == HostAlgorithm.FLAT) {
      flat.begin(call);
      step = flat;
    } else {
      pipeline.begin(call);
      step = pipeline;
    }
    current = step;
    if (step.advance() != Look.DONE) {
      progress.awaitShared(this);
    }
    if (step.published) {
      wakeSleepers(step);
    }
    if (!step.isDone()) {
      close();
      return messages.dead();
    }
    if (call.error != null && pipeline != null && step == flat) {
      pipeline.leave(flat.number());
      wakeSleepers(pipeline);
    }
    return call.error;
  }

  // ---- waiting

  @Override
  public Look look() {
    HostStep step = current;
    if (step.published) {
      wakeSleepers(step);
    }
    if (messages.dead() != null) {
      return Look.DONE;
    }
    return step.advance();
  }

  @Override
  public boolean getAsBoolean() {
    return look() != Look.WAITS || current.published;
  }

  @Override
  public void beginSleep() {
    flat.slots().sleep(current.awaited());
  }

  @Override
  public void endSleep() {
    flat.slots().endSleep();
  }

  private void wakeSleepers(HostStep step) {
    step.published = false;
    if (flat.slots().hasSleepers()) {
      for (int member = 0; member < size; member++) {
        if (member != rank && flat.slots().mustWake(member)) {
          memory.wake(messages.process(member));
        }
      }
    }
  }

  // ---- setting up

  /**
   * Makes a segment that all members have, or makes sure that none uses it; null then. By messages,
   * so that all come to the same answer.
   */
  private ByteBuffer share(long name, int lengthBytes, boolean hasUnits) {
    String lastBcast = messages.lastAlgorithm(CollectiveKind.BCAST);
    String lastAllReduce = messages.lastAlgorithm(CollectiveKind.ALLREDUCE);
    long[] answer = {0};
    ByteBuffer mine = null;
    if (rank == 0 && canShare()) {
      mine = memory.create(name, lengthBytes);
      answer[0] = mine == null ? 0 : 1;
    }
    await(messages.startBcastLongs(answer, 0));
    if (answer[0] != 0) {
      if (rank != 0) {
        mine = canShare() ? memory.open(name, lengthBytes) : null;
      }
      answer[0] = mine != null && mine.capacity() >= lengthBytes ? 1 : 0;
      if (hasUnits && answer[0] != 0) {
        // Others may come to know that all have it though this process does not.
        units = new HostUnits(view(mine), extras.unitBytes());
      }
      await(
          messages.startAllReduce(
              Collectives.IN_PLACE, 0, answer, 0, 1, Layout.LONG, ReduceOps.BAND));
    }
    if (rank == 0 && mine != null) {
      memory.unlink(name);
    }
    // These were not the program's calls.
    messages.ran(CollectiveKind.BCAST, lastBcast);
    messages.ran(CollectiveKind.ALLREDUCE, lastAllReduce);
    if (answer[0] == 0 || messages.dead() != null) {
      return null;
    }
    return mine;
  }

  private static ByteBuffer view(ByteBuffer segment) {
    return segment.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
  }

  private boolean canShare() {
    if (memory == null) {
      return false;
    }
    int[] processes = new int[size];
    for (int member = 0; member < size; member++) {
      processes[member] = messages.process(member);
    }
    return memory.isSharedBy(processes);
  }

  private void await(Operation operation) {
    if (!operation.isDone()) {
      progress.await(operation);
    }
    EngineException error = operation.error();
    messages.recycle(operation);
    if (error != null && messages.dead() == null) {
      throw error;
    }
  }
}
