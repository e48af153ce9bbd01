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

  RankRecord(int index, JobPlan.Placed placed) {
    this.index = index;
    this.agentId = placed.agentId();
    this.start = placed.start();
  }

  boolean isOver() {
    return state == RankState.ENDED;
  }
}
