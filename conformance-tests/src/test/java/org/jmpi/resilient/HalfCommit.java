package org.jmpi.resilient;

import mpi.MPI;

/** The part that a rank takes in a commit before it dies. */
public final class HalfCommit {
  /** How many parts there are to stop after. */
  public static final int PARTS = 4;

  private HalfCommit() {}

  /**
   * Does what {@link BuddyCheckpoint#commit} does: of its parts (who is where, which commit it is,
   * copies, vote) the first {@code parts}.
   */
  public static void run(Resilient resilient, BuddyCheckpoint checkpoint, long version, int parts) {
    Team team = resilient.team();
    if (parts == 1 || parts == 2) {
      checkpoint.meet(team);
    }
    if (parts == 2) {
      long[] most = {version, -version, 0};
      team.side().allReduce(most, most.length, MPI.LONG, MPI.MAX);
    }
    if (parts > 2) {
      checkpoint.prepare(team, version);
    }
    if (parts > 3) {
      team.side().iAgree(Resilient.DONE);
    }
  }
}
