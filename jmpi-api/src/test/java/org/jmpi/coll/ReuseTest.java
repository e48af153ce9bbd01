package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOps;
import org.jmpi.p2p.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Operations, schedules and temporaries that are used again, for the same call and for others. */
@Tag("sweep")
class ReuseTest {
  private static final int SIZE = 5;

  @Test
  void shouldNotMixCallsUp() {
    for (long seed = 0; seed < 20; seed++) {
      PortCluster cluster = new PortCluster(SIZE, seed, Map.of());
      Random random = new Random(seed);
      int failures = 0;
      for (int call = 0; call < 60; call++) {
        Operation[] operations = oneCall(cluster, random, call, "seed " + seed + ", call " + call);
        for (int rank = 0; rank < SIZE; rank++) {
          failures += operations[rank].error() == null ? 0 : 1;
          cluster.collectives(rank).recycle(operations[rank]);
        }
      }
      assertTrue(failures > 0, "no call failed, seed " + seed);
    }
  }

  private static Operation[] oneCall(PortCluster cluster, Random random, int call, String what) {
    int[] counts = {1, 3, 5000};
    int count = counts[random.nextInt(counts.length)];
    return switch (random.nextInt(4)) {
      case 0 -> sum(cluster, count, call, what);
      case 1 -> cast(cluster, count, call, what);
      case 2 -> gatherTexts(cluster, call, what);
      default ->
          cluster.run(
              r -> {
                int length = r == 2 ? count : count + 1;
                return cluster.collectives(r).startBcast(new int[length], 0, length, Layout.INT, 0);
              });
    };
  }

  private static Operation[] sum(PortCluster cluster, int count, int call, String what) {
    int[][] sums = new int[SIZE][count];
    Operation[] operations =
        cluster.run(
            r -> {
              int[] own = new int[count];
              java.util.Arrays.fill(own, r + call);
              return cluster
                  .collectives(r)
                  .startAllReduce(own, 0, sums[r], 0, count, Layout.INT, ReduceOps.SUM);
            });
    for (int rank = 0; rank < SIZE; rank++) {
      assertEquals(null, operations[rank].error(), what);
      assertEquals(SIZE * call + 10, sums[rank][0], what);
      assertEquals(SIZE * call + 10, sums[rank][count - 1], what);
    }
    return operations;
  }

  private static Operation[] cast(PortCluster cluster, int count, int call, String what) {
    int[][] buffers = new int[SIZE][count];
    java.util.Arrays.fill(buffers[3], call);
    Operation[] operations =
        cluster.run(r -> cluster.collectives(r).startBcast(buffers[r], 0, count, Layout.INT, 3));
    for (int rank = 0; rank < SIZE; rank++) {
      assertEquals(null, operations[rank].error(), what);
      assertEquals(call, buffers[rank][count - 1], what);
    }
    return operations;
  }

  private static Operation[] gatherTexts(PortCluster cluster, int call, String what) {
    Object[][] all = new Object[SIZE][SIZE];
    Operation[] operations =
        cluster.run(
            r -> {
              Object[] own = {r + " in call " + call};
              return cluster
                  .collectives(r)
                  .startAllGather(own, 0, 1, Layout.OBJECT, all[r], 0, 1, Layout.OBJECT);
            });
    for (int rank = 0; rank < SIZE; rank++) {
      assertEquals(null, operations[rank].error(), what);
      assertEquals("4 in call " + call, all[rank][4], what);
    }
    return operations;
  }
}
