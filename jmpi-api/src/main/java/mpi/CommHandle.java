package mpi;

import org.jmpi.comm.Communicator;
import org.jmpi.comm.ProcessGroup;
import org.jmpi.data.Kind;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** What a communicator of the program stands for, and the checks that all calls on it share. */
abstract class CommHandle {
  /** Null before Init, after free, and in COMM_NULL. */
  private volatile Communicator communicator;

  private volatile boolean freed;

  /** The members, as mpiJava's programs may read them; null before Init. Do not change it. */
  public Group group;

  private volatile Errhandler errhandler;

  /** COMM_WORLD and COMM_SELF exist before their communicators do. */
  private final boolean predefined;

  CommHandle(boolean predefined) {
    this.predefined = predefined;
  }

  /** Gives a handle its communicator. */
  final void attach(Communicator communicator) {
    group = new Group(communicator.group());
    this.communicator = communicator;
  }

  /** Takes it away at Finalize. */
  final void detach() {
    communicator = null;
  }

  final void markFreed() {
    freed = true;
    communicator = null;
  }

  final boolean isPredefined() {
    return predefined;
  }

  /**
   * The communicator.
   *
   * @throws EngineException ERR_COMM when it is null or freed, ERR_OTHER outside Init … Finalize
   */
  final Communicator engine() {
    Communicator found = communicator;
    if (found == null || !MpiState.isActive()) {
      throw unusable();
    }
    return found;
  }

  private EngineException unusable() {
    if (!freed) {
      MpiState.requireActive();
    }
    return Errors.error(
        ErrorClass.COMM,
        freed
            ? "the communicator was freed; use one that still exists"
            : "the communicator is MPI.COMM_NULL: this process is no member of it");
  }

  final boolean hasNoCommunicator() {
    return communicator == null && !predefined;
  }

  /** Null when the program has set none. */
  final Errhandler errhandler() {
    return errhandler;
  }

  final void errhandler(Errhandler handler) {
    errhandler = handler;
  }

  final String nameOrNull() {
    Communicator found = communicator;
    return found == null ? null : found.name();
  }

  final int rankOrUndefined() {
    Communicator found = communicator;
    return found == null ? MPI.UNDEFINED : found.rank();
  }

  final boolean isInterOrNull() {
    Communicator found = communicator;
    return found != null && found.isInter();
  }

  final ProcessGroup groupOrNull() {
    Communicator found = communicator;
    return found == null ? null : found.group();
  }

  /** Fails with ERR_RANK unless {@code dest} is a rank or PROC_NULL. */
  static void checkDest(Communicator c, int dest) {
    if ((dest < 0 || dest >= c.peers().size()) && dest != MPI.PROC_NULL) {
      throw badRank("destination", dest, c, " or MPI.PROC_NULL");
    }
  }

  /** Fails with ERR_RANK unless {@code source} is a rank, ANY_SOURCE or PROC_NULL. */
  static void checkSource(Communicator c, int source) {
    if ((source < 0 || source >= c.peers().size())
        && source != MPI.ANY_SOURCE
        && source != MPI.PROC_NULL) {
      throw badRank("source", source, c, ", MPI.ANY_SOURCE or MPI.PROC_NULL");
    }
  }

  private static EngineException badRank(String what, int rank, Communicator c, String others) {
    return Errors.error(
        ErrorClass.RANK,
        what + " " + rank + " is not a rank: use 0 to " + (c.peers().size() - 1) + others);
  }

  /**
   * Fails with ERR_ROOT unless {@code root} is a rank; in an intercommunicator ROOT and PROC_NULL
   * are good too.
   */
  static void checkRoot(Communicator c, int root) {
    if (c.isInter() && (root == MPI.ROOT || root == MPI.PROC_NULL)) {
      return;
    }
    if (root < 0 || root >= c.peers().size()) {
      throw Errors.error(
          ErrorClass.ROOT,
          "root " + root + " is not a rank: the ranks are 0 to " + (c.peers().size() - 1));
    }
  }

  /** Whether this process is the root of a collective. */
  static boolean isRoot(Communicator c, int root) {
    return c.isInter() ? root == MPI.ROOT : c.rank() == root;
  }

  /** Whether this process exchanges data with the root, or itself as the root. */
  static boolean isWithRoot(Communicator c, int root) {
    return !c.isInter() || root >= 0;
  }

  /** Fails with ERR_TAG unless a message may be sent with {@code tag}: 0 … 2^31 − 1. */
  static void checkSendTag(int tag) {
    if (tag < 0) {
      throw Errors.error(
          ErrorClass.TAG, "tag " + tag + " is negative; tags to send with are 0 to 2147483647");
    }
  }

  /** As {@link #checkSendTag}, but ANY_TAG is good too. */
  static void checkRecvTag(int tag) {
    if (tag < 0 && tag != MPI.ANY_TAG) {
      throw Errors.error(
          ErrorClass.TAG, "tag " + tag + " is negative; use 0 to 2147483647 or MPI.ANY_TAG");
    }
  }

  static boolean isObject(Layout layout) {
    return layout.kind() == Kind.OBJECT;
  }
}
