package org.jmpi.launcher.core;

import java.util.List;
import org.jmpi.launcher.wire.RankStart;

/** What {@link JobCore} knows of one rank. */
final class RankRecord {
  final int index;
  final int agentId;
  final RankStart start;
  RankState state = RankState.WAITING;
  boolean connected;
  boolean credentialsAsked;
  long pid;
  String lastWords;

  /** The rank in whose place it was started; itself when it is one of the first. */
  final RankRecord place;

  /** It was killed by a signal, or lost. */
  boolean killed;

  /** It is a member of a communicator with others: always, unless it was started for a place. */
  boolean takenIn;

  /** The lowest index of its MPI_COMM_WORLD, and how many processes that has. */
  final int worldFirst;

  final int worldSize;

  /** It has finalized and ended with 0. */
  boolean endedWell;

  /** It was spawned, and not all of its world have come to MPI.Init. */
  boolean isAwaited;

  /** One of a world that is started together. */
  RankRecord(int index, JobPlan.Placed placed, int worldFirst, int worldSize) {
    this(index, placed, null, worldFirst, worldSize);
  }

  /** One that is started in the place of another, in a world of its own. */
  RankRecord(int index, JobPlan.Placed placed, RankRecord place) {
    this(index, placed, place, index, 1);
  }

  private RankRecord(
      int index, JobPlan.Placed placed, RankRecord place, int worldFirst, int worldSize) {
    this.worldFirst = worldFirst;
    this.worldSize = worldSize;
    this.place = place == null ? this : place;
    takenIn = place == null;
    this.index = index;
    this.agentId = placed.agentId();
    this.start = placed.start();
  }

  /** Whether it was started in the place of another. */
  boolean isNewcomer() {
    return place != this;
  }

  /** Whether other processes have spawned its world. */
  boolean isSpawned() {
    return worldFirst > 0 && !isNewcomer();
  }

  boolean isOver() {
    return state == RankState.ENDED;
  }

  static boolean areOver(List<RankRecord> ranks) {
    for (RankRecord rank : ranks) {
      if (!rank.isOver()) {
        return false;
      }
    }
    return true;
  }

  /** It has left Finalize, and its process may have ended well since. */
  boolean hasLeft() {
    return state == RankState.FINALIZED || endedWell;
  }
}
