package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.jmpi.p2p.Operation;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;

/** What the tests of algorithms share. */
final class Scenarios {
  static final int MAX_RANKS = 17;

  private Scenarios() {}

  static PortCluster cluster(int size, long seed, CollectiveKind kind, Algorithm algorithm) {
    return cluster(size, seed, seed, kind, algorithm);
  }

  /** Levels of the network, where the algorithm knows them, by a seed of their own. */
  static PortCluster cluster(
      int size, long levelsSeed, long seed, CollectiveKind kind, Algorithm algorithm) {
    Tiers tiers =
        algorithm.name().startsWith("levelled")
            ? tiers(size, new Random(levelsSeed))
            : Tiers.flat(size);
    return new PortCluster(tiers, seed, Map.of(kind.settingKey(), algorithm.name()));
  }

  /** Up to four levels of uneven groups, of ranges of ranks or scattered, with rates or without. */
  static Tiers tiers(int size, Random random) {
    int levels = random.nextInt(5);
    if (levels == 0) {
      return Tiers.flat(size);
    }
    boolean scattered = random.nextBoolean();
    int[][] groupOf = new int[levels][size];
    int[] above = new int[size];
    for (int level = 0; level < levels; level++) {
      int ways = 1 + random.nextInt(3);
      int[] chosen = new int[size];
      for (int rank = 0; rank < size; rank++) {
        boolean same = rank > 0 && !scattered && above[rank] == above[rank - 1];
        int choice = same ? chosen[rank - 1] : 0;
        chosen[rank] = scattered ? random.nextInt(ways) : choice + (random.nextInt(3) == 0 ? 1 : 0);
      }
      groupOf[level] = numbered(above, chosen);
      above = groupOf[level];
    }
    int sites = Arrays.stream(groupOf[0]).max().orElse(0) + 1;
    Tiers tiers =
        random.nextInt(4) == 0
            ? Tiers.local(groupOf)
            : Tiers.of(
                groupOf, random.nextBoolean() ? LinkRates.unknown(sites) : rates(sites, random));
    return random.nextBoolean() ? tiers : tiers.onSharedHosts();
  }

  /** Groups of those that agree in both, numbered by their lowest rank. */
  private static int[] numbered(int[] above, int[] chosen) {
    Map<String, Integer> numbers = new HashMap<>();
    int[] groups = new int[above.length];
    for (int rank = 0; rank < groups.length; rank++) {
      String key = above[rank] + "/" + chosen[rank];
      numbers.putIfAbsent(key, numbers.size());
      groups[rank] = numbers.get(key);
    }
    return groups;
  }

  private static LinkRates rates(int sites, Random random) {
    long[][] rate = new long[sites][sites];
    long[][] rtt = new long[sites][sites];
    for (long[] row : rate) {
      Arrays.setAll(row, i -> random.nextInt(5) == 0 ? 0 : 1_000_000L * (1 + random.nextInt(20)));
    }
    return LinkRates.of(rate, rtt, new double[sites][sites]);
  }

  /** Runs to the end and expects success everywhere. */
  static void runWell(PortCluster cluster, String what, IntFunction<Operation> start) {
    Operation[] operations = cluster.run(start);
    for (int rank = 0; rank < operations.length; rank++) {
      assertNotNull(operations[rank], what + ": rank " + rank + " did not start");
      assertTrue(operations[rank].isDone(), what + ": rank " + rank + " hangs");
      assertNull(operations[rank].error(), what + ": rank " + rank);
      assertTrue(
          cluster.outstanding(rank) == 0, what + ": rank " + rank + " left something under way");
    }
  }

  static boolean supports(
      Algorithm algorithm, CollectiveKind kind, int size, boolean commutative, boolean object) {
    return algorithm.supports(new Shape(kind, size, 1, 1, commutative, object, Tiers.flat(size)));
  }

  static String name(CollectiveKind kind, Algorithm algorithm, int size, Object rest, long seed) {
    return kind + " " + algorithm.name() + ", " + size + " ranks, " + rest + ", seed " + seed;
  }
}
