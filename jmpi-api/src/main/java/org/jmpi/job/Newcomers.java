package org.jmpi.job;

import java.util.List;

/**
 * Processes that join a running job, in the place of dead ones or in a world of their own: for
 * those that ask for them, and for the newcomers themselves. All methods may be called from any
 * thread.
 */
public interface Newcomers {
  /**
   * What a newcomer is asked to take part in.
   *
   * @param contextId of a communicator
   * @param members processes in rank order, newcomers last; to a process that was spawned, those
   *     that have done it
   */
  record Invitation(long contextId, List<Integer> members) {
    /** Copies the list. */
    public Invitation {
      members = List.copyOf(members);
    }
  }

  /** Process indices of this job are below, whoever joins. */
  int mostProcesses();

  /** How many processes this one's agent had when this one came, itself included. */
  int beside();

  /** Whether this process was started in the place of a dead one. */
  boolean isNewcomer();

  /**
   * Has processes started in the place of {@code dead} ones, and invited into a communicator with
   * {@code members} once they have reached {@code MPI.Init}. Those that an earlier call has
   * started, also one of another process, and that are no members yet, are taken first. Waits for
   * all.
   *
   * @param contextId of the communicator
   * @param timeoutNs bound of the wait
   * @return who was invited, in rank order after {@code members}; fewer than {@code dead} where a
   *     process could not be started or may not be
   * @throws org.jmpi.error.EngineException when there was no answer within the bound
   */
  List<Integer> start(List<Integer> dead, long contextId, List<Integer> members, long timeoutNs);

  /**
   * Has processes started in a world of their own, all or none, and invited once they have reached
   * {@code MPI.Init}. Waits for all.
   *
   * @param contextId of the communicator between {@code members} and the new world
   * @param timeoutNs bound of the wait
   * @return the new world, in rank order
   * @throws org.jmpi.error.EngineException SPAWN when one could not be started or may not be
   */
  List<Integer> spawn(
      List<Program> programs, long contextId, List<Integer> members, long timeoutNs);

  /** Whether this process was spawned. */
  boolean isSpawned();

  /**
   * Waits until the job has told this process of all of these: {@link Job#process} knows them then.
   *
   * @throws org.jmpi.error.EngineException when it has not within the bound
   */
  void awaitKnown(List<Integer> processes, long timeoutNs);

  /** Whether {@link #takeInvitation} has one. */
  boolean hasInvitation();

  /**
   * The last invitation that was not taken; null when there is none. {@link JobListener#onInvited}
   * tells of it.
   */
  Invitation takeInvitation();

  /** This newcomer is a member now. */
  void takenIn();
}
