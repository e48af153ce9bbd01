package mpi;

import java.util.Arrays;
import org.jmpi.comm.ProcessGroup;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * Turns what went wrong below into what the communicator's error handler says (MPI-4.1 §9.3): an
 * exception, or the end of the job. A communicator nobody set a handler for is fatal for lower-case
 * calls, as in Open MPI, and throws for capitalised ones, as in mpiJava.
 */
final class Errors {
  private static final Status[] NO_STATUSES = {};
  private static final int MAX_EXIT_CODE = 255;

  private static final String PACKAGE = "mpi.";

  private Errors() {}

  /** An error of this room. */
  static EngineException error(ErrorClass errorClass, String message) {
    return new EngineException(errorClass, message);
  }

  /**
   * Handles {@code e}, which {@code call} on {@code comm} met; returns the exception to throw,
   * unless the error is fatal: then the job ends.
   */
  static MPIException raise(CommHandle comm, String call, EngineException e) {
    return raise(comm, call, e, NO_STATUSES);
  }

  /**
   * As above for a call on no communicator in particular, which MPI-4.1 §9.3 gives to {@code
   * MPI.COMM_SELF}. Before MPI-4.0 such errors were COMM_WORLD's: a program that has set a handler
   * there alone means these too.
   */
  static MPIException onSelf(String call, EngineException e) {
    return raise(ofNone(), call, e, NO_STATUSES);
  }

  private static Comm ofNone() {
    boolean isOlder = MPI.COMM_SELF.errhandler() == null && MPI.COMM_WORLD.errhandler() != null;
    return isOlder ? MPI.COMM_WORLD : MPI.COMM_SELF;
  }

  /** As above with the statuses of a call on several requests. */
  static MPIException raise(CommHandle comm, String call, EngineException e, Status[] statuses) {
    return handled(comm, call, translated(comm, call, e, statuses));
  }

  /** As above of an agreement, of which the result may be known (else null). */
  static MPIException raise(CommHandle comm, String call, EngineException e, Agreement known) {
    MPIException exception = translated(comm, call, e, NO_STATUSES);
    exception.agreement(known);
    return handled(comm, call, exception);
  }

  private static MPIException translated(
      CommHandle comm, String call, EngineException e, Status[] statuses) {
    ErrorClass errorClass = statuses.length == 0 ? e.errorClass() : ErrorClass.IN_STATUS;
    return new MPIException(
        errorClass.code(),
        call + where(comm) + ": " + e.getMessage() + " [MPI_ERR_" + errorClass + "]",
        e.getCause() == null && e.errorClass() == ErrorClass.INTERN ? e : e.getCause(),
        failedRanks(comm, e),
        statuses);
  }

  /** MPI_Comm_call_errhandler: returns unless the handler ends the job. */
  static void callHandler(CommHandle comm, String call, int errorCode) {
    handled(
        comm,
        call,
        new MPIException(
            errorCode, errorCode, call + where(comm) + ": the program raised error " + errorCode));
  }

  private static MPIException handled(CommHandle comm, String call, MPIException exception) {
    if (!MpiState.isActive()) {
      // Nothing to end yet, or no more: the exception ends the program unless it is caught.
      return exception;
    }
    Errhandler handler = comm.errhandler();
    if (handler == null && comm.nameOrNull() == null) {
      handler = ofNone().errhandler();
    }
    if (handler == null ? !isMpijava(call) : !handler.returns()) {
      end(comm, exception);
    }
    if (handler != null) {
      handler.handle(comm instanceof Comm known ? known : MPI.COMM_SELF, exception);
    }
    return exception;
  }

  /** Capitalised names are mpiJava's. */
  static boolean isMpijava(String call) {
    return Character.isUpperCase(call.charAt(0));
  }

  private static void end(CommHandle comm, MPIException exception) {
    String line = MpiState.whoAmI() + ": " + exception.getMessage() + callSite(exception);
    int code = exception.getErrorCode();
    MpiState.abort(code > 0 && code <= MAX_EXIT_CODE ? code : 1, line);
  }

  /** Where in the program the call stands: the one thing of a stack trace that fits the line. */
  private static String callSite(MPIException exception) {
    for (StackTraceElement frame : exception.getStackTrace()) {
      if (!isOurs(frame.getClassName())) {
        return " (at " + frame + ")";
      }
    }
    return "";
  }

  /** Of package mpi itself: programs have packages below it. */
  private static boolean isOurs(String className) {
    return className.startsWith(PACKAGE) && className.indexOf('.', PACKAGE.length()) < 0;
  }

  private static String where(CommHandle comm) {
    String name = comm.nameOrNull();
    String shown = "".equals(name) ? "a communicator without a name" : name;
    return name == null ? "" : " on " + shown + ", rank " + comm.rankOrUndefined();
  }

  private static int[] failedRanks(CommHandle comm, EngineException e) {
    ProcessGroup group = comm.groupOrNull();
    int[] failed = e.failedProcesses();
    int[] ranks = new int[failed.length];
    int count = 0;
    for (int process : failed) {
      int rank = group == null ? ProcessGroup.NOT_A_MEMBER : group.rankOf(process);
      if (rank != ProcessGroup.NOT_A_MEMBER) {
        ranks[count++] = rank;
      }
    }
    return Arrays.copyOf(ranks, count);
  }
}
