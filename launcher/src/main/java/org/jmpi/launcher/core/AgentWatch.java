package org.jmpi.launcher.core;

import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;

/**
 * What an agent looks at when fault tolerance is on: whether its ranks are stopped, and whether
 * {@code jmpirun} is heard. It beats while it looks.
 *
 * <p>{@code jmpirun} excludes an agent that it has not heard for the bound, unless it was itself
 * not running. An agent cannot know the latter, so it gives {@code jmpirun} {@value #PATIENCE}
 * times the bound before it takes itself for excluded, and all the time it needs on a kernel where
 * it can see that {@code jmpirun} exists: that one would have said so.
 */
final class AgentWatch {
  static final int PATIENCE = 3;

  private final AgentActions actions;
  private final AgentDown.Recover bounds;
  private final LookClock stopLooks;
  private final LookClock beats;
  private final Silence jmpirun = new Silence();

  AgentWatch(long nowNs, AgentDown.Recover bounds, AgentActions actions) {
    this.actions = actions;
    this.bounds = bounds;
    boolean wantsLooks = bounds.stoppedBoundMs() > 0;
    boolean looks = wantsLooks && actions.canLook();
    if (wantsLooks && !looks) {
      actions.sendUp(
          new AgentUp.Note(
              "this system has no /proc: ranks that are stopped are not noticed on it (switch the"
                  + " look off with --ft-stop-timeout 0)"));
    }
    stopLooks = looks ? new LookClock(nowNs, toNs(bounds.stoppedBoundMs())) : null;
    if (bounds.silenceBoundMs() > 0) {
      actions.sendUp(new AgentUp.Identity(actions.identity()));
    }
    beats =
        bounds.silenceBoundMs() > 0 ? new LookClock(nowNs, toNs(bounds.silenceBoundMs())) : null;
  }

  /** {@code jmpirun} has said something. */
  void hear() {
    jmpirun.hear();
  }

  /** When the next look is due, or {@link AgentCore#NEVER}. */
  long dueNs() {
    long stopNs = stopLooks == null ? AgentCore.NEVER : stopLooks.dueNs();
    return beats == null ? stopNs : Math.min(stopNs, beats.dueNs());
  }

  /**
   * Does what is due.
   *
   * @return why the agent must take itself for cut off, or null
   */
  String look(long nowNs, Map<Integer, LocalRank> ranks) {
    if (stopLooks != null && stopLooks.isDue(nowNs)) {
      long countedNs = stopLooks.look(nowNs);
      ranks.forEach((index, rank) -> rank.ifAlive(() -> lookAt(index, rank, countedNs)));
    }
    return beats != null && beats.isDue(nowNs) ? beat(nowNs) : null;
  }

  private void lookAt(int index, LocalRank rank, long countedNs) {
    long stoppedNs = rank.onSight(actions.look(index, rank.joinedPid), countedNs);
    if (stoppedNs >= toNs(bounds.stoppedBoundMs()) && rank.killedBecause.isEmpty()) {
      rank.killedBecause =
          "was stopped (SIGSTOP) for "
              + seconds(bounds.stoppedBoundMs())
              + " s and has been killed by its agent";
      actions.signal(index, "KILL");
    }
  }

  private String beat(long nowNs) {
    jmpirun.look(beats.look(nowNs));
    actions.sendUp(new AgentUp.Beat());
    int boundMs = PATIENCE * bounds.silenceBoundMs();
    if (jmpirun.silentNs() < toNs(boundMs) || actions.exists(bounds.identity())) {
      return null;
    }
    return "nothing was heard of jmpirun for "
        + seconds(boundMs)
        + " s: it has excluded this host or is itself cut off";
  }

  /** Seconds as people write them. */
  static String seconds(long ms) {
    return BigDecimal.valueOf(ms, 3).stripTrailingZeros().toPlainString();
  }

  private static long toNs(long ms) {
    return TimeUnit.MILLISECONDS.toNanos(ms);
  }
}
