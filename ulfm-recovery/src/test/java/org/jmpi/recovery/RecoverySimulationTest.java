package org.jmpi.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jmpi.recovery.Programs.Outcome;
import org.jmpi.recovery.Scenario.Kill;
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
    Scenarios scenarios = new Scenarios(SCENARIOS, true, Programs::run);
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

  /** Each rule that is broken breaks a promise. */
  enum Mutant {
    DECIDES_BEFORE_ALL_HAVE_LOCKED(
        new Rules() {
          @Override
          boolean mayDecide(BitSet locked, BitSet living) {
            return true;
          }
        }),
    FORGETS_ITS_LOCK(
        new Rules() {
          @Override
          boolean proposesItsLock() {
            return false;
          }
        }),
    PROPOSES_BEFORE_ALL_HAVE_CONTRIBUTED(
        new Rules() {
          @Override
          boolean mayPropose(BitSet contributed, BitSet living) {
            return true;
          }
        }),
    DECIDES_IN_THE_EXCHANGE_BEFORE_ALL_HAVE_LOCKED(
        new Rules() {
          @Override
          boolean fastMayDecide(boolean allAreKnownToHaveLocked) {
            return true;
          }
        }),
    STAYS_IN_THE_EXCHANGE(
        new Rules() {
          @Override
          boolean leavesFastExchange() {
            return false;
          }
        }),
    SENDS_NOTHING_AGAIN(
        new Rules() {
          @Override
          boolean repairsAfterDeath() {
            return false;
          }
        }),
    FORGETS_DECISIONS(
        new Rules() {
          @Override
          boolean keepsDecisions() {
            return false;
          }
        }),
    KEEPS_REVOCATIONS_TO_ITSELF(
        new Rules() {
          @Override
          boolean passesRevocationOn() {
            return false;
          }
        });

    private final Rules rules;

    Mutant(Rules rules) {
      this.rules = rules;
    }
  }

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void shouldFindOutABrokenRule(Mutant mutant) {
    Scenarios scenarios =
        new Scenarios(MUTANT_LIVES, false, scenario -> Programs.run(scenario, mutant.rules));
    AssertionError found = assertThrows(AssertionError.class, scenarios::go, mutant::name);
    String text = found.getMessage().replaceFirst("(?s).*-Drecovery.replay='(.*)'", "$1");
    System.out.printf("%s is found by scenario %,d: %s%n", mutant, scenarios.count(), text);
    Scenario again = Scenario.parse(text);
    assertEquals(
        found.getMessage(),
        assertThrows(AssertionError.class, () -> Programs.run(again, mutant.rules)).getMessage());
  }

  /**
   * Replays the scenario that the system property {@code recovery.replay} names, if there is one.
   */
  @Test
  void shouldReplayAScenarioFromItsText() {
    Scenario example =
        new Scenario(
            Program.REPAIR, 7, 42, Scenario.Mode.FAST, List.of(new Kill(0, 13), new Kill(1, 40)));
    String text = System.getProperty("recovery.replay", example.toString());
    Scenario scenario = Scenario.parse(text);
    assertEquals(text, scenario.toString());
    Outcome once = Programs.run(scenario);
    assertEquals(once.fingerprint(), Programs.run(scenario).fingerprint(), text);
  }
}
