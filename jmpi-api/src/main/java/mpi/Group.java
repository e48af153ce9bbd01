package mpi;

import java.util.function.Supplier;
import org.jmpi.comm.ProcessGroup;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** An ordered set of processes (MPI-4.1 §7.3). All calls are local. */
public class Group extends MpijavaGroup implements Freeable {
  /** Value of {@link #code} in {@link MPI#GROUP_EMPTY}, as in MPJ Express. */
  public static final int EMPTY = 3;

  /** {@link #EMPTY} for the group without members, else -1; do not change it. */
  public int code;

  /** Null for the null group. */
  private ProcessGroup members;

  Group(ProcessGroup members) {
    this.members = members;
    this.code = members != null && members.size() == 0 ? EMPTY : -1;
  }

  @Override
  final Group self() {
    return this;
  }

  /** True for {@link MPI#GROUP_NULL} and for a freed group. */
  public boolean isNull() {
    return members == null;
  }

  /** Number of members (MPI-4.1 §7.3.1). */
  public int getSize() throws MPIException {
    return size("getSize");
  }

  /**
   * This process's rank in the group, {@link MPI#UNDEFINED} when it is no member (MPI-4.1 §7.3.1).
   */
  public int getRank() throws MPIException {
    return rank("getRank");
  }

  /** Makes the group null; communicators made with it stay (MPI-4.1 §7.3.3). */
  @Override
  public void free() throws MPIException {
    if (members == null) {
      throw Errors.onSelf("free", nullGroup());
    }
    if (this != MPI.GROUP_EMPTY) {
      members = null;
    }
  }

  /** {@link MPI#IDENT}, {@link MPI#SIMILAR} or {@link MPI#UNEQUAL} (MPI-4.1 §7.3.1). */
  public static int compare(Group group1, Group group2) throws MPIException {
    return compare("compare", group1, group2);
  }

  /** As {@link #compare(Group, Group)}. */
  public static int Compare(Group group1, Group group2) throws MPIException {
    return compare("Compare", group1, group2);
  }

  /**
   * The ranks in {@code group2} of the processes with {@code ranks1} in {@code group1}: {@link
   * MPI#UNDEFINED} where there is none; {@link MPI#PROC_NULL} stays as it is (MPI-4.1 §7.3.1).
   */
  public static int[] translateRanks(Group group1, int[] ranks1, Group group2) throws MPIException {
    return translate("translateRanks", group1, ranks1, group2);
  }

  /** As {@link #translateRanks}. */
  public static int[] Translate_ranks(Group group1, int[] ranks1, Group group2)
      throws MPIException {
    return translate("Translate_ranks", group1, ranks1, group2);
  }

  /**
   * The members of {@code group1}, then those of {@code group2} that are not among them (MPI-4.1
   * §7.3.2).
   */
  public static Group union(Group group1, Group group2) throws MPIException {
    return make("union", () -> members(group1).union(members(group2)));
  }

  /** As {@link #union}. */
  public static Group Union(Group group1, Group group2) throws MPIException {
    return make("Union", () -> members(group1).union(members(group2)));
  }

  /** The members of {@code group1} that are in {@code group2} too (MPI-4.1 §7.3.2). */
  public static Group intersection(Group group1, Group group2) throws MPIException {
    return make("intersection", () -> members(group1).intersection(members(group2)));
  }

  /** As {@link #intersection}. */
  public static Group Intersection(Group group1, Group group2) throws MPIException {
    return make("Intersection", () -> members(group1).intersection(members(group2)));
  }

  /** The members of {@code group1} that are not in {@code group2} (MPI-4.1 §7.3.2). */
  public static Group difference(Group group1, Group group2) throws MPIException {
    return make("difference", () -> members(group1).difference(members(group2)));
  }

  /** As {@link #difference}. */
  public static Group Difference(Group group1, Group group2) throws MPIException {
    return make("Difference", () -> members(group1).difference(members(group2)));
  }

  /** The members with these ranks, in this order (MPI-4.1 §7.3.2). */
  public Group incl(int[] ranks) throws MPIException {
    return incl("incl", ranks);
  }

  /** The members but those with these ranks (MPI-4.1 §7.3.2). */
  public Group excl(int[] ranks) throws MPIException {
    return excl("excl", ranks);
  }

  /** As {@link #incl} with triplets (first, last, stride) of ranks (MPI-4.1 §7.3.2). */
  public Group rangeIncl(int[][] ranges) throws MPIException {
    return rangeIncl("rangeIncl", ranges);
  }

  /** As {@link #excl} with triplets (first, last, stride) of ranks (MPI-4.1 §7.3.2). */
  public Group rangeExcl(int[][] ranges) throws MPIException {
    return rangeExcl("rangeExcl", ranges);
  }

  /**
   * The processes of an argument.
   *
   * @throws EngineException ERR_GROUP for null and the null group
   */
  static ProcessGroup members(Group group) {
    if (group == null || group.members == null) {
      throw nullGroup();
    }
    return group.members;
  }

  int size(String call) {
    return get(call, () -> members(this).size());
  }

  int rank(String call) {
    return get(
        call,
        () -> {
          int rank = members(this).rankOf(MpiState.selfProcess());
          return rank == ProcessGroup.NOT_A_MEMBER ? MPI.UNDEFINED : rank;
        });
  }

  Group incl(String call, int[] ranks) {
    return make(call, () -> members(this).incl(require(ranks)));
  }

  Group excl(String call, int[] ranks) {
    return make(call, () -> members(this).excl(require(ranks)));
  }

  Group rangeIncl(String call, int[][] ranges) {
    return make(call, () -> members(this).rangeIncl(require(ranges)));
  }

  Group rangeExcl(String call, int[][] ranges) {
    return make(call, () -> members(this).rangeExcl(require(ranges)));
  }

  private static int compare(String call, Group group1, Group group2) {
    return get(
        call,
        () ->
            switch (members(group1).compare(members(group2))) {
              case IDENT -> MPI.IDENT;
              case SIMILAR -> MPI.SIMILAR;
              case UNEQUAL -> MPI.UNEQUAL;
            });
  }

  private static int[] translate(String call, Group group1, int[] ranks1, Group group2) {
    return get(
        call,
        () -> {
          ProcessGroup from = members(group1);
          ProcessGroup to = members(group2);
          int[] translated = require(ranks1).clone();
          for (int i = 0; i < translated.length; i++) {
            if (translated[i] != MPI.PROC_NULL) {
              int rank = to.rankOf(from.process(translated[i]));
              translated[i] = rank == ProcessGroup.NOT_A_MEMBER ? MPI.UNDEFINED : rank;
            }
          }
          return translated;
        });
  }

  private static Group make(String call, Supplier<ProcessGroup> operation) {
    return new Group(get(call, operation));
  }

  private static <T> T get(String call, Supplier<T> operation) {
    try {
      return operation.get();
    } catch (EngineException e) {
      throw Errors.onSelf(call, e);
    }
  }

  private static <T> T require(T argument) {
    if (argument == null) {
      throw Errors.error(ErrorClass.ARG, "the array of ranks is null");
    }
    return argument;
  }

  private static EngineException nullGroup() {
    return Errors.error(ErrorClass.GROUP, "the group is null or was freed");
  }
}
