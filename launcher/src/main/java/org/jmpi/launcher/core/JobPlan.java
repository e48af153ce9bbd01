package org.jmpi.launcher.core;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jmpi.job.Program;
import org.jmpi.launcher.wire.RankStart;

/**
 * What is to be run.
 *
 * @param jobId random number of the job
 * @param agents names of the hosts, by agent id; empty where the agent's own name is to be used
 * @param sites names of the sites that the hosts are at, by agent id; empty where nobody said
 * @param ranks one entry per rank, in rank order
 * @param settings what all ranks get to know
 * @param policy bounds and rules
 * @param recovery what holds after a failure
 * @param spawning what running programs may start
 */
public record JobPlan(
    long jobId,
    List<String> agents,
    List<String> sites,
    List<Placed> ranks,
    Map<String, String> settings,
    Policy policy,
    Recovery recovery,
    Spawning spawning) {
  /** Copies the collections. */
  public JobPlan {
    agents = List.copyOf(agents);
    sites = List.copyOf(sites);
    if (sites.size() != agents.size()) {
      throw new IllegalArgumentException(sites.size() + " sites for " + agents.size() + " hosts");
    }
    ranks = List.copyOf(ranks);
    settings = Map.copyOf(settings);
  }

  /** A plan in which nobody said where the hosts are. */
  public JobPlan(
      long jobId,
      List<String> agents,
      List<Placed> ranks,
      Map<String, String> settings,
      Policy policy,
      Recovery recovery) {
    this(
        jobId,
        agents,
        Collections.nCopies(agents.size(), ""),
        ranks,
        settings,
        policy,
        recovery,
        Spawning.NONE);
  }

  /** One rank and the agent that starts it. */
  public record Placed(int agentId, RankStart start) {}

  /**
   * Bounds and rules.
   *
   * @param graceNs between asking a rank to end and killing it
   * @param agentBoundNs how long an agent may take to answer
   * @param limitNs the job's time limit, or {@link AgentCore#NEVER}
   * @param goOn a rank that is killed or lost does not end the job
   * @param reportState every change of a rank's state is told
   */
  public record Policy(
      long graceNs, long agentBoundNs, long limitNs, boolean goOn, boolean reportState) {}

  /**
   * Fault tolerance.
   *
   * @param on ranks may die; those that end with a code of their own are failures that the others
   *     survive, too. Needs {@link Policy#goOn}.
   * @param stoppedBoundMs a rank that is stopped for longer is killed; 0: never
   * @param silenceBoundsMs by agent: how long it may be silent before it is excluded; 0: for ever
   * @param respawn processes in the place of dead ones
   * @param minorityGoesOn silent hosts are excluded also when those that are heard hold no majority
   *     of the ranks
   */
  public record Recovery(
      boolean on,
      int stoppedBoundMs,
      List<Integer> silenceBoundsMs,
      Respawn respawn,
      boolean minorityGoesOn) {
    /** None. */
    public static final Recovery OFF = new Recovery(false, 0, List.of());

    /** Without processes in the place of dead ones. */
    public Recovery(boolean on, int stoppedBoundMs, List<Integer> silenceBoundsMs) {
      this(on, stoppedBoundMs, silenceBoundsMs, Respawn.NONE);
    }

    /** Which goes on with a majority alone. */
    public Recovery(
        boolean on, int stoppedBoundMs, List<Integer> silenceBoundsMs, Respawn respawn) {
      this(on, stoppedBoundMs, silenceBoundsMs, respawn, false);
    }

    /** Copies the list. */
    public Recovery {
      silenceBoundsMs = List.copyOf(silenceBoundsMs);
    }
  }

  /** Makes the command of a process that a running program asks for. */
  @FunctionalInterface
  public interface Programs {
    /**
     * The command.
     *
     * @param index of the process
     * @param rank in its world
     * @param size of its world
     * @throws IllegalArgumentException saying why there is none
     */
    RankStart start(Program program, int index, int rank, int size);
  }

  /**
   * Processes that running programs ask for.
   *
   * @param most how many in all; 0: none
   * @param slots by agent: how many processes it has room for
   * @param programs their commands
   */
  public record Spawning(int most, List<Integer> slots, Programs programs) {
    /** None. */
    public static final Spawning NONE =
        new Spawning(
            0,
            List.of(),
            (program, index, rank, size) -> {
              throw new IllegalArgumentException("this job spawns nothing");
            });

    /** Copies the list. */
    public Spawning {
      slots = List.copyOf(slots);
    }
  }

  /**
   * Processes that are started in the place of dead ones when the others ask for them.
   *
   * @param most how many in all; 0: none
   * @param slots by agent: how many processes it has room for, of those that come from other hosts
   */
  public record Respawn(int most, List<Integer> slots) {
    /** None. */
    public static final Respawn NONE = new Respawn(0, List.of());

    /** Copies the list. */
    public Respawn {
      slots = List.copyOf(slots);
    }
  }
}
