package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOp;
import org.jmpi.data.ReduceOps;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;
import org.jmpi.sim.Sweep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Members die and calls go wrong: nobody waits for ever, and nothing refers to a buffer after its
 * operation is done.
 */
@Tag("sweep")
class FailureTest {
  private static final int COUNT = 24;

  /** A call with sensible arguments. */
  private static Operation start(
      CollectiveKind kind, Collectives c, int rank, int size, ReduceOp op) {
    int[] own = new int[COUNT * size];
    int[] all = new int[COUNT * size];
    int[] counts = new int[size];
    int[] displacements = new int[size];
    Layout[] layouts = new Layout[size];
    Arrays.fill(counts, COUNT);
    Arrays.fill(layouts, Layout.INT);
    Arrays.setAll(displacements, i -> i * COUNT);
    int[] displacementsBytes = Arrays.stream(displacements).map(d -> 4 * d).toArray();
    Layout t = Layout.INT;
    int root = size / 2;
    return switch (kind) {
      case BARRIER -> c.startBarrier();
      case BCAST -> c.startBcast(all, 0, COUNT, t, root);
      case GATHER -> c.startGather(own, 0, COUNT, t, all, 0, COUNT, t, root);
      case GATHERV -> c.startGatherv(own, 0, COUNT, t, all, 0, counts, displacements, t, root);
      case SCATTER -> c.startScatter(own, 0, COUNT, t, all, 0, COUNT, t, root);
      case SCATTERV -> c.startScatterv(own, 0, counts, displacements, t, all, 0, COUNT, t, root);
      case ALLGATHER -> c.startAllGather(own, 0, COUNT, t, all, 0, COUNT, t);
      case ALLGATHERV -> c.startAllGatherv(own, 0, COUNT, t, all, 0, counts, displacements, t);
      case ALLTOALL -> c.startAllToAll(own, 0, COUNT, t, all, 0, COUNT, t);
      case ALLTOALLV ->
          c.startAllToAllv(own, 0, counts, displacements, t, all, 0, counts, displacements, t);
      case ALLTOALLW ->
          c.startAllToAllw(
              own,
              0,
              counts,
              displacementsBytes,
              layouts,
              all,
              0,
              counts,
              displacementsBytes,
              layouts);
      case REDUCE -> c.startReduce(own, 0, all, 0, COUNT, t, op, root);
      case ALLREDUCE -> c.startAllReduce(own, 0, all, 0, COUNT, t, op);
      case SCAN -> c.startScan(own, 0, all, 0, COUNT, t, op);
      case EXSCAN -> c.startExScan(own, 0, all, 0, COUNT, t, op);
      case REDUCE_SCATTER -> c.startReduceScatter(own, 0, all, 0, counts, t, op);
      case REDUCE_SCATTER_BLOCK -> c.startReduceScatterBlock(own, 0, all, 0, COUNT, t, op);
    };
  }

  @Test
  void shouldEndEveryOperationWhenAMemberDiesAtAnyStep() {
    int[] deaths = {0};
    int[] errors = {0};
    for (CollectiveKind kind : CollectiveKind.values()) {
      for (Algorithm algorithm : Algorithms.of(kind)) {
        for (int size : new int[] {2, 3, 4, 7, 9}) {
          if (Scenarios.supports(algorithm, kind, size, true, false)) {
            for (long seed = 0; seed < Sweep.seeds(16); seed++) {
              die(kind, algorithm, size, seed, deaths, errors);
            }
          }
        }
      }
    }
    assertTrue(deaths[0] > 1000, "members died in the middle: " + deaths[0]);
    assertTrue(errors[0] > 1000, "operations that ended in error: " + errors[0]);
  }

  private static void die(
      CollectiveKind kind, Algorithm algorithm, int size, long seed, int[] deaths, int[] errors) {
    String what = Scenarios.name(kind, algorithm, size, "a death", seed);
    Random random = new Random(seed * 31 + size);
    int victim = random.nextInt(size);
    PortCluster cluster = Scenarios.cluster(size, seed, kind, algorithm);
    ReduceOp op = seed % 2 == 0 ? ReduceOps.SUM : new SlowSum();
    Operation[] first = cluster.startAll(r -> start(kind, cluster.collectives(r), r, size, op));
    Operation[] second = cluster.startAll(r -> start(kind, cluster.collectives(r), r, size, op));
    cluster.step(random.nextInt(8 * size));
    cluster.kill(victim);
    deaths[0] += cluster.step(1);
    cluster.drain();
    Operation[] later = cluster.run(rank -> cluster.collectives(rank).startBarrier());
    for (int rank = 0; rank < size; rank++) {
      if (rank != victim) {
        assertTrue(first[rank].isDone(), what + ": rank " + rank + " hangs in the first");
        assertTrue(second[rank].isDone(), what + ": rank " + rank + " hangs in the second");
        assertEquals(0, cluster.outstanding(rank), what + ": under way at " + rank);
        assertEquals(0, cluster.collectives(rank).unfinishedCount(), what);
        for (Operation operation : List.of(first[rank], second[rank], later[rank])) {
          errors[0] += operation.error() == null ? 0 : 1;
          assertDeath(operation.error(), victim, what + " at " + rank);
        }
        assertNotNull(later[rank].error(), what + ": started after the death at " + rank);
      }
    }
  }

  private static void assertDeath(EngineException error, int victim, String what) {
    if (error != null) {
      assertEquals(ErrorClass.PROC_FAILED, error.errorClass(), what + ": " + error);
      assertEquals(PortCluster.FIRST_PROCESS + victim, error.failedProcesses()[0], what);
    }
  }

  /** An operator of the program, so it runs outside the lock. */
  private static class SlowSum extends ReduceOp {
    SlowSum() {
      super("slow sum", true);
    }

    @Override
    public void reduce(
        Object in, int inOffset, Object inout, int inoutOffset, int count, Layout layout) {
      ReduceOps.SUM.reduce(in, inOffset, inout, inoutOffset, count, layout);
    }
  }

  private static final class ThrowingOp extends SlowSum {
    @Override
    public void reduce(
        Object in, int inOffset, Object inout, int inoutOffset, int count, Layout layout) {
      throw new IllegalStateException("the operator gave up");
    }
  }

  @Test
  void shouldTellTheOthersWhenAnOperatorThrows() {
    int[] failed = {0};
    for (CollectiveKind kind : CollectiveKind.values()) {
      for (Algorithm algorithm : Algorithms.of(kind)) {
        for (int size : new int[] {2, 3, 4, 7, 9}) {
          if (kind.compareTo(CollectiveKind.REDUCE) >= 0) {
            for (long seed = 0; seed < Sweep.seeds(5); seed++) {
              throwing(kind, algorithm, size, seed, failed);
            }
          }
        }
      }
    }
    assertTrue(failed[0] > 500, "operations that failed: " + failed[0]);
  }

  private static void throwing(
      CollectiveKind kind, Algorithm algorithm, int size, long seed, int[] failed) {
    String what = Scenarios.name(kind, algorithm, size, "a throwing operator", seed);
    PortCluster cluster = Scenarios.cluster(size, seed, kind, algorithm);
    int thrower = (int) (seed % size);
    Operation[] operations =
        cluster.startAll(
            rank -> {
              ReduceOp op = rank == thrower ? new ThrowingOp() : new SlowSum();
              return start(kind, cluster.collectives(rank), rank, size, op);
            });
    Operation[] next =
        cluster.startAll(rank -> start(kind, cluster.collectives(rank), rank, size, new SlowSum()));
    cluster.drain();
    for (int rank = 0; rank < size; rank++) {
      assertTrue(operations[rank].isDone(), what + ": rank " + rank + " hangs");
      assertEquals(0, cluster.outstanding(rank), what + ": under way at " + rank);
      assertTrue(next[rank].isDone(), what + ": rank " + rank + " hangs in the next one");
      assertNull(next[rank].error(), what + ": the next one is not disturbed");
      failed[0] += operations[rank].error() == null ? 0 : 1;
    }
  }

  @Test
  void shouldReportCountsThatDiffer() {
    for (CollectiveKind kind :
        List.of(CollectiveKind.BCAST, CollectiveKind.ALLREDUCE, CollectiveKind.ALLGATHER)) {
      for (Algorithm algorithm : Algorithms.of(kind)) {
        for (int size : new int[] {2, 4, 8}) {
          for (int difference : new int[] {-1, 1}) {
            differ(kind, algorithm, size, difference);
          }
        }
      }
    }
  }

  private static void differ(CollectiveKind kind, Algorithm algorithm, int size, int difference) {
    String what = Scenarios.name(kind, algorithm, size, "counts differ by " + difference, size);
    PortCluster cluster = Scenarios.cluster(size, size, kind, algorithm);
    Operation[] operations =
        cluster.run(
            rank -> {
              int count = 64 + (rank == 1 ? difference * 16 : 0);
              int[] in = new int[count];
              int[] all = new int[count * size];
              Collectives c = cluster.collectives(rank);
              return switch (kind) {
                case BCAST -> c.startBcast(in, 0, count, Layout.INT, 0);
                case ALLREDUCE -> c.startAllReduce(in, 0, all, 0, count, Layout.INT, ReduceOps.SUM);
                default -> c.startAllGather(in, 0, count, Layout.INT, all, 0, count, Layout.INT);
              };
            });
    boolean seen = false;
    for (int rank = 0; rank < size; rank++) {
      assertTrue(operations[rank].isDone(), what + ": rank " + rank + " hangs");
      assertEquals(0, cluster.outstanding(rank), what);
      EngineException error = operations[rank].error();
      seen |= error != null;
      if (error != null) {
        boolean expected =
            error.errorClass() == ErrorClass.COUNT || error.errorClass() == ErrorClass.TRUNCATE;
        assertTrue(expected, what + ": " + error);
      }
    }
    assertTrue(seen, what + ": nobody noticed");
  }

  @Test
  void shouldFailAtThisMemberAndTellTheOthersWhenArgumentsAreWrong() {
    int size = 4;
    for (CollectiveKind kind : CollectiveKind.values()) {
      if (kind != CollectiveKind.BARRIER) {
        PortCluster cluster = new PortCluster(size, 3, Map.of());
        Operation[] operations =
            cluster.run(
                rank ->
                    rank == 2
                        ? startTooShort(kind, cluster.collectives(rank), size)
                        : start(kind, cluster.collectives(rank), rank, size, ReduceOps.SUM));
        for (int rank = 0; rank < size; rank++) {
          assertTrue(operations[rank].isDone(), kind + ": rank " + rank + " hangs");
        }
        assertNotNull(operations[2].error(), kind + " noticed nothing");
        assertEquals(ErrorClass.BUFFER, operations[2].error().errorClass(), kind + "");
        Scenarios.runWell(cluster, kind + ", then", r -> cluster.collectives(r).startBarrier());
      }
    }
  }

  /** Buffers of one element. */
  private static Operation startTooShort(CollectiveKind kind, Collectives c, int size) {
    int[] tiny = new int[1];
    int[] counts = new int[size];
    int[] displacements = new int[size];
    Layout[] layouts = new Layout[size];
    Arrays.fill(counts, COUNT);
    Arrays.fill(layouts, Layout.INT);
    Layout t = Layout.INT;
    ReduceOp op = ReduceOps.SUM;
    int root = size / 2;
    return switch (kind) {
      case BARRIER -> c.startBarrier();
      case BCAST -> c.startBcast(tiny, 0, COUNT, t, root);
      case GATHER -> c.startGather(tiny, 0, COUNT, t, tiny, 0, COUNT, t, root);
      case GATHERV -> c.startGatherv(tiny, 0, COUNT, t, tiny, 0, counts, displacements, t, root);
      case SCATTER -> c.startScatter(tiny, 0, COUNT, t, tiny, 0, COUNT, t, root);
      case SCATTERV -> c.startScatterv(tiny, 0, counts, displacements, t, tiny, 0, COUNT, t, root);
      case ALLGATHER -> c.startAllGather(tiny, 0, COUNT, t, tiny, 0, COUNT, t);
      case ALLGATHERV -> c.startAllGatherv(tiny, 0, COUNT, t, tiny, 0, counts, displacements, t);
      case ALLTOALL -> c.startAllToAll(tiny, 0, COUNT, t, tiny, 0, COUNT, t);
      case ALLTOALLV ->
          c.startAllToAllv(tiny, 0, counts, displacements, t, tiny, 0, counts, displacements, t);
      case ALLTOALLW ->
          c.startAllToAllw(
              tiny, 0, counts, displacements, layouts, tiny, 0, counts, displacements, layouts);
      case REDUCE -> c.startReduce(tiny, 0, tiny, 0, COUNT, t, op, root);
      case ALLREDUCE -> c.startAllReduce(tiny, 0, tiny, 0, COUNT, t, op);
      case SCAN -> c.startScan(tiny, 0, tiny, 0, COUNT, t, op);
      case EXSCAN -> c.startExScan(tiny, 0, tiny, 0, COUNT, t, op);
      case REDUCE_SCATTER -> c.startReduceScatter(tiny, 0, tiny, 0, counts, t, op);
      case REDUCE_SCATTER_BLOCK -> c.startReduceScatterBlock(tiny, 0, tiny, 0, COUNT, t, op);
    };
  }

  @Test
  void shouldNotThrowOnArgumentsThatMakeNoSense() {
    PortCluster cluster = new PortCluster(1, 1, Map.of());
    Collectives c = cluster.collectives(0);
    int[] data = new int[4];
    Layout t = Layout.INT;
    ReduceOp sum = ReduceOps.SUM;
    Object inPlace = Collectives.IN_PLACE;
    assertFails(ErrorClass.ROOT, c.startBcast(data, 0, 1, t, 1));
    assertFails(ErrorClass.ROOT, c.startReduce(data, 0, data, 0, 1, t, sum, -1));
    assertFails(ErrorClass.COUNT, c.startBcast(data, 0, -1, t, 0));
    assertFails(ErrorClass.TYPE, c.startBcast(data, 0, 1, null, 0));
    assertFails(ErrorClass.TYPE, c.startBcast(new long[4], 0, 1, t, 0));
    assertFails(ErrorClass.BUFFER, c.startBcast(null, 0, 1, t, 0));
    assertFails(ErrorClass.BUFFER, c.startBcast(inPlace, 0, 1, t, 0));
    assertFails(ErrorClass.OP, c.startAllReduce(data, 0, data, 0, 1, t, null));
    assertFails(ErrorClass.OP, c.startAllReduce(data, 0, data, 0, 1, t, ReduceOps.MAXLOC));
    assertFails(
        ErrorClass.ARG, c.startAllGatherv(data, 0, 1, t, data, 0, new int[0], new int[1], t));
    assertFails(ErrorClass.ARG, c.startAllGatherv(data, 0, 1, t, data, 0, new int[] {1}, null, t));
    assertFails(ErrorClass.COUNT, c.startReduceScatter(data, 0, data, 0, new int[] {-1}, t, sum));
    assertFails(
        ErrorClass.BUFFER,
        c.startAllGatherv(data, 0, 1, t, data, 0, new int[] {1}, new int[] {-9}, t));
  }

  private static void assertFails(ErrorClass expected, Operation operation) {
    assertTrue(operation.isDone());
    assertNotNull(operation.error(), "noticed nothing where " + expected + " was expected");
    assertEquals(expected, operation.error().errorClass(), operation.error().getMessage());
  }

  @Test
  void shouldEndEverythingWhenRevoked() {
    for (long seed = 0; seed < Sweep.seeds(15); seed++) {
      int size = 5;
      PortCluster cluster = new PortCluster(size, seed, Map.of());
      Operation[] operations =
          cluster.startAll(
              r -> start(CollectiveKind.ALLTOALL, cluster.collectives(r), r, size, null));
      cluster.step((int) seed);
      for (int rank = 0; rank < size; rank++) {
        cluster.collectives(rank).onRevoked();
      }
      cluster.drain();
      for (int rank = 0; rank < size; rank++) {
        assertTrue(operations[rank].isDone(), "rank " + rank + " hangs, seed " + seed);
        assertFails(ErrorClass.REVOKED, cluster.collectives(rank).startBarrier());
        assertEquals(0, cluster.outstanding(rank), "seed " + seed);
      }
    }
  }

  @Test
  void shouldRunSeveralCollectivesAtATime() {
    for (int size : new int[] {2, 5, 8, 13}) {
      for (long seed = 0; seed < Sweep.seeds(10); seed++) {
        several(size, seed);
      }
    }
  }

  private static void several(int size, long seed) {
    String what = size + " ranks, seed " + seed;
    PortCluster cluster = new PortCluster(size, seed, Map.of());
    int[][] sums = new int[size][1];
    int[][] cast = new int[size][1];
    int[][] second = new int[size][1];
    cluster.startAll(
        r ->
            cluster
                .collectives(r)
                .startAllReduce(new int[] {r}, 0, sums[r], 0, 1, Layout.INT, ReduceOps.SUM));
    cluster.startAll(
        r -> {
          cast[r][0] = r == 1 ? 77 : 0;
          return cluster.collectives(r).startBcast(cast[r], 0, 1, Layout.INT, 1);
        });
    cluster.startAll(
        r ->
            cluster
                .collectives(r)
                .startAllReduce(new int[] {r * r}, 0, second[r], 0, 1, Layout.INT, ReduceOps.MAX));
    cluster.drain();
    for (int rank = 0; rank < size; rank++) {
      assertEquals(0, cluster.collectives(rank).unfinishedCount(), what);
      assertEquals(size * (size - 1) / 2, sums[rank][0], what);
      assertEquals(77, cast[rank][0], what);
      assertEquals((size - 1) * (size - 1), second[rank][0], what);
    }
  }
}
