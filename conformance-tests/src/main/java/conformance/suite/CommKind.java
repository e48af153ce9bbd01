package conformance.suite;

import java.util.EnumSet;
import java.util.Set;

/** The communicators that a case is tried on. */
public enum CommKind {
  /** MPI_COMM_SELF. */
  SELF,
  /** MPI_COMM_WORLD itself. */
  WORLD,
  /** A duplicate of it. */
  DUP,
  /** The even or the odd ranks, in reverse order. */
  SPLIT,
  /** The even ranks and the odd ones, as two groups. */
  INTER;

  /** All that have one group. */
  public static final Set<CommKind> INTRA = EnumSet.range(SELF, SPLIT);

  /** All. */
  public static final Set<CommKind> ALL = EnumSet.allOf(CommKind.class);

  /** For what does not depend on the communicator. */
  public static final Set<CommKind> ONE = EnumSet.of(DUP);

  /** For what concerns one process alone. */
  public static final Set<CommKind> ALONE = EnumSet.of(SELF);
}
