package org.jmpi.launcher.core;

import java.util.Map;
import org.jmpi.launcher.wire.AgentDown;
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

  /**
   * What the operating system says of a rank.
   *
   * @param stopped one of its processes is stopped, by a signal or a tracer
   * @param cpuTicks processor time that they have used, in the system's units
   */
  record Sight(boolean stopped, long cpuTicks) {}

  /**
   * Looks at the processes of a rank: the one that was started, and the one that has joined the job
   * when that is another of the same group.
   *
   * @param joinedPid 0 when none has joined
   * @return null when there is nothing to be seen
   */
  Sight look(int index, long joinedPid);

  /**
   * What the operating system says of a thread.
   *
   * @param ready it runs, or would if it got a processor
   * @param cpuTicks processor time that it has used, in the system's units
   */
  record ThreadSight(boolean ready, long cpuTicks) {}

  /**
   * Looks at the threads of the processes that {@link #look} looks at, by number; none when nothing
   * can be seen.
   */
  Map<Long, ThreadSight> threads(int index, long joinedPid);

  /** Whether {@link #look} can see anything on this system. */
  boolean canLook();

  /** By which others on this kernel recognize this process; may be empty. */
  String identity();

  /**
   * Whether a process of this kernel with that identity exists; false when it is of another one.
   */
  boolean exists(String identity);

  /** Passes datagrams on as it says; {@link AgentUp.RelayOpened} follows. */
  void openRelay(AgentDown.OpenRelay relay);

  /** Ends a relay, if there is such a one. */
  void closeRelay(int id);

  /** The agent ends because it is cut off; {@code reason} is for people on its own host. */
  void cutOff(String reason);

  /** All is done: the agent may end. */
  void leave();
}
