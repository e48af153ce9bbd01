package org.jmpi.comm;

import java.util.concurrent.TimeUnit;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * A communicator in which new processes have the places of dead ones.
 *
 * <p>The lowest member has them started and invited by the job; then it tells the others, and all
 * members agree that they know. Only after that is the new communicator theirs, and nobody asks for
 * another one. So a newcomer, which takes part in the new communicator's first agreement at once,
 * either sees it end, or is invited again because the members have asked again: then that
 * invitation counts and the first is void.
 */
public final class Respawn {
  /** How long a newcomer waits to be taken in. */
  static final long JOIN_BOUND_NS = TimeUnit.SECONDS.toNanos(120);

  private static final int HEADER = 2;

  private Respawn() {}

  /**
   * Starts processes in the place of {@code dead} ones. Collective over {@code c}, of which no
   * member may be known to be dead.
   *
   * @param dead matters at rank 0 only
   * @return the members of {@code c} in their order and then the newcomers; null at all members
   *     when nobody could be started
   * @throws EngineException PROC_FAILED, at all members or none, when one of them has died
   */
  public static Communicator restore(Communicator c, ProcessGroup dead) {
    Process process = c.process();
    if (process.recruiter() == null) {
      return null;
    }
    long[] header = new long[HEADER];
    int[] newcomers = null;
    EngineException failure = null;
    try {
      newcomers = tell(c, dead, header);
    } catch (EngineException e) {
      if (e.errorClass() != ErrorClass.PROC_FAILED && e.errorClass() != ErrorClass.REVOKED) {
        throw e;
      }
      failure = e;
      c.repair().revoke();
    }
    AgreeOperation vote = c.repair().startVote(failure == null);
    c.await(vote);
    if (vote.error() != null) {
      throw vote.error();
    }
    if (newcomers.length == 0) {
      return null;
    }
    process.recruiter().awaitKnown(newcomers);
    ProcessGroup all = c.group().union(ProcessGroup.of(newcomers));
    Communicator made = c.open(header[0], all, "");
    process.joined(made);
    c.await(made.repair().startAgreeFailed());
    return made;
  }

  /** The lowest member has processes started, and tells all who they are. */
  private static int[] tell(Communicator c, ProcessGroup dead, long[] header) {
    int[] started = null;
    if (c.rank() == 0) {
      header[0] = c.newContextId();
      started = c.process().recruiter().start(dead.processes(), header[0], c.group().processes());
      header[1] = started.length;
    }
    c.collective(() -> c.collectives().startBcastLongs(header, 0));
    int[] newcomers = started != null ? started : new int[Math.toIntExact(header[1])];
    if (newcomers.length > 0) {
      c.collective(() -> c.collectives().startBcast(newcomers, 0, newcomers.length, Layout.INT, 0));
    }
    return newcomers;
  }

  /** Whether the process of this communicator was started in the place of a dead one. */
  public static boolean isNewcomer(Communicator c) {
    Recruiter recruiter = c.process().recruiter();
    return recruiter != null && recruiter.isNewcomer();
  }

  /**
   * Takes part in the {@link #restore} of others, in whose place of dead processes this one was
   * started; once. Waits until they have agreed on it.
   *
   * @param own a communicator of this process
   * @return the same communicator as there
   * @throws EngineException OTHER when nobody takes this process in within the bound
   */
  public static Communicator join(Communicator own) {
    Process process = own.process();
    Recruiter recruiter = process.recruiter();
    long deadlineNs = System.nanoTime() + JOIN_BOUND_NS;
    Joining joining = new Joining(own, recruiter);
    while (!joining.isDone()) {
      if (System.nanoTime() - deadlineNs > 0) {
        throw new EngineException(
            ErrorClass.OTHER,
            "this process was started in the place of a dead one, but nobody has taken it in within "
                + TimeUnit.NANOSECONDS.toSeconds(JOIN_BOUND_NS)
                + " s");
      }
      joining.next(deadlineNs);
    }
    process.joined(joining.made);
    recruiter.takenIn();
    return joining.made;
  }

  /** The last invitation, and the agreement that makes it good. */
  private static final class Joining {
    private final Communicator own;
    private final Recruiter recruiter;
    private Communicator made;
    private AgreeOperation first;

    Joining(Communicator own, Recruiter recruiter) {
      this.own = own;
      this.recruiter = recruiter;
    }

    boolean isDone() {
      return first != null && first.isDone();
    }

    /** Follows a new invitation, or waits for what comes first. */
    void next(long deadlineNs) {
      Recruiter.Invitation invitation = recruiter.takeInvitation();
      if (invitation != null) {
        if (made != null) {
          made.free();
        }
        recruiter.awaitKnown(invitation.members());
        made = own.open(invitation.contextId(), ProcessGroup.of(invitation.members()), "");
        first = made.repair().startAgreeFailed();
      }
      own.progress().enter();
      try {
        own.progress()
            .awaitUntil(
                () -> isDone() || recruiter.hasInvitation() || System.nanoTime() - deadlineNs > 0);
      } finally {
        own.progress().exit();
      }
    }
  }
}
