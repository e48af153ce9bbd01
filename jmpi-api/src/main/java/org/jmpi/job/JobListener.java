package org.jmpi.job;

/** What the job tells a process. Called on a thread of the job's own; must return quickly. */
public interface JobListener {
  /** Another process wants to reach this one: open a transport and call {@link Job#publish}. */
  void onContactWanted();

  /**
   * A process has certainly ended without finalizing: its exit was collected, or its whole agent is
   * lost.
   *
   * @param processIndex which one
   * @param cause for people, for example {@code "killed by signal 9 (SIGKILL)"}
   */
  void onProcessFailed(int processIndex, String cause);

  /**
   * A process for which this one has looked has left {@code MPI.Finalize}: all it ever sent was
   * acknowledged by whom it was for, and it needs nothing more.
   */
  default void onProcessLeft(int processIndex) {}

  /** There is an invitation ({@link Newcomers#takeInvitation}). */
  default void onInvited() {}

  /** Somebody wants to know what this process is doing; the answer is printed for people. */
  String onStateWanted();
}
