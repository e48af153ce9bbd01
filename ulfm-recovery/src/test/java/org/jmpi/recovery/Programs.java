package org.jmpi.recovery;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jmpi.fault.Contribution;
import org.jmpi.fault.Decision;
import org.jmpi.recovery.Scenario.Kill;

/** Runs scenarios: what the processes of each program do. */
final class Programs {
  private static final long WORLD = 1;
  private static final int IN_A_ROW = 3;

  private final Scenario scenario;
  private final SplittableRandom random;
  private final SimulatedCluster cluster;
  private final Referee referee;
  private final Rules rules;
  private final Map<Long, long[]> memories = new HashMap<>();
  private final Map<Long, SlotMember[]> slotMembers = new HashMap<>();
  private int decidedOverMemory;

  /**
   * What a run came to.
   *
   * @param steps of each process
   * @param deaths that happened
   * @param inheritedDecisions agreements of which somebody that was told died before another was
   * @param inheritedRevocations the same of revocations
   * @param decidedOverMemory agreements over memory, counted at each member that was told
   * @param fingerprint of the whole course
   */
  record Outcome(
      int[] steps,
      int deaths,
      long messages,
      int inheritedDecisions,
      int inheritedRevocations,
      int decidedOverMemory,
      long fingerprint) {}

  private Programs(Scenario scenario, Rules rules) {
    this.scenario = scenario;
    this.rules = rules;
    this.random = new SplittableRandom(scenario.seed());
    this.cluster =
        new SimulatedCluster(
            scenario.processes(),
            random.split(),
            new RoughNetwork(random, scenario.processes()),
            rules,
            this::onRevoked);
    this.referee = new Referee(cluster);
    cluster.whenToldOfDeaths(this::onFailed);
  }

  /** Runs one with the rules as they are. */
  static Outcome run(Scenario scenario) {
    return run(scenario, new Scenario.ModeRules(scenario.mode()));
  }

  /**
   * Runs one.
   *
   * @throws AssertionError that names the scenario, when a promise is broken
   */
  static Outcome run(Scenario scenario, Rules rules) {
    Programs programs = new Programs(scenario, rules);
    try {
      return programs.run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          e.getMessage() + "; to replay: -Drecovery.replay='" + scenario + "'", e);
    }
  }

  private Outcome run() {
    for (Kill kill : scenario.kills()) {
      cluster.node(kill.process()).killAtStep = kill.step();
    }
    for (int process = 0; process < cluster.size(); process++) {
      int mine = process;
      long start = scenario.program() == Scenario.Program.LATE ? late() : random.nextInt(10);
      if (scenario.program() == Scenario.Program.OVERLAP) {
        cluster.at(start, mine, () -> overlap(mine));
      } else {
        cluster.at(start, mine, () -> start(mine));
      }
    }
    boolean alone = scenario.program() == Scenario.Program.REVOKE_ALONE;
    if (alone || scenario.program() == Scenario.Program.REVOKE) {
      for (int revokers = 1 + random.nextInt(2); revokers > 0; revokers--) {
        int revoker = random.nextInt(cluster.size());
        cluster.at(10 + random.nextInt(alone ? 10 : 80), revoker, () -> revoke(revoker));
      }
    }
    long bound = bound();
    if (!cluster.run(bound)) {
      throw new AssertionError("more than " + bound + " events");
    }
    referee.finish();
    int[] steps =
        IntStream.range(0, cluster.size()).map(process -> cluster.node(process).steps).toArray();
    long fingerprint = 31 * cluster.now() + cluster.handled();
    int deaths = (int) IntStream.range(0, cluster.size()).filter(p -> cluster.node(p).dead).count();
    return new Outcome(
        steps,
        deaths,
        cluster.messages(),
        referee.inheritedDecisions(),
        referee.inheritedRevocations(),
        decidedOverMemory,
        31 * fingerprint + 7 * Arrays.hashCode(steps) + cluster.bytes());
  }

  /** Far from what is needed; what goes on for ever passes it. */
  private long bound() {
    long n = cluster.size();
    long deaths = scenario.kills().size();
    long agreements = 3 * IN_A_ROW + 3 * deaths;
    long messages = n * (agreements + 2) * (deaths + 2) * 60 + 1000;
    // A member looks at all others, some times.
    return scenario.mode() == Scenario.Mode.SHARED ? messages + 20 * n * n * agreements : messages;
  }

  private long late() {
    return random.nextInt(3) == 0 ? random.nextInt(500) : random.nextInt(10);
  }

  private void start(int process) {
    open(process, WORLD, IntStream.range(0, cluster.size()).toArray());
    switch (scenario.program()) {
      case AT_ONCE:
        for (int i = 0; i < IN_A_ROW; i++) {
          agree(process, WORLD, decision -> {});
        }
        break;
      case REVOKE_ALONE:
        break;
      case REPAIR:
        repair(process, WORLD, 1);
        break;
      default:
        inARow(process, WORLD, IN_A_ROW);
        break;
    }
  }

  private void inARow(int process, long contextId, int more) {
    if (more > 0) {
      agree(process, contextId, decision -> inARow(process, contextId, more - 1));
    }
  }

  private void repair(int process, long contextId, int depth) {
    agree(
        process,
        contextId,
        decision -> {
          int[] members = referee.members(contextId);
          int[] rest =
              IntStream.range(0, members.length)
                  .filter(rank -> !decision.failed().get(rank))
                  .map(rank -> members[rank])
                  .toArray();
          if (rest.length < members.length) {
            open(process, decision.proposal(), rest);
            close(process, contextId);
            repair(process, decision.proposal(), depth + 1);
          } else if (depth == 1) {
            // So that there is something to die in when nobody has yet.
            inARow(process, contextId, 1);
          }
        });
  }

  private void overlap(int process) {
    int n = cluster.size();
    int[][] members = {
      IntStream.range(0, n).toArray(),
      IntStream.range(0, n).map(rank -> n - 1 - rank).toArray(),
      IntStream.range(0, n).filter(rank -> rank % 2 == 0).toArray()
    };
    // Each process in an order of its own, and each repeats where it first is through.
    for (int i = 0; i < members.length; i++) {
      int which = (i + process) % members.length;
      if (Arrays.stream(members[which]).anyMatch(member -> member == process)) {
        long contextId = WORLD + which;
        open(process, contextId, members[which]);
        inARow(process, contextId, 2);
      }
    }
  }

  private void open(int process, long contextId, int[] members) {
    referee.opened(process, contextId, members);
    cluster.node(process).recovery.open(contextId, members);
  }

  private void close(int process, long contextId) {
    referee.closed(process, contextId);
    cluster.node(process).recovery.close(contextId);
  }

  private void revoke(int process) {
    cluster.node(process).recovery.revoke(WORLD);
  }

  private void onRevoked(int process, long contextId) {
    referee.revoked(process, contextId);
  }

  private void agree(int process, long contextId, Consumer<Decision> then) {
    int[] members = referee.members(contextId);
    BitSet failed = new BitSet();
    BitSet acknowledged = new BitSet();
    for (int rank = 0; rank < members.length; rank++) {
      if (cluster.node(process).toldDead.get(members[rank])) {
        failed.set(rank);
        acknowledged.set(rank, random.nextInt(4) != 0);
      }
    }
    // Of each call another one, so that nobody takes that of another agreement unseen.
    long proposal = random.nextLong() | 1;
    Contribution mine = new Contribution(~(1L << process), failed, acknowledged, proposal);
    int number = referee.called(process, contextId, mine);
    Consumer<Decision> decided =
        decision -> {
          referee.decided(process, contextId, number, decision);
          then.accept(decision);
        };
    if (scenario.mode() == Scenario.Mode.SHARED) {
      overMemory(process, contextId, mine, decided);
    } else {
      byMessages(process, contextId, mine, decided);
    }
  }

  private void byMessages(
      int process, long contextId, Contribution mine, Consumer<Decision> decided) {
    cluster.node(process).recovery.agree(contextId, mine, decided);
  }

  private void overMemory(
      int process, long contextId, Contribution mine, Consumer<Decision> decided) {
    SlotMember slots = slotMember(process, contextId);
    boolean isLast = scenario.program() == Scenario.Program.AT_ONCE;
    if (isLast || random.nextInt(16) == 0) {
      slots.leave();
      byMessages(process, contextId, mine, decided);
      return;
    }
    if (!mine.failed().isEmpty()) {
      slots.giveUp();
    }
    slots.agree(
        mine.flags(),
        mine.proposal(),
        new SlotMember.Ends() {
          @Override
          public void decided(long flags, long proposal) {
            decidedOverMemory++;
            decided.accept(new Decision(flags, new BitSet(), new BitSet(), proposal));
          }

          @Override
          public void unsettled() {
            byMessages(process, contextId, mine, decided);
          }
        });
  }

  private SlotMember slotMember(int process, long contextId) {
    int[] members = referee.members(contextId);
    SlotMember[] all = slotMembers.computeIfAbsent(contextId, id -> new SlotMember[members.length]);
    int rank =
        IntStream.range(0, members.length)
            .filter(r -> members[r] == process)
            .findFirst()
            .getAsInt();
    if (all[rank] == null) {
      long[] memory =
          memories.computeIfAbsent(contextId, id -> new long[SlotAgreement.words(members.length)]);
      new SlotMember(cluster, process, rank, all, memory, rules, random);
    }
    return all[rank];
  }

  private void onFailed(int process, int failed) {
    slotMembers.forEach(
        (contextId, all) -> {
          int[] members = referee.members(contextId);
          if (IntStream.of(members).anyMatch(member -> member == failed)) {
            for (int rank = 0; rank < all.length; rank++) {
              if (members[rank] == process && all[rank] != null) {
                all[rank].giveUp();
              }
            }
          }
        });
  }
}
