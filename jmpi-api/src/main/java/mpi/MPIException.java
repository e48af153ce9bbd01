package mpi;

import org.jmpi.error.ErrorClass;

/**
 * An MPI call failed (MPI-4.1 §9.3). Unchecked, since mpiJava programs do not catch it; every call
 * still declares it. The message says which call on which communicator failed at which rank, why,
 * and what to do.
 */
public class MPIException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int[] NO_RANKS = {};
  private static final Status[] NO_STATUSES = {};

  private final int errorCode;
  private final int errorClass;
  private final transient int[] failedRanks;
  private final transient Status[] statuses;
  private transient Agreement agreement;

  /** An error of class {@link MPI#ERR_OTHER}. */
  public MPIException() {
    this(null, null);
  }

  /** An error of class {@link MPI#ERR_OTHER} with a message. */
  public MPIException(String message) {
    this(message, null);
  }

  /** An error of class {@link MPI#ERR_OTHER} with a cause. */
  public MPIException(Throwable cause) {
    this(cause == null ? null : cause.toString(), cause);
  }

  /** An error of class {@link MPI#ERR_OTHER} with a message and a cause. */
  public MPIException(String message, Throwable cause) {
    this(ErrorClass.OTHER.code(), message, cause, NO_RANKS, NO_STATUSES);
  }

  /** An error of the given code and class. */
  protected MPIException(int code, int clazz, String message) {
    super(message);
    this.errorCode = code;
    this.errorClass = clazz;
    this.failedRanks = NO_RANKS;
    this.statuses = NO_STATUSES;
  }

  MPIException(
      int errorClass, String message, Throwable cause, int[] failedRanks, Status[] statuses) {
    super(message, cause);
    this.errorCode = errorClass;
    this.errorClass = errorClass;
    this.failedRanks = failedRanks;
    this.statuses = statuses;
  }

  /** The error code (MPI-4.1 §9.4); equal to the class for errors that this library raises. */
  public int getErrorCode() {
    return errorCode;
  }

  /** The error class, one of {@code MPI.ERR_…} (MPI-4.1 §9.4). */
  public int getErrorClass() {
    return errorClass;
  }

  /**
   * Ranks, in the communicator of the call, of the processes whose failure is the reason; empty
   * when there is another reason or the ranks are not known.
   */
  public int[] getFailedRanks() {
    return failedRanks == null ? NO_RANKS : failedRanks.clone();
  }

  /**
   * With class {@link MPI#ERR_IN_STATUS}: a status for each request of the failed call, {@link
   * Status#getError()} telling how it fared ({@link MPI#ERR_PENDING}: neither done nor failed);
   * else empty (MPI-4.1 §3.7.5).
   */
  public Status[] getStatuses() {
    return statuses == null ? NO_STATUSES : statuses.clone();
  }

  /**
   * Of {@link Comm#agree}, which has a result also when it raises ERR_PROC_FAILED because of
   * failures that not all members had acknowledged (ULFM): that result, equal at all members; else
   * null.
   */
  public Agreement getAgreement() {
    return agreement;
  }

  final void agreement(Agreement known) {
    agreement = known;
  }
}
