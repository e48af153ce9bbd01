package org.jmpi.coll;

import java.util.Arrays;

/**
 * One rank's schedule without buffers: what it sends, receives and computes, how many bytes, and
 * what waits for what. What a simulation needs of a {@link Schedule}, in little memory. Immutable.
 */
public final class RankSteps {
  /** Sends to its peer. */
  public static final byte SEND = Schedule.SEND;

  /** Receives from its peer. */
  public static final byte RECEIVE = Schedule.RECV;

  /** Reduces one vector into another. */
  public static final byte REDUCE = Schedule.REDUCE;

  /** Copies in memory. */
  public static final byte COPY = Schedule.COPY;

  /** Of a step in {@link Schedule} and, while it runs, in {@link CollectiveOperation}. */
  private static final int BYTES_PER_STEP = 1 + 5 * Integer.BYTES + 4 * Long.BYTES + 3 * 4;

  private final String algorithm;
  private final byte[] kind;
  private final int[] peer;
  private final int[] message;
  private final long[] lengthBytes;
  private final int[] predecessors;
  private final int[] successorsFrom;
  private final int[] successors;

  /** The steps that receive, in the order of their peers, those of one peer in their own. */
  private final int[] receives;

  private final long temporaryBytes;

  RankSteps(Schedule schedule) {
    int steps = schedule.stepCount();
    algorithm = schedule.algorithm;
    kind = schedule.kind;
    peer = schedule.peer;
    message = schedule.message;
    predecessors = schedule.predecessors;
    lengthBytes = new long[steps];
    successorsFrom = new int[steps + 1];
    int edges = steps == 0 ? 0 : schedule.successorsTo(steps - 1);
    successors = new int[edges];
    int receiving = 0;
    for (int step = 0; step < steps; step++) {
      requireSimulable(kind[step]);
      lengthBytes[step] = schedule.bytesA(step);
      successorsFrom[step + 1] = schedule.successorsTo(step);
      receiving += kind[step] == RECEIVE ? 1 : 0;
    }
    for (int i = 0; i < edges; i++) {
      successors[i] = schedule.successor(i);
    }
    receives = sorted(receiving);
    long bytes = 0;
    for (int i = 0; i < schedule.temporaryLayout.length; i++) {
      bytes += schedule.temporaryItems[i] * schedule.temporaryLayout[i].extentBytes();
    }
    temporaryBytes = bytes;
  }

  private static void requireSimulable(byte kind) {
    if (kind > Schedule.COPY) {
      throw new IllegalArgumentException("the length of what is sent is not known");
    }
  }

  private int[] sorted(int count) {
    long[] keys = new long[count];
    int next = 0;
    for (int step = 0; step < kind.length; step++) {
      if (kind[step] == RECEIVE) {
        keys[next++] = (long) peer[step] << 32 | step;
      }
    }
    Arrays.sort(keys);
    int[] steps = new int[count];
    for (int i = 0; i < count; i++) {
      steps[i] = (int) keys[i];
    }
    return steps;
  }

  /** The name of the algorithm that wrote it. */
  public String algorithm() {
    return algorithm;
  }

  /** How many steps there are. */
  public int size() {
    return kind.length;
  }

  /** {@link #SEND}, {@link #RECEIVE}, {@link #REDUCE} or {@link #COPY}. */
  public byte kind(int step) {
    return kind[step];
  }

  /** The other rank of a message. */
  public int peer(int step) {
    return peer[step];
  }

  /** Counts the messages from one rank to another, from 0. */
  public int message(int step) {
    return message[step];
  }

  /** What a step moves or computes on. */
  public long lengthBytes(int step) {
    return lengthBytes[step];
  }

  /** For how many steps it waits. */
  public int predecessors(int step) {
    return predecessors[step];
  }

  /** Where the steps that wait for this one start in {@link #successor}. */
  public int successorsFrom(int step) {
    return successorsFrom[step];
  }

  /** Where they end. */
  public int successorsTo(int step) {
    return successorsFrom[step + 1];
  }

  /** A step that waits. */
  public int successor(int index) {
    return successors[index];
  }

  /**
   * The step that takes a message.
   *
   * @throws IllegalStateException when there is none: the schedules of both ranks do not fit
   */
  public int receive(int source, int number) {
    int low = 0;
    int high = receives.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (peer[receives[middle]] < source) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int place = low + number;
    if (place >= receives.length || peer[receives[place]] != source) {
      throw new IllegalStateException(
          algorithm + ": nobody receives message " + number + " from rank " + source);
    }
    return receives[place];
  }

  /** What the schedule itself takes at its rank, and the state of its run. */
  public long scheduleBytes() {
    return (long) kind.length * BYTES_PER_STEP + (long) successors.length * Integer.BYTES;
  }

  /** What the schedule takes beside the program's buffers. */
  public long temporaryBytes() {
    return temporaryBytes;
  }
}
