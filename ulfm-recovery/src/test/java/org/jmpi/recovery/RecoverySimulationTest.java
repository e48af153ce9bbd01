package org.jmpi.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jmpi.recovery.Programs.Outcome;
import org.jmpi.recovery.Scenario.Kill;
import org.jmpi.recovery.Scenario.Mode;
import org.jmpi.recovery.Scenario.ModeRules;
import org.jmpi.recovery.Scenario.Program;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Revocation and agreement with deaths at every step. */
class RecoverySimulationTest {
  private static final long SCENARIOS = Long.getLong("recovery.scenarios", 38_000);

  /** A broken rule must be found within so many scenarios. */
  private static final long MUTANT_LIVES = 10_000;

  @Test
  @Tag("sweep")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void shouldKeepItsPromisesWhoeverDiesWhen() {
    Scenarios scenarios = new Scenarios(Scenarios.BY_MESSAGES, SCENARIOS, true, Programs::run);
    scenarios.go();
    System.out.printf(
        "%,d scenarios, %,d deaths, %,d messages; died with a decision that others got later: %,d;"
            + " died with a revocation that others got later: %,d%n",
        scenarios.count(),
        scenarios.deaths(),
        scenarios.messages(),
        scenarios.inheritedDecisions(),
        scenarios.inheritedRevocations());
    assertTrue(scenarios.count() >= SCENARIOS);
    assertTrue(
        scenarios.deaths() > scenarios.kills() * 3 / 4,
        () -> "only " + scenarios.deaths() + " of " + scenarios.kills() + " kills happened");
    // What uniformity is about: the dead were told, the living not yet.
    long share = scenarios.count() / 100;
    assertTrue(scenarios.inheritedDecisions() > share, "decisions of the dead");
    assertTrue(scenarios.inheritedRevocations() > share / 4, "revocations of the dead");
  }

  @Test
  @Tag("sweep")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void shouldKeepItsPromisesOverSharedMemoryWhoeverDiesWhen() {
    Scenarios scenarios = new Scenarios(Scenarios.OVER_MEMORY, SCENARIOS / 3, true, Programs::run);
    scenarios.go();
    System.out.printf(
        "over memory: %,d scenarios, %,d deaths, %,d messages; decided over memory: %,d; died with a"
            + " decision that others got later: %,d%n",
        scenarios.count(),
        scenarios.deaths(),
        scenarios.messages(),
        scenarios.decidedOverMemory(),
        scenarios.inheritedDecisions());
    assertTrue(scenarios.deaths() > scenarios.kills() * 3 / 4, "kills that did not happen");
    assertTrue(scenarios.decidedOverMemory() > scenarios.count(), "decisions over memory");
    assertTrue(scenarios.inheritedDecisions() > scenarios.count() / 100, "decisions of the dead");
  }

  /** Each rule that is broken breaks a promise. */
  enum Mutant {
    DECIDES_BEFORE_ALL_HAVE_LOCKED(
        mode ->
            new ModeRules(mode) {
              @Override
              boolean mayDecide(BitSet locked, BitSet living) {
                return true;
              }
            }),
    FORGETS_ITS_LOCK(
        mode ->
            new ModeRules(mode) {
              @Override
              boolean proposesItsLock() {
                return false;
              }
            }),
    PROPOSES_BEFORE_ALL_HAVE_CONTRIBUTED(
        mode ->
            new ModeRules(mode) {
              @Override
              boolean mayPropose(BitSet contributed, BitSet living) {
                return true;
              }
            }),
    DECIDES_IN_THE_EXCHANGE_BEFORE_ALL_HAVE_LOCKED(
        mode ->
            new ModeRules(mode) {
              @Override
              boolean fastMayDecide(boolean allAreKnownToHaveLocked) {
                return true;
              }
            }),
    LOCKS_BY_TWO_EXCHANGES(
        mode ->
            new ModeRules(mode) {
              @Override
              boolean locksByOneExchange() {
                return false;
              }
            }),
    LEAVES_THE_EXCHANGE_ALONE(
        mode ->
            new ModeRules(mode) {
              @Override
              boolean callsOverTree() {
                return false;
              }
            }),
    SENDS_NOTHING_AGAIN(
        mode ->
            new ModeRules(mode) {
              @Override
              boolean repairsAfterDeath() {
                return false;
              }
            }),
    FORGETS_DECISIONS(
        mode ->
            new ModeRules(mode) {
              @Override
              boolean keepsDecisions() {
                return false;
              }
            }),
    KEEPS_REVOCATIONS_TO_ITSELF(
        mode ->
            new ModeRules(mode) {
              @Override
              boolean passesRevocationOn() {
                return false;
              }
            }),
    DECIDES_BY_WHAT_IT_SEES(
        Scenarios.OVER_MEMORY,
        mode ->
            new ModeRules(mode) {
              @Override
              boolean decidesByWord() {
                return false;
              }
            }),
    DECIDES_BEFORE_ALL_HAVE_WRITTEN(
        Scenarios.OVER_MEMORY,
        mode ->
            new ModeRules(mode) {
              @Override
              boolean awaitsAllSlots() {
                return false;
              }
            }),
    LEAVES_THE_MEMORY_OPEN(
        Scenarios.OVER_MEMORY,
        mode ->
            new ModeRules(mode) {
              @Override
              boolean barsWhatItLeaves() {
                return false;
              }
            }),
    HAS_ONE_SLOT(
        Scenarios.OVER_MEMORY,
        mode ->
            new ModeRules(mode) {
              @Override
              int slots() {
                return 1;
              }
            });

    Outcome run(Scenario scenario) {
      return Programs.run(scenario, rules.apply(scenario.mode()));
    }

    private final Mode[][] modes;
    private final Function<Mode, Rules> rules;

    Mutant(Function<Mode, Rules> rules) {
      this(Scenarios.BY_MESSAGES, rules);
    }

    Mutant(Mode[][] modes, Function<Mode, Rules> rules) {
      this.modes = modes;
      this.rules = rules;
    }
  }

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void shouldFindOutABrokenRule(Mutant mutant) {
    Scenarios scenarios = new Scenarios(mutant.modes, MUTANT_LIVES, false, mutant::run);
    AssertionError found = assertThrows(AssertionError.class, scenarios::go, mutant::name);
    String text = found.getMessage().replaceFirst("(?s).*-Drecovery.replay='(.*)'", "$1");
    System.out.printf("%s is found by scenario %,d: %s%n", mutant, scenarios.count(), text);
    Scenario again = Scenario.parse(text);
    assertEquals(
        found.getMessage(),
        assertThrows(AssertionError.class, () -> mutant.run(again)).getMessage());
  }

  /**
   * Replays the scenario that the system property {@code recovery.replay} names, if there is one.
   */
  @Test
  void shouldReplayAScenarioFromItsText() {
    Scenario example =
        new Scenario(Program.REPAIR, 7, 42, Mode.FAST, List.of(new Kill(0, 13), new Kill(1, 40)));
    String text = System.getProperty("recovery.replay", example.toString());
    Scenario scenario = Scenario.parse(text);
    assertEquals(text, scenario.toString());
    Outcome once = Programs.run(scenario);
    assertEquals(once.fingerprint(), Programs.run(scenario).fingerprint(), text);
  }
}
