package org.jmpi.launcher.core;

import org.jmpi.job.ProcessId;
import org.jmpi.launcher.wire.AgentDown;

/** What {@link JobCore} has done. None of these calls may come back into the core. */
public interface JobActions {
  /** To an agent. */
  void send(int agentId, AgentDown message);

  /** A line for people, on standard error. */
  void say(String line);

  /** Makes key and certificate; {@link JobCore#onCredentials} follows. */
  void makeCredentials(ProcessId id);

  /** From here on output is kept per rank (thread dumps), until {@link #releaseOutput}. */
  void groupOutput();

  /** Prints what was kept, rank by rank. */
  void releaseOutput();

  /** The job is over. */
  void finished(int exitCode);
}
