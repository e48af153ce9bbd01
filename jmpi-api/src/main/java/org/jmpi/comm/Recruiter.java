package org.jmpi.comm;

/** Processes that join the job in the place of dead ones, for {@link Respawn}. */
public interface Recruiter {
  /**
   * What a newcomer is asked to take part in.
   *
   * @param contextId of a communicator
   * @param members processes in rank order, newcomers last
   */
  record Invitation(long contextId, int[] members) {}

  /** Whether this process is a newcomer itself. */
  boolean isNewcomer();

  /**
   * Has processes started, and invited into a communicator after {@code members}; waits for them,
   * within a bound.
   *
   * @return those that were invited; perhaps fewer than {@code dead}
   */
  int[] start(int[] dead, long contextId, int[] members);

  /** Waits, within a bound, until this process knows where all of these are. */
  void awaitKnown(int[] processes);

  /** Whether {@link #takeInvitation} has one; the engine is woken when that changes. */
  boolean hasInvitation();

  /** The last invitation that was not taken yet; null when there is none. */
  Invitation takeInvitation();

  /** This newcomer is a member now. */
  void takenIn();
}
