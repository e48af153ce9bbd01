package org.jmpi.launcher.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jmpi.launcher.wire.AgentDown;

/**
 * Which agents {@code jmpirun} has not heard for too long, by its own clock, and who may be
 * excluded. Beats while it looks.
 */
final class AgentJudge {
  /** How much longer an agent may be silent whose process is seen to run. */
  static final int PATIENCE = 10;

  private final List<Integer> boundsMs;
  private final List<RankRecord> ranks;
  private final long startBoundNs;
  private final JobActions actions;
  private final Silence[] silences;
  private final String[] identities;
  private final boolean[] excluded;
  private LookClock clock;

  /**
   * A judge who does not look yet.
   *
   * @param boundsMs by agent; 0: not judged
   * @param startBoundNs how long an agent may be silent while it starts ranks
   */
  AgentJudge(
      List<Integer> boundsMs, List<RankRecord> ranks, long startBoundNs, JobActions actions) {
    this.boundsMs = boundsMs;
    this.ranks = ranks;
    this.startBoundNs = startBoundNs;
    this.actions = actions;
    silences = new Silence[boundsMs.size()];
    for (int i = 0; i < silences.length; i++) {
      silences[i] = new Silence();
    }
    identities = new String[silences.length];
    excluded = new boolean[silences.length];
  }

  /** An agent has said by what its process is recognized. */
  void onIdentity(int agentId, String identity) {
    if (agentId < identities.length) {
      identities[agentId] = identity;
    }
  }

  /** The ranks are started; all agents are told, as well as those that are not judged. */
  void begin(long nowNs, int stoppedBoundMs) {
    int leastMs = boundsMs.stream().filter(ms -> ms > 0).min(Integer::compare).orElse(0);
    clock = leastMs == 0 ? null : new LookClock(nowNs, toNs(leastMs));
    String own = clock == null ? "" : actions.identity();
    for (int agentId = 0; agentId < silences.length; agentId++) {
      actions.send(agentId, new AgentDown.Recover(stoppedBoundMs, boundsMs.get(agentId), own));
    }
  }

  /** Something came from an agent. */
  void hear(int agentId) {
    if (agentId < silences.length) {
      silences[agentId].hear();
    }
  }

  /** When the next look is due, or {@link AgentCore#NEVER}. */
  long dueNs() {
    return clock == null ? AgentCore.NEVER : clock.dueNs();
  }

  /**
   * Looks and beats when it is time to.
   *
   * @param isLost agents that count no more
   * @return the agents that have been silent for too long
   */
  List<Integer> look(long nowNs, IntPredicate isLost) {
    List<Integer> silent = new ArrayList<>();
    if (clock == null || !clock.isDue(nowNs)) {
      return silent;
    }
    long countedNs = clock.look(nowNs);
    for (int agentId = 0; agentId < silences.length; agentId++) {
      if (boundsMs.get(agentId) > 0 && !isLost.test(agentId)) {
        silences[agentId].look(countedNs);
        actions.send(agentId, new AgentDown.Beat());
        if (isOverdue(agentId)) {
          silent.add(agentId);
        }
      }
    }
    return silent;
  }

  /**
   * Whether the agents that are heard speak for a majority of the ranks that live as far as is
   * known; of two halves, the one with the lowest rank counts. An agent that has been silent for
   * half its bound is probably behind the same cut as one whose bound is over, and is not counted
   * as heard.
   */
  boolean isMajorityHeard() {
    int living = 0;
    int heard = 0;
    boolean lowestIsHeard = false;
    for (RankRecord rank : ranks) {
      if (!rank.isOver()) {
        boolean isHeard = isHeard(rank.agentId);
        lowestIsHeard |= living == 0 && isHeard;
        living++;
        heard += isHeard ? 1 : 0;
      }
    }
    return 2 * heard > living || 2 * heard == living && lowestIsHeard;
  }

  /** Tells an agent that it is out, and kills it where that can be done. */
  void exclude(int agentId, String reason) {
    excluded[agentId] = true;
    actions.send(agentId, new AgentDown.Excluded(reason));
    actions.kill(identities[agentId]);
  }

  /** Whether it was excluded. */
  boolean isExcluded(int agentId) {
    return agentId < excluded.length && excluded[agentId];
  }

  /** The agent's bound. */
  int boundMs(int agentId) {
    return boundsMs.get(agentId);
  }

  private boolean isOverdue(int agentId) {
    long boundNs = toNs(boundsMs.get(agentId));
    long silentNs = silences[agentId].silentNs();
    if (silentNs < boundNs || !hasRank(agentId, rank -> !rank.isOver())) {
      return false;
    }
    if (silentNs < startBoundNs && hasRank(agentId, rank -> rank.state == RankState.WAITING)) {
      return false;
    }
    return silentNs >= PATIENCE * boundNs || !actions.runs(identities[agentId]);
  }

  private boolean hasRank(int agentId, Predicate<RankRecord> which) {
    return ranks.stream().anyMatch(rank -> rank.agentId == agentId && which.test(rank));
  }

  private boolean isHeard(int agentId) {
    int boundMs = boundsMs.get(agentId);
    return boundMs == 0 || silences[agentId].silentNs() < toNs(boundMs) / 2;
  }

  private static long toNs(long ms) {
    return TimeUnit.MILLISECONDS.toNanos(ms);
  }
}
