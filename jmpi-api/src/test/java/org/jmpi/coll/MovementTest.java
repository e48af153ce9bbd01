package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jmpi.data.Kind;
import org.jmpi.data.Layout;
import org.jmpi.p2p.Operation;
import org.jmpi.sim.Sweep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every algorithm that moves data, on 1 to 17 ranks, against plain indexing (MPI-4.1 §6.3 to §6.8).
 */
@Tag("sweep")
class MovementTest {
  private static final int[] COUNTS = {0, 1, 3, 40};

  /** Two ints of every three. */
  private static final Layout GAPPY =
      Layout.ofRuns(
          "gappy",
          Kind.INT,
          12,
          List.of(new Layout.Run(0, 4, Kind.INT), new Layout.Run(8, 4, Kind.INT)));

  private static int value(int rank, int index) {
    return rank * 1_000_003 + index * 7 + 1;
  }

  private static int[] block(int rank, int count) {
    int[] block = new int[count];
    for (int i = 0; i < count; i++) {
      block[i] = value(rank, i);
    }
    return block;
  }

  @Test
  void shouldBroadcastFromEveryRoot() {
    CollectiveKind kind = CollectiveKind.BCAST;
    for (Algorithm algorithm : Algorithms.of(kind)) {
      for (int size = 1; size <= Scenarios.MAX_RANKS; size++) {
        for (int root = 0; root < size; root += size > 6 ? 5 : 1) {
          for (int count : new int[] {0, 1, 3, 40, 1000}) {
            broadcast(algorithm, size, root, count);
          }
        }
      }
    }
  }

  private static void broadcast(Algorithm algorithm, int size, int root, int count) {
    long seed = size * 31L + root * 7L + count;
    CollectiveKind kind = CollectiveKind.BCAST;
    String what = Scenarios.name(kind, algorithm, size, count + " from " + root, seed);
    PortCluster cluster = Scenarios.cluster(size, seed, kind, algorithm);
    int[][] buffers = new int[size][count + 2];
    System.arraycopy(block(root, count), 0, buffers[root], 1, count);
    Scenarios.runWell(
        cluster,
        what,
        rank -> cluster.collectives(rank).startBcast(buffers[rank], 1, count, Layout.INT, root));
    for (int rank = 0; rank < size; rank++) {
      assertArrayEquals(buffers[root], buffers[rank], what + " at " + rank);
      assertEquals(algorithm.name(), cluster.collectives(rank).lastAlgorithm(kind));
    }
  }

  @Test
  void shouldBroadcastLongVectorsInSegments() {
    CollectiveKind kind = CollectiveKind.BCAST;
    int count = (1 << 20) / 4 + 13;
    for (Algorithm algorithm : Algorithms.of(kind)) {
      for (int size : new int[] {2, 3, 5, 8}) {
        broadcast(algorithm, size, size - 1, count);
      }
    }
  }

  @Test
  void shouldBroadcastBetweenDifferentLayoutsOfOneSignature() {
    CollectiveKind kind = CollectiveKind.BCAST;
    for (Algorithm algorithm : Algorithms.of(kind)) {
      for (int size = 2; size <= 9; size++) {
        for (int gappyRank = 0; gappyRank < 2; gappyRank++) {
          broadcastGappy(algorithm, size, gappyRank, 50);
        }
      }
    }
  }

  private static void broadcastGappy(Algorithm algorithm, int size, int gappyRank, int items) {
    long seed = size * 100L + gappyRank;
    CollectiveKind kind = CollectiveKind.BCAST;
    String what = Scenarios.name(kind, algorithm, size, "gaps at " + gappyRank, seed);
    PortCluster cluster = Scenarios.cluster(size, seed, kind, algorithm);
    int[] dense = block(3, 2 * items);
    int[] gaps = new int[3 * items];
    for (int i = 0; i < items; i++) {
      gaps[3 * i] = dense[2 * i];
      gaps[3 * i + 2] = dense[2 * i + 1];
    }
    int[][] buffers = new int[size][];
    for (int rank = 0; rank < size; rank++) {
      int[] whole = rank == gappyRank ? gaps : dense;
      buffers[rank] = rank == 0 ? whole.clone() : new int[whole.length];
    }
    Scenarios.runWell(
        cluster,
        what,
        rank ->
            rank == gappyRank
                ? cluster.collectives(rank).startBcast(buffers[rank], 0, items, GAPPY, 0)
                : cluster.collectives(rank).startBcast(buffers[rank], 0, 2 * items, Layout.INT, 0));
    for (int rank = 0; rank < size; rank++) {
      assertArrayEquals(rank == gappyRank ? gaps : dense, buffers[rank], what + " at " + rank);
    }
  }

  @Test
  void shouldGather() {
    forAll(
        CollectiveKind.GATHER,
        (algorithm, size, count, seed) -> {
          for (int root = 0; root < size; root += size > 6 ? 4 : 1) {
            gather(algorithm, size, root, count, seed + root, false);
            gather(algorithm, size, root, count, seed + root, true);
          }
        });
  }

  private static void gather(
      Algorithm algorithm, int size, int root, int count, long seed, boolean inPlace) {
    CollectiveKind kind = CollectiveKind.GATHER;
    String what =
        Scenarios.name(kind, algorithm, size, count + " to " + root + " " + inPlace, seed);
    PortCluster cluster = Scenarios.cluster(size, seed, kind, algorithm);
    int[] all = new int[size * count];
    if (inPlace) {
      System.arraycopy(block(root, count), 0, all, root * count, count);
    }
    Scenarios.runWell(
        cluster,
        what,
        rank ->
            cluster
                .collectives(rank)
                .startGather(
                    inPlace && rank == root ? Collectives.IN_PLACE : block(rank, count),
                    0,
                    count,
                    Layout.INT,
                    rank == root ? all : null,
                    0,
                    count,
                    rank == root ? Layout.INT : null,
                    root));
    assertArrayEquals(concatenation(size, count), all, what);
  }

  private static int[] concatenation(int size, int count) {
    int[] all = new int[size * count];
    for (int rank = 0; rank < size; rank++) {
      System.arraycopy(block(rank, count), 0, all, rank * count, count);
    }
    return all;
  }

  @Test
  void shouldScatter() {
    forAll(
        CollectiveKind.SCATTER,
        (algorithm, size, count, seed) -> {
          for (int root = 0; root < size; root += size > 6 ? 4 : 1) {
            scatter(algorithm, size, root, count, seed + root, false);
            scatter(algorithm, size, root, count, seed + root, true);
          }
        });
  }

  private static void scatter(
      Algorithm algorithm, int size, int root, int count, long seed, boolean inPlace) {
    CollectiveKind kind = CollectiveKind.SCATTER;
    String what =
        Scenarios.name(kind, algorithm, size, count + " from " + root + " " + inPlace, seed);
    PortCluster cluster = Scenarios.cluster(size, seed, kind, algorithm);
    int[][] parts = new int[size][count];
    Scenarios.runWell(
        cluster,
        what,
        rank ->
            cluster
                .collectives(rank)
                .startScatter(
                    rank == root ? concatenation(size, count) : null,
                    0,
                    count,
                    rank == root ? Layout.INT : null,
                    inPlace && rank == root ? Collectives.IN_PLACE : parts[rank],
                    0,
                    count,
                    Layout.INT,
                    root));
    for (int rank = 0; rank < size; rank++) {
      boolean untouched = inPlace && rank == root;
      assertArrayEquals(untouched ? new int[count] : block(rank, count), parts[rank], what);
    }
  }

  @Test
  void shouldAllGather() {
    forAll(
        CollectiveKind.ALLGATHER,
        (algorithm, size, count, seed) -> {
          for (boolean inPlace : new boolean[] {false, true}) {
            String what =
                Scenarios.name(
                    CollectiveKind.ALLGATHER, algorithm, size, count + " " + inPlace, seed);
            PortCluster cluster =
                Scenarios.cluster(size, seed, CollectiveKind.ALLGATHER, algorithm);
            int[][] all = new int[size][size * count];
            for (int rank = 0; rank < size && inPlace; rank++) {
              System.arraycopy(block(rank, count), 0, all[rank], rank * count, count);
            }
            Scenarios.runWell(
                cluster,
                what,
                rank ->
                    cluster
                        .collectives(rank)
                        .startAllGather(
                            inPlace ? Collectives.IN_PLACE : block(rank, count),
                            0,
                            count,
                            Layout.INT,
                            all[rank],
                            0,
                            count,
                            Layout.INT));
            for (int rank = 0; rank < size; rank++) {
              assertArrayEquals(concatenation(size, count), all[rank], what + " at " + rank);
            }
          }
        });
  }

  @Test
  void shouldExchangeAllToAll() {
    forAll(
        CollectiveKind.ALLTOALL,
        (algorithm, size, count, seed) -> {
          for (boolean inPlace : new boolean[] {false, true}) {
            String what =
                Scenarios.name(
                    CollectiveKind.ALLTOALL, algorithm, size, count + " " + inPlace, seed);
            PortCluster cluster = Scenarios.cluster(size, seed, CollectiveKind.ALLTOALL, algorithm);
            int[][] out = new int[size][size * count];
            int[][] expected = new int[size][size * count];
            for (int from = 0; from < size; from++) {
              for (int to = 0; to < size; to++) {
                for (int i = 0; i < count; i++) {
                  out[from][to * count + i] = value(from * 64 + to, i);
                  expected[to][from * count + i] = value(from * 64 + to, i);
                }
              }
            }
            int[][] in = new int[size][];
            for (int rank = 0; rank < size; rank++) {
              in[rank] = inPlace ? out[rank].clone() : new int[size * count];
            }
            Scenarios.runWell(
                cluster,
                what,
                rank ->
                    cluster
                        .collectives(rank)
                        .startAllToAll(
                            inPlace ? Collectives.IN_PLACE : out[rank],
                            0,
                            count,
                            Layout.INT,
                            in[rank],
                            0,
                            count,
                            Layout.INT));
            for (int rank = 0; rank < size; rank++) {
              assertArrayEquals(expected[rank], in[rank], what + " at " + rank);
            }
          }
        });
  }

  /** Rank r contributes (r * 5) % 4 items. */
  private static int unequal(int rank) {
    return rank * 5 % 4;
  }

  @Test
  void shouldGatherAndScatterDifferentCounts() {
    for (int size = 1; size <= Scenarios.MAX_RANKS; size++) {
      int root = size / 2;
      int[] counts = new int[size];
      int[] displacements = new int[size];
      int total = 0;
      for (int rank = size - 1; rank >= 0; rank--) {
        counts[rank] = unequal(rank);
        displacements[rank] = total;
        total += counts[rank] + 1;
      }
      int[] expected = new int[total];
      for (int rank = 0; rank < size; rank++) {
        System.arraycopy(block(rank, counts[rank]), 0, expected, displacements[rank], counts[rank]);
      }
      gatherv(size, root, counts, displacements, expected);
      scatterv(size, root, counts, displacements, expected);
      allGatherv(size, counts, displacements, expected);
    }
  }

  private static void gatherv(
      int size, int root, int[] counts, int[] displacements, int[] expected) {
    PortCluster cluster = new PortCluster(size, size, java.util.Map.of());
    int[] all = new int[expected.length];
    Scenarios.runWell(
        cluster,
        "gatherv on " + size,
        rank ->
            cluster
                .collectives(rank)
                .startGatherv(
                    block(rank, counts[rank]),
                    0,
                    counts[rank],
                    Layout.INT,
                    all,
                    0,
                    counts,
                    displacements,
                    Layout.INT,
                    root));
    assertArrayEquals(expected, all, "gatherv on " + size);
  }

  private static void scatterv(int size, int root, int[] counts, int[] displacements, int[] whole) {
    PortCluster cluster = new PortCluster(size, size, java.util.Map.of());
    int[][] parts = new int[size][];
    for (int rank = 0; rank < size; rank++) {
      parts[rank] = new int[counts[rank]];
    }
    Scenarios.runWell(
        cluster,
        "scatterv on " + size,
        rank ->
            cluster
                .collectives(rank)
                .startScatterv(
                    whole,
                    0,
                    counts,
                    displacements,
                    Layout.INT,
                    parts[rank],
                    0,
                    counts[rank],
                    Layout.INT,
                    root));
    for (int rank = 0; rank < size; rank++) {
      assertArrayEquals(block(rank, counts[rank]), parts[rank], "scatterv on " + size);
    }
  }

  private static void allGatherv(int size, int[] counts, int[] displacements, int[] expected) {
    PortCluster cluster = new PortCluster(size, size, java.util.Map.of());
    int[][] all = new int[size][expected.length];
    Scenarios.runWell(
        cluster,
        "allgatherv on " + size,
        rank ->
            cluster
                .collectives(rank)
                .startAllGatherv(
                    block(rank, counts[rank]),
                    0,
                    counts[rank],
                    Layout.INT,
                    all[rank],
                    0,
                    counts,
                    displacements,
                    Layout.INT));
    for (int rank = 0; rank < size; rank++) {
      assertArrayEquals(expected, all[rank], "allgatherv on " + size);
    }
  }

  @Test
  void shouldExchangeDifferentCountsAndLayouts() {
    for (int size = 1; size <= Scenarios.MAX_RANKS; size++) {
      for (boolean inPlace : new boolean[] {false, true}) {
        allToAllv(size, inPlace);
        allToAllw(size, inPlace);
      }
    }
  }

  /** Symmetric, as the in-place form demands. */
  private static int exchanged(int a, int b) {
    return (a + b) % 3;
  }

  private static void allToAllv(int size, boolean inPlace) {
    PortCluster cluster = new PortCluster(size, size, java.util.Map.of());
    int[][] out = new int[size][3 * size];
    int[][] expected = new int[size][3 * size];
    int[][] counts = new int[size][size];
    int[] displacements = new int[size];
    for (int rank = 0; rank < size; rank++) {
      displacements[rank] = 3 * rank;
      for (int peer = 0; peer < size; peer++) {
        counts[rank][peer] = exchanged(rank, peer);
        for (int i = 0; i < exchanged(rank, peer); i++) {
          out[rank][3 * peer + i] = value(rank * 64 + peer, i);
          expected[peer][3 * rank + i] = value(rank * 64 + peer, i);
        }
      }
    }
    int[][] in = new int[size][];
    for (int rank = 0; rank < size; rank++) {
      in[rank] = inPlace ? out[rank].clone() : new int[3 * size];
    }
    Scenarios.runWell(
        cluster,
        "alltoallv on " + size + " " + inPlace,
        rank ->
            cluster
                .collectives(rank)
                .startAllToAllv(
                    inPlace ? Collectives.IN_PLACE : out[rank],
                    0,
                    counts[rank],
                    displacements,
                    Layout.INT,
                    in[rank],
                    0,
                    counts[rank],
                    displacements,
                    Layout.INT));
    for (int rank = 0; rank < size; rank++) {
      assertArrayEquals(expected[rank], in[rank], "alltoallv on " + size + " at " + rank);
    }
  }

  /** Ranks of one parity exchange two ints, others a long, in byte buffers. */
  private static void allToAllw(int size, boolean inPlace) {
    PortCluster cluster = new PortCluster(size, size, java.util.Map.of());
    ByteBuffer[] out = new ByteBuffer[size];
    ByteBuffer[] expected = new ByteBuffer[size];
    for (int rank = 0; rank < size; rank++) {
      out[rank] = ByteBuffer.allocate(8 * size);
      expected[rank] = ByteBuffer.allocate(8 * size);
    }
    int[] displacements = new int[size];
    for (int rank = 0; rank < size; rank++) {
      displacements[rank] = 8 * rank;
      for (int peer = 0; peer < size; peer++) {
        long bits = value(rank * 64 + peer, 5) * 0x1_0000_0001L;
        out[rank].putLong(8 * peer, bits);
        expected[peer].putLong(8 * rank, bits);
      }
    }
    ByteBuffer[] in = new ByteBuffer[size];
    for (int rank = 0; rank < size; rank++) {
      in[rank] =
          inPlace ? ByteBuffer.wrap(out[rank].array().clone()) : ByteBuffer.allocate(8 * size);
    }
    Scenarios.runWell(
        cluster,
        "alltoallw on " + size,
        rank -> {
          int[] counts = new int[size];
          Layout[] layouts = new Layout[size];
          for (int peer = 0; peer < size; peer++) {
            boolean same = (rank + peer) % 2 == 0;
            counts[peer] = same ? 2 : 1;
            layouts[peer] = same ? Layout.INT : Layout.LONG;
          }
          return cluster
              .collectives(rank)
              .startAllToAllw(
                  inPlace ? Collectives.IN_PLACE : out[rank],
                  0,
                  counts,
                  displacements,
                  layouts,
                  in[rank],
                  0,
                  counts,
                  displacements,
                  layouts);
        });
    for (int rank = 0; rank < size; rank++) {
      assertArrayEquals(
          expected[rank].array(), in[rank].array(), "alltoallw on " + size + " at " + rank);
    }
  }

  @Test
  void shouldReleaseNobodyFromABarrierBeforeAllAreThere() {
    for (int size = 1; size <= Scenarios.MAX_RANKS; size++) {
      long seed = 77L + size;
      PortCluster cluster = new PortCluster(size, seed, java.util.Map.of());
      boolean[] entered = new boolean[size];
      Operation[] operations =
          cluster.startAll(
              rank -> {
                entered[rank] = true;
                return cluster.collectives(rank).startBarrier();
              });
      while (cluster.step(1) > 0) {
        for (Operation operation : operations) {
          if (operation != null && operation.isDone()) {
            for (boolean there : entered) {
              assertEquals(true, there, "left early, " + size + " ranks, seed " + seed);
            }
          }
        }
      }
      for (Operation operation : operations) {
        assertEquals(true, operation.isDone(), "hangs, " + size + " ranks, seed " + seed);
      }
    }
  }

  @Test
  void shouldWorkOnDirectAndHeapBuffersWithOffsets() {
    for (int size : new int[] {2, 5, 8}) {
      PortCluster cluster = new PortCluster(size, size, java.util.Map.of());
      IntFunction<IntBuffer> direct =
          n ->
              ByteBuffer.allocateDirect(4 * n)
                  .order(java.nio.ByteOrder.nativeOrder())
                  .asIntBuffer();
      IntBuffer[] in = new IntBuffer[size];
      for (int rank = 0; rank < size; rank++) {
        in[rank] = rank % 2 == 0 ? direct.apply(size * 3 + 2) : IntBuffer.allocate(size * 3 + 2);
      }
      Scenarios.runWell(
          cluster,
          "allgather of buffers on " + size,
          rank -> {
            IntBuffer out = direct.apply(5);
            out.put(2, block(rank, 3));
            return cluster
                .collectives(rank)
                .startAllGather(out, 2, 3, Layout.INT, in[rank], 1, 3, Layout.INT);
          });
      for (int rank = 0; rank < size; rank++) {
        int[] got = new int[size * 3];
        in[rank].get(1, got);
        assertArrayEquals(concatenation(size, 3), got, "rank " + rank);
      }
    }
  }

  @Test
  void shouldWorkOnAThousandRanks() {
    int size = 1000;
    PortCluster cluster = new PortCluster(size, 9, java.util.Map.of());
    int[][] sums = new int[size][1];
    Scenarios.runWell(
        cluster,
        "a thousand ranks",
        rank ->
            cluster
                .collectives(rank)
                .startAllReduce(
                    new int[] {rank},
                    0,
                    sums[rank],
                    0,
                    1,
                    Layout.INT,
                    org.jmpi.data.ReduceOps.SUM));
    for (int rank = 0; rank < size; rank++) {
      assertEquals(size * (size - 1) / 2, sums[rank][0], "rank " + rank);
    }
    Scenarios.runWell(
        cluster, "barrier of a thousand", rank -> cluster.collectives(rank).startBarrier());
  }

  @Test
  void shouldGatherLongsForCommunicators() {
    PortCluster cluster = new PortCluster(5, 1, java.util.Map.of());
    long[][] all = new long[5][10];
    Scenarios.runWell(
        cluster,
        "longs",
        rank -> cluster.collectives(rank).startAllGatherLongs(new long[] {rank, -rank}, all[rank]));
    assertArrayEquals(new long[] {0, 0, 1, -1, 2, -2, 3, -3, 4, -4}, all[3]);
    long[][] values = new long[5][];
    Scenarios.runWell(
        cluster,
        "bcast longs",
        rank -> {
          values[rank] = rank == 2 ? new long[] {9, 8} : new long[2];
          return cluster.collectives(rank).startBcastLongs(values[rank], 2);
        });
    assertEquals("[9, 8]", Arrays.toString(values[4]));
  }

  private interface Case {
    void run(Algorithm algorithm, int size, int count, long seed);
  }

  private static void forAll(CollectiveKind kind, Case test) {
    for (Algorithm algorithm : Algorithms.of(kind)) {
      for (int size = 1; size <= Scenarios.MAX_RANKS; size++) {
        for (int count : COUNTS) {
          if (Scenarios.supports(algorithm, kind, size, true, false)) {
            for (long seed = 0; seed < Sweep.seeds(2); seed++) {
              test.run(algorithm, size, count, size * 1000L + count * 10L + seed);
            }
          }
        }
      }
    }
  }
}
