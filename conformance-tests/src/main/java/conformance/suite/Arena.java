package conformance.suite;

import mpi.Comm;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;

/** Makes the communicators of the tests: a fresh one each, so that none inherits another's mess. */
final class Arena {
  private static final int TAG = 4711;

  /** A communicator for one test, and which of two groups this process is in. */
  record Fresh(Comm comm, CommKind kind, int group) {}

  private final Intracomm world;

  /** What the frame itself speaks over. */
  private final Intracomm control;

  private final int rank;
  private final int size;

  /** Whether messages of a test that failed may be left in MPI_COMM_WORLD. */
  private boolean worldIsSpoilt;

  Arena(Intracomm world) {
    this.world = world;
    this.control = world.dup();
    this.rank = world.getRank();
    this.size = world.getSize();
    // Calls on no communicator go to its handler (MPI-4.1 §9.3).
    world.setErrhandler(MPI.ERRORS_RETURN);
    MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
  }

  int rank() {
    return rank;
  }

  int size() {
    return size;
  }

  Intracomm control() {
    return control;
  }

  /** Collective. */
  Fresh fresh(CommKind kind) {
    Fresh made = make(kind);
    // What a case does not expect is its failure, not the end of the job.
    made.comm().setErrhandler(MPI.ERRORS_RETURN);
    return made;
  }

  private Fresh make(CommKind kind) {
    return switch (kind) {
      case SELF -> new Fresh(MPI.COMM_SELF, kind, 0);
      case WORLD -> new Fresh(worldIsSpoilt ? control.dup() : world, kind, 0);
      case DUP -> new Fresh(control.dup(), kind, 0);
      case SPLIT -> new Fresh(control.split(rank % 2, size - rank), kind, 0);
      case INTER -> {
        int group = rank % 2;
        Intracomm local = control.split(group, rank);
        Intercomm inter = control.createIntercomm(local, 0, 1 - group, TAG);
        local.free();
        yield new Fresh(inter, kind, group);
      }
    };
  }

  /** Ends the use of a communicator; {@code failed} is the same at all ranks. */
  void release(Fresh fresh, boolean failed) {
    Comm comm = fresh.comm();
    if (comm == world || comm == MPI.COMM_SELF) {
      worldIsSpoilt |= failed && comm == world;
    } else if (!failed && !comm.isNull()) {
      // With messages left in it, freeing may wait for what never comes.
      comm.free();
    }
  }

  /** As {@link CommKind#SELF} or {@link CommKind#DUP}, but without an error handler. Collective. */
  Intracomm untouched(CommKind kind) {
    return kind == CommKind.SELF ? control.split(rank, 0) : control.dup();
  }

  void free() {
    control.free();
  }
}
