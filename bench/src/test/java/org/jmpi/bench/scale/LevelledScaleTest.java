package org.jmpi.bench.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.jmpi.coll.CollectiveKind;
import org.jmpi.coll.ScheduleSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the levelled collectives promise of links between sites, on 1,000 ranks of five sites. */
class LevelledScaleTest {
  private static final int SITES = 5;
  private static final long ONE_WAY_NS = 25_000_000;
  private static final long LONG = 8 << 20;

  private final Cluster cluster = ClusterText.read(Networks.of(1000));

  @ParameterizedTest
  @CsvSource({"ALLREDUCE,20", "ALLGATHER,20", "BARRIER,20", "BCAST,4", "REDUCE,4"})
  void shouldCrossBetweenSitesOnceForShortVectors(CollectiveKind kind, int crossings) {
    for (int root : new int[] {0, 777}) {
      Result result = run(kind, 8, root);
      assertEquals("levelled_leaders", result.algorithm());
      assertEquals(1, result.wanInTurn(), "one after the other, root " + root);
      assertEquals(crossings, result.wanMessages(), "root " + root);
      assertTrue(
          result.completionNs() < 1.2 * ONE_WAY_NS,
          kind + " took " + result.completionNs() + " ns, one way is " + ONE_WAY_NS);
    }
  }

  @Test
  void shouldCarryTheFewestBytesBetweenSitesInAnAllReduceOfALongVector() {
    Result result = run(CollectiveKind.ALLREDUCE, LONG, 0);
    // Each site's part of a vector must come to each other site's share, and the shares back.
    assertEquals(2 * (SITES - 1) * LONG, result.wanBytes());
    assertEquals(2, result.wanInTurn());
  }

  @Test
  void shouldCarryALongVectorToAndFromEachSiteOnce() {
    assertEquals((SITES - 1) * LONG, run(CollectiveKind.BCAST, LONG, 0).wanBytes());
    assertEquals((SITES - 1) * LONG, run(CollectiveKind.REDUCE, LONG, 0).wanBytes());
  }

  private Result run(CollectiveKind kind, long lengthBytes, int root) {
    ScheduleSource schedules = new ScheduleSource(cluster.tiers(), Map.of());
    return Simulation.run(cluster, rank -> schedules.steps(kind, lengthBytes, root, rank));
  }
}
