package org.jmpi.resilient;

import java.util.Arrays;
import java.util.stream.IntStream;
import mpi.Intracomm;

/**
 * What a repair has changed: old ranks are those of the communicator before it, new ranks those of
 * {@link #comm}. The same at all ranks, but for {@link #isNew()}.
 */
public final class Change {
  private final Roster old;
  private final Team team;
  private final int position;
  private final long step;

  Change(Roster old, Team team, int position, long step) {
    this.old = old;
    this.team = team;
    this.position = position;
    this.step = step;
  }

  /** The working ranks from now on. */
  public Intracomm comm() {
    return team.comm();
  }

  /** The step that is next: the one that failed, or the one after it if all had done it. */
  public long step() {
    return step;
  }

  /** The old ranks that have died, ascending. */
  public int[] failed() {
    return oldRanks().filter(rank -> newWorker(rank) != old.worker(rank)).toArray();
  }

  /** Those of them whose place nobody has taken, ascending. */
  public int[] lost() {
    return oldRanks().filter(rank -> newRank(rank) < 0).toArray();
  }

  /** The new rank of {@code oldRank} or of who has taken its place; -1 when nobody has. */
  public int newRank(int oldRank) {
    return team.roster().rankOfSlot(old.slot(oldRank));
  }

  /** The old rank whose place {@code newRank} has: its own, or that of a dead one. */
  public int oldRank(int newRank) {
    return old.rankOfSlot(team.roster().slot(newRank));
  }

  /** Whether {@code newRank} was a spare until now, which knows nothing of the work. */
  public boolean isNew(int newRank) {
    return old.rankOf(team.roster().worker(newRank)) < 0;
  }

  /** Whether this process was a spare until now. */
  public boolean isNew() {
    return isNew(team.roster().rankOf(position));
  }

  /** The lowest new rank that worked before: the one to take what it knows from. */
  public int survivor() {
    return IntStream.range(0, team.roster().size())
        .filter(rank -> !isNew(rank))
        .findFirst()
        .orElseThrow();
  }

  /** How many spares are left. */
  public int spares() {
    return team.roster().spares();
  }

  Team team() {
    return team;
  }

  private IntStream oldRanks() {
    return IntStream.range(0, old.size());
  }

  /** The position of who has the place of {@code oldRank}, or -1. */
  private int newWorker(int oldRank) {
    int rank = newRank(oldRank);
    return rank < 0 ? -1 : team.roster().worker(rank);
  }

  @Override
  public String toString() {
    int[] replaced = Arrays.stream(failed()).filter(rank -> newRank(rank) >= 0).toArray();
    return "ranks "
        + Arrays.toString(failed())
        + " have died before step "
        + step
        + " was done by all; "
        + team.roster().size()
        + " ranks go on, with spares as "
        + Arrays.toString(replaced);
  }
}
