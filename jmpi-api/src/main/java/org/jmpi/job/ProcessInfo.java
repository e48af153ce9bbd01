package org.jmpi.job;

/**
 * One row of the job's process table.
 *
 * @param id the process
 * @param agentId the agent that started it: an agent is a host, also when two run on one kernel
 * @param hostName what the agent calls its host; for messages to people only
 * @param site the name of the place that its host is at, as whoever started the job said; empty
 *     when nobody said
 */
public record ProcessInfo(ProcessId id, int agentId, String hostName, String site) {
  /** A process of whose site nothing was said. */
  public ProcessInfo(ProcessId id, int agentId, String hostName) {
    this(id, agentId, hostName, "");
  }
}
