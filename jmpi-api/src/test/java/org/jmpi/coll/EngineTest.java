package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOp;
import org.jmpi.data.ReduceOps;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.Progress;
import org.jmpi.sim.SimClock;
import org.jmpi.sim.SimCluster;
import org.jmpi.sim.SimNetwork;
import org.jmpi.sim.Sweep;
import org.jmpi.topology.Tiers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Collectives over the real point-to-point engine in virtual time: delay, loss, lost connections,
 * deaths.
 */
@Tag("sweep")
class EngineTest {
  private static final long CONTEXT = 1L << 63 | 5;

  /** A cluster with a communicator of all. */
  private static final class World {
    final SimCluster cluster;
    final Collectives[] collectives;

    World(int size, long seed) {
      cluster = new SimCluster(size, seed, new SimNetwork.Model());
      collectives = new Collectives[size];
      for (int rank = 0; rank < size; rank++) {
        collectives[rank] =
            new Collectives(
                cluster.node(rank).engine(),
                cluster.node(rank).engine().openContext(CONTEXT, cluster.processes(), rank),
                new VirtualProgress(cluster, rank),
                Map.of(),
                new PortCluster.StringCodec(),
                Tiers.flat(size));
      }
    }

    Operation[] startAll(IntFunction<Operation> start) {
      return startAll(0, start);
    }

    /** Each member starts within a millisecond after the delay. */
    Operation[] startAll(long delayNs, IntFunction<Operation> start) {
      Operation[] operations = new Operation[collectives.length];
      SimClock clock = cluster.clock();
      for (int rank = 0; rank < operations.length; rank++) {
        int self = rank;
        clock.after(
            delayNs + clock.random().nextInt(1_000_000),
            () -> {
              if (!cluster.node(self).isDead()) {
                operations[self] = start.apply(self);
                cluster.node(self).engine().flush();
              }
            });
      }
      return operations;
    }

    void finish(Operation[] operations) {
      cluster.runUntil(() -> Arrays.stream(operations).allMatch(o -> o != null && o.isDone()));
    }

    void kill(int victim) {
      long noticeNs = 1_000_000;
      cluster.kill(victim, noticeNs);
      for (int rank = 0; rank < collectives.length; rank++) {
        int self = rank;
        if (rank != victim) {
          cluster
              .clock()
              .after(
                  3 * noticeNs,
                  () -> {
                    collectives[self].onProcessFailed(victim);
                    cluster.node(self).engine().flush();
                  });
        }
      }
    }
  }

  @Test
  void shouldComputeOverLossyLinksThatBreak() {
    long killed = 0;
    for (long seed = 1; seed <= Sweep.seeds(8); seed++) {
      int size = 2 + (int) (seed % 5);
      World world = new World(size, seed);
      for (int round = 0; round < 3; round++) {
        for (int k = 0; k < 3; k++) {
          Random random = world.cluster.clock().random();
          int a = random.nextInt(size);
          int b = random.nextInt(size);
          world
              .cluster
              .clock()
              .after(
                  random.nextInt(10_000_000), () -> world.cluster.network().killConnection(a, b));
        }
        sumAndExchange(world, size, round == 1 ? 200_000 : 3 + round, "seed " + seed);
      }
      killed += world.cluster.network().connectionsKilled();
      world.cluster.runToEnd();
      for (int rank = 0; rank < size; rank++) {
        assertEquals(0, world.cluster.node(rank).engine().envelopesHeld(), "seed " + seed);
        assertTrue(world.cluster.node(rank).engine().isDrained(), "seed " + seed);
      }
    }
    assertTrue(killed > 10, "connections killed: " + killed);
  }

  private static void sumAndExchange(World world, int size, int count, String what) {
    long[][] own = new long[size][count];
    long[][] sums = new long[size][count];
    String[][] texts = new String[size][size];
    for (int rank = 0; rank < size; rank++) {
      for (int i = 0; i < count; i++) {
        own[rank][i] = (long) rank * count + i;
      }
    }
    Operation[] first =
        world.startAll(
            r -> {
              Object in = own[r];
              return world.collectives[r].startAllReduce(
                  in, 0, sums[r], 0, count, Layout.LONG, ReduceOps.SUM);
            });
    world.finish(first);
    Operation[] second =
        world.startAll(
            r -> {
              Object[] in = {"text of " + r + "x".repeat(count / 10)};
              return world.collectives[r].startAllGather(
                  in, 0, 1, Layout.OBJECT, texts[r], 0, 1, Layout.OBJECT);
            });
    world.finish(second);
    for (int rank = 0; rank < size; rank++) {
      assertNull(first[rank].error(), what);
      assertNull(second[rank].error(), what);
      long[] expected = new long[count];
      for (int i = 0; i < count; i++) {
        expected[i] = (long) size * (size - 1) / 2 * count + (long) size * i;
      }
      assertArrayEquals(expected, sums[rank], what);
      for (int from = 0; from < size; from++) {
        assertEquals("text of " + from + "x".repeat(count / 10), texts[rank][from], what);
      }
    }
  }

  @Test
  void shouldEndWhenAMemberDies() {
    int errors = 0;
    for (long seed = 1; seed <= Sweep.seeds(60); seed++) {
      errors += dieDuring(seed);
    }
    assertTrue(errors > 60, "operations that ended in error: " + errors);
  }

  private static int dieDuring(long seed) {
    int size = 2 + (int) (seed % 4);
    World world = new World(size, seed);
    int count = seed % 2 == 0 ? 10 : 100_000;
    Operation[] operations =
        world.startAll(
            rank ->
                world.collectives[rank].startAllReduce(
                    new int[count], 0, new int[count], 0, count, Layout.INT, ReduceOps.SUM));
    int victim = (int) (seed % size);
    Random random = world.cluster.clock().random();
    world.cluster.clock().after(1_000_000 + random.nextInt(2_000_000), () -> world.kill(victim));
    world.cluster.runToEnd();
    Operation[] later = world.startAll(rank -> world.collectives[rank].startBarrier());
    world.cluster.runToEnd();
    int errors = 0;
    for (int rank = 0; rank < size; rank++) {
      if (rank != victim) {
        assertTrue(operations[rank].isDone(), "rank " + rank + " hangs, seed " + seed);
        assertTrue(later[rank].isDone(), "rank " + rank + " hangs later, seed " + seed);
        assertNotNull(later[rank].error(), "seed " + seed);
        assertEquals(ErrorClass.PROC_FAILED, later[rank].error().errorClass(), "seed " + seed);
        assertEquals(0, world.cluster.node(rank).engine().envelopesHeld(), "seed " + seed);
        if (operations[rank].error() != null) {
          // Also where another member's end is noticed before the death itself.
          assertEquals(
              ErrorClass.PROC_FAILED, operations[rank].error().errorClass(), "seed " + seed);
          errors++;
        }
      }
    }
    return errors;
  }

  @Test
  void shouldEndEverywhereWhenOneMemberHasAnError() {
    int errors = 0;
    for (long seed = 1; seed <= Sweep.seeds(40); seed++) {
      errors += failAtOne(seed);
    }
    assertTrue(errors > 80, "operations that ended in error: " + errors);
  }

  /** One member's operator throws, or its count is another; long messages are under way to it. */
  private static int failAtOne(long seed) {
    int size = 2 + (int) (seed % 4);
    World world = new World(size, seed);
    int count = seed % 3 == 0 ? 10 : 60_000;
    int odd = (int) (seed / 2 % size);
    ReduceOp throwing =
        new ReduceOp("throwing", true) {
          @Override
          public void reduce(
              Object in, int inOffset, Object inout, int inoutOffset, int items, Layout layout) {
            throw new IllegalStateException("seed " + seed);
          }
        };
    Operation[] operations =
        world.startAll(
            rank -> {
              boolean here = rank == odd;
              int items = here && seed % 2 == 0 ? count + 5 : count;
              ReduceOp op = here && seed % 2 == 1 ? throwing : ReduceOps.SUM;
              return world.collectives[rank].startAllReduce(
                  new int[items], 0, new int[items], 0, items, Layout.INT, op);
            });
    int[][] sums = new int[size][1];
    Operation[] next =
        world.startAll(
            1_000_000,
            rank ->
                world.collectives[rank].startAllReduce(
                    new int[] {rank}, 0, sums[rank], 0, 1, Layout.INT, ReduceOps.SUM));
    world.cluster.runToEnd();
    int errors = 0;
    for (int rank = 0; rank < size; rank++) {
      assertTrue(operations[rank].isDone(), "rank " + rank + " hangs, seed " + seed);
      assertTrue(next[rank].isDone(), "rank " + rank + " hangs in the next, seed " + seed);
      assertNull(next[rank].error(), "seed " + seed);
      assertEquals(size * (size - 1) / 2, sums[rank][0], "seed " + seed);
      assertEquals(0, world.cluster.node(rank).engine().envelopesHeld(), "seed " + seed);
      assertTrue(world.cluster.node(rank).engine().isDrained(), "seed " + seed);
      errors += operations[rank].error() == null ? 0 : 1;
    }
    return errors;
  }

  /** Offloaded work takes a while of virtual time. */
  private record VirtualProgress(SimCluster cluster, int rank) implements Progress {
    @Override
    public void offload(Work work) {
      SimClock clock = cluster.clock();
      clock.after(
          1 + clock.random().nextInt(300_000),
          () -> {
            if (cluster.node(rank).isDead()) {
              return;
            }
            Throwable thrown = null;
            try {
              work.run();
            } catch (RuntimeException e) {
              thrown = e;
            }
            work.finished(thrown);
            cluster.node(rank).engine().flush();
          });
    }

    @Override
    public void enter() {}

    @Override
    public void exit() {}

    @Override
    public void await(Operation operation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void awaitUntil(BooleanSupplier condition) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void poll() {}
  }
}
