package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;
import org.jmpi.sim.Sweep;
import org.jmpi.topology.Tiers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Gatherv and scatterv by leaders, of whom none knows the counts: what arrives, and how often long
 * links are crossed (MPI-4.1 §6.5, §6.6).
 */
@Tag("sweep")
class UnequalBlocksTest {
  private static final int LONG_INTS = (int) LevelRules.BLOCK_BYTES / Integer.BYTES;

  /** Nothing, short, as long as a leader passes on, and longer. */
  private static final int[] COUNTS = {0, 0, 1, 3, 40, LONG_INTS, LONG_INTS + 1, 9_000};

  /** Blocks of all ranks at the root: gaps between them, not in the order of ranks. */
  private record Whole(int[] counts, int[] displacements, int[] ints) {
    static Whole of(int size, Random random) {
      int[] counts = new int[size];
      int[] displacements = new int[size];
      Arrays.setAll(counts, rank -> COUNTS[random.nextInt(COUNTS.length)]);
      int total = 1;
      for (int rank = size - 1; rank >= 0; rank--) {
        displacements[rank] = total;
        total += counts[rank] + random.nextInt(3);
      }
      int[] ints = new int[total];
      for (int rank = 0; rank < size; rank++) {
        for (int i = 0; i < counts[rank]; i++) {
          ints[displacements[rank] + i] = rank * 1_000_003 + i * 7 + 1;
        }
      }
      return new Whole(counts, displacements, ints);
    }

    int[] block(int rank) {
      return Arrays.copyOfRange(ints, displacements[rank], displacements[rank] + counts[rank]);
    }

    Operation gather(Collectives c, int rank, int root, boolean inPlace, int[] all) {
      Object mine = inPlace && rank == root ? Collectives.IN_PLACE : block(rank);
      return rank == root
          ? c.startGatherv(
              mine, 0, counts[rank], Layout.INT, all, 0, counts, displacements, Layout.INT, root)
          : c.startGatherv(
              mine, 0, counts[rank], Layout.INT, null, 0, null, null, Layout.INT, root);
    }

    Operation scatter(Collectives c, int rank, int root, boolean inPlace, int[] mine) {
      Object target = inPlace && rank == root ? Collectives.IN_PLACE : mine;
      return rank == root
          ? c.startScatterv(
              ints, 0, counts, displacements, Layout.INT, target, 0, mine.length, Layout.INT, root)
          : c.startScatterv(
              null, 0, null, null, Layout.INT, target, 0, mine.length, Layout.INT, root);
    }
  }

  @Test
  void shouldGatherAndScatterOnAllShapes() {
    for (long seed = 0; seed < 12L * Sweep.seeds(10); seed++) {
      Random random = new Random(seed);
      int size = 1 + random.nextInt(Scenarios.MAX_RANKS);
      int root = random.nextInt(size);
      Tiers tiers = Scenarios.tiers(size, random);
      Whole whole = Whole.of(size, random);
      boolean inPlace = random.nextBoolean();
      String what = tiers + ", root " + root + ", in place " + inPlace + ", seed " + seed;
      gather(tiers, whole, root, inPlace, seed, what);
      scatter(tiers, whole, root, inPlace, seed, what);
    }
  }

  private static PortCluster gather(
      Tiers tiers, Whole whole, int root, boolean inPlace, long seed, String what) {
    PortCluster cluster = cluster(tiers, seed);
    int[] all = new int[whole.ints.length];
    if (inPlace) {
      System.arraycopy(whole.block(root), 0, all, whole.displacements[root], whole.counts[root]);
    }
    Scenarios.runWell(
        cluster, what, rank -> whole.gather(cluster.collectives(rank), rank, root, inPlace, all));
    assertArrayEquals(whole.ints, all, "gatherv on " + what);
    return cluster;
  }

  private static PortCluster scatter(
      Tiers tiers, Whole whole, int root, boolean inPlace, long seed, String what) {
    PortCluster cluster = cluster(tiers, seed);
    int[][] parts = new int[tiers.size()][];
    Arrays.setAll(parts, rank -> new int[whole.counts[rank]]);
    Scenarios.runWell(
        cluster,
        what,
        rank -> whole.scatter(cluster.collectives(rank), rank, root, inPlace, parts[rank]));
    for (int rank = 0; rank < parts.length; rank++) {
      int[] expected = inPlace && rank == root ? new int[parts[rank].length] : whole.block(rank);
      assertArrayEquals(expected, parts[rank], "scatterv on " + what + " at " + rank);
    }
    return cluster;
  }

  private static PortCluster cluster(Tiers tiers, long seed) {
    String leaders = "levelled_leaders";
    return new PortCluster(tiers, seed, Map.of("coll.gatherv", leaders, "coll.scatterv", leaders));
  }

  @Test
  void shouldCrossOnceForEachSiteAndLongBlock() {
    for (Tiers tiers : new Tiers[] {LevelsTest.sites(4, 4), LevelsTest.sites(5, 1, 9)}) {
      for (int root = 0; root < tiers.size(); root += 3) {
        long seed = 100L * tiers.size() + root;
        Whole whole = Whole.of(tiers.size(), new Random(seed));
        String what = tiers + ", root " + root + ", seed " + seed;
        PortCluster up = gather(tiers, whole, root, false, seed, what);
        PortCluster down = scatter(tiers, whole, root, false, seed, what);
        int home = tiers.groupOf(0, root);
        for (int site = 0; site < tiers.groups(0); site++) {
          if (site != home) {
            long messages = 1;
            long bytes = 0;
            for (int at = tiers.start(0, site); at < tiers.end(0, site); at++) {
              long block = (long) Integer.BYTES * whole.counts[tiers.rankAt(at)];
              messages += block > LevelRules.BLOCK_BYTES ? 1 : 0;
              bytes += Long.BYTES + block;
            }
            assertEquals(messages, up.messagesBetween[site][home], what);
            assertEquals(bytes, up.bytesBetween[site][home], what);
            assertEquals(0, up.messagesBetween[home][site], what);
            assertEquals(messages, down.messagesBetween[home][site], what);
            assertEquals(bytes, down.bytesBetween[home][site], what);
            assertEquals(0, down.messagesBetween[site][home], what);
          }
        }
      }
    }
  }

  @Test
  void shouldCrossOneLinkAfterTheOtherNever() {
    Tiers tiers = LevelsTest.sites(5, 1, 2);
    Whole whole = Whole.of(8, new Random(5));
    PortCluster cluster = new PortCluster(tiers, 5, Map.of());
    int[] all = new int[whole.ints.length];
    Operation[] gathered =
        cluster.run(rank -> whole.gather(cluster.collectives(rank), rank, 2, false, all));
    assertEquals(1, Crossings.of(tiers, gathered).depth);
    Operation[] scattered =
        cluster.run(
            rank ->
                whole.scatter(
                    cluster.collectives(rank), rank, 2, false, new int[whole.counts[rank]]));
    assertEquals(1, Crossings.of(tiers, scattered).depth);
    for (CollectiveKind kind :
        new CollectiveKind[] {CollectiveKind.GATHERV, CollectiveKind.SCATTERV}) {
      String announced = cluster.collectives(0).explain(kind, 0, 0, true, false);
      assertTrue(announced.contains(": levelled_leaders ("), announced);
      assertEquals("levelled_leaders", cluster.collectives(7).lastAlgorithm(kind));
    }
  }

  @Test
  void shouldEndWithAnErrorWhenCountsDiffer() {
    Tiers tiers = LevelsTest.sites(3, 4);
    for (int wrong : new int[] {1, 5, 9_000}) {
      for (long seed = 0; seed < 20; seed++) {
        String what = "count " + wrong + ", seed " + seed;
        int[] counts = {3, 3, 3, 3, 3, 3, 3};
        int[] displacements = {0, 3, 6, 9, 12, 15, 18};
        Whole whole = new Whole(counts, displacements, new int[21]);
        PortCluster cluster = cluster(tiers, seed);
        Operation[] gathered =
            cluster.run(
                rank ->
                    rank == 5
                        ? cluster
                            .collectives(rank)
                            .startGatherv(
                                new int[wrong],
                                0,
                                wrong,
                                Layout.INT,
                                null,
                                0,
                                null,
                                null,
                                Layout.INT,
                                0)
                        : whole.gather(cluster.collectives(rank), rank, 0, false, new int[21]));
        assertEnded(cluster, gathered, 0, what);
        Operation[] scattered =
            cluster.run(
                rank ->
                    whole.scatter(
                        cluster.collectives(rank), rank, 0, false, new int[rank == 5 ? wrong : 3]));
        assertEnded(cluster, scattered, 5, what);
      }
    }
  }

  /** All are done, and that one knows why. */
  private static void assertEnded(
      PortCluster cluster, Operation[] operations, int failing, String what) {
    for (int rank = 0; rank < operations.length; rank++) {
      assertTrue(operations[rank].isDone(), what + ": rank " + rank + " hangs");
      assertEquals(0, cluster.outstanding(rank), what + ": under way at " + rank);
    }
    assertNotNull(operations[failing].error(), what);
    assertEquals(ErrorClass.COUNT, operations[failing].error().errorClass(), what);
  }

  @Test
  void shouldRefuseBundlesThatAreNoBundles() {
    Blob bundle = new Blob();
    assertThrows(EngineException.class, () -> bundle.find(0, 0, 100));
    bundle.append(3, true);
    bundle.append(200, false);
    bundle.append(0, true);
    assertEquals(8, bundle.find(0, 3, 100));
    assertEquals(27, bundle.find(2, 0, 100));
    assertEquals(19, bundle.find(1, 200, 100));
    assertEquals(27, bundle.lengthBytes());
    assertThrows(EngineException.class, () -> bundle.find(3, 0, 100));
    assertThrows(EngineException.class, () -> bundle.find(1, 199, 100));
    for (long length : new long[] {-1, 1, 100, Long.MIN_VALUE, 1L << 31}) {
      Blob lying = new Blob();
      lying.append(length, false);
      if (length <= 100) {
        assertThrows(EngineException.class, () -> lying.find(0, length, 100), "length " + length);
      } else {
        assertEquals(8, lying.find(0, length, 100));
      }
    }
  }
}
