package org.jmpi.launcher.core;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;

/**
 * One host's part: starts ranks, passes on what they and {@code jmpirun} say to each other, ends
 * them (asks, waits, kills), and reports an exit only after the rank's life-line has been read to
 * its end, so that a last word (finalized, abort) is never overtaken by the exit.
 */
public final class AgentCore {
  /** No time is due. */
  public static final long NEVER = Long.MAX_VALUE;

  static final long DRAIN_NS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int KILLED = 137;

  private final AgentActions actions;
  private final Map<Integer, Rank> ranks = new TreeMap<>();
  private long killAtNs = NEVER;
  private boolean ending;
  private boolean leaving;
  private boolean left;

  /** An agent without ranks. */
  public AgentCore(AgentActions actions) {
    this.actions = actions;
  }

  /** A message from {@code jmpirun}. */
  public void onCommand(long nowNs, AgentDown command) {
    if (command instanceof AgentDown.Start start) {
      onStart(start);
    } else if (command instanceof AgentDown.ToRank to) {
      Rank rank = ranks.get(to.index());
      if (rank != null && rank.connected) {
        actions.sendToRank(to.index(), to.frame());
      }
    } else if (command instanceof AgentDown.DumpThreads) {
      ranks.forEach((index, rank) -> rank.ifAlive(() -> actions.dumpThreads(index)));
    } else if (command instanceof AgentDown.EndAll end) {
      end(nowNs, TimeUnit.MILLISECONDS.toNanos(end.graceMs()));
    } else if (command instanceof AgentDown.Input input) {
      if (ranks.containsKey(input.index())) {
        actions.input(input.index(), input.bytes());
      }
    } else if (command instanceof AgentDown.OutputTaken taken) {
      actions.outputTaken(taken.index(), taken.error(), taken.bytes());
    } else if (command instanceof AgentDown.Leave) {
      leaveWhenEmpty(nowNs);
    }
  }

  /** The way to {@code jmpirun} is gone: nobody is left to wait for. */
  public void onChannelLost(long nowNs) {
    leaveWhenEmpty(nowNs);
  }

  /** The process exists. */
  public void onStarted(int index, long pid) {
    Rank rank = ranks.get(index);
    rank.alive = true;
    actions.sendUp(new AgentUp.Started(index, pid));
    if (ending) {
      actions.signal(index, killAtNs == NEVER ? "KILL" : "TERM");
    }
  }

  /** There is no process. */
  public void onStartFailed(long nowNs, int index, String reason) {
    ranks.get(index).reported = true;
    actions.sendUp(new AgentUp.StartFailed(index, reason));
    tick(nowNs);
  }

  /**
   * A process on this host says that it is this rank.
   *
   * @return null when it is let in, otherwise why not
   */
  public String onConnected(int index) {
    Rank rank = ranks.get(index);
    if (rank == null || rank.reported) {
      return "rank " + index + " was not started here or has ended";
    }
    if (rank.connected || rank.disconnected) {
      return "rank "
          + index
          + " has joined the job already; a program that a rank starts must not call MPI.Init with the"
          + " JMPI_JOB that it inherited";
    }
    rank.connected = true;
    return null;
  }

  /** A frame came on a rank's life-line. */
  public void onRankFrame(int index, byte[] frame) {
    actions.sendUp(new AgentUp.FromRank(index, frame));
  }

  /** A rank's life-line has ended. */
  public void onDisconnected(long nowNs, int index) {
    Rank rank = ranks.get(index);
    rank.connected = false;
    rank.disconnected = true;
    tick(nowNs);
  }

  /** A rank's exit was collected. What else it has started goes with it. */
  public void onExited(long nowNs, int index, int code) {
    Rank rank = ranks.get(index);
    rank.alive = false;
    rank.exitCode = code;
    rank.reportAtNs = nowNs + DRAIN_NS;
    actions.signal(index, "KILL");
    tick(nowNs);
  }

  /** Does what is due; returns the time of the next thing that will be, or {@link #NEVER}. */
  public long tick(long nowNs) {
    if (killAtNs <= nowNs) {
      killAtNs = NEVER;
      ranks.forEach((index, rank) -> rank.ifAlive(() -> actions.signal(index, "KILL")));
    }
    long nextNs = killAtNs;
    boolean empty = true;
    for (Map.Entry<Integer, Rank> entry : ranks.entrySet()) {
      Rank rank = entry.getValue();
      if (rank.reported) {
        continue;
      }
      boolean exited = rank.reportAtNs != NEVER;
      if (exited && (!rank.connected || rank.reportAtNs <= nowNs)) {
        rank.reported = true;
        actions.sendUp(new AgentUp.Exited(entry.getKey(), rank.exitCode));
        continue;
      }
      empty = false;
      nextNs = Math.min(nextNs, rank.reportAtNs);
    }
    if (leaving && empty && !left) {
      left = true;
      actions.leave();
    }
    return nextNs;
  }

  private void onStart(AgentDown.Start start) {
    int index = start.rank().index();
    if (ranks.putIfAbsent(index, new Rank()) != null) {
      throw new IllegalStateException("rank " + index + " is started twice");
    }
    if (ending) {
      ranks.get(index).reported = true;
      actions.sendUp(new AgentUp.Exited(index, KILLED));
    } else {
      actions.start(start.rank());
    }
  }

  private void end(long nowNs, long graceNs) {
    boolean again = ending;
    ending = true;
    killAtNs = Math.min(again ? killAtNs : NEVER, nowNs + graceNs);
    if (!again && graceNs > 0) {
      ranks.forEach((index, rank) -> rank.ifAlive(() -> actions.signal(index, "TERM")));
    }
    tick(nowNs);
  }

  private void leaveWhenEmpty(long nowNs) {
    leaving = true;
    end(nowNs, 0);
  }

  @Override
  public String toString() {
    return "AgentCore" + Arrays.toString(ranks.keySet().toArray());
  }

  private static final class Rank {
    boolean alive;
    boolean connected;
    boolean disconnected;
    boolean reported;
    int exitCode;
    long reportAtNs = NEVER;

    void ifAlive(Runnable action) {
      if (alive) {
        action.run();
      }
    }
  }
}
