package org.jmpi.launcher.core;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * Pairs of living ranks that cannot reach each other, though jmpirun hears both of their hosts. One
 * of each pair has to go, or the other would wait for it for ever. Those who are in most pairs go
 * first, of equal ones the highest: behind a cut that is the smaller side, and of two halves the
 * one without the lowest rank. Word of one cut comes from several ranks, so the decision waits a
 * moment.
 */
final class Suspicions {
  /** From the first word to the decision. */
  static final long GATHER_NS = TimeUnit.SECONDS.toNanos(1);

  private final Map<Integer, Set<Integer>> partners = new HashMap<>();
  private long decideAtNs = AgentCore.NEVER;

  /** One rank says that it cannot reach another. */
  void add(long nowNs, int rank, int suspect) {
    partners.computeIfAbsent(rank, r -> new HashSet<>()).add(suspect);
    partners.computeIfAbsent(suspect, r -> new HashSet<>()).add(rank);
    if (decideAtNs == AgentCore.NEVER) {
      decideAtNs = nowNs + GATHER_NS;
    }
  }

  /** When the decision is due, or {@link AgentCore#NEVER}. */
  long dueNs() {
    return decideAtNs;
  }

  /** Who has to go, in ascending order; nobody before it is time. */
  Set<Integer> decide(long nowNs, IntPredicate isOver) {
    Set<Integer> leaving = new TreeSet<>();
    if (nowNs < decideAtNs) {
      return leaving;
    }
    decideAtNs = AgentCore.NEVER;
    Set.copyOf(partners.keySet()).stream().filter(isOver::test).forEach(this::remove);
    while (true) {
      int worst = worst();
      if (worst < 0) {
        partners.clear();
        return leaving;
      }
      leaving.add(worst);
      remove(worst);
    }
  }

  private int worst() {
    int worst = -1;
    int most = 0;
    for (Map.Entry<Integer, Set<Integer>> entry : partners.entrySet()) {
      int count = entry.getValue().size();
      if (count > most || count == most && count > 0 && entry.getKey() > worst) {
        worst = entry.getKey();
        most = count;
      }
    }
    return worst;
  }

  private void remove(int rank) {
    partners.remove(rank);
    partners.values().forEach(others -> others.remove(rank));
  }
}
