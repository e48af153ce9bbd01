package org.jmpi.launcher.core;

import org.jmpi.launcher.wire.MalformedException;
import org.jmpi.launcher.wire.RankUp;

/** What {@link AgentCore} knows of one of its ranks. */
final class LocalRank {
  private static final int LAST_TYPE_OF_INTEREST = 3;

  boolean alive;
  boolean connected;
  boolean disconnected;
  boolean welcomed;
  boolean reported;

  /** Its failure has been spread here; jmpirun hears of the exit when the output is complete. */
  boolean exitSeen;

  /** Streams of its output that have not ended. */
  int openOutputs;

  int exitCode;
  long reportAtNs = AgentCore.NEVER;
  RankState reached = RankState.STARTED;

  /** The process that said hello, which may be a child of the one that was started. */
  long joinedPid;

  /** Why the agent has killed it; empty when it has not. */
  String killedBecause = "";

  /** It is looked at because others cannot reach it; null when it is not. */
  Doubt doubt;

  /** How often it has been spared because it got no processor. */
  int spared;

  private boolean wasStopped;
  private long stoppedNs;
  private long cpuTicks;

  void ifAlive(Runnable action) {
    if (alive) {
      action.run();
    }
  }

  /** Something came on its life-line. */
  void note(byte[] frame) {
    if (frame.length == 0 || frame[0] > LAST_TYPE_OF_INTEREST) {
      return;
    }
    try {
      RankUp message = RankUp.decode(frame);
      if (message instanceof RankUp.Hello hello) {
        joinedPid = hello.pid();
      } else if (message instanceof RankUp.Initialized) {
        reached = RankState.INITIALIZED;
      } else if (message instanceof RankUp.Finalized) {
        reached = RankState.FINALIZED;
      }
    } catch (MalformedException e) {
      // It goes to jmpirun as it is, which says what is wrong with it and ends the job.
      return;
    }
  }

  /**
   * The operating system was looked at. A tracer stops its program for moments, too: whoever uses
   * the processor between two looks is not stopped.
   *
   * @param sight what was seen; null when the process cannot be seen
   * @param countedNs as {@link LookClock#look} says
   * @return for how long it has been stopped
   */
  long onSight(AgentActions.Sight sight, long countedNs) {
    boolean stopped = sight != null && sight.stopped();
    boolean same = stopped && wasStopped && sight.cpuTicks() == cpuTicks;
    stoppedNs = same && countedNs != LookClock.GAP ? stoppedNs + countedNs : 0;
    wasStopped = stopped;
    cpuTicks = stopped ? sight.cpuTicks() : 0;
    return stoppedNs;
  }
}
