package org.jmpi.comm;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * An ordered set of processes (MPI-4.1 §7.3): rank {@code r} is the process whose index in the
 * job's process table is {@code process(r)}. Immutable; all operations are local and cost O(n log
 * n) at most.
 */
public final class ProcessGroup {
  /** The group without members. */
  public static final ProcessGroup EMPTY = new ProcessGroup(new int[0]);

  /** What {@link #translate} gives for a process that is not a member of the other group. */
  public static final int NOT_A_MEMBER = -1;

  /** How two groups compare (MPI-4.1 §7.3.1). */
  public enum Comparison {
    /** Same members in the same order. */
    IDENT,
    /** Same members in another order. */
    SIMILAR,
    /** Other members. */
    UNEQUAL
  }

  private static final int TRIPLET = 3;

  private final int[] processes;

  /** Members in ascending order, or null when {@link #processes} is that itself. */
  private final int[] sorted;

  /** Rank of {@code sorted[i]}, or null as above. */
  private final int[] rankOfSorted;

  private ProcessGroup(int[] owned) {
    processes = owned;
    if (isAscending(owned)) {
      sorted = null;
      rankOfSorted = null;
      return;
    }
    long[] pairs = new long[owned.length];
    for (int rank = 0; rank < owned.length; rank++) {
      pairs[rank] = (long) owned[rank] << Integer.SIZE | rank;
    }
    Arrays.sort(pairs);
    sorted = new int[owned.length];
    rankOfSorted = new int[owned.length];
    for (int i = 0; i < pairs.length; i++) {
      sorted[i] = (int) (pairs[i] >> Integer.SIZE);
      rankOfSorted[i] = (int) pairs[i];
      if (i > 0 && sorted[i] == sorted[i - 1]) {
        throw error(
            ErrorClass.GROUP,
            "process " + sorted[i] + " would be in the group twice; list it once");
      }
    }
  }

  /**
   * The group with these process indices in rank order.
   *
   * @throws EngineException ERR_GROUP when an index is negative or occurs twice
   */
  public static ProcessGroup of(int... processesByRank) {
    for (int process : processesByRank) {
      if (process < 0) {
        throw error(ErrorClass.GROUP, "there is no process " + process + "; indices start at 0");
      }
    }
    return make(processesByRank.clone());
  }

  /** The group of processes 0 … size − 1 in that order. */
  public static ProcessGroup range(int size) {
    int[] all = new int[size];
    for (int i = 0; i < size; i++) {
      all[i] = i;
    }
    return make(all);
  }

  /** Number of members. */
  public int size() {
    return processes.length;
  }

  /**
   * The process index of a rank.
   *
   * @throws EngineException ERR_RANK when {@code rank} is not in 0 … size − 1
   */
  public int process(int rank) {
    checkRank(rank);
    return processes[rank];
  }

  /** The rank of a process, or −1 when it is not a member. */
  public int rankOf(int process) {
    int place = Arrays.binarySearch(sorted == null ? processes : sorted, process);
    if (place < 0) {
      return NOT_A_MEMBER;
    }
    return rankOfSorted == null ? place : rankOfSorted[place];
  }

  /** True when the process is a member. */
  public boolean contains(int process) {
    return rankOf(process) != NOT_A_MEMBER;
  }

  /** The process indices in rank order; a copy. */
  public int[] processes() {
    return processes.clone();
  }

  /**
   * All members of this group in order, then those of {@code other} that are not in this one
   * (MPI-4.1 §7.3.2).
   */
  public ProcessGroup union(ProcessGroup other) {
    ProcessGroup added = other.difference(this);
    int[] all = Arrays.copyOf(processes, processes.length + added.size());
    System.arraycopy(added.processes, 0, all, processes.length, added.size());
    return make(all);
  }

  /**
   * The members of this group that are in {@code other} too, in this group's order (MPI-4.1
   * §7.3.2).
   */
  public ProcessGroup intersection(ProcessGroup other) {
    return select(other::contains);
  }

  /**
   * The members of this group that are not in {@code other}, in this group's order (MPI-4.1
   * §7.3.2).
   */
  public ProcessGroup difference(ProcessGroup other) {
    return select(process -> !other.contains(process));
  }

  /**
   * The members with the given ranks in the order given (MPI-4.1 §7.3.2).
   *
   * @throws EngineException ERR_RANK when a rank is not one of this group's or is listed twice
   */
  public ProcessGroup incl(int... ranks) {
    checkDistinct(ranks);
    int[] chosen = new int[ranks.length];
    for (int i = 0; i < ranks.length; i++) {
      chosen[i] = processes[ranks[i]];
    }
    return make(chosen);
  }

  /**
   * The members but those with the given ranks, in this group's order (MPI-4.1 §7.3.2).
   *
   * @throws EngineException ERR_RANK when a rank is not one of this group's or is listed twice
   */
  public ProcessGroup excl(int... ranks) {
    boolean[] without = checkDistinct(ranks);
    int[] kept = new int[processes.length - ranks.length];
    int count = 0;
    for (int rank = 0; rank < processes.length; rank++) {
      if (!without[rank]) {
        kept[count++] = processes[rank];
      }
    }
    return make(kept);
  }

  /**
   * As {@link #incl} with the ranks that the triplets (first, last, stride) stand for (MPI-4.1
   * §7.3.2).
   *
   * @throws EngineException ERR_ARG for a malformed triplet or stride 0, ERR_RANK as {@link #incl}
   */
  public ProcessGroup rangeIncl(int[]... ranges) {
    return incl(expand(ranges));
  }

  /**
   * As {@link #excl} with the ranks that the triplets (first, last, stride) stand for (MPI-4.1
   * §7.3.2).
   *
   * @throws EngineException ERR_ARG for a malformed triplet or stride 0, ERR_RANK as {@link #excl}
   */
  public ProcessGroup rangeExcl(int[]... ranges) {
    return excl(expand(ranges));
  }

  /**
   * The ranks that the members with {@code ranks} have in {@code other}: {@link #NOT_A_MEMBER} for
   * those that are not there (MPI-4.1 §7.3.1). Special ranks such as MPI_PROC_NULL are the caller's
   * business.
   *
   * @throws EngineException ERR_RANK when a rank is not one of this group's
   */
  public int[] translate(int[] ranks, ProcessGroup other) {
    int[] translated = new int[ranks.length];
    for (int i = 0; i < ranks.length; i++) {
      translated[i] = other.rankOf(process(ranks[i]));
    }
    return translated;
  }

  /** How the two groups compare (MPI-4.1 §7.3.1). */
  public Comparison compare(ProcessGroup other) {
    if (Arrays.equals(processes, other.processes)) {
      return Comparison.IDENT;
    }
    return size() == other.size() && difference(other).size() == 0
        ? Comparison.SIMILAR
        : Comparison.UNEQUAL;
  }

  /** Same members in the same order. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ProcessGroup
        && Arrays.equals(processes, ((ProcessGroup) other).processes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(processes);
  }

  @Override
  public String toString() {
    return "ProcessGroup" + Arrays.toString(processes);
  }

  private static ProcessGroup make(int[] owned) {
    return owned.length == 0 ? EMPTY : new ProcessGroup(owned);
  }

  private ProcessGroup select(IntPredicate wanted) {
    int[] kept = new int[processes.length];
    int count = 0;
    for (int process : processes) {
      if (wanted.test(process)) {
        kept[count++] = process;
      }
    }
    return make(Arrays.copyOf(kept, count));
  }

  private int[] expand(int[][] ranges) {
    int[] ranks = new int[processes.length];
    int count = 0;
    for (int[] range : ranges) {
      if (range == null || range.length != TRIPLET) {
        throw error(
            ErrorClass.ARG, "a range is (first, last, stride), got " + Arrays.toString(range));
      }
      int stride = range[2];
      if (stride == 0) {
        throw error(
            ErrorClass.ARG, "the stride of range " + Arrays.toString(range) + " must not be 0");
      }
      for (long rank = range[0]; stride > 0 ? rank <= range[1] : rank >= range[1]; rank += stride) {
        if (rank < 0 || rank >= processes.length || count == ranks.length) {
          throw error(
              ErrorClass.RANK,
              "range "
                  + Arrays.toString(range)
                  + " leaves the group's ranks 0 to "
                  + (processes.length - 1)
                  + " or names a rank twice");
        }
        ranks[count++] = (int) rank;
      }
    }
    return Arrays.copyOf(ranks, count);
  }

  private boolean[] checkDistinct(int[] ranks) {
    boolean[] seen = new boolean[processes.length];
    for (int rank : ranks) {
      checkRank(rank);
      if (seen[rank]) {
        throw error(ErrorClass.RANK, "rank " + rank + " is listed twice; list it once");
      }
      seen[rank] = true;
    }
    return seen;
  }

  private void checkRank(int rank) {
    if (rank < 0 || rank >= processes.length) {
      throw error(
          ErrorClass.RANK,
          "rank " + rank + " is not in the group: its ranks are 0 to " + (processes.length - 1));
    }
  }

  private static boolean isAscending(int[] values) {
    for (int i = 1; i < values.length; i++) {
      if (values[i - 1] >= values[i]) {
        return false;
      }
    }
    return true;
  }

  private static EngineException error(ErrorClass errorClass, String message) {
    return new EngineException(errorClass, message);
  }
}
