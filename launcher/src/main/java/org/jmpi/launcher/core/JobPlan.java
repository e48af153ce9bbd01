package org.jmpi.launcher.core;

import java.util.List;
import java.util.Map;
import org.jmpi.launcher.wire.RankStart;

/**
 * What is to be run.
 *
 * @param jobId random number of the job
 * @param agents names of the hosts, by agent id; empty where the agent's own name is to be used
 * @param ranks one entry per rank, in rank order
 * @param settings what all ranks get to know
 * @param policy bounds and rules
 */
public record JobPlan(
    long jobId,
    List<String> agents,
    List<Placed> ranks,
    Map<String, String> settings,
    Policy policy) {
  /** Copies the collections. */
  public JobPlan {
    agents = List.copyOf(agents);
    ranks = List.copyOf(ranks);
    settings = Map.copyOf(settings);
  }

  /** One rank and the agent that starts it. */
  public record Placed(int agentId, RankStart start) {}

  /**
   * Bounds and rules.
   *
   * @param graceNs between asking a rank to end and killing it
   * @param agentBoundNs how long an agent may take to answer
   * @param limitNs the job's time limit, or {@link AgentCore#NEVER}
   * @param goOn a rank that is killed or lost does not end the job
   * @param reportState every change of a rank's state is told
   */
  public record Policy(
      long graceNs, long agentBoundNs, long limitNs, boolean goOn, boolean reportState) {}
}
