package org.jmpi.resilient;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Who works as which rank, and who is spare. Processes are named by their positions: their ranks in
 * the communicator that all began with. Immutable; the same at all processes, since each step is a
 * function of agreed sets alone.
 */
final class Roster {
  private final int[] workers;
  private final int[] slots;
  private final int[] spares;

  private Roster(int[] workers, int[] slots, int[] spares) {
    this.workers = workers;
    this.slots = slots;
    this.spares = spares;
  }

  /** The first positions work, the last {@code spares} wait. */
  static Roster first(int processes, int spares) {
    int[] all = new int[processes];
    Arrays.setAll(all, i -> i);
    int[] workers = Arrays.copyOf(all, processes - spares);
    return new Roster(workers, workers, Arrays.copyOfRange(all, processes - spares, processes));
  }

  /**
   * Without the dead: each that worked is replaced by the next spare, the lowest rank first; when
   * none is left the ranks behind it move up.
   */
  Roster without(BitSet dead) {
    int[] living = Arrays.stream(spares).filter(position -> !dead.get(position)).toArray();
    int[] newWorkers = new int[workers.length];
    int[] newSlots = new int[workers.length];
    int count = 0;
    int taken = 0;
    for (int rank = 0; rank < workers.length; rank++) {
      boolean isDead = dead.get(workers[rank]);
      if (!isDead || taken < living.length) {
        newWorkers[count] = isDead ? living[taken++] : workers[rank];
        newSlots[count++] = slots[rank];
      }
    }
    return new Roster(
        Arrays.copyOf(newWorkers, count),
        Arrays.copyOf(newSlots, count),
        Arrays.copyOfRange(living, taken, living.length));
  }

  /** How many ranks work. */
  int size() {
    return workers.length;
  }

  /** How many wait. */
  int spares() {
    return spares.length;
  }

  /** The position of the process that works as {@code rank}. */
  int worker(int rank) {
    return workers[rank];
  }

  /** The position of the first that works and is not in {@code dead}, or -1. */
  int firstNotIn(BitSet dead) {
    return Arrays.stream(workers).filter(position -> !dead.get(position)).findFirst().orElse(-1);
  }

  /** The rank of the process at {@code position}, or -1 when it does not work. */
  int rankOf(int position) {
    return indexOf(workers, position);
  }

  /** The number that {@code rank} had at the beginning; whoever takes its place has it too. */
  int slot(int rank) {
    return slots[rank];
  }

  /** The rank that has {@code slot} now, or -1 when nobody has taken its place. */
  int rankOfSlot(int slot) {
    return indexOf(slots, slot);
  }

  /** The numbers that the ranks had at the beginning, ascending. */
  int[] slots() {
    return slots.clone();
  }

  private static int indexOf(int[] values, int wanted) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
