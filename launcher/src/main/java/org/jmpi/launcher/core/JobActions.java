package org.jmpi.launcher.core;

import org.jmpi.job.ProcessId;
import org.jmpi.launcher.wire.AgentDown;

/** What {@link JobCore} has done. None of these calls may come back into the core. */
public interface JobActions {
  /** To an agent. */
  void send(int agentId, AgentDown message);

  /** By which agents on this kernel recognize this process; may be empty. */
  String identity();

  /**
   * Whether a process of this kernel with that identity runs, or would if it got a processor; false
   * when it is stopped, or of another kernel.
   */
  boolean runs(String identity);

  /** Kills the process of that identity if it is one of this kernel. */
  void kill(String identity);

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
