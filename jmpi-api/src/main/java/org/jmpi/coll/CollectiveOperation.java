package org.jmpi.coll;

import java.util.Arrays;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOp;
import org.jmpi.data.Scratch;
import org.jmpi.error.EngineException;
import org.jmpi.p2p.Completion;
import org.jmpi.p2p.Operation;

/**
 * A collective under way at this member: a schedule, the buffers it is bound to, and how far it is.
 * Complete when this member's part is; with an error only after nothing refers to the program's
 * buffers any more.
 */
public final class CollectiveOperation extends Operation {
  private static final int STARTED = -1;
  private static final Object[] NO_BUFFERS = {};

  private CollectiveKind kind;
  Schedule schedule;
  ReduceOp reduceOp;

  /** High half of all tags; the same at all members. */
  long instance;

  /** Its place in the runner's list. */
  int listIndex;

  /** Messages under way. */
  private Flight[] active = new Flight[4];

  private int activeCount;

  /** Local steps that run outside the lock. */
  int offloaded;

  private Object[] buffers = NO_BUFFERS;

  /** {@link #buffers} has the temporaries of this schedule from the time before; else null. */
  private Schedule temporariesOf;

  private long sendBaseElements;
  private long recvBaseElements;
  private int[] remaining;
  private int[] ready;
  private int readyHead;
  private int readyTail;
  private int doneSteps;

  /** The first error; the instance is then only being wound up. */
  EngineException failure;

  /**
   * True while the runner works on this instance: callbacks from inside only leave their news
   * behind.
   */
  boolean busy;

  /** The algorithm that runs or ran; "none" when it never came to that. */
  public String algorithm() {
    return schedule == null ? "none" : schedule.algorithm;
  }

  @Override
  public String toString() {
    return kind.mpiName() + " (" + algorithm() + ", instance " + instance + ")";
  }

  /**
   * Names what is to be done next. The buffers may be null where the schedule does not use them.
   */
  void prepare(
      CollectiveKind what,
      Schedule steps,
      Object sendBuffer,
      long sendOffset,
      Object recvBuffer,
      long recvOffset,
      ReduceOp op) {
    kind = what;
    schedule = steps;
    reduceOp = op;
    if (steps == null) {
      return;
    }
    if (temporariesOf != steps) {
      temporariesOf = null;
      buffers = new Object[2 + steps.temporaryLayout.length];
    }
    buffers[0] = sendBuffer;
    buffers[1] = recvBuffer;
    sendBaseElements = sendOffset;
    recvBaseElements = recvOffset;
  }

  /** Makes everything ready for the first step. */
  void open(long instanceNumber, Completion completion) {
    instance = instanceNumber;
    failure = null;
    doneSteps = 0;
    readyHead = 0;
    readyTail = 0;
    if (schedule != null) {
      int steps = schedule.stepCount();
      if (remaining == null || remaining.length < steps) {
        remaining = new int[steps];
        ready = new int[steps];
      }
      System.arraycopy(schedule.predecessors, 0, remaining, 0, steps);
      for (int step = 0; step < steps; step++) {
        if (remaining[step] == 0) {
          ready[readyTail++] = step;
        }
      }
    }
    begin(completion);
  }

  /** Takes memory for the temporaries, or finds it there. */
  void allocate() {
    if (temporariesOf == schedule) {
      return;
    }
    for (int i = 0; i < schedule.temporaryLayout.length; i++) {
      Layout layout = schedule.temporaryLayout[i];
      buffers[2 + i] =
          layout == null ? new Blob() : Scratch.newArray(layout, schedule.temporaryItems[i]);
    }
    temporariesOf = schedule.keepsTemporaries ? schedule : null;
  }

  /** Drops all references to the program's memory and ends the operation. */
  void close() {
    if (temporariesOf == null) {
      Arrays.fill(buffers, null);
    } else {
      buffers[0] = null;
      buffers[1] = null;
    }
    reduceOp = null;
    if (failure == null) {
      succeed();
    } else {
      fail(failure);
    }
  }

  /** The next step that may run, marked as started; -1 when there is none now. */
  int takeReady() {
    if (readyHead == readyTail) {
      return -1;
    }
    int step = ready[readyHead++];
    remaining[step] = STARTED;
    return step;
  }

  /** Marks a step as started that may not be ready; false when it was started before. */
  boolean claim(int step) {
    boolean fresh = remaining[step] != STARTED;
    remaining[step] = STARTED;
    return fresh;
  }

  /** A step could not be started after all. */
  void unclaim(int step) {
    remaining[step] = 0;
  }

  /** A step is done: those that waited for it only become ready. */
  void finishStep(int step) {
    doneSteps++;
    for (int i = schedule.successorsFrom(step); i < schedule.successorsTo(step); i++) {
      int next = schedule.successor(i);
      if (--remaining[next] == 0) {
        ready[readyTail++] = next;
      }
    }
  }

  boolean isFinished() {
    boolean idle = activeCount == 0 && offloaded == 0;
    return idle && (failure != null || doneSteps == schedule.stepCount());
  }

  Object buffer(int slot) {
    return buffers[schedule.slotBuffer[slot]];
  }

  Blob blob(int slot) {
    return (Blob) buffer(slot);
  }

  /** Where an item of a slot is in its buffer, in elements of the layout's kind. */
  long element(int slot, long itemOffset) {
    int buffer = schedule.slotBuffer[slot];
    long base = buffer == 0 ? sendBaseElements : buffer == 1 ? recvBaseElements : 0;
    return base
        + schedule.slotBaseElements[slot]
        + itemOffset * schedule.slotLayout[slot].extentElements();
  }

  void addActive(Flight flight) {
    if (activeCount == active.length) {
      active = Arrays.copyOf(active, activeCount * 2);
    }
    flight.activeIndex = activeCount;
    active[activeCount++] = flight;
  }

  void removeActive(Flight flight) {
    Flight last = active[--activeCount];
    active[activeCount] = null;
    if (last != flight) {
      active[flight.activeIndex] = last;
      last.activeIndex = flight.activeIndex;
    }
  }

  int activeCount() {
    return activeCount;
  }

  Flight active(int index) {
    return active[index];
  }
}
