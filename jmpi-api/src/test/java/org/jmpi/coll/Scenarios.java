package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.function.IntFunction;
import org.jmpi.p2p.Operation;
import org.jmpi.topology.Tiers;

/** What the tests of algorithms share. */
final class Scenarios {
  static final int MAX_RANKS = 17;

  private Scenarios() {}

  static PortCluster cluster(int size, long seed, CollectiveKind kind, Algorithm algorithm) {
    return new PortCluster(size, seed, Map.of(kind.settingKey(), algorithm.name()));
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
