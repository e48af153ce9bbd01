package org.jmpi.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jmpi.recovery.Programs.Outcome;
import org.jmpi.recovery.Scenario.Kill;
import org.jmpi.recovery.Scenario.Mode;
import org.jmpi.recovery.Scenario.Program;

/**
 * Goes through scenarios in an order that is always the same: in each round every program, in some
 * modes of agreement, on a number of processes and with a seed of the round. First nobody dies,
 * which counts the steps; then one dies, then pairs do, then all but one. Where it is thorough
 * every victim dies at every step, and the second of a pair at every step after some of the first;
 * elsewhere at some steps.
 */
final class Scenarios {
  /** The first are gone through thoroughly, in the first of so many rounds. */
  private static final int[] SIZES = {2, 3, 4, 8, 6, 17, 5, 33, 12, 3, 64, 9, 4, 25, 7, 48};

  static final Mode[][] BY_MESSAGES = {
    {Mode.FAST, Mode.TREE},
    {Mode.NARROW, Mode.NARROW_MIXED},
    {Mode.NARROW_MIXED, Mode.NARROW_TREE},
    {Mode.NARROW, Mode.TREE}
  };

  static final Mode[][] OVER_MEMORY = {{Mode.SHARED}};

  private static final int THOROUGH_SIZES = 3;
  private static final int ROUNDS = 4 * SIZES.length;
  private static final int STEPS_OF_FIRST = 3;

  /** Runs a scenario; what it came to. */
  interface Runner {
    Outcome run(Scenario scenario);
  }

  private final Runner runner;
  private final Mode[][] modes;
  private final long most;
  private final boolean thorough;
  private long count;
  private long deaths;
  private long kills;
  private long messages;
  private long inheritedDecisions;
  private long inheritedRevocations;
  private long decidedOverMemory;

  /**
   * Makes a walk.
   *
   * @param modes of agreement: those of a round; each size meets all
   * @param most scenarios, about
   * @param thorough whether small communicators see deaths at every step
   */
  Scenarios(Mode[][] modes, long most, boolean thorough, Runner runner) {
    this.modes = modes;
    this.runner = runner;
    this.most = most;
    this.thorough = thorough;
  }

  long count() {
    return count;
  }

  /** Kills that were planned. */
  long kills() {
    return kills;
  }

  /** Kills that happened. */
  long deaths() {
    return deaths;
  }

  long messages() {
    return messages;
  }

  /** Agreements of which somebody that was told had died before somebody else was told. */
  long inheritedDecisions() {
    return inheritedDecisions;
  }

  /** The same of revocations. */
  long inheritedRevocations() {
    return inheritedRevocations;
  }

  /** Agreements over memory, counted at each member that was told. */
  long decidedOverMemory() {
    return decidedOverMemory;
  }

  void go() {
    for (int round = 0; count < most; round++) {
      boolean atEveryStep = thorough && round % ROUNDS < THOROUGH_SIZES;
      for (Program program : Program.values()) {
        for (Mode mode : modes[(round + round / SIZES.length) % modes.length]) {
          int processes = SIZES[round % SIZES.length];
          Scenario base = new Scenario(program, processes, round, mode, List.of());
          new Family(base, atEveryStep).go();
        }
      }
    }
  }

  /** Scenarios that differ in who dies when. */
  private final class Family {
    private final Scenario base;
    private final int n;
    private final boolean atEveryStep;
    private final SplittableRandom random;
    private final int[] steps;

    Family(Scenario base, boolean atEveryStep) {
      this.base = base;
      this.n = base.processes();
      this.atEveryStep = atEveryStep;
      this.random = new SplittableRandom(base.seed() * 31 + base.program().ordinal());
      this.steps = run(base);
    }

    void go() {
      IntStream victims =
          atEveryStep ? IntStream.range(0, n) : IntStream.of(0, n - 1, random.nextInt(n));
      victims.forEach(
          victim ->
              forEachStep(steps[victim], step -> run(base.with(List.of(new Kill(victim, step))))));
      pairs(0, 1);
      if (n > 2) {
        pairs(n - 1, 0);
        pairs(1, 2);
        int first = random.nextInt(n);
        pairs(first, (first + 1 + random.nextInt(n - 1)) % n);
        for (int i = 0; i < samples(); i++) {
          run(base.with(allButOne()));
        }
      }
    }

    private void pairs(int first, int second) {
      for (int i = 0; i < STEPS_OF_FIRST; i++) {
        // At step 0 it is dead before the second does anything.
        Kill kill = new Kill(first, i == 0 ? 0 : random.nextInt(steps[first]));
        int[] then = run(base.with(List.of(kill)));
        forEachStep(then[second], step -> run(base.with(List.of(kill, new Kill(second, step)))));
      }
    }

    private List<Kill> allButOne() {
      int survivor = random.nextInt(n);
      List<Kill> kills = new ArrayList<>();
      for (int process = 0; process < n; process++) {
        if (process != survivor) {
          kills.add(new Kill(process, random.nextInt(steps[process])));
        }
      }
      return kills;
    }

    private void forEachStep(int count, IntConsumer each) {
      if (atEveryStep) {
        IntStream.range(0, count).forEach(each);
      } else {
        random.ints(samples(), 0, count).forEach(each);
      }
    }

    private int samples() {
      return n <= 16 ? 5 : 2;
    }
  }

  private int[] run(Scenario scenario) {
    Outcome outcome = runner.run(scenario);
    count++;
    kills += scenario.kills().size();
    deaths += outcome.deaths();
    messages += outcome.messages();
    inheritedDecisions += outcome.inheritedDecisions();
    inheritedRevocations += outcome.inheritedRevocations();
    decidedOverMemory += outcome.decidedOverMemory();
    return outcome.steps();
  }
}
