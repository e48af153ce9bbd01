package org.jmpi.job;

/**
 * One row of the job's process table.
 *
 * @param id the process
 * @param agentId the agent that started it: an agent is a host, also when two run on one kernel
 * @param hostName what the agent calls its host; for messages to people only
 */
public record ProcessInfo(ProcessId id, int agentId, String hostName) {}
