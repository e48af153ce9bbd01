package org.jmpi.comm;

import java.util.List;

/**
 * Processes that join the job: in the place of dead ones, for {@link Respawn}, or in a world of
 * their own, for {@link Spawn}.
 */
public interface Recruiter {
  /**
   * What a newcomer is asked to take part in.
   *
   * @param contextId of a communicator
   * @param members processes in rank order, newcomers last; to a process that was spawned, those
   *     that have done it
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

  /**
   * Has processes started in a world of their own, and invited; waits for them, within a bound.
   *
   * @return all of them, without gaps, in rank order
   * @throws org.jmpi.error.EngineException SPAWN, when one could not be started
   */
  int[] spawn(List<Spawn.Program> programs, long contextId, int[] members);

  /** Whether this process was spawned itself. */
  boolean isSpawned();

  /** Waits, within a bound, until this process knows where all of these are. */
  void awaitKnown(int[] processes);

  /** Whether {@link #takeInvitation} has one; the engine is woken when that changes. */
  boolean hasInvitation();

  /** The last invitation that was not taken yet; null when there is none. */
  Invitation takeInvitation();

  /** This newcomer is a member now. */
  void takenIn();
}
