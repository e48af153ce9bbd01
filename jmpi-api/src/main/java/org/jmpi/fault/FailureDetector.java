package org.jmpi.fault;

/**
 * Decides which processes have failed. A core without I/O: time is passed in, verdicts are returned
 * by a listener, each process at most once.
 */
public interface FailureDetector {
  /** A process has failed; called inside the methods of the detector. */
  @FunctionalInterface
  interface Listener {
    /** Takes the verdict. */
    void onFailure(Failure failure);
  }

  /** An agent has collected the exit of a process that had not finalized. */
  void onConfirmed(long nowNs, int process, String cause);

  /** A link could not reach a process for longer than its bound. */
  void onUnreachable(long nowNs, int process, String reason);

  /** Time has passed. */
  void onTime(long nowNs);

  /** When {@link #onTime} has something to do; {@code Long.MAX_VALUE} when it has not. */
  long nextTimeNs();
}
