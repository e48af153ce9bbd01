package org.jmpi.resilient;

import mpi.AgreementRequest;
import mpi.Intracomm;
import mpi.MPIException;

/**
 * Runs a program's steps on a communicator that is repaired when ranks die.
 *
 * <pre>
 * Resilient resilient = Resilient.of(MPI.COMM_WORLD).spares(1).start();
 * resilient.run(1000, (comm, step) -&gt; …);
 * </pre>
 *
 * <p>After each step the ranks agree whether all have done it. When a rank has died, they revoke
 * the communicator, so that nobody waits for one that has left; make another of those that live, in
 * which spares have the places of the dead as long as there are any, and then processes that are
 * started for it ({@code jmpirun --respawn}); tell the program; and go on, all with the same step.
 * A death in the repair is repaired too. It costs one agreement for each step: a step should be
 * worth more than that.
 *
 * <p>A process that is started in the place of a dead one begins with main, in an MPI_COMM_WORLD of
 * its own, and comes here as the others did: {@link Settings#start} gives it the place, whatever
 * its settings and communicator are; runs that were over when it came return at once, and the one
 * that goes on begins with {@link Task#repaired}. {@link #isReplacement} tells it apart.
 *
 * <p>Every process calls the same methods in the same order, spares too. Needs a job in which a
 * death is no end ({@code jmpirun --with-ft ulfm}). Not thread-safe.
 */
public final class Resilient {
  /** Flags of votes, of which all must have one for it to count. */
  static final int DONE = 1;

  /** No exception but those that stem from deaths. */
  static final int SOUND = 2;

  private static final int TO_REPAIR = 4;
  private static final int NOBODY_WORKS = 8;
  private static final int SPARE = DONE | SOUND | TO_REPAIR | NOBODY_WORKS;

  private final int minimum;
  private Team team;

  /** At a newcomer what remains of the repair by which it came, until its run. */
  private Repair arrival;

  /** How many runs have begun, as all count them, and at this process. */
  private int runs;

  private int ownRuns;
  private boolean isOver;

  /** What {@link #of} starts with. */
  public static final class Settings {
    private final Intracomm comm;
    private int spares;
    private int minimum = 1;

    private Settings(Intracomm comm) {
      this.comm = comm;
    }

    /**
     * The last {@code count} ranks wait, asleep, until they are needed; default 0.
     *
     * @throws IllegalArgumentException when {@code count} is negative or leaves nobody to work
     */
    public Settings spares(int count) throws MPIException {
      if (count < 0 || count >= comm.getSize() && !Intracomm.isRespawned()) {
        throw new IllegalArgumentException(
            count + " spares of " + comm.getSize() + " ranks: use 0 to " + (comm.getSize() - 1));
      }
      spares = count;
      return this;
    }

    /**
     * With fewer than {@code ranks} to work the run ends with a {@link TooFewRanksException};
     * default 1.
     *
     * @throws IllegalArgumentException when {@code ranks} is less than 1
     */
    public Settings minimum(int ranks) {
      if (ranks < 1) {
        throw new IllegalArgumentException("at least " + ranks + " ranks: at least 1 must be left");
      }
      minimum = ranks;
      return this;
    }

    /**
     * Collective over the communicator, with equal settings. Ranks that have died already are left
     * out or replaced.
     *
     * @throws TooFewRanksException when fewer than the minimum are left
     */
    public Resilient start() throws MPIException {
      return new Resilient(this);
    }
  }

  private Resilient(Settings settings) throws MPIException {
    Repair first =
        Intracomm.isRespawned()
            ? Repair.join()
            : Repair.atStart(settings.comm, settings.spares, settings.minimum);
    team = first.form();
    minimum = first.minimum();
    runs = first.run();
    arrival = first.hasWorked() ? first : null;
  }

  /** Begins with the settings for the processes of {@code comm}, which is itself not changed. */
  public static Settings of(Intracomm comm) {
    return new Settings(comm);
  }

  /** The working ranks; null at a spare. Another one after each repair. */
  public Intracomm comm() {
    return team.comm();
  }

  /** Whether this process waits and does not work. */
  public boolean isSpare() {
    return team.comm() == null;
  }

  /** Whether this process was started in the place of a dead one. */
  public boolean isReplacement() throws MPIException {
    return Intracomm.isRespawned();
  }

  /** How many spares are left, as far as this process knows. */
  public int spares() {
    return team.roster().spares();
  }

  /** As {@link #run(long, long, Task)} from step 0. */
  public boolean run(long steps, Task task) throws MPIException {
    return run(0, steps, task);
  }

  /**
   * Does the steps {@code first} … {@code end} - 1, whoever dies. Collective over all processes;
   * spares wait in it.
   *
   * @return whether this process works at the end, and has not waited all the time
   * @throws TooFewRanksException at all, when fewer than the minimum are left
   * @throws ResilientException at all, when the task threw at another rank
   * @throws RuntimeException what the task threw here, unless it stems from a death
   */
  public boolean run(long first, long end, Task task) throws MPIException {
    if (isOver) {
      throw new IllegalStateException("an earlier run has ended with an exception");
    }
    ownRuns++;
    if (ownRuns < runs) {
      // Over before this process came.
      return true;
    }
    isOver = true;
    runs = ownRuns;
    long step = first;
    if (arrival != null) {
      team = arrival.tell(task, team);
      step = arrival.step();
      arrival = null;
    }
    while (true) {
      Work work = isSpare() ? null : new Work(task, step, end);
      Vote signal = work == null ? sleep() : Vote.take(team.everyone(), work.flags());
      if (signal.has(NOBODY_WORKS)) {
        throw new TooFewRanksException();
      }
      if (!signal.has(SOUND)) {
        throw fault(work == null ? null : work.fault);
      }
      if (signal.has(DONE)) {
        isOver = false;
        return !isSpare();
      }
      team.revoke();
      Team before = team;
      Repair repair = Repair.of(before, minimum, runs, work == null ? 0 : work.step);
      team = repair.tell(task, null);
      step = repair.step();
      before.free();
    }
  }

  /** Gives the communicators back. Local; to be called when all have ended their last run. */
  public void free() throws MPIException {
    isOver = true;
    team.free();
  }

  Team team() {
    return team;
  }

  /** A spare has voted for whatever the others decide; it wakes when they have. */
  private Vote sleep() throws MPIException {
    AgreementRequest request = team.everyone().iAgree(SPARE);
    try {
      request.waitFor();
    } catch (MPIException e) {
      if (request.getAgreement() == null) {
        throw e;
      }
    }
    return Vote.of(request.getAgreement());
  }

  /** What to throw when {@code own} or another rank's exception has ended the run. */
  static RuntimeException fault(RuntimeException own) {
    return own != null
        ? own
        : new ResilientException(
            "the task threw an exception at another rank, which stems from no death; see there");
  }

  /** The steps between two repairs, at a working rank. */
  private final class Work {
    private final Task task;
    private long step;
    private RuntimeException fault;
    private boolean isSound = true;
    private boolean isWhole = true;

    Work(Task task, long first, long end) throws MPIException {
      this.task = task;
      this.step = first;
      while (step < end && isSound && isWhole) {
        once();
      }
    }

    /** What this rank votes for among all processes; the same at all, but for a last fault. */
    int flags() {
      if (!isSound || fault != null) {
        return 0;
      }
      return SOUND | (isWhole ? DONE : TO_REPAIR);
    }

    private void once() throws MPIException {
      int flags = SOUND | DONE;
      try {
        if (fault != null) {
          throw fault;
        }
        task.step(team.comm(), step);
      } catch (RuntimeException e) {
        team.leave();
        flags = Vote.isFailure(e) ? SOUND : 0;
        fault = flags == 0 ? e : null;
      }
      Vote vote = Vote.take(team.comm(), flags);
      isSound = vote.has(SOUND);
      isWhole = vote.has(DONE) && !vote.hasFailures();
      if (isSound && vote.has(DONE)) {
        try {
          task.accepted(step);
        } catch (RuntimeException e) {
          // The others hear of it at the next vote.
          fault = e;
        }
        step++;
      }
    }
  }
}
