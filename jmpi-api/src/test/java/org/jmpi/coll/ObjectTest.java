package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.Arrays;
import java.util.Map;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOp;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Collectives on serialised objects. */
@Tag("sweep")
class ObjectTest {
  /** Appends; associative, not commutative. */
  private static final class Concatenation extends ReduceOp {
    Concatenation() {
      super("concatenation", false);
    }

    @Override
    public void reduce(
        Object in, int inOffset, Object inout, int inoutOffset, int count, Layout layout) {
      Object[] left = (Object[]) in;
      Object[] right = (Object[]) inout;
      for (int i = 0; i < count; i++) {
        right[inoutOffset + i] = (String) left[inOffset + i] + right[inoutOffset + i];
      }
    }
  }

  private static String text(int rank, int index) {
    return (char) ('a' + rank) + "x".repeat(index * 7);
  }

  private static Object[] block(int rank, int count) {
    Object[] block = new Object[count];
    Arrays.setAll(block, i -> text(rank, i));
    return block;
  }

  @Test
  void shouldBroadcastGatherAndScatterObjects() {
    for (int size = 1; size <= Scenarios.MAX_RANKS; size++) {
      for (int count : new int[] {0, 1, 3}) {
        int root = size / 3;
        PortCluster cluster = new PortCluster(size, size, Map.of());
        String what = "objects on " + size + ", count " + count;
        Object[][] buffers = new Object[size][count];
        buffers[root] = block(root, count);
        Scenarios.runWell(
            cluster,
            what,
            rank ->
                cluster.collectives(rank).startBcast(buffers[rank], 0, count, Layout.OBJECT, root));
        Object[] all = new Object[size * count];
        Scenarios.runWell(
            cluster,
            what,
            rank ->
                cluster
                    .collectives(rank)
                    .startGather(
                        block(rank, count),
                        0,
                        count,
                        Layout.OBJECT,
                        all,
                        0,
                        count,
                        Layout.OBJECT,
                        root));
        Object[][] parts = new Object[size][count];
        Scenarios.runWell(
            cluster,
            what,
            rank ->
                cluster
                    .collectives(rank)
                    .startScatter(
                        all, 0, count, Layout.OBJECT, parts[rank], 0, count, Layout.OBJECT, root));
        for (int rank = 0; rank < size; rank++) {
          assertArrayEquals(block(root, count), buffers[rank], what);
          assertArrayEquals(block(rank, count), parts[rank], what);
        }
      }
    }
  }

  @Test
  void shouldExchangeObjects() {
    for (int size = 1; size <= Scenarios.MAX_RANKS; size++) {
      for (boolean inPlace : new boolean[] {false, true}) {
        PortCluster cluster = new PortCluster(size, size + 50, Map.of());
        String what = "objects on " + size + ", in place " + inPlace;
        int ranks = size;
        Object[][] all = new Object[size][2 * size];
        Object[][] exchanged = new Object[size][2 * size];
        for (int rank = 0; rank < size; rank++) {
          System.arraycopy(block(rank, 2), 0, all[rank], 2 * rank, inPlace ? 2 : 0);
          for (int i = 0; i < 2 * size && inPlace; i++) {
            exchanged[rank][i] = text(rank, i);
          }
        }
        Scenarios.runWell(
            cluster,
            what,
            rank ->
                cluster
                    .collectives(rank)
                    .startAllGather(
                        inPlace ? Collectives.IN_PLACE : block(rank, 2),
                        0,
                        2,
                        Layout.OBJECT,
                        all[rank],
                        0,
                        2,
                        Layout.OBJECT));
        Scenarios.runWell(
            cluster,
            what,
            rank ->
                cluster
                    .collectives(rank)
                    .startAllToAll(
                        inPlace ? Collectives.IN_PLACE : block(rank, 2 * ranks),
                        0,
                        2,
                        Layout.OBJECT,
                        exchanged[rank],
                        0,
                        2,
                        Layout.OBJECT));
        for (int rank = 0; rank < size; rank++) {
          for (int i = 0; i < 2 * size; i++) {
            assertEquals(text(i / 2, i % 2), all[rank][i], what);
            assertEquals(text(i / 2, 2 * rank + i % 2), exchanged[rank][i], what + " at " + rank);
          }
        }
      }
    }
  }

  @Test
  void shouldReduceObjectsInRankOrder() {
    for (int size = 1; size <= Scenarios.MAX_RANKS; size++) {
      for (long seed = 0; seed < 3; seed++) {
        reduceObjects(size, seed);
      }
    }
  }

  private static void reduceObjects(int size, long seed) {
    PortCluster cluster = new PortCluster(size, seed, Map.of());
    String what = "objects on " + size + ", seed " + seed;
    Object[] all = new Object[size];
    Object[] prefix = new Object[size];
    Object[] before = new Object[size];
    Object[] share = new Object[size];
    Object[] total = new Object[1];
    ReduceOp op = new Concatenation();
    int root = size - 1;
    for (int round = 0; round < 5; round++) {
      int now = round;
      Scenarios.runWell(
          cluster,
          what,
          rank -> {
            Collectives c = cluster.collectives(rank);
            Object[] own = block(rank, 1);
            Layout type = Layout.OBJECT;
            return switch (now) {
              case 0 -> c.startAllReduce(own, 0, all, rank, 1, type, op);
              case 1 -> c.startScan(own, 0, prefix, rank, 1, type, op);
              case 2 -> c.startExScan(own, 0, before, rank, 1, type, op);
              case 3 -> c.startReduce(own, 0, total, 0, 1, type, op, root);
              default ->
                  c.startReduceScatterBlock(
                      block(rank, cluster.size()), 0, share, rank, 1, type, op);
            };
          });
    }
    StringBuilder letters = new StringBuilder();
    for (int rank = 0; rank < size; rank++) {
      assertEquals(rank == 0 ? null : letters.toString(), before[rank], what);
      letters.append(text(rank, 0));
      assertEquals(letters.toString(), prefix[rank], what);
    }
    for (int rank = 0; rank < size; rank++) {
      assertEquals(letters.toString(), all[rank], what);
      StringBuilder longer = new StringBuilder();
      for (int other = 0; other < size; other++) {
        longer.append(text(other, rank));
      }
      assertEquals(longer.toString(), share[rank], what);
    }
    assertEquals(letters.toString(), total[0], what);
  }

  @Test
  void shouldTellTheOthersWhenAnElementCannotBeSerialised() {
    for (int size = 2; size <= 9; size++) {
      PortCluster cluster = new PortCluster(size, size, Map.of());
      Operation[] operations =
          cluster.run(
              rank -> {
                Object[] own = {rank == 1 ? Integer.valueOf(5) : "fine"};
                return cluster
                    .collectives(rank)
                    .startAllGather(
                        own, 0, 1, Layout.OBJECT, new Object[cluster.size()], 0, 1, Layout.OBJECT);
              });
      for (int rank = 0; rank < size; rank++) {
        assertEquals(true, operations[rank].isDone(), "rank " + rank + " hangs");
        assertNotNull(operations[rank].error(), "rank " + rank + " of " + size);
      }
      assertEquals(ErrorClass.TYPE, operations[1].error().errorClass());
    }
  }
}
