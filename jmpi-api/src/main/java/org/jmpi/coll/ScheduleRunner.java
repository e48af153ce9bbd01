package org.jmpi.coll;

import java.util.ArrayList;
import org.jmpi.data.Layout;
import org.jmpi.data.ObjectCodec;
import org.jmpi.data.Payload;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Completion;
import org.jmpi.p2p.Progress;

/**
 * Executes schedules, any number at a time. A state machine without I/O: messages go through a
 * {@link MessagePort}, long local work through {@link Progress#offload}. All methods are called
 * under the engine's lock.
 *
 * <p>An error ends the instance at this member. When it is an error of this member alone (a message
 * of the wrong length, an operator that throws), the messages that the others still wait for are
 * sent empty, so that they end with an error too instead of waiting for ever. When a member has
 * died, everything is given up at once; the others learn of the death themselves.
 */
final class ScheduleRunner {
  /** Reductions with predefined operators up to this size run at once: about 10 µs. */
  private static final long INLINE_REDUCE_BYTES = 16 << 10;

  /** Copies up to this size run at once: about 10 µs. */
  private static final long INLINE_COPY_BYTES = 128 << 10;

  private static final long STEP_MASK = 0xFFFFFFFFL;
  private static final long INSTANCE_MASK = 0x7FFFFFFFL;

  private final MessagePort port;
  private final Progress progress;
  private final LocalSteps inline;
  private final ObjectCodec codec;
  private final ArrayList<CollectiveOperation> running = new ArrayList<>();
  private Flight freeSends;
  private Flight freeReceives;
  private long nextInstance;
  private EngineException dead;
  private Runnable whenIdle;

  ScheduleRunner(MessagePort port, Progress progress, ObjectCodec codec) {
    this.port = port;
    this.progress = progress;
    this.codec = codec;
    this.inline = new LocalSteps(codec);
  }

  /** Instances that are not complete. */
  int runningCount() {
    return running.size();
  }

  /**
   * Starts a prepared operation. It may be complete on return.
   *
   * @param error what is wrong with this member's arguments: the operation fails with it, but the
   *     others are told
   */
  void start(CollectiveOperation op, EngineException error, Completion completion) {
    op.open(nextInstance++ & INSTANCE_MASK, completion);
    op.listIndex = running.size();
    running.add(op);
    op.busy = true;
    EngineException reason = dead != null ? dead : error;
    if (reason == null) {
      reason = allocate(op);
    }
    if (reason != null) {
      windUp(op, reason);
    }
    proceed(op);
  }

  /**
   * The group can do no more collectives: what is unfinished ends with this error, and so does what
   * is started later.
   *
   * @param reason of a class that all members come to know of by themselves (see {@link #isFatal})
   */
  void endAll(EngineException reason) {
    if (dead == null || reason.errorClass() == ErrorClass.REVOKED) {
      dead = reason;
    }
    // Ending one may start or end others: work on those of this moment.
    for (CollectiveOperation op : running.toArray(new CollectiveOperation[0])) {
      if (!op.isDone()) {
        boolean outermost = !op.busy;
        op.busy = true;
        windUp(op, dead);
        if (outermost) {
          proceed(op);
        }
      }
    }
  }

  /** Calls this once, as soon as no instance is unfinished. */
  void whenIdle(Runnable action) {
    if (running.isEmpty()) {
      action.run();
    } else {
      whenIdle = action;
    }
  }

  /** The reason that was given to {@link #endAll}, or null. */
  EngineException dead() {
    return dead;
  }

  void messageDone(Flight flight, EngineException error) {
    CollectiveOperation op = flight.operation;
    int step = flight.step;
    boolean outermost = !op.busy;
    op.busy = true;
    op.removeActive(flight);
    EngineException reason = error != null ? error : lengthError(flight);
    recycle(flight);
    if (op.failure == null) {
      if (reason != null) {
        windUp(op, reason);
      } else {
        op.finishStep(step);
      }
    }
    if (outermost) {
      proceed(op);
    }
  }

  private static EngineException allocate(CollectiveOperation op) {
    try {
      op.allocate();
      return null;
    } catch (EngineException e) {
      return e;
    }
  }

  /** Runs what is ready; the last one to leave closes. Entered with {@code busy} set. */
  private void proceed(CollectiveOperation op) {
    while (op.failure == null) {
      int step = op.takeReady();
      if (step < 0) {
        break;
      }
      try {
        execute(op, step);
      } catch (RuntimeException e) {
        op.unclaim(step);
        windUp(op, asEngineException(op, e));
      }
    }
    op.busy = false;
    if (op.isFinished()) {
      CollectiveOperation last = running.remove(running.size() - 1);
      if (last != op) {
        running.set(op.listIndex, last);
        last.listIndex = op.listIndex;
      }
      op.close();
      if (whenIdle != null && running.isEmpty()) {
        Runnable action = whenIdle;
        whenIdle = null;
        action.run();
      }
    }
  }

  private void execute(CollectiveOperation op, int step) {
    Schedule s = op.schedule;
    switch (s.kind[step]) {
      case Schedule.SEND -> send(op, step);
      case Schedule.RECV -> receive(op, step);
      default -> {
        if (isShort(op, step)) {
          inline.run(op, step);
          op.finishStep(step);
        } else {
          op.offloaded++;
          progress.offload(new LongStep(op, step));
        }
      }
    }
  }

  private static boolean isShort(CollectiveOperation op, int step) {
    Schedule s = op.schedule;
    return switch (s.kind[step]) {
      case Schedule.REDUCE -> s.bytesA(step) <= INLINE_REDUCE_BYTES && op.reduceOp.isPredefined();
      case Schedule.COPY -> s.bytesA(step) <= INLINE_COPY_BYTES;
      case Schedule.PACK, Schedule.UNPACK -> true;
      case Schedule.PASS -> op.blob(s.slotA[step]).lengthBytes() <= INLINE_COPY_BYTES;
      default -> false;
    };
  }

  private void send(CollectiveOperation op, int step) {
    Schedule s = op.schedule;
    int slot = s.slotA[step];
    Flight flight = takeSend();
    Payload payload = flight.message.payload();
    if (s.isBlob(slot)) {
      Blob blob = op.blob(slot);
      payload.set(blob.bytes(), 0, blob.lengthBytes(), Layout.BYTE);
    } else if (s.countA[step] == 0) {
      payload.setEmpty();
    } else {
      payload.set(
          op.buffer(slot), op.element(slot, s.offsetA[step]), s.countA[step], s.slotLayout[slot]);
    }
    launch(flight, op, step);
  }

  private void receive(CollectiveOperation op, int step) {
    Schedule s = op.schedule;
    int slot = s.slotA[step];
    Flight flight = takeReceive();
    Payload payload = flight.message.payload();
    if (s.isBlob(slot)) {
      payload.setGrowing(op.blob(slot).receive());
      flight.expectedBytes = -1;
    } else if (s.countA[step] == 0) {
      payload.setEmpty();
      flight.expectedBytes = 0;
    } else {
      payload.set(
          op.buffer(slot), op.element(slot, s.offsetA[step]), s.countA[step], s.slotLayout[slot]);
      flight.expectedBytes = payload.lengthBytes();
    }
    launch(flight, op, step);
  }

  private void launch(Flight flight, CollectiveOperation op, int step) {
    flight.operation = op;
    flight.step = step;
    op.addActive(flight);
    try {
      flight.message.start(op.schedule.peer[step], tag(op, op.schedule.message[step]));
    } catch (RuntimeException e) {
      op.removeActive(flight);
      throw e;
    }
  }

  private static long tag(CollectiveOperation op, int message) {
    return op.instance << 32 | message;
  }

  private EngineException lengthError(Flight flight) {
    if (flight.outgoing || flight.expectedBytes < 0) {
      return null;
    }
    long bytes = flight.message.receivedBytes();
    if (bytes == flight.expectedBytes) {
      return null;
    }
    CollectiveOperation op = flight.operation;
    return new EngineException(
        ErrorClass.COUNT,
        op
            + ": rank "
            + op.schedule.peer[flight.step]
            + " sent "
            + bytes
            + " bytes where "
            + flight.expectedBytes
            + " were expected; either counts and datatypes differ between the members, or that member has had an error");
  }

  /** The instance has failed: lets go of everything that can be let go of. */
  private void windUp(CollectiveOperation op, EngineException reason) {
    boolean first = op.failure == null;
    if (first) {
      op.failure = reason;
    }
    boolean giveUp = isFatal(reason);
    long from = tag(op, 0);
    port.endInstance(from, from + STEP_MASK + 1, reason);
    if (first && !giveUp && op.schedule != null) {
      sendEmptyMessages(op);
    }
    for (int i = op.activeCount() - 1; i >= 0; i--) {
      if (i < op.activeCount()) {
        Flight flight = op.active(i);
        if (giveUp || !flight.outgoing) {
          flight.message.abandon(reason);
        }
      }
    }
  }

  /** Errors that all members get by themselves. */
  private static boolean isFatal(EngineException reason) {
    return switch (reason.errorClass()) {
      case PROC_FAILED, PROC_ABORTED, REVOKED -> true;
      default -> false;
    };
  }

  /** What this member owes the others and cannot compute any more. */
  private void sendEmptyMessages(CollectiveOperation op) {
    Schedule s = op.schedule;
    for (int step = 0; step < s.stepCount(); step++) {
      if (s.kind[step] == Schedule.SEND && op.claim(step)) {
        Flight flight = takeSend();
        flight.message.payload().setEmpty();
        launch(flight, op, step);
      }
    }
  }

  private static EngineException asEngineException(CollectiveOperation op, Throwable e) {
    if (e instanceof EngineException) {
      return (EngineException) e;
    }
    return new EngineException(ErrorClass.OTHER, op + " failed: " + e, e);
  }

  private Flight takeSend() {
    Flight flight = freeSends;
    if (flight == null) {
      return new Flight(this, port, true);
    }
    freeSends = flight.nextFree;
    return flight;
  }

  private Flight takeReceive() {
    Flight flight = freeReceives;
    if (flight == null) {
      return new Flight(this, port, false);
    }
    freeReceives = flight.nextFree;
    return flight;
  }

  private void recycle(Flight flight) {
    flight.operation = null;
    if (flight.outgoing) {
      flight.nextFree = freeSends;
      freeSends = flight;
    } else {
      flight.nextFree = freeReceives;
      freeReceives = flight;
    }
  }

  /** A local step that runs outside the lock. */
  private final class LongStep implements Progress.Work {
    private final CollectiveOperation op;
    private final int step;

    LongStep(CollectiveOperation op, int step) {
      this.op = op;
      this.step = step;
    }

    @Override
    public void run() {
      new LocalSteps(codec).run(op, step);
    }

    @Override
    public void finished(Throwable thrown) {
      boolean outermost = !op.busy;
      op.busy = true;
      op.offloaded--;
      if (op.failure == null) {
        if (thrown != null) {
          windUp(op, asEngineException(op, thrown));
        } else {
          op.finishStep(step);
        }
      }
      if (outermost) {
        proceed(op);
      }
    }
  }
}
