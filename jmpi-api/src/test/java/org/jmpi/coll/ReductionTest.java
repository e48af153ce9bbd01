package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOp;
import org.jmpi.data.ReduceOps;
import org.jmpi.p2p.Operation;
import org.jmpi.sim.Sweep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every reduction algorithm, on 1 to 17 ranks, against a loop over the ranks (MPI-4.1 §6.9 to
 * §6.11).
 */
@Tag("sweep")
class ReductionTest {
  private static final int[] COUNTS = {0, 1, 5, 40};
  private static final CollectiveKind[] KINDS = {
    CollectiveKind.REDUCE,
    CollectiveKind.ALLREDUCE,
    CollectiveKind.SCAN,
    CollectiveKind.EXSCAN,
    CollectiveKind.REDUCE_SCATTER_BLOCK,
    CollectiveKind.REDUCE_SCATTER
  };

  /** A call of any kind of reduction; count is that of one block for the scattering ones. */
  private record Call(CollectiveKind kind, int size, int root, int count, boolean inPlace) {
    boolean scatters() {
      return kind == CollectiveKind.REDUCE_SCATTER || kind == CollectiveKind.REDUCE_SCATTER_BLOCK;
    }

    int blockOf(int rank) {
      return kind == CollectiveKind.REDUCE_SCATTER ? (count + rank) % (count + 3) : count;
    }

    int[] blocks() {
      int[] blocks = new int[size];
      Arrays.setAll(blocks, this::blockOf);
      return blocks;
    }

    int startOf(int rank) {
      int start = 0;
      for (int i = 0; i < rank; i++) {
        start += blockOf(i);
      }
      return start;
    }

    int operandItems() {
      return scatters() ? startOf(size) : count;
    }

    boolean hasResult(int rank) {
      return kind == CollectiveKind.REDUCE
          ? rank == root
          : kind != CollectiveKind.EXSCAN || rank > 0;
    }

    int resultItems(int rank) {
      return scatters() ? blockOf(rank) : count;
    }

    /** Operands of ranks [0, end) are in the result of {@code rank}. */
    int lastOperand(int rank) {
      return kind == CollectiveKind.SCAN ? rank + 1 : kind == CollectiveKind.EXSCAN ? rank : size;
    }

    int firstItem(int rank) {
      return scatters() ? startOf(rank) : 0;
    }

    Operation start(
        Collectives c, int rank, Object own, Object result, Layout layout, ReduceOp op) {
      boolean here = inPlace && (kind != CollectiveKind.REDUCE || rank == root);
      Object send = here ? Collectives.IN_PLACE : own;
      return switch (kind) {
        case REDUCE ->
            c.startReduce(send, 0, rank == root ? result : null, 0, count, layout, op, root);
        case ALLREDUCE -> c.startAllReduce(send, 0, result, 0, count, layout, op);
        case SCAN -> c.startScan(send, 0, result, 0, count, layout, op);
        case EXSCAN -> c.startExScan(send, 0, result, 0, count, layout, op);
        case REDUCE_SCATTER -> c.startReduceScatter(send, 0, result, 0, blocks(), layout, op);
        default -> c.startReduceScatterBlock(send, 0, result, 0, count, layout, op);
      };
    }
  }

  private interface Case {
    void run(Algorithm algorithm, Call call, long seed);
  }

  private static void forAll(boolean commutative, Case test) {
    for (CollectiveKind kind : KINDS) {
      for (Algorithm algorithm : Algorithms.of(kind)) {
        for (int size = 1; size <= Scenarios.MAX_RANKS; size++) {
          if (Scenarios.supports(algorithm, kind, size, commutative, false)) {
            forCalls(algorithm, kind, size, test);
          }
        }
      }
    }
  }

  private static void forCalls(Algorithm algorithm, CollectiveKind kind, int size, Case test) {
    int roots = kind == CollectiveKind.REDUCE ? size : 1;
    for (int root = 0; root < roots; root += size > 6 ? 4 : 1) {
      for (int count : COUNTS) {
        for (boolean inPlace : new boolean[] {false, true}) {
          for (long seed = 0; seed < Sweep.seeds(1); seed++) {
            test.run(
                algorithm, new Call(kind, size, root, count, inPlace), seed + size * 100L + root);
          }
        }
      }
    }
  }

  @Test
  void shouldKeepRankOrderOfOperatorsThatDoNotCommute() {
    forAll(false, ReductionTest::affine);
  }

  private static void affine(Algorithm algorithm, Call call, long seed) {
    String what = Scenarios.name(call.kind, algorithm, call.size, call, seed);
    PortCluster cluster = Scenarios.cluster(call.size, seed, call.kind, algorithm);
    int items = call.operandItems();
    long[][] own = new long[call.size][];
    long[][] results = new long[call.size][];
    for (int rank = 0; rank < call.size; rank++) {
      own[rank] = AffineOp.operand(rank, items);
      results[rank] = call.inPlace ? own[rank].clone() : new long[2 * call.resultItems(rank)];
    }
    ReduceOp op = new AffineOp();
    Scenarios.runWell(
        cluster,
        what,
        rank ->
            call.start(
                cluster.collectives(rank), rank, own[rank], results[rank], AffineOp.PAIR, op));
    for (int rank = 0; rank < call.size; rank++) {
      assertArrayEquals(
          AffineOp.operand(rank, items), own[rank], what + ": send buffer of " + rank);
      if (call.hasResult(rank)) {
        int first = 2 * call.firstItem(rank);
        int length = 2 * call.resultItems(rank);
        long[] total = AffineOp.total(0, call.lastOperand(rank), items);
        assertArrayEquals(
            Arrays.copyOfRange(total, first, first + length),
            Arrays.copyOf(results[rank], length),
            what + " at " + rank);
      }
    }
  }

  @Test
  void shouldSumInts() {
    forAll(true, ReductionTest::sum);
  }

  private static void sum(Algorithm algorithm, Call call, long seed) {
    String what = Scenarios.name(call.kind, algorithm, call.size, call, seed);
    PortCluster cluster = Scenarios.cluster(call.size, seed, call.kind, algorithm);
    int items = call.operandItems();
    int[][] own = new int[call.size][items];
    Object[] results = new Object[call.size];
    for (int rank = 0; rank < call.size; rank++) {
      for (int i = 0; i < items; i++) {
        own[rank][i] = rank * rank + i;
      }
      results[rank] = call.inPlace ? own[rank].clone() : new int[call.resultItems(rank)];
    }
    Scenarios.runWell(
        cluster,
        what,
        rank ->
            call.start(
                cluster.collectives(rank),
                rank,
                own[rank],
                results[rank],
                Layout.INT,
                ReduceOps.SUM));
    for (int rank = 0; rank < call.size; rank++) {
      assertEquals(algorithm.name(), cluster.collectives(rank).lastAlgorithm(call.kind), what);
      int[] expected = new int[call.hasResult(rank) ? call.resultItems(rank) : 0];
      for (int other = 0; other < call.lastOperand(rank); other++) {
        for (int i = 0; i < expected.length; i++) {
          expected[i] += other * other + i + call.firstItem(rank);
        }
      }
      int[] result = Arrays.copyOf((int[]) results[rank], expected.length);
      assertArrayEquals(expected, result, what + " at " + rank);
    }
  }

  @Test
  void shouldGiveTheSameBitsEverywhereAndEveryTime() {
    for (Algorithm algorithm : Algorithms.of(CollectiveKind.ALLREDUCE)) {
      for (int size = 1; size <= Scenarios.MAX_RANKS; size++) {
        long[] first = null;
        for (long seed = 1; seed <= Sweep.seeds(3); seed++) {
          long[] bits = sumOfDoubles(algorithm, size, seed, 333);
          first = first == null ? bits : first;
          assertArrayEquals(first, bits, algorithm.name() + " on " + size + ", seed " + seed);
        }
      }
    }
  }

  @Test
  void shouldSumLongVectorsInSegments() {
    for (Algorithm algorithm : Algorithms.of(CollectiveKind.ALLREDUCE)) {
      for (int size : new int[] {2, 3}) {
        sumOfDoubles(algorithm, size, size, 200_001);
      }
    }
    int count = 300_007;
    for (CollectiveKind kind : KINDS) {
      for (Algorithm algorithm : Algorithms.of(kind)) {
        for (int size : new int[] {2, 5}) {
          for (boolean inPlace : new boolean[] {false, true}) {
            sum(algorithm, new Call(kind, size, size - 1, count, inPlace), size);
          }
        }
      }
    }
  }

  /** Asserts that all ranks have the same bits and that they are a sum, and returns them. */
  private static long[] sumOfDoubles(Algorithm algorithm, int size, long seed, int count) {
    String what = Scenarios.name(CollectiveKind.ALLREDUCE, algorithm, size, count, seed);
    Random values = new Random(42);
    double[][] own = new double[size][count];
    double[] sum = new double[count];
    double[] magnitude = new double[count];
    for (int rank = 0; rank < size; rank++) {
      for (int i = 0; i < count; i++) {
        own[rank][i] = values.nextGaussian() * Math.pow(10, values.nextInt(12));
        sum[i] += own[rank][i];
        magnitude[i] += Math.abs(own[rank][i]);
      }
    }
    PortCluster cluster = Scenarios.cluster(size, size, seed, CollectiveKind.ALLREDUCE, algorithm);
    double[][] results = new double[size][count];
    Scenarios.runWell(
        cluster,
        what,
        rank ->
            cluster
                .collectives(rank)
                .startAllReduce(
                    own[rank], 0, results[rank], 0, count, Layout.DOUBLE, ReduceOps.SUM));
    long[] bits = new long[count];
    for (int i = 0; i < count; i++) {
      bits[i] = Double.doubleToRawLongBits(results[0][i]);
      assertEquals(sum[i], results[0][i], magnitude[i] * 1e-14, what);
    }
    for (int rank = 1; rank < size; rank++) {
      long[] others = new long[count];
      double[] result = results[rank];
      Arrays.setAll(others, i -> Double.doubleToRawLongBits(result[i]));
      assertArrayEquals(bits, others, what + " at " + rank);
    }
    return bits;
  }

  @Test
  void shouldReduceInBuffersOfAnyByteOrder() {
    for (CollectiveKind kind : KINDS) {
      for (Algorithm algorithm : Algorithms.of(kind)) {
        for (int size : new int[] {1, 4, 7}) {
          for (boolean inPlace : new boolean[] {false, true}) {
            sumInBuffers(algorithm, new Call(kind, size, 0, 6, inPlace), size);
          }
        }
      }
    }
  }

  private static void sumInBuffers(Algorithm algorithm, Call call, long seed) {
    String what = Scenarios.name(call.kind, algorithm, call.size, call, seed);
    PortCluster cluster = Scenarios.cluster(call.size, seed, call.kind, algorithm);
    ByteBuffer[] results = new ByteBuffer[call.size];
    ByteBuffer[] own = new ByteBuffer[call.size];
    for (int rank = 0; rank < call.size; rank++) {
      ByteOrder order = rank % 2 == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      own[rank] = ByteBuffer.allocateDirect(8 * call.operandItems()).order(order);
      results[rank] = ByteBuffer.allocate(8 * call.operandItems()).order(order);
      for (int i = 0; i < call.operandItems(); i++) {
        (call.inPlace ? results[rank] : own[rank]).putLong(8 * i, 1L << (rank + i));
        own[rank].putLong(8 * i, 1L << (rank + i));
      }
    }
    Scenarios.runWell(
        cluster,
        what,
        rank ->
            call.start(
                cluster.collectives(rank),
                rank,
                own[rank],
                results[rank],
                Layout.LONG,
                ReduceOps.SUM));
    for (int rank = 0; rank < call.size; rank++) {
      for (int i = 0; i < (call.hasResult(rank) ? call.resultItems(rank) : 0); i++) {
        int item = i + call.firstItem(rank);
        long expected = ((1L << call.lastOperand(rank)) - 1) << item;
        assertEquals(expected, results[rank].getLong(8 * i), what + " at " + rank);
      }
    }
  }

  @Test
  void shouldLeaveTheReceiveBufferOfRankZeroAloneInExscan() {
    PortCluster cluster = new PortCluster(3, 5, Map.of());
    Scenarios.runWell(
        cluster,
        "exscan",
        rank ->
            cluster
                .collectives(rank)
                .startExScan(
                    new int[] {rank},
                    0,
                    rank == 0 ? null : new int[1],
                    0,
                    1,
                    Layout.INT,
                    ReduceOps.SUM));
  }
}
