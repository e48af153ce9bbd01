package org.jmpi.launcher.core;

import org.jmpi.launcher.wire.AgentUp;
import org.jmpi.launcher.wire.RankStart;

/** What {@link AgentCore} has done. None of these calls may come back into the core. */
public interface AgentActions {
  /** To {@code jmpirun}. */
  void sendUp(AgentUp message);

  /** Starts a process; {@link AgentCore#onStarted} or {@link AgentCore#onStartFailed} follows. */
  void start(RankStart rank);

  /**
   * Sends a signal ({@code TERM}, {@code KILL}) to all that a rank has started; no such process is
   * no error.
   */
  void signal(int index, String signal);

  /** Asks a rank's JVMs for a thread dump. */
  void dumpThreads(int index);

  /** To a rank's life-line. */
  void sendToRank(int index, byte[] frame);

  /** Input for a rank; an empty chunk is its end. */
  void input(int index, byte[] bytes);

  /** Output credit came back. */
  void outputTaken(int index, boolean error, int bytes);

  /** All is done: the agent may end. */
  void leave();
}
