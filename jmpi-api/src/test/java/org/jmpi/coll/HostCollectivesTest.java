package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOps;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.junit.jupiter.api.Test;

/** Blocking collectives over memory that the members share, in every order that the seeds find. */
class HostCollectivesTest {
  @Test
  void shouldComputeWhatMpiSaysInAnyOrder() throws Exception {
    Set<String> seen = new HashSet<>();
    for (long seed = 1; seed <= 60; seed++) {
      int size = 2 + (int) (seed % 7);
      try (HostCluster cluster = new HostCluster(size, seed, Map.of())) {
        int maxCount = seed % 8 == 0 ? 150_000 : 3000;
        runRandomCalls(cluster, seed, 12, maxCount);
        for (CollectiveKind kind : CollectiveKind.values()) {
          String ran = cluster.collectives(0).lastAlgorithm(kind);
          seen.add(kind + " " + ran);
          for (int rank = 1; rank < size; rank++) {
            assertEquals(ran, cluster.collectives(rank).lastAlgorithm(kind), "seed " + seed);
          }
        }
      }
    }
    for (HostAlgorithm way : HostAlgorithm.values()) {
      for (CollectiveKind kind : CollectiveKind.values()) {
        boolean wanted = way.serves(kind) && kind != CollectiveKind.REDUCE_SCATTER;
        assertTrue(!wanted || seen.contains(kind + " " + way.label()), kind + " never " + way);
      }
    }
  }

  @Test
  void shouldFollowSettings() throws Exception {
    List<Map<String, String>> settings =
        List.of(
            Map.of("coll.shared", "off"),
            Map.of("coll.allreduce", "ring", "coll.bcast", "binomial"),
            Map.of("coll.allreduce", "shared_pipeline", "coll.bcast", "shared_pipeline"),
            Map.of("coll.allgather", "shared_pipeline", "coll.reduce", "shared_pipeline"),
            Map.of("coll.allreduce", "shared_flat"));
    for (Map<String, String> setting : settings) {
      for (long seed = 1; seed <= 6; seed++) {
        try (HostCluster cluster = new HostCluster(2 + (int) seed % 3, seed, setting)) {
          runRandomCalls(cluster, seed, 10, 2000);
          setting.forEach(
              (key, value) -> {
                for (CollectiveKind kind : CollectiveKind.values()) {
                  String ran = cluster.collectives(0).lastAlgorithm(kind);
                  if (kind.settingKey().equals(key)
                      && ran != null
                      && !value.equals("shared_flat")) {
                    assertEquals(value, ran);
                  }
                }
              });
          assertEquals(setting.containsKey("coll.shared"), cluster.segmentsMade == 0);
        }
      }
    }
  }

  @Test
  void shouldSayWhatRuns() throws Exception {
    try (HostCluster cluster = new HostCluster(3, 5, Map.of())) {
      for (int count : new int[] {1, 1000, 50_000}) {
        cluster.run(
            rank ->
                cluster
                    .blocking(rank)
                    .allReduce(
                        new int[count], 0, new int[count], 0, count, Layout.INT, ReduceOps.SUM));
        String said =
            cluster.blocking(1).explain(CollectiveKind.ALLREDUCE, 4L * count, count, true, false);
        String ran = cluster.collectives(1).lastAlgorithm(CollectiveKind.ALLREDUCE);
        assertTrue(said.contains(": " + ran + " ("), said + ", but ran " + ran);
        assertTrue(ran.startsWith("shared_"), ran);
      }
    }
  }

  @Test
  void shouldUseMessagesWhenOneMemberCannotShare() throws Exception {
    for (int refuser = 0; refuser < 3; refuser++) {
      for (long seed = 1; seed <= 3; seed++) {
        try (HostCluster cluster = new HostCluster(3, seed, Map.of())) {
          cluster.refusesMemory[refuser] = true;
          runRandomCalls(cluster, seed, 8, 2000);
          assertTrue(cluster.named.isEmpty(), "names are left");
          for (int rank = 0; rank < 3; rank++) {
            for (CollectiveKind kind : CollectiveKind.values()) {
              String ran = cluster.collectives(rank).lastAlgorithm(kind);
              assertTrue(ran == null || !ran.startsWith("shared_"), kind + ": " + ran);
            }
          }
        }
      }
    }
  }

  @Test
  void shouldTakeNamesAwayOnceAllHaveTheMemory() throws Exception {
    try (HostCluster cluster = new HostCluster(4, 1, Map.of())) {
      runRandomCalls(cluster, 1, 20, 100_000);
      assertEquals(2, cluster.segmentsMade);
      assertTrue(cluster.named.isEmpty());
    }
  }

  @Test
  void shouldFoldInRankOrderWhoeverDoesIt() throws Exception {
    for (int count : new int[] {1, 333, 40_000}) {
      int size = 5;
      double[][] own = new double[size][count];
      double[] expected = new double[count];
      Random random = new Random(count);
      for (int rank = 0; rank < size; rank++) {
        for (int i = 0; i < count; i++) {
          own[rank][i] = random.nextGaussian() * Math.pow(10, random.nextInt(12));
          expected[i] = rank == 0 ? own[rank][i] : expected[i] + own[rank][i];
        }
      }
      try (HostCluster cluster = new HostCluster(size, count, Map.of())) {
        double[][] sums = new double[size][count];
        cluster.run(
            rank ->
                cluster
                    .blocking(rank)
                    .allReduce(own[rank], 0, sums[rank], 0, count, Layout.DOUBLE, ReduceOps.SUM));
        for (double[] sum : sums) {
          assertArrayEquals(expected, sum);
        }
      }
    }
  }

  @Test
  void shouldReducePairs() throws Exception {
    try (HostCluster cluster = new HostCluster(4, 9, Map.of())) {
      int count = 9000;
      int[][] out = new int[4][2 * count];
      cluster.run(
          rank -> {
            int[] in = new int[2 * count];
            for (int i = 0; i < count; i++) {
              in[2 * i] = (rank + i) % 3;
              in[2 * i + 1] = rank;
            }
            cluster
                .blocking(rank)
                .allReduce(in, 0, out[rank], 0, count, Layout.INT2, ReduceOps.MAXLOC);
          });
      for (int rank = 0; rank < 4; rank++) {
        for (int i = 0; i < count; i++) {
          assertEquals(2, out[rank][2 * i]);
          assertEquals((2 - i % 3 + 3) % 3, out[rank][2 * i + 1]);
        }
      }
    }
  }

  @Test
  void shouldTellAllWhenLengthsDisagree() throws Exception {
    for (int count : new int[] {4, 40_000}) {
      for (long seed = 1; seed <= 10; seed++) {
        try (HostCluster cluster = new HostCluster(3, seed, Map.of())) {
          cluster.run(
              rank -> {
                warmUp(cluster, rank);
                int mine = rank == 2 ? count + 1 : count;
                EngineException error =
                    assertThrows(
                        EngineException.class,
                        () ->
                            cluster
                                .blocking(rank)
                                .allReduce(
                                    new int[mine],
                                    0,
                                    new int[mine],
                                    0,
                                    mine,
                                    Layout.INT,
                                    ReduceOps.SUM));
                assertEquals(ErrorClass.COUNT, error.errorClass(), error.getMessage());
                assertTrue(error.getMessage().contains("bytes"), error.getMessage());
              });
          runRandomCalls(cluster, seed, 6, 20_000);
        }
      }
    }
  }

  @Test
  void shouldTellAllWhenOneTakesTheShortWayAndAnotherTheLong() throws Exception {
    for (long seed = 1; seed <= 10; seed++) {
      try (HostCluster cluster = new HostCluster(3, seed, Map.of())) {
        cluster.run(
            rank -> {
              warmUp(cluster, rank);
              int mine = rank == 1 ? 4 : 40_000;
              assertThrows(
                  EngineException.class,
                  () ->
                      cluster
                          .blocking(rank)
                          .allReduce(
                              new int[mine], 0, new int[mine], 0, mine, Layout.INT, ReduceOps.SUM));
            });
        runRandomCalls(cluster, seed, 6, 20_000);
      }
    }
  }

  @Test
  void shouldTellTheOthersOfABadBuffer() throws Exception {
    for (int count : new int[] {4, 40_000}) {
      for (long seed = 1; seed <= 10; seed++) {
        try (HostCluster cluster = new HostCluster(4, seed, Map.of())) {
          cluster.run(
              rank -> {
                warmUp(cluster, rank);
                Object out =
                    rank == 1 ? ByteBuffer.allocate(4 * count).asReadOnlyBuffer() : new int[count];
                EngineException error =
                    assertThrows(
                        EngineException.class,
                        () ->
                            cluster
                                .blocking(rank)
                                .allReduce(
                                    new int[count], 0, out, 0, count, Layout.INT, ReduceOps.SUM));
                assertEquals(rank == 1 ? ErrorClass.BUFFER : ErrorClass.COUNT, error.errorClass());
              });
          runRandomCalls(cluster, seed, 6, 20_000);
        }
      }
    }
  }

  @Test
  void shouldEndEveryWaitWhenAMemberDies() throws Exception {
    int diedInside = 0;
    for (long seed = 1; seed <= 80; seed++) {
      int size = 2 + (int) (seed % 5);
      try (HostCluster cluster = new HostCluster(size, seed, Map.of())) {
        runRandomCalls(cluster, seed, 2, 2000);
        List<HostCalls.Spec> specs = HostCalls.random(new Random(seed), size, 10, 30_000);
        cluster.killAfter(cluster.random().nextInt(400), cluster.random().nextInt(size));
        int[] failed = new int[size];
        long own = seed;
        String what = "seed " + seed;
        cluster.run(
            rank -> {
              Random random = new Random(own * 100 + rank);
              for (HostCalls.Spec spec : specs) {
                try {
                  HostCalls.call(cluster.blocking(rank), spec, rank, size, random);
                } catch (EngineException e) {
                  assertEquals(ErrorClass.PROC_FAILED, e.errorClass(), what + ": " + e);
                  failed[rank]++;
                }
              }
            });
        boolean died = false;
        for (int rank = 0; rank < size; rank++) {
          died |= cluster.isDead(rank);
          diedInside += failed[rank] > 0 ? 1 : 0;
        }
        if (died) {
          endsAtOnce(cluster, what);
        }
      }
    }
    assertTrue(diedInside > 50, "members that saw a death: " + diedInside);
  }

  private static void endsAtOnce(HostCluster cluster, String what) throws InterruptedException {
    cluster.run(
        rank -> {
          int before = cluster.looks();
          EngineException error =
              assertThrows(EngineException.class, () -> cluster.blocking(rank).barrier());
          assertEquals(ErrorClass.PROC_FAILED, error.errorClass(), what);
          assertEquals(before, cluster.looks(), what + ": waited for the dead");
        });
  }

  /** So that the memory is there: without it, lengths that disagree hang in messages. */
  private static void warmUp(HostCluster cluster, int rank) {
    cluster.blocking(rank).barrier();
    cluster.blocking(rank).bcast(new byte[100_000], 0, 100_000, Layout.BYTE, 0);
  }

  private static void runRandomCalls(HostCluster cluster, long seed, int calls, int maxCount)
      throws InterruptedException {
    int size = cluster.size();
    List<HostCalls.Spec> specs = HostCalls.random(new Random(seed), size, calls, maxCount);
    cluster.run(
        rank -> {
          Random random = new Random(seed * 100 + rank);
          for (HostCalls.Spec spec : specs) {
            HostCalls.call(cluster.blocking(rank), spec, rank, size, random);
          }
        });
  }
}
