package org.jmpi.recovery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jmpi.fault.Contribution;
import org.jmpi.fault.Decision;

/**
 * Sees every call and every decision and holds them against what is promised. The flags of process
 * p must have bit p alone cleared: so a decision says whose contribution is in it.
 */
final class Referee {
  private final SimulatedCluster cluster;
  private final Map<Long, Community> communities = new LinkedHashMap<>();

  /** One communicator. */
  private static final class Community {
    final int[] members;
    final Map<Integer, Integer> calls = new HashMap<>();
    final Map<Integer, Round> rounds = new HashMap<>();
    final BitSet open = new BitSet();
    final BitSet heard = new BitSet();
    boolean heardOfTheDead;

    Community(int[] members) {
      this.members = members;
    }
  }

  /** One agreement there. */
  private static final class Round {
    final Map<Integer, Contribution> contributions = new HashMap<>();
    final BitSet told = new BitSet();
    Decision decision;
    boolean toldAfterDeath;
  }

  Referee(SimulatedCluster cluster) {
    this.cluster = cluster;
  }

  void opened(int process, long contextId, int[] members) {
    Community community =
        communities.computeIfAbsent(contextId, id -> new Community(members.clone()));
    assertArrayEquals(community.members, members, "members differ");
    community.open.set(process);
  }

  void closed(int process, long contextId) {
    communities.get(contextId).open.clear(process);
  }

  int[] members(long contextId) {
    return communities.get(contextId).members;
  }

  void revoked(int process, long contextId) {
    Community community = communities.get(contextId);
    assertTrue(!community.heard.get(process), "told twice of a revocation");
    community.heardOfTheDead |= holdsDead(community.heard);
    community.heard.set(process);
  }

  /** The number of the agreement. */
  int called(int process, long contextId, Contribution contribution) {
    Community community = communities.get(contextId);
    int number = community.calls.merge(process, 1, Integer::sum) - 1;
    Round round = community.rounds.computeIfAbsent(number, key -> new Round());
    assertNull(round.contributions.put(process, contribution));
    return number;
  }

  void decided(int process, long contextId, int number, Decision decision) {
    Community community = communities.get(contextId);
    Round round = community.rounds.get(number);
    assertTrue(!round.told.get(process), "told twice of a decision");
    round.toldAfterDeath |= holdsDead(round.told);
    round.told.set(process);
    if (round.decision == null) {
      check(community, round, decision);
      round.decision = decision;
    }
    assertEquals(round.decision, decision, "agreement " + number + " is not uniform");
  }

  private void check(Community community, Round round, Decision decision) {
    long flags = -1;
    BitSet failed = new BitSet();
    BitSet acknowledged = null;
    Contribution first = null;
    for (int rank = 0; rank < community.members.length; rank++) {
      int process = community.members[rank];
      boolean isIn = (decision.flags() >>> process & 1) == 0;
      if (!isIn) {
        failed.set(rank);
        continue;
      }
      Contribution contribution = round.contributions.get(process);
      assertTrue(contribution != null, "contribution of " + process + ", which made none");
      flags &= contribution.flags();
      failed.or(contribution.failed());
      if (first == null) {
        first = contribution;
        acknowledged = (BitSet) contribution.acknowledged().clone();
      }
      acknowledged.and(contribution.acknowledged());
    }
    assertTrue(first != null, "a decision without contributions");
    assertEquals(flags, decision.flags(), "flags");
    assertEquals(failed, decision.failed(), "failed");
    assertEquals(acknowledged, decision.acknowledged(), "acknowledged");
    assertEquals(first.proposal(), decision.proposal(), "proposal");
    failed.stream()
        .map(rank -> community.members[rank])
        .forEach(
            process ->
                assertTrue(cluster.node(process).doomed, process + " lives and is called failed"));
  }

  /** Agreements of which somebody that was told had died before somebody else was told. */
  int inheritedDecisions() {
    long count =
        communities.values().stream()
            .flatMap(community -> community.rounds.values().stream())
            .filter(round -> round.toldAfterDeath)
            .count();
    return (int) count;
  }

  /** The same of revocations. */
  int inheritedRevocations() {
    return (int) communities.values().stream().filter(each -> each.heardOfTheDead).count();
  }

  private boolean holdsDead(BitSet processes) {
    return processes.stream().anyMatch(process -> cluster.node(process).dead);
  }

  /** Nothing happens any more. */
  void finish() {
    communities.forEach(this::finish);
  }

  private void finish(long contextId, Community community) {
    community.rounds.forEach(
        (number, round) ->
            round.contributions.forEach(
                (process, contribution) ->
                    assertTrue(
                        cluster.node(process).doomed || round.told.get(process),
                        () ->
                            "process "
                                + process
                                + " waits for agreement "
                                + number
                                + " of communicator "
                                + contextId)));
    boolean known = community.heard.stream().anyMatch(process -> !cluster.node(process).doomed);
    if (known) {
      community.open.stream()
          .filter(process -> !cluster.node(process).doomed)
          .forEach(
              process ->
                  assertTrue(
                      community.heard.get(process),
                      () -> "process " + process + " has not heard that it is revoked"));
    }
  }
}
