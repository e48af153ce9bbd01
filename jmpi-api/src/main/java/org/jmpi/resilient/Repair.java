package org.jmpi.resilient;

import java.util.Arrays;
import java.util.BitSet;
import mpi.Group;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * The way from one team to the next: shrink, have processes started in the place of the dead, make
 * the communicators, agree that all have them, tell the program, agree that all have heard.
 * Whenever a death comes between, again, and always from the same old roster: what was told then
 * does not count. Newcomers are spares of that roster from the moment that they are members.
 */
final class Repair {
  private static final int HEAD = 5;

  /** The members of the first base, the dead among them; null at a newcomer. */
  private final Group before;

  /** Their positions; null at a newcomer. */
  private final int[] positionsBefore;

  private Roster old;

  /** Those of which the next attempt has to do with. */
  private Crew base;

  private boolean isOwnBase;

  /** Nobody of {@link #base} is known to be dead. */
  private boolean isFresh;

  /** There may be newcomers that know nothing. */
  private boolean mustBrief;

  /** Nobody more can be started. */
  private boolean isExhausted;

  private boolean hasWorked;
  private int minimum;
  private int run;
  private long step;

  private Repair(Crew base, Roster old) throws MPIException {
    this.base = base;
    this.old = old;
    before = base.positions() == null ? null : base.comm().getGroup();
    positionsBefore = base.positions();
  }

  /**
   * Begins before any work.
   *
   * @param minimum ranks that must be left to work
   * @param comm all processes; it is not freed here
   */
  static Repair atStart(Intracomm comm, int spares, int minimum) throws MPIException {
    Repair repair = new Repair(Crew.first(comm), Roster.first(comm.getSize(), spares));
    repair.minimum = minimum;
    return repair;
  }

  /**
   * Begins after work.
   *
   * @param team that has worked; it is not freed here
   * @param run number of the run that goes on
   * @param next the step that is next; without meaning at spares
   */
  static Repair of(Team team, int minimum, int run, long next) throws MPIException {
    Repair repair = new Repair(team.crew(), team.roster());
    repair.hasWorked = true;
    repair.minimum = minimum;
    repair.run = run;
    repair.step = next;
    return repair;
  }

  /** Joins the repair of others, who have had this process started. */
  static Repair join() throws MPIException {
    Intracomm comm = Intracomm.rejoin();
    comm.setErrhandler(MPI.ERRORS_RETURN);
    Repair repair = new Repair(new Crew(comm, null), null);
    repair.isFresh = true;
    repair.isOwnBase = true;
    repair.mustBrief = true;
    return repair;
  }

  /** The communicators of a team that goes on. Collective. */
  Team form() throws MPIException {
    while (true) {
      Team team = attempt();
      if (team != null) {
        return team;
      }
    }
  }

  /**
   * A team that goes on with the work, and knows how. Collective.
   *
   * @param formed what {@link #form} has given; null when it was not called
   */
  Team tell(Task task, Team formed) throws MPIException {
    Team team = formed == null ? form() : formed;
    while (!hasHeard(task, team)) {
      team = form();
    }
    return team;
  }

  /** The step to go on with, after {@link #tell}; without meaning at spares. */
  long step() {
    return step;
  }

  /** Whether work was under way. */
  boolean hasWorked() {
    return hasWorked;
  }

  /** The number of the run that goes on. */
  int run() {
    return run;
  }

  /** How many ranks must be left to work. */
  int minimum() {
    return minimum;
  }

  /** One way through; null when a death came between, or newcomers. */
  private Team attempt() throws MPIException {
    if (!isFresh) {
      goOnWith(base.shrink());
    }
    isFresh = false;
    if (mustBrief && !brief()) {
      return null;
    }
    BitSet dead = base.dead(old.positions());
    Roster roster = old.without(dead);
    if (roster.size() < old.size() && !isExhausted) {
      refill(old.emptied(roster));
      return null;
    }
    if (roster.size() < minimum) {
      throw new TooFewRanksException(roster.size(), minimum);
    }
    int survivor = hasWorked ? old.firstNotIn(dead) : -1;
    if (hasWorked && survivor < 0) {
      throw new TooFewRanksException();
    }
    return make(roster, survivor);
  }

  /** What the next attempt has to do with. All have left the making of the last one. */
  private void goOnWith(Crew next) throws MPIException {
    if (isOwnBase) {
      base.comm().free();
    }
    base = next;
    isOwnBase = true;
  }

  /**
   * Has processes started in the place of those at these positions. What it changes, it changes at
   * all members.
   */
  private void refill(int[] empty) throws MPIException {
    Intracomm wider;
    try {
      wider = base.comm().respawn(processes(empty));
    } catch (MPIException e) {
      if (!Vote.isFailure(e)) {
        throw e;
      }
      return;
    }
    isFresh = true;
    int came = wider == null ? 0 : wider.getSize() - base.comm().getSize();
    isExhausted = came < empty.length;
    if (came > 0) {
      wider.setErrhandler(MPI.ERRORS_RETURN);
      goOnWith(base.plus(wider, old.positions()));
      old = old.plus(came);
      mustBrief = true;
    }
  }

  /** At a newcomer those that it does not know are left out: only rank 0 is asked who they are. */
  private Group processes(int[] positions) throws MPIException {
    if (before == null) {
      return MPI.GROUP_EMPTY;
    }
    int[] ranks =
        Arrays.stream(positions)
            .map(position -> indexOf(positionsBefore, position))
            .filter(rank -> rank >= 0)
            .toArray();
    return before.incl(ranks);
  }

  private static int indexOf(int[] values, int wanted) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** Rank 0 tells what newcomers need to know; true when all have heard it. */
  private boolean brief() throws MPIException {
    Intracomm comm = base.comm();
    boolean isDone = false;
    long[] head = new long[HEAD];
    int[] body = null;
    try {
      if (comm.getRank() == 0 && old != null) {
        body = old.toInts();
        head = new long[] {body.length, hasWorked ? 1 : 0, isExhausted ? 1 : 0, minimum, run};
      }
      comm.bcast(head, HEAD, MPI.LONG, 0);
      if (head[0] > 0) {
        int[] positions = comm.getRank() == 0 ? base.positions() : new int[comm.getSize()];
        body = body == null ? new int[(int) head[0]] : body;
        comm.bcast(body, body.length, MPI.INT, 0);
        comm.bcast(positions, positions.length, MPI.INT, 0);
        learn(head, body, positions);
      }
      isDone = true;
    } catch (MPIException e) {
      if (!Vote.isFailure(e)) {
        throw e;
      }
      comm.revoke();
    }
    Vote vote = Vote.take(comm, isDone ? Resilient.DONE : 0);
    if (!vote.has(Resilient.DONE) || vote.hasFailures()) {
      return false;
    }
    if (head[0] == 0) {
      // The lowest is a newcomer, and knows nothing itself.
      throw new TooFewRanksException();
    }
    mustBrief = false;
    return true;
  }

  private void learn(long[] head, int[] body, int[] positions) {
    old = Roster.of(body);
    hasWorked = head[1] == 1;
    isExhausted = head[2] == 1;
    minimum = (int) head[3];
    run = (int) head[4];
    base = new Crew(base.comm(), positions);
  }

  /**
   * Makes the communicators, and lets one that has worked tell the others which step is next.
   *
   * @param survivor position of that one; negative when nobody has worked
   * @return null when a death came between
   */
  private Team make(Roster roster, int survivor) throws MPIException {
    Intracomm comm = base.comm();
    Team team = null;
    boolean isDone = false;
    long[] told = {step};
    try {
      team = Team.form(base, roster);
      if (survivor >= 0) {
        comm.bcast(told, 1, MPI.LONG, base.rankOf(survivor));
      }
      isDone = true;
    } catch (MPIException e) {
      if (!Vote.isFailure(e)) {
        throw e;
      }
      comm.revoke();
    }
    Vote vote = Vote.take(comm, isDone ? Resilient.DONE : 0);
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
  private boolean hasHeard(Task task, Team team) throws MPIException {
    int flags = Resilient.SOUND | Resilient.DONE;
    RuntimeException fault = null;
    long next = step;
    try {
      if (team.comm() != null) {
        next = task.repaired(new Change(old, team, team.crew().position(), step));
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
