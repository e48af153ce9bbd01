package mpi;

/**
 * What happens when a call on a communicator fails (MPI-4.1 §9.3): one of {@link
 * MPI#ERRORS_ARE_FATAL}, {@link MPI#ERRORS_ABORT} and {@link MPI#ERRORS_RETURN}, or a function of
 * the program's own.
 */
public class Errhandler implements Freeable {
  /** What the program does about an error (MPI_Comm_errhandler_function). */
  public interface Function {
    /**
     * Called on the thread of the failed call, which throws {@code error} when this returns.
     *
     * @param comm that the call was made on; {@link MPI#COMM_SELF} for calls on none
     */
    void call(Comm comm, MPIException error);
  }

  private final String name;
  private final boolean returns;
  private final Function function;
  private volatile boolean freed;

  Errhandler(String name, boolean returns) {
    this(name, returns, null);
  }

  private Errhandler(String name, boolean returns, Function function) {
    this.name = name;
    this.returns = returns;
    this.function = function;
  }

  /** See {@link Comm#createErrhandler}. */
  static Errhandler of(Function function) {
    return new Errhandler("error handler " + function.getClass().getName(), true, function);
  }

  /** True when errors come back as exceptions, false when they end the job. */
  boolean returns() {
    return returns;
  }

  /** The program's part in an error. */
  void handle(Comm comm, MPIException error) {
    if (function != null) {
      function.call(comm, error);
    }
  }

  boolean isFreed() {
    return freed;
  }

  /**
   * Says that the program sets it no more; communicators that have it keep it (MPI-4.1 §9.3.4).
   * ERR_ARG for the predefined ones.
   */
  @Override
  public void free() throws MPIException {
    if (function == null || freed) {
      throw Errors.onSelf(
          "free",
          Errors.error(
              org.jmpi.error.ErrorClass.ARG,
              freed ? "the error handler was freed already" : name + " cannot be freed"));
    }
    freed = true;
  }

  /** The name of the constant, or of the function's class. */
  @Override
  public String toString() {
    return name;
  }
}
