package org.jmpi.error;

/**
 * A failure below package {@code mpi}. Carries the MPI error class and, where known, the processes
 * that failed.
 */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int[] NONE = {};

  private final ErrorClass errorClass;
  private final int[] failedProcesses;

  /**
   * An error of the given class; {@code message} says what happened, to which rank, and what to do.
   */
  public EngineException(ErrorClass errorClass, String message) {
    this(errorClass, message, NONE, null);
  }

  /** As above, with what caused it. */
  public EngineException(ErrorClass errorClass, String message, Throwable cause) {
    this(errorClass, message, NONE, cause);
  }

  /**
   * As above, naming the processes (process indices of the job, not ranks) whose failure is the
   * reason.
   */
  public EngineException(
      ErrorClass errorClass, String message, int[] failedProcesses, Throwable cause) {
    super(message, cause);
    this.errorClass = errorClass;
    this.failedProcesses = failedProcesses.clone();
  }

  /** The MPI error class. */
  public ErrorClass errorClass() {
    return errorClass;
  }

  /** Process indices (not ranks) known to have failed; empty when the error has another reason. */
  public int[] failedProcesses() {
    return failedProcesses.clone();
  }
}
