package org.jmpi.launcher.core;

import static org.jmpi.launcher.core.AgentCore.NEVER;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jmpi.job.Program;
import org.jmpi.launcher.wire.RankDown;
import org.jmpi.launcher.wire.RankStart;
import org.jmpi.launcher.wire.RankUp;

/**
 * Processes that a running program asks for, in a world of their own (MPI_Comm_spawn). All or none:
 * when one of them does not come to MPI.Init, the others are killed, and whoever has asked is told
 * why; that is no failure of the job. Once all have come they are ranks of the job like the first.
 */
final class Spawns {
  /** From a request to its answer, at the latest. */
  static final long START_BOUND_NS = TimeUnit.SECONDS.toNanos(60);

  static final String UNWANTED = "was spawned, but the spawn has failed: it was killed";

  /** What it needs of the job. */
  interface Port {
    /** Whether an agent can start processes. */
    boolean isUp(int agentId);

    /** The agent of the host that people call so; −1 when there is none. */
    int agentOf(String host);

    /** Adds processes that are one world, tells the others of them, and starts them. */
    List<RankRecord> start(List<JobPlan.Placed> world);

    /** Kills a process. */
    void kill(RankRecord rank, String why);

    /** Tells a newcomer of a process that has died before it came. */
    void introduce(RankRecord dead, RankRecord newcomer);

    /** To a rank. */
    void tell(RankRecord rank, RankDown message);
  }

  private record Request(
      RankRecord asker, RankUp.Spawn wanted, List<RankRecord> children, long deadlineNs) {}

  private final JobPlan.Spawning plan;
  private final List<RankRecord> ranks;
  private final Port port;

  /** By the index of who has asked. */
  private final Map<Integer, Request> requests = new LinkedHashMap<>();

  private int started;

  /**
   * None is started yet.
   *
   * @param ranks of the job
   */
  Spawns(JobPlan.Spawning plan, List<RankRecord> ranks, Port port) {
    this.plan = plan;
    this.ranks = ranks;
    this.port = port;
  }

  /** Somebody asks; one request of each process is under way at a time. */
  void onRequest(long nowNs, RankRecord asker, RankUp.Spawn wanted) {
    int count = wanted.programs().stream().mapToInt(Program::count).sum();
    if (requests.containsKey(asker.index)) {
      refuse(asker, wanted, "this process has asked for others already");
    } else if (plan.most() == 0) {
      refuse(asker, wanted, "the job was started without --spawn N, which allows N processes more");
    } else if (count > plan.most() - started) {
      refuse(
          asker,
          wanted,
          count + " are too many: " + started + " of " + plan.most() + " (--spawn) were started");
    } else {
      try {
        List<RankRecord> children = port.start(place(asker, wanted, count));
        children.forEach(child -> child.isAwaited = true);
        started += count;
        requests.put(asker.index, new Request(asker, wanted, children, nowNs + START_BOUND_NS));
      } catch (IllegalArgumentException e) {
        refuse(asker, wanted, e.getMessage());
      }
    }
  }

  /** Something has happened to a process, or time has passed. */
  void proceed(long nowNs) {
    for (Request request : List.copyOf(requests.values())) {
      String failure = failure(request, nowNs);
      boolean haveCome =
          request.children.stream()
              .allMatch(child -> child.state.compareTo(RankState.INITIALIZED) >= 0);
      if (failure != null || haveCome) {
        requests.remove(request.asker.index);
        if (failure == null) {
          accept(request);
        } else {
          request.children.forEach(child -> port.kill(child, UNWANTED));
          refuse(request.asker, request.wanted, failure);
        }
      }
    }
  }

  /** The job ends: nobody is answered any more. */
  void stop() {
    requests.clear();
  }

  /** When {@link #proceed} is due by itself, or {@link AgentCore#NEVER}. */
  long dueNs() {
    return requests.values().stream().mapToLong(Request::deadlineNs).min().orElse(NEVER);
  }

  private static String failure(Request request, long nowNs) {
    if (request.asker.isOver()) {
      return "the process that has asked has ended";
    }
    for (RankRecord child : request.children) {
      // One that has done all it had to do before the others came is none that is missing.
      if (child.isOver() && !child.endedWell) {
        return JobCore.plainName(child) + " has ended before all had come to MPI.Init";
      }
    }
    return nowNs < request.deadlineNs
        ? null
        : "not all have come to MPI.Init within "
            + TimeUnit.NANOSECONDS.toSeconds(START_BOUND_NS)
            + " s";
  }

  private void accept(Request request) {
    RankUp.Spawn wanted = request.wanted;
    for (RankRecord child : request.children) {
      child.isAwaited = false;
      wanted.members().stream()
          .filter(index -> index < ranks.size() && ranks.get(index).isOver())
          .forEach(index -> port.introduce(ranks.get(index), child));
      port.tell(child, new RankDown.Invited(wanted.contextId(), wanted.members()));
    }
    port.tell(
        request.asker,
        new RankDown.Spawned(
            wanted.request(), request.children.get(0).index, request.children.size(), ""));
  }

  private void refuse(RankRecord asker, RankUp.Spawn wanted, String reason) {
    port.tell(asker, new RankDown.Spawned(wanted.request(), 0, 0, reason));
  }

  private List<JobPlan.Placed> place(RankRecord asker, RankUp.Spawn wanted, int count) {
    List<JobPlan.Placed> placed = new ArrayList<>();
    int first = ranks.size();
    int[] taken = new int[plan.slots().size()];
    for (RankRecord rank : ranks) {
      taken[rank.agentId] += rank.isOver() ? 0 : 1;
    }
    for (Program program : wanted.programs()) {
      for (int i = 0; i < program.count(); i++) {
        int agentId = program.host().isEmpty() ? roomiest(asker, taken) : named(program.host());
        taken[agentId]++;
        int rank = placed.size();
        RankStart start = plan.programs().start(program, first + rank, rank, count);
        placed.add(new JobPlan.Placed(agentId, start));
      }
    }
    return placed;
  }

  private int named(String host) {
    int agentId = port.agentOf(host);
    if (agentId < 0 || !port.isUp(agentId)) {
      throw new IllegalArgumentException(
          "there is no host '" + host + "' in this job; give one of --host or --hostfile");
    }
    return agentId;
  }

  /** The agent with most free slots, that of the asker before others; it too when none is free. */
  private int roomiest(RankRecord asker, int[] taken) {
    int best = asker.agentId;
    for (int agentId = 0; agentId < taken.length; agentId++) {
      if (port.isUp(agentId) && free(agentId, taken) > Math.max(0, free(best, taken))) {
        best = agentId;
      }
    }
    return best;
  }

  private int free(int agentId, int[] taken) {
    return plan.slots().get(agentId) - taken[agentId];
  }
}
