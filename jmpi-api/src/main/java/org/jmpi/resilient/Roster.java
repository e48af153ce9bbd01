package org.jmpi.resilient;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who works as which rank, and who is spare. Processes are named by their positions: their ranks in
 * the communicator that all began with, and further numbers for those that come later. Immutable;
 * the same at all processes, since each step is a function of agreed sets alone.
 */
final class Roster {
  private static final int HEAD = 3;

  private final int[] workers;
  private final int[] slots;
  private final int[] spares;

  private final int positions;

  private Roster(int[] workers, int[] slots, int[] spares, int positions) {
    this.workers = workers;
    this.slots = slots;
    this.spares = spares;
    this.positions = positions;
  }

  /** The first positions work, the last {@code spares} wait. */
  static Roster first(int processes, int spares) {
    int[] all = new int[processes];
    Arrays.setAll(all, i -> i);
    int[] workers = Arrays.copyOf(all, processes - spares);
    return new Roster(
        workers, workers, Arrays.copyOfRange(all, processes - spares, processes), processes);
  }

  /**
   * With so many processes more, which have the next positions and wait behind the other spares.
   */
  Roster plus(int newcomers) {
    int[] more = Arrays.copyOf(spares, spares.length + newcomers);
    for (int i = 0; i < newcomers; i++) {
      more[spares.length + i] = positions + i;
    }
    return new Roster(workers, slots, more, positions + newcomers);
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
        Arrays.copyOfRange(living, taken, living.length),
        positions);
  }

  /** All positions of this and earlier rosters are below. */
  int positions() {
    return positions;
  }

  /** The positions of those that worked and whose place is empty in {@code next}. */
  int[] emptied(Roster next) {
    return IntStream.range(0, workers.length)
        .filter(rank -> next.rankOfSlot(slots[rank]) < 0)
        .map(rank -> workers[rank])
        .toArray();
  }

  /** As numbers, for one that does not know it: how many work, wait and have been, then who. */
  int[] toInts() {
    return Stream.of(new int[] {workers.length, spares.length, positions}, workers, slots, spares)
        .flatMapToInt(Arrays::stream)
        .toArray();
  }

  /** From {@link #toInts}. */
  static Roster of(int[] ints) {
    int spares = HEAD + 2 * ints[0];
    return new Roster(
        Arrays.copyOfRange(ints, HEAD, HEAD + ints[0]),
        Arrays.copyOfRange(ints, HEAD + ints[0], spares),
        Arrays.copyOfRange(ints, spares, spares + ints[1]),
        ints[2]);
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
