package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import conformance.support.Conforms;
import conformance.support.Expect;
import conformance.support.Kind;
import conformance.support.Store;
import conformance.support.Vec;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;
import mpi.Datatype;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Op;
import mpi.UserFunction;
import mpi.User_function;

/** MPI-4.1 §6.9–§6.11: reductions with predefined and user operators. */
public final class ReductionCases {
  private static final long UNTOUCHED = 99;

  private ReductionCases() {}

  private static void all(Intracomm world, Consumer<Cell> check) {
    Cell.each(world, check);
    Cell.eachLarge(world, check);
  }

  private static void rootless(Intracomm world, Consumer<Cell> check) {
    Cell.eachRootless(world, check);
    Cell.eachLarge(world, check);
  }

  private static long sum(int from, int to, int i) {
    long sum = 0;
    for (int r = from; r < to; r++) {
      sum += Cell.operand(r, i);
    }
    return sum;
  }

  @Conforms(
      to = "MPI-4.1 §6.9.1 MPI_Reduce: the result is at the root, the operands are as before",
      ranks = {1, 2, 3, 4, 5, 8})
  public static void reduce(Intracomm world) {
    all(
        world,
        c -> {
          Vec mine = c.vec(c.count, i -> Cell.operand(c.rank, i));
          Vec result = c.vec(c.count, i -> UNTOUCHED);
          Datatype t = mine.type();
          if (c.inPlace && c.blocking) {
            world.reduce(mine.memory(), c.count, t, MPI.SUM, c.root);
          } else if (c.inPlace) {
            c.await(world.iReduce(mine.buffer(), c.count, t, MPI.SUM, c.root));
          } else if (c.blocking) {
            world.reduce(mine.memory(), result.memory(), c.count, t, MPI.SUM, c.root);
          } else {
            c.await(world.iReduce(mine.buffer(), result.buffer(), c.count, t, MPI.SUM, c.root));
          }
          IntToLongFunction total = i -> sum(0, c.size, i);
          if (c.inPlace && c.isRoot()) {
            mine.check("reduce of " + c, total);
          } else {
            mine.check("operand of reduce of " + c, i -> Cell.operand(c.rank, i));
            result.check("reduce of " + c, i -> c.isRoot() ? total.applyAsLong(i) : UNTOUCHED);
          }
        });
  }

  @Conforms(
      to = "MPI-4.1 §6.9.6 MPI_Allreduce: the same result at all",
      ranks = {1, 2, 3, 4, 5, 6, 7, 8})
  public static void allReduce(Intracomm world) {
    rootless(
        world,
        c -> {
          Vec mine = c.vec(c.count, i -> Cell.operand(c.rank, i));
          Vec result = c.inPlace ? mine : c.vec(c.count, i -> UNTOUCHED);
          Datatype t = mine.type();
          if (c.inPlace && c.blocking) {
            world.allReduce(mine.memory(), c.count, t, MPI.SUM);
          } else if (c.inPlace) {
            c.await(world.iAllReduce(mine.buffer(), c.count, t, MPI.SUM));
          } else if (c.blocking) {
            world.allReduce(mine.memory(), result.memory(), c.count, t, MPI.SUM);
          } else {
            c.await(world.iAllReduce(mine.buffer(), result.buffer(), c.count, t, MPI.SUM));
          }
          result.check("allReduce of " + c, i -> sum(0, c.size, i));
        });
  }

  @Conforms(
      to = "MPI-4.1 §6.11.1 MPI_Scan: ranks 0…i, inclusive",
      ranks = {1, 2, 3, 5, 8})
  public static void scan(Intracomm world) {
    rootless(
        world,
        c -> {
          Vec mine = c.vec(c.count, i -> Cell.operand(c.rank, i));
          Vec result = c.inPlace ? mine : c.vec(c.count, i -> UNTOUCHED);
          Datatype t = mine.type();
          if (c.inPlace && c.blocking) {
            world.scan(mine.memory(), c.count, t, MPI.SUM);
          } else if (c.inPlace) {
            c.await(world.iScan(mine.buffer(), c.count, t, MPI.SUM));
          } else if (c.blocking) {
            world.scan(mine.memory(), result.memory(), c.count, t, MPI.SUM);
          } else {
            c.await(world.iScan(mine.buffer(), result.buffer(), c.count, t, MPI.SUM));
          }
          result.check("scan of " + c, i -> sum(0, c.rank + 1, i));
        });
  }

  @Conforms(
      to = "MPI-4.1 §6.11.2 MPI_Exscan: ranks 0…i−1; rank 0's buffer is not significant",
      ranks = {1, 2, 3, 5, 8})
  public static void exScan(Intracomm world) {
    rootless(
        world,
        c -> {
          Vec mine = c.vec(c.count, i -> Cell.operand(c.rank, i));
          Vec result = c.inPlace ? mine : c.vec(c.count, i -> UNTOUCHED);
          Datatype t = mine.type();
          if (c.inPlace && c.blocking) {
            world.exScan(mine.memory(), c.count, t, MPI.SUM);
          } else if (c.inPlace) {
            c.await(world.iExScan(mine.buffer(), c.count, t, MPI.SUM));
          } else if (c.blocking) {
            world.exScan(mine.memory(), result.memory(), c.count, t, MPI.SUM);
          } else {
            c.await(world.iExScan(mine.buffer(), result.buffer(), c.count, t, MPI.SUM));
          }
          if (c.rank > 0) {
            result.check("exScan of " + c, i -> sum(0, c.rank, i));
          }
        });
  }

  @Conforms(
      to =
          "MPI-4.1 §6.10.2 MPI_Reduce_scatter: segment r of the sum goes to rank r, counts may"
              + " differ and be 0",
      ranks = {1, 2, 3, 4, 5, 8})
  public static void reduceScatter(Intracomm world) {
    rootless(
        world,
        c -> {
          int[] counts = IntStream.range(0, c.size).map(r -> r % 3 * c.count).toArray();
          int total = IntStream.of(counts).sum();
          int before = IntStream.of(counts).limit(c.rank).sum();
          int own = counts[c.rank];
          Vec mine = c.vec(total, i -> Cell.operand(c.rank, i));
          Vec result = c.vec(own, i -> UNTOUCHED);
          Datatype t = mine.type();
          if (c.inPlace && c.blocking) {
            world.reduceScatter(mine.memory(), counts, t, MPI.SUM);
          } else if (c.inPlace) {
            c.await(world.iReduceScatter(mine.buffer(), counts, t, MPI.SUM));
          } else if (c.blocking) {
            world.reduceScatter(mine.memory(), result.memory(), counts, t, MPI.SUM);
          } else {
            c.await(world.iReduceScatter(mine.buffer(), result.buffer(), counts, t, MPI.SUM));
          }
          for (int i = 0; i < own; i++) {
            long is = c.inPlace ? mine.get(i) : result.get(i);
            assertEquals(sum(0, c.size, before + i), is, "reduceScatter of " + c);
          }
        });
  }

  @Conforms(
      to = "MPI-4.1 §6.10.1 MPI_Reduce_scatter_block: segments of one length",
      ranks = {1, 2, 3, 4, 7, 8})
  public static void reduceScatterBlock(Intracomm world) {
    rootless(
        world,
        c -> {
          Vec mine = c.vec(c.count * c.size, i -> Cell.operand(c.rank, i));
          Vec result = c.vec(c.count, i -> UNTOUCHED);
          Datatype t = mine.type();
          if (c.inPlace && c.blocking) {
            world.reduceScatterBlock(mine.memory(), c.count, t, MPI.SUM);
          } else if (c.inPlace) {
            c.await(world.iReduceScatterBlock(mine.buffer(), c.count, t, MPI.SUM));
          } else if (c.blocking) {
            world.reduceScatterBlock(mine.memory(), result.memory(), c.count, t, MPI.SUM);
          } else {
            c.await(world.iReduceScatterBlock(mine.buffer(), result.buffer(), c.count, t, MPI.SUM));
          }
          for (int i = 0; i < c.count; i++) {
            long is = c.inPlace ? mine.get(i) : result.get(i);
            assertEquals(sum(0, c.size, c.rank * c.count + i), is, "reduceScatterBlock of " + c);
          }
        });
  }

  private static Map<Op, LongBinaryOperator> arithmetic() {
    Map<Op, LongBinaryOperator> ops = new LinkedHashMap<>();
    ops.put(MPI.MAX, Math::max);
    ops.put(MPI.MIN, Math::min);
    ops.put(MPI.SUM, Long::sum);
    ops.put(MPI.PROD, (a, b) -> a * b);
    return ops;
  }

  private static Map<Op, LongBinaryOperator> logical() {
    Map<Op, LongBinaryOperator> ops = new LinkedHashMap<>();
    ops.put(MPI.LAND, (a, b) -> a != 0 && b != 0 ? 1 : 0);
    ops.put(MPI.LOR, (a, b) -> a != 0 || b != 0 ? 1 : 0);
    ops.put(MPI.LXOR, (a, b) -> (a != 0) != (b != 0) ? 1 : 0);
    ops.put(MPI.BAND, (a, b) -> a & b);
    ops.put(MPI.BOR, (a, b) -> a | b);
    ops.put(MPI.BXOR, (a, b) -> a ^ b);
    return ops;
  }

  @Conforms(
      to =
          "MPI-4.1 §6.9.2 Predefined operations on every type they are defined for; on others"
              + " MPI_ERR_OP",
      ranks = {1, 2, 3, 5, 8})
  public static void predefinedOperators(Intracomm world) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    int n = 33;
    for (Kind kind : Kind.values()) {
      for (Store store : Store.values()) {
        arithmetic().forEach((op, f) -> checkOp(world, kind, store, n, op, f));
        if (kind.isInteger()) {
          logical().forEach((op, f) -> checkOp(world, kind, store, n, op, f));
        } else {
          Vec v = new Vec(kind, store, 1);
          logical()
              .keySet()
              .forEach(
                  op ->
                      Expect.error(MPI.ERR_OP, () -> world.allReduce(v.memory(), 1, v.type(), op)));
        }
      }
    }
  }

  private static void checkOp(
      Intracomm world, Kind kind, Store store, int n, Op op, LongBinaryOperator f) {
    int me = world.getRank();
    Vec v = new Vec(kind, store, n, i -> operandWithZeros(me, i));
    world.allReduce(v.memory(), n, v.type(), op);
    v.check(
        "operator on " + kind,
        i -> {
          long result = operandWithZeros(0, i);
          for (int r = 1; r < world.getSize(); r++) {
            result = kind.cut(f.applyAsLong(result, operandWithZeros(r, i)));
          }
          return result;
        });
  }

  private static long operandWithZeros(int rank, int i) {
    return i % 4 == 0 ? (i / 4 + rank) % 2 : 1 + (i + rank) % 3;
  }

  @Conforms(
      to = "MPI-4.1 §6.9.2: the logical and bitwise operators on the logical type",
      ranks = {1, 2, 3, 4})
  public static void booleans(Intracomm world) {
    int me = world.getRank();
    int size = world.getSize();
    boolean[] in = {me == 0, true, false, me % 2 == 1};
    boolean[] out = new boolean[4];
    int odd = size / 2;
    for (Op op : new Op[] {MPI.LAND, MPI.BAND}) {
      world.allReduce(in, out, 4, MPI.BOOLEAN, op);
      assertArrayEquals(new boolean[] {size == 1, true, false, false}, out);
    }
    for (Op op : new Op[] {MPI.LOR, MPI.BOR}) {
      world.allReduce(in, out, 4, MPI.BOOLEAN, op);
      assertArrayEquals(new boolean[] {true, true, false, size > 1}, out);
    }
    for (Op op : new Op[] {MPI.LXOR, MPI.BXOR}) {
      world.allReduce(in, out, 4, MPI.BOOLEAN, op);
      assertArrayEquals(new boolean[] {true, size % 2 == 1, false, odd % 2 == 1}, out);
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §6.9.4 MINLOC and MAXLOC: the extreme value, and of those that have it the lowest"
              + " index",
      ranks = {1, 2, 3, 5, 8})
  public static void extremesWithTheirPlaces(Intracomm world) {
    int me = world.getRank();
    int size = world.getSize();
    int n = 10;
    int[] ints = new int[2 * n];
    byte[] doubles = new byte[16 * n];
    for (int i = 0; i < n; i++) {
      ints[2 * i] = (me + i) % 3;
      ints[2 * i + 1] = size - me;
      mpi.DoubleInt.Data pair = MPI.doubleInt.getData(doubles, i);
      pair.putValue((me * 5 + i) % 4 - 1.5);
      pair.putIndex(100 + me);
    }
    int[] least = new int[2 * n];
    world.allReduce(ints, least, n, MPI.INT2, MPI.MINLOC);
    byte[] most = new byte[16 * n];
    world.allReduce(doubles, most, n, MPI.DOUBLE_INT, MPI.MAXLOC);
    for (int i = 0; i < n; i++) {
      int value = 9;
      int place = 0;
      double top = -9;
      int topPlace = 0;
      for (int r = 0; r < size; r++) {
        int v = (r + i) % 3;
        if (v < value || v == value && size - r < place) {
          value = v;
          place = size - r;
        }
        double d = (r * 5 + i) % 4 - 1.5;
        if (d > top) {
          top = d;
          topPlace = 100 + r;
        }
      }
      assertEquals(value, least[2 * i], "element " + i);
      assertEquals(place, least[2 * i + 1], "element " + i);
      mpi.DoubleInt.Data pair = MPI.doubleInt.getData(most, i);
      assertEquals(top, pair.getValue(), "element " + i);
      assertEquals(topPlace, pair.getIndex(), "element " + i);
    }
  }

  /** Composes affine maps x → a x + b modulo 2^64: associative, not commutative. */
  private static final class Compose extends UserFunction {
    @Override
    public void call(ByteBuffer in, ByteBuffer inOut, int count, Datatype type) {
      for (int i = 0; i < 16 * count; i += 16) {
        long a = inOut.getLong(i);
        inOut.putLong(i + 8, inOut.getLong(i + 8) + a * in.getLong(i + 8));
        inOut.putLong(i, a * in.getLong(i));
      }
    }
  }

  /** As above in mpiJava's spelling. */
  private static final class ComposeArrays extends User_function {
    @Override
    public void Call(Object in, int inAt, Object inOut, int at, int count, Datatype type) {
      long[] first = (long[]) in;
      long[] second = (long[]) inOut;
      for (int i = 0; i < 2 * count; i += 2) {
        long a = second[at + i];
        second[at + i + 1] += a * first[inAt + i + 1];
        second[at + i] = a * first[inAt + i];
      }
    }
  }

  private static long[] affine(int rank, int i) {
    return new long[] {rank + 2 + i % 3, rank * 3L + i};
  }

  private static long[] composed(int from, int to, int i) {
    long[] result = affine(from, i);
    for (int r = from + 1; r < to; r++) {
      long[] next = affine(r, i);
      result[1] = next[1] + next[0] * result[1];
      result[0] *= next[0];
    }
    return result;
  }

  private static long composedElement(int from, int to, int i) {
    return composed(from, to, i / 2)[i % 2];
  }

  @Conforms(
      to =
          "MPI-4.1 §6.9.5 User-defined operations: with commute=false the operands are combined in"
              + " rank order, whatever the root and the length",
      ranks = {1, 2, 3, 4, 5, 7, 8})
  public static void operatorsThatDoNotCommute(Intracomm world) {
    int me = world.getRank();
    int size = world.getSize();
    Op[] ops = {new Op(new Compose(), false), new Op(new ComposeArrays(), false)};
    int turn = 0;
    for (int pairs : new int[] {1, 5, 700, 30_000}) {
      for (Op op : ops) {
        Store store = Store.values()[turn % 3];
        int root = turn++ % size;
        IntToLongFunction own = i -> affine(me, i / 2)[i % 2];
        Vec all = new Vec(Kind.LONG, store, 2 * pairs, own);
        world.allReduce(all.memory(), pairs, MPI.LONG2, op);
        all.check("allReduce", i -> composedElement(0, size, i));

        Vec one = new Vec(Kind.LONG, store, 2 * pairs, own);
        world.reduce(one.memory(), pairs, MPI.LONG2, op, root);
        one.check("reduce", i -> me == root ? composedElement(0, size, i) : own.applyAsLong(i));

        Vec scanned = new Vec(Kind.LONG, store, 2 * pairs, own);
        world.iScan(scanned.buffer(), pairs, MPI.LONG2, op).waitFor();
        scanned.check("iScan", i -> composedElement(0, me + 1, i));

        Vec before = new Vec(Kind.LONG, store, 2 * pairs, own);
        world.exScan(before.memory(), pairs, MPI.LONG2, op);
        if (me > 0) {
          before.check("exScan", i -> composedElement(0, me, i));
        }

        int block = pairs / size;
        Vec whole = new Vec(Kind.LONG, store, 2 * block * size, own);
        Vec part = new Vec(Kind.LONG, store, 2 * block);
        world.reduceScatterBlock(whole.memory(), part.memory(), block, MPI.LONG2, op);
        part.check("reduceScatterBlock", i -> composedElement(0, size, 2 * block * me + i));
      }
    }
    ops[0].free();
    ops[1].free();
  }

  @Conforms(
      to = "MPI-4.1 §6.9.5: a commutative user operator on a basic type",
      ranks = {1, 2, 5, 8})
  public static void operatorsThatCommute(Intracomm world) {
    Op gcd =
        new Op(
            new UserFunction() {
              @Override
              public void call(Object in, Object inOut, int count, Datatype type) {
                int[] a = (int[]) in;
                int[] b = (int[]) inOut;
                for (int i = 0; i < count; i++) {
                  b[i] =
                      java.math.BigInteger.valueOf(a[i])
                          .gcd(java.math.BigInteger.valueOf(b[i]))
                          .intValueExact();
                }
              }
            },
            true);
    for (int n : new int[] {1, 999, 20_000}) {
      for (Store store : Store.values()) {
        Vec v = new Vec(Kind.INT, store, n, i -> (i % 50 + 2L) * (world.getRank() + 1));
        world.allReduce(v.memory(), n, MPI.INT, gcd);
        v.check("gcd", i -> i % 50 + 2L);
      }
    }
    gcd.free();
  }

  @Conforms(
      to =
          "MPI-4.1 §6.9.1, Advice to implementors: the same result whenever the function is applied"
              + " on the same arguments in the same order; here the same bits at all ranks too",
      ranks = {3, 5, 8})
  public static void floatingPointGivesTheSameBits(Intracomm world) {
    for (int n : new int[] {1, 100, 50_000}) {
      double[] first = new double[n];
      for (int round = 0; round < 3; round++) {
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
          v[i] = Math.sin(i + 1.0) * Math.pow(10, (world.getRank() * 7 + i) % 17 - 8);
        }
        world.allReduce(v, n, MPI.DOUBLE, MPI.SUM);
        if (round == 0) {
          first = v;
        }
        assertArrayEquals(first, v, "round " + round);
        double[] root = v.clone();
        world.bcast(root, n, MPI.DOUBLE, 0);
        assertArrayEquals(root, v, "rank " + world.getRank() + " differs from rank 0");
      }
    }
  }
}
