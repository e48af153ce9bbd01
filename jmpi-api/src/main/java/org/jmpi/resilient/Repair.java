package org.jmpi.resilient;

import java.util.BitSet;
import mpi.Group;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * The way from one team to the next: shrink, make the communicators, agree that all have them, tell
 * the program, agree that all have heard. Whenever a death comes between, again, and always from
 * the same old roster: what was told then does not count.
 */
final class Repair {
  private final Group origin;
  private final int position;
  private final int minimum;
  private final Roster old;

  /** What the next attempt shrinks. */
  private Intracomm base;

  private boolean isOwnBase;
  private long step;

  /**
   * Begins.
   *
   * @param origin the group in which positions are ranks
   * @param position this process's
   * @param minimum ranks that must be left to work
   * @param old who worked until now
   * @param base all processes, as far as they lived when it was made; it is not freed here
   */
  Repair(Group origin, int position, int minimum, Roster old, Intracomm base) {
    this.origin = origin;
    this.position = position;
    this.minimum = minimum;
    this.old = old;
    this.base = base;
  }

  /** A team before any work. Collective. */
  Team firstTeam() throws MPIException {
    Team team = null;
    while (team == null) {
      team = form(false);
    }
    return team;
  }

  /**
   * A team that goes on with the work, and knows how. Collective.
   *
   * @param next the step that is next; without meaning at spares
   */
  Team nextTeam(Task task, long next) throws MPIException {
    step = next;
    while (true) {
      Team team = form(true);
      if (team != null && tell(task, team)) {
        return team;
      }
    }
  }

  /** The step to go on with, after {@link #nextTeam}; without meaning at spares. */
  long step() {
    return step;
  }

  /**
   * Makes the communicators of those that live.
   *
   * @param hasWorked whether one that has worked tells the others which step is next
   * @return null when a death came between
   */
  private Team form(boolean hasWorked) throws MPIException {
    Intracomm living = base.shrink();
    living.setErrhandler(MPI.ERRORS_RETURN);
    BitSet dead = Team.dead(origin, living);
    Roster roster = old.without(dead);
    if (roster.size() < minimum) {
      throw new TooFewRanksException(roster.size(), minimum);
    }
    int survivor = hasWorked ? old.firstNotIn(dead) : -1;
    if (hasWorked && survivor < 0) {
      throw new TooFewRanksException();
    }
    Team team = null;
    boolean isDone = false;
    long[] told = {step};
    try {
      team = Team.form(living, roster, position);
      if (hasWorked) {
        int root = survivor - dead.get(0, survivor).cardinality();
        living.bcast(told, 1, MPI.LONG, root);
      }
      isDone = true;
    } catch (MPIException e) {
      if (!Vote.isFailure(e)) {
        throw e;
      }
      living.revoke();
    }
    Vote vote = Vote.take(living, isDone ? Resilient.DONE : 0);
    // All have left the shrinking of the old one, since they have voted on the new.
    if (isOwnBase) {
      base.free();
    }
    base = living;
    isOwnBase = true;
    if (vote.has(Resilient.DONE) && !vote.hasFailures()) {
      step = told[0];
      return team;
    }
    if (team != null) {
      team.freeWorkers();
    }
    return null;
  }

  /** True when all have heard. */
  private boolean tell(Task task, Team team) throws MPIException {
    int flags = Resilient.SOUND | Resilient.DONE;
    RuntimeException fault = null;
    long next = step;
    try {
      if (team.comm() != null) {
        next = task.repaired(new Change(old, team, position, step));
        requireEqual(team.side(), next);
      }
    } catch (RuntimeException e) {
      team.revoke();
      flags = Vote.isFailure(e) ? Resilient.SOUND : 0;
      fault = flags == 0 ? e : null;
    }
    Vote vote = Vote.take(team.everyone(), flags);
    if (!vote.has(Resilient.SOUND)) {
      throw Resilient.fault(fault);
    }
    if (vote.has(Resilient.DONE) && !vote.hasFailures()) {
      step = next;
      return true;
    }
    team.freeWorkers();
    return false;
  }

  private static void requireEqual(Intracomm comm, long step) throws MPIException {
    long[] least = {step, -step};
    comm.allReduce(least, 2, MPI.LONG, MPI.MIN);
    if (least[0] != -least[1]) {
      throw new ResilientException(
          "Task.repaired must give the same step at all ranks, but gave "
              + least[0]
              + " to "
              + -least[1]);
    }
  }
}
