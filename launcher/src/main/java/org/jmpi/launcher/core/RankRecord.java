package org.jmpi.launcher.core;

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

  RankRecord(int index, JobPlan.Placed placed) {
    this(index, placed, null);
  }

  RankRecord(int index, JobPlan.Placed placed, RankRecord place) {
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

  boolean isOver() {
    return state == RankState.ENDED;
  }
}
