package org.jmpi.topology;

import java.util.List;
import org.jmpi.job.ProcessInfo;

/**
 * The host of each process of a job, as the launcher placed them; equal at all processes. A host is
 * an agent, not a host name. A later map of the same job has a higher version: what is chosen from
 * a map is chosen alike wherever the version is the same.
 */
public final class NetworkMap {
  private final int version;
  private final int[] agentByProcess;

  private NetworkMap(int version, int[] agentByProcess) {
    this.version = version;
    this.agentByProcess = agentByProcess;
  }

  /** The map of a job as it was started: version 0. */
  public static NetworkMap of(List<ProcessInfo> processes) {
    int highest = -1;
    for (ProcessInfo info : processes) {
      highest = Math.max(highest, info.id().index());
    }
    int[] agents = new int[highest + 1];
    java.util.Arrays.fill(agents, -1);
    for (ProcessInfo info : processes) {
      agents[info.id().index()] = info.agentId();
    }
    return new NetworkMap(0, agents);
  }

  /** Which map this is. */
  public int version() {
    return version;
  }

  /** The agent that a process runs under, or −1 when the map does not know it. */
  public int agentOf(int process) {
    return process < agentByProcess.length ? agentByProcess[process] : -1;
  }

  /** How many processes of the map share the host of {@code process}, itself included. */
  public int processesBeside(int process) {
    int agent = agentOf(process);
    int count = 0;
    for (int other : agentByProcess) {
      count += other == agent && other >= 0 ? 1 : 0;
    }
    return count;
  }
}
