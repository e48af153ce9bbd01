package org.jmpi.launcher.core;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;
import org.jmpi.launcher.wire.RankDown;

/**
 * One host's part: starts ranks, passes on what they and {@code jmpirun} say to each other, ends
 * them (asks, waits, kills), and reports an exit only after the rank's life-line has been read to
 * its end, so that a last word (finalized, abort) is never overtaken by the exit. With fault
 * tolerance on it tells its ranks of each failure, once, whether it has seen it itself or hears of
 * it.
 */
public final class AgentCore {
  /** No time is due. */
  public static final long NEVER = Long.MAX_VALUE;

  static final long DRAIN_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** So long an agent stays for output that jmpirun has not taken. */
  static final long OUTPUT_NS = TimeUnit.SECONDS.toNanos(2);

  /**
   * So often a rank is spared that gets no processor; then those that cannot reach it have waited
   * for minutes.
   */
  static final int MOST_SPARED = 10;

  private static final int KILLED = 137;

  private final AgentActions actions;
  private final Map<Integer, LocalRank> ranks = new TreeMap<>();
  private final Map<Integer, String> failures = new TreeMap<>();
  private AgentWatch watch;
  private long killAtNs = NEVER;
  private boolean ending;
  private boolean leaving;

  /** Then output is not waited for any more; nobody hears a rank of one that is cut off. */
  private long leaveAtNs = Long.MIN_VALUE;

  private boolean left;

  /** An agent without ranks. */
  public AgentCore(AgentActions actions) {
    this.actions = actions;
  }

  /** A message from {@code jmpirun}. */
  public void onCommand(long nowNs, AgentDown command) {
    if (watch != null) {
      watch.hear();
    }
    if (command instanceof AgentDown.Start start) {
      onStart(start);
    } else if (command instanceof AgentDown.ToRank to) {
      onFrameForRank(to);
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
    } else if (command instanceof AgentDown.Recover recover) {
      watch = new AgentWatch(nowNs, recover, actions);
    } else if (command instanceof AgentDown.Failed failed) {
      spread(failed.index(), failed.cause());
    } else if (command instanceof AgentDown.Kill kill) {
      kill(kill.index(), kill.why());
    } else if (command instanceof AgentDown.Doubt doubt) {
      onDoubt(nowNs, doubt);
    } else if (command instanceof AgentDown.OpenRelay relay) {
      actions.openRelay(relay);
    } else if (command instanceof AgentDown.CloseRelay relay) {
      actions.closeRelay(relay.id());
    } else if (command instanceof AgentDown.Excluded excluded) {
      cutOff(nowNs, "the job goes on without this host: " + excluded.reason());
    }
  }

  /** The way to {@code jmpirun} is gone: nobody is left to wait for. */
  public void onChannelLost(long nowNs) {
    leaveWhenEmpty(nowNs);
  }

  /** The process exists. */
  public void onStarted(int index, long pid) {
    LocalRank rank = ranks.get(index);
    rank.alive = true;
    actions.sendUp(new AgentUp.Started(index, pid));
    if (ending) {
      actions.signal(index, killAtNs == NEVER ? "KILL" : "TERM");
    }
  }

  /** A rank, which is being started, has streams of output whose ends will be told. */
  public void onOutputsOpened(int index, int streams) {
    ranks.get(index).openOutputs = streams;
  }

  /** All that came of one of a rank's streams is on its way. */
  public void onOutputEnded(long nowNs, int index) {
    ranks.get(index).openOutputs--;
    tick(nowNs);
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
    LocalRank rank = ranks.get(index);
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
    ranks.get(index).note(frame);
    actions.sendUp(new AgentUp.FromRank(index, frame));
  }

  /** A rank's life-line has ended. */
  public void onDisconnected(long nowNs, int index) {
    LocalRank rank = ranks.get(index);
    rank.connected = false;
    rank.disconnected = true;
    tick(nowNs);
  }

  /** A rank's exit was collected. What else it has started goes with it. */
  public void onExited(long nowNs, int index, int code) {
    LocalRank rank = ranks.get(index);
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
    for (Map.Entry<Integer, LocalRank> entry : ranks.entrySet()) {
      LocalRank rank = entry.getValue();
      nextNs = Math.min(nextNs, clear(nowNs, entry.getKey(), rank));
      if (!rank.reported && rank.reportAtNs != NEVER) {
        reportExit(nowNs, entry.getKey(), rank);
      }
      if (!rank.reported) {
        empty = false;
        nextNs = Math.min(nextNs, rank.reportAtNs);
      } else if (rank.openOutputs > 0 && nowNs < leaveAtNs) {
        empty = false;
        nextNs = Math.min(nextNs, leaveAtNs);
      }
    }
    if (leaving && empty && !left) {
      left = true;
      actions.leave();
    }
    return watch == null || leaving ? nextNs : Math.min(nextNs, look(nowNs));
  }

  private long look(long nowNs) {
    String silence = watch.look(nowNs, ranks);
    if (silence != null) {
      cutOff(nowNs, silence);
    }
    return watch.dueNs();
  }

  private void cutOff(long nowNs, String reason) {
    if (!leaving) {
      end(nowNs, 0);
      actions.cutOff(reason);
      leaving = true;
      tick(nowNs);
    }
  }

  private void kill(int index, String why) {
    LocalRank rank = ranks.get(index);
    if (rank != null && rank.alive && rank.killedBecause.isEmpty()) {
      rank.killedBecause = why;
      actions.signal(index, "KILL");
    }
  }

  private void onDoubt(long nowNs, AgentDown.Doubt doubt) {
    LocalRank rank = ranks.get(doubt.index());
    if (rank != null && rank.alive && rank.doubt == null) {
      rank.doubt = new Doubt(nowNs, doubt.why());
      tick(nowNs);
    }
  }

  /** Returns when the next look at a rank is due that others cannot reach. */
  private long clear(long nowNs, int index, LocalRank rank) {
    Doubt doubt = rank.doubt;
    if (doubt == null || !rank.alive) {
      return NEVER;
    }
    if (doubt.dueNs() > nowNs) {
      return doubt.dueNs();
    }
    doubt.look(nowNs, actions.threads(index, rank.joinedPid));
    if (!doubt.isDecided()) {
      return doubt.dueNs();
    }
    rank.doubt = null;
    if (doubt.isStarved() && rank.spared < MOST_SPARED) {
      rank.spared++;
      actions.sendUp(
          new AgentUp.Note(
              "rank "
                  + index
                  + " was not reached by other ranks, but it lives and gets no processor: it is"
                  + " spared ("
                  + rank.spared
                  + " of "
                  + MOST_SPARED
                  + " times); too much else runs on its host"));
    } else {
      kill(index, doubt.why());
    }
    return NEVER;
  }

  /** The first that a rank is told is its welcome; what has happened before follows. */
  private void onFrameForRank(AgentDown.ToRank to) {
    LocalRank rank = ranks.get(to.index());
    if (rank == null || !rank.connected) {
      return;
    }
    actions.sendToRank(to.index(), to.frame());
    if (!rank.welcomed) {
      rank.welcomed = true;
      failures.forEach((index, cause) -> tell(to.index(), index, cause));
    }
  }

  /**
   * Others on this host hear of a death at once. jmpirun does when all that the rank has written is
   * on its way, since the job may be over with it; a child of the rank's may keep its output open.
   */
  private void reportExit(long nowNs, int index, LocalRank rank) {
    boolean isLate = rank.reportAtNs <= nowNs;
    if (!rank.exitSeen && (!rank.connected || isLate)) {
      rank.exitSeen = true;
      if (watch != null && !ending && rank.reached != RankState.FINALIZED) {
        spread(index, FailureText.cause(rank.exitCode, rank.reached, rank.killedBecause));
      }
    }
    if (rank.exitSeen && (rank.openOutputs <= 0 || isLate)) {
      rank.reported = true;
      actions.sendUp(new AgentUp.Exited(index, rank.exitCode, rank.killedBecause));
    }
  }

  private void spread(int failed, String cause) {
    if (failures.putIfAbsent(failed, cause) == null) {
      for (Map.Entry<Integer, LocalRank> each : ranks.entrySet()) {
        LocalRank rank = each.getValue();
        if (rank.connected && rank.welcomed && each.getKey() != failed) {
          tell(each.getKey(), failed, cause);
        }
      }
    }
  }

  private void tell(int index, int failed, String cause) {
    actions.sendToRank(index, new RankDown.ProcessFailed(failed, cause).encode());
  }

  private void onStart(AgentDown.Start start) {
    int index = start.rank().index();
    if (ranks.putIfAbsent(index, new LocalRank()) != null) {
      throw new IllegalStateException("rank " + index + " is started twice");
    }
    if (ending) {
      ranks.get(index).reported = true;
      actions.sendUp(new AgentUp.Exited(index, KILLED, ""));
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
    leaveAtNs = nowNs + OUTPUT_NS;
    end(nowNs, 0);
  }

  @Override
  public String toString() {
    return "AgentCore" + Arrays.toString(ranks.keySet().toArray());
  }
}
