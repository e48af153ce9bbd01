package org.jmpi.launcher.core;

import static org.jmpi.launcher.core.AgentCore.NEVER;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmpi.launcher.wire.MalformedException;
import org.jmpi.launcher.wire.RankDown;
import org.jmpi.launcher.wire.RankUp;

/**
 * Processes in the place of dead ones. One of those that live asks for all; when the new ones have
 * reached MPI.Init they are invited, and whoever has asked is answered. If it dies before that,
 * another one asks for the same: a process that was started and is no member of anything yet is
 * given to whoever asks next, so nothing is started twice. A newcomer that is killed is started
 * again; one that ends by itself is not, since another would do the same.
 */
final class Respawns {
  /** From a request to its answer, at the latest. */
  static final long START_BOUND_NS = TimeUnit.SECONDS.toNanos(30);

  static final String TOO_SLOW =
      "has not reached MPI.Init within "
          + TimeUnit.NANOSECONDS.toSeconds(START_BOUND_NS)
          + " s of being started and was killed";
  static final String ALONE =
      "was started in the place of a rank, but nobody is left to take it in: it was killed";

  /** What it needs of the job. */
  interface Port {
    /** Whether an agent can start processes. */
    boolean isUp(int agentId);

    /** Starts a process and tells the others of it. */
    RankRecord start(int agentId, RankRecord place);

    /** Kills a process. */
    void kill(RankRecord rank, String why);

    /** Tells a newcomer of a process that has died before it came. */
    void introduce(RankRecord dead, RankRecord newcomer);

    /** To a rank. */
    void tell(RankRecord rank, RankDown message);

    /** A line for people. */
    void say(String line);
  }

  private final JobPlan.Respawn plan;
  private final List<RankRecord> ranks;
  private final Port port;

  /** By the index of who has asked. */
  private final Map<Integer, Request> requests = new LinkedHashMap<>();

  private int started;
  private boolean hasNewcomers;

  /**
   * None is started yet.
   *
   * @param ranks of the job; new ones are added by {@link Port#start}
   */
  Respawns(JobPlan.Respawn plan, List<RankRecord> ranks, Port port) {
    this.plan = plan;
    this.ranks = ranks;
    this.port = port;
  }

  /** Somebody asks. */
  void onRequest(long nowNs, RankRecord asker, RankUp.Respawn wanted) {
    List<RankRecord> dead = new ArrayList<>();
    for (int index : wanted.dead()) {
      if (index >= ranks.size()) {
        throw new MalformedException("asks for a process in the place of " + index);
      }
      dead.add(ranks.get(index));
    }
    requests.put(asker.index, new Request(asker, wanted, dead, nowNs + START_BOUND_NS));
    proceed(nowNs);
  }

  /** Something has happened to a process, or time has passed. */
  void proceed(long nowNs) {
    for (Request request : List.copyOf(requests.values())) {
      if (request.asker.isOver()) {
        requests.remove(request.asker.index);
      } else if (request.proceed(nowNs)) {
        requests.remove(request.asker.index);
        request.answer();
      }
    }
    if (hasNewcomers && requests.isEmpty()) {
      endThoseThatAreAlone();
    }
  }

  /** The job ends: nobody is answered any more. */
  void stop() {
    requests.clear();
    hasNewcomers = false;
  }

  /** When {@link #proceed} is due by itself, or {@link AgentCore#NEVER}. */
  long dueNs() {
    return requests.values().stream().mapToLong(r -> r.deadlineNs).min().orElse(NEVER);
  }

  private void endThoseThatAreAlone() {
    List<RankRecord> living = ranks.stream().filter(rank -> !rank.isOver()).toList();
    if (living.stream().noneMatch(rank -> rank.takenIn)) {
      hasNewcomers = false;
      living.forEach(rank -> port.kill(rank, ALONE));
    }
  }

  private boolean isChosen(RankRecord rank) {
    return requests.values().stream().anyMatch(r -> r.chosen.containsValue(rank));
  }

  /** The agent of the dead one, else the one that is least full of those with a free slot. */
  private int agentFor(RankRecord dead) {
    if (port.isUp(dead.agentId)) {
      return dead.agentId;
    }
    int best = -1;
    long bestFree = 0;
    for (int agentId = 0; agentId < plan.slots().size(); agentId++) {
      long free = plan.slots().get(agentId) - living(agentId);
      if (port.isUp(agentId) && free > bestFree) {
        best = agentId;
        bestFree = free;
      }
    }
    return best;
  }

  private long living(int agentId) {
    return ranks.stream().filter(rank -> rank.agentId == agentId && !rank.isOver()).count();
  }

  private final class Request {
    final RankRecord asker;
    final RankUp.Respawn wanted;
    final List<RankRecord> dead;
    final long deadlineNs;

    /** Who takes the place of whom. */
    final Map<RankRecord, RankRecord> chosen = new LinkedHashMap<>();

    /** Whose place nobody takes, and why. */
    final Map<RankRecord, String> missing = new HashMap<>();

    Request(RankRecord asker, RankUp.Respawn wanted, List<RankRecord> dead, long deadlineNs) {
      this.asker = asker;
      this.wanted = wanted;
      this.dead = dead;
      this.deadlineNs = deadlineNs;
    }

    /** Does what can be done; true when nothing is left to wait for. */
    boolean proceed(long nowNs) {
      boolean isLate = nowNs >= deadlineNs;
      boolean isDone = true;
      for (RankRecord each : dead) {
        if (!missing.containsKey(each)) {
          isDone &= proceed(each, isLate);
        }
      }
      return isDone;
    }

    private boolean proceed(RankRecord each, boolean isLate) {
      RankRecord newcomer = chosen.get(each);
      if (newcomer != null && newcomer.isOver()) {
        chosen.remove(each);
        if (!newcomer.killed) {
          return giveUp(each, "the process that was started in its place has ended");
        }
        newcomer = null;
      }
      if (newcomer == null && !isLate) {
        // Others may know of a death before the agent has said so.
        newcomer = each.isOver() ? choose(each) : null;
        if (newcomer == null) {
          return missing.containsKey(each);
        }
        chosen.put(each, newcomer);
      }
      if (newcomer != null && newcomer.state == RankState.INITIALIZED) {
        return true;
      }
      if (newcomer != null && newcomer.state == RankState.FINALIZED) {
        chosen.remove(each);
        return giveUp(each, "the process that was started in its place has finalized at once");
      }
      if (isLate) {
        chosen.remove(each);
        if (newcomer != null) {
          port.kill(newcomer, TOO_SLOW);
        }
        return giveUp(each, newcomer == null ? "its end was not reported" : "it took too long");
      }
      return false;
    }

    private RankRecord choose(RankRecord each) {
      Collection<Integer> members = wanted.members();
      List<RankRecord> free =
          ranks.stream()
              .filter(rank -> rank.isNewcomer() && !rank.isOver() && !rank.takenIn)
              .filter(rank -> rank.state.compareTo(RankState.FINALIZED) < 0)
              .filter(rank -> !members.contains(rank.index) && !isChosen(rank))
              .toList();
      if (!free.isEmpty()) {
        return free.stream().filter(r -> r.place == each.place).findFirst().orElse(free.get(0));
      }
      int agentId = agentFor(each);
      if (plan.most() == 0) {
        giveUp(each, "the job was started without --respawn");
      } else if (started >= plan.most()) {
        giveUp(each, started + " processes were started already (--respawn)");
      } else if (agentId < 0) {
        giveUp(each, "its host is lost, and no other one has a free slot");
      } else {
        started++;
        hasNewcomers = true;
        RankRecord newcomer = port.start(agentId, each.place);
        port.say(
            JobCore.plainName(newcomer)
                + " is started in the place of "
                + JobCore.plainName(each)
                + " ("
                + started
                + " of "
                + plan.most()
                + ")");
        return newcomer;
      }
      return null;
    }

    private boolean giveUp(RankRecord each, String reason) {
      missing.put(each, reason);
      port.say("nobody takes the place of " + JobCore.plainName(each) + ": " + reason);
      return true;
    }

    void answer() {
      List<Integer> newcomers = chosen.values().stream().map(rank -> rank.index).toList();
      List<Integer> members = new ArrayList<>(wanted.members());
      members.addAll(newcomers);
      RankDown invitation = new RankDown.Invited(wanted.contextId(), members);
      for (RankRecord newcomer : chosen.values()) {
        wanted.members().stream()
            .filter(index -> index < ranks.size() && ranks.get(index).isOver())
            .forEach(index -> port.introduce(ranks.get(index), newcomer));
        port.tell(newcomer, invitation);
      }
      String reason = missing.isEmpty() ? "" : missing.values().iterator().next();
      port.tell(asker, new RankDown.Respawned(wanted.request(), newcomers, reason));
    }
  }
}
