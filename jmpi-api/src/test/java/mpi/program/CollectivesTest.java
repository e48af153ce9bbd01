package mpi.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.IntBuffer;
import java.util.Arrays;
import mpi.Datatype;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Op;
import mpi.Request;
import mpi.UserFunction;
import mpi.User_function;
import org.jmpi.runtime.InProcess;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * MPI-4.1 §6 through the public API: every overload of both spellings with values that tell every
 * rank apart.
 */
class CollectivesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void shouldMoveBlocksInMpijavaSpelling(int ranks) {
    InProcess.run(ranks, Capitalised.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void shouldMoveBlocksInOpenMpiSpelling(int ranks) {
    InProcess.run(ranks, LowerCase.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldRunInTheBackground(int ranks) {
    InProcess.run(ranks, NonBlocking.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void shouldReduceWithOperatorsOfTheProgram(int ranks) {
    InProcess.run(ranks, Operators.class);
  }

  /** {@code values[i] = f(i)}. */
  static int[] fill(int length, java.util.function.IntUnaryOperator f) {
    int[] values = new int[length];
    Arrays.setAll(values, f);
    return values;
  }

  static int sum(int size) {
    return size * (size - 1) / 2;
  }

  /** mpiJava. */
  public static final class Capitalised {
    private Capitalised() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      int rank = world.Rank();
      int size = world.Size();
      int root = size - 1;
      world.Barrier();

      int[] data = rank == root ? new int[] {9, 42, 43} : new int[3];
      world.Bcast(data, 1, 2, MPI.INT, root);
      assertEquals(43, data[2]);
      assertEquals(rank == root ? 9 : 0, data[0]);

      int[] mine = {-1, rank, 10 * rank};
      int[] all = rank == root ? new int[2 * size + 1] : null;
      world.Gather(mine, 1, 2, MPI.INT, all, 1, 2, MPI.INT, root);
      if (rank == root) {
        assertArrayEquals(blocks(size), Arrays.copyOfRange(all, 1, all.length));
      }
      int[] back = new int[2];
      world.Scatter(rank == root ? blocks(size) : null, 0, 2, MPI.INT, back, 0, 2, MPI.INT, root);
      assertArrayEquals(new int[] {rank, 10 * rank}, back);

      int[] everything = new int[2 * size];
      world.Allgather(mine, 1, 2, MPI.INT, everything, 0, 2, MPI.INT);
      assertArrayEquals(blocks(size), everything);

      // What lies beyond the ranks must not be looked at.
      int[] counts = fill(size + 3, i -> i + 1);
      int[] displs = fill(size + 3, i -> i * (i + 1) / 2);
      int total = size * (size + 1) / 2;
      int[] own = fill(rank + 1, i -> 100 * rank + i);
      int[] gathered = new int[total];
      world.Allgatherv(own, 0, rank + 1, MPI.INT, gathered, 0, counts, displs, MPI.INT);
      for (int r = 0; r < size; r++) {
        assertEquals(100 * r + r, gathered[displs[r] + r]);
      }
      int[] atRoot = new int[total];
      world.Gatherv(own, 0, rank + 1, MPI.INT, atRoot, 0, counts, displs, MPI.INT, root);
      assertArrayEquals(rank == root ? gathered : new int[total], atRoot);
      int[] again = new int[rank + 1];
      world.Scatterv(gathered, 0, counts, displs, MPI.INT, again, 0, rank + 1, MPI.INT, root);
      assertArrayEquals(own, again);

      int[] received = new int[size];
      world.Alltoall(fill(size, i -> 10 * rank + i), 0, 1, MPI.INT, received, 0, 1, MPI.INT);
      assertArrayEquals(fill(size, i -> 10 * i + rank), received);
      int[] ones = fill(size, i -> 1);
      int[] places = fill(size, i -> i);
      int[] reversed = fill(size, i -> size - 1 - i);
      world.Alltoallv(
          fill(size, i -> 10 * rank + i),
          0,
          ones,
          places,
          MPI.INT,
          received,
          0,
          ones,
          reversed,
          MPI.INT);
      assertArrayEquals(fill(size, i -> 10 * (size - 1 - i) + rank), received);

      int[] operand = {7, rank, 1};
      int[] result = new int[3];
      world.Reduce(operand, 1, result, 1, 2, MPI.INT, MPI.SUM, root);
      assertArrayEquals(rank == root ? new int[] {0, sum(size), size} : new int[3], result);
      world.Allreduce(operand, 1, result, 0, 2, MPI.INT, MPI.MAX);
      assertArrayEquals(new int[] {size - 1, 1}, Arrays.copyOf(result, 2));
      int[] sameArray = {rank};
      world.Allreduce(sameArray, 0, sameArray, 0, 1, MPI.INT, MPI.SUM);
      assertEquals(sum(size), sameArray[0]);
      int[] part = new int[1];
      world.Reduce_scatter(fill(size, i -> i * (rank + 1)), 0, part, 0, ones, MPI.INT, MPI.SUM);
      assertEquals(rank * (sum(size) + size), part[0]);
      world.Scan(new int[] {rank}, 0, part, 0, 1, MPI.INT, MPI.SUM);
      assertEquals(sum(rank + 1), part[0]);
      part[0] = -5;
      world.Exscan(new int[] {rank}, 0, part, 0, 1, MPI.INT, MPI.SUM);
      assertEquals(rank == 0 ? -5 : sum(rank), part[0]);

      String[] words = new String[size];
      world.Allgather(new String[] {"rank " + rank}, 0, 1, MPI.OBJECT, words, 0, 1, MPI.OBJECT);
      for (int r = 0; r < size; r++) {
        assertEquals("rank " + r, words[r]);
      }
      MPI.Finalize();
    }

    static int[] blocks(int size) {
      return fill(2 * size, i -> i % 2 == 0 ? i / 2 : 10 * (i / 2));
    }
  }

  /** Open MPI, the in-place forms among them. */
  public static final class LowerCase {
    private LowerCase() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      int rank = world.getRank();
      int size = world.getSize();
      int root = size / 2;
      boolean isRoot = rank == root;
      int[] ones = fill(size, i -> 1);
      int[] places = fill(size, i -> i);
      world.barrier();

      IntBuffer direct = MPI.newIntBuffer(size).put(rank, rank);
      world.allGather(direct, 1, MPI.INT);
      for (int r = 0; r < size; r++) {
        assertEquals(r, direct.get(r));
      }
      int[] array = fill(size, i -> i == rank ? 5 * rank : 0);
      world.allGatherv(array, ones, places, MPI.INT);
      assertArrayEquals(fill(size, i -> 5 * i), array);

      array = isRoot ? fill(size, i -> i == rank ? rank : -1) : new int[] {rank};
      world.gather(array, 1, MPI.INT, root);
      assertArrayEquals(isRoot ? places : new int[] {rank}, array);
      world.scatter(isRoot ? array : (array = new int[1]), 1, MPI.INT, root);
      assertEquals(rank, array[isRoot ? rank : 0]);

      if (isRoot) {
        world.gatherv(array, ones, places, MPI.INT, root);
        assertArrayEquals(places, array);
        world.scatterv(array, ones, places, MPI.INT, root);
      } else {
        world.gatherv(new int[] {rank}, 1, MPI.INT, root);
        world.scatterv(array, 1, MPI.INT, root);
        assertEquals(rank, array[0]);
      }

      double[] vector = {rank, 1};
      world.allReduce(vector, 2, MPI.DOUBLE, MPI.SUM);
      assertArrayEquals(new double[] {sum(size), size}, vector);
      long[] value = {1L << rank};
      world.reduce(value, 1, MPI.LONG, MPI.BOR, root);
      assertEquals(isRoot ? (1L << size) - 1 : 1L << rank, value[0]);
      boolean[] truth = {rank == 0};
      world.allReduce(truth, 1, MPI.BOOLEAN, MPI.LAND);
      assertEquals(size == 1, truth[0]);

      int[] operand = fill(size, i -> rank + i);
      world.reduceScatterBlock(operand, 1, MPI.INT, MPI.SUM);
      assertEquals(sum(size) + size * rank, operand[0]);
      operand = fill(size, i -> rank + i);
      world.reduceScatter(operand, ones, MPI.INT, MPI.SUM);
      assertEquals(sum(size) + size * rank, operand[0]);
      int[] scanned = {rank};
      world.scan(scanned, 1, MPI.INT, MPI.SUM);
      assertEquals(sum(rank + 1), scanned[0]);
      scanned[0] = rank;
      world.exScan(scanned, 1, MPI.INT, MPI.SUM);
      assertEquals(sum(rank), scanned[0]);

      int[] received = new int[size];
      Datatype[] types = new Datatype[size];
      Arrays.fill(types, MPI.INT);
      int[] bytes = fill(size, i -> 4 * i);
      world.allToAllw(
          fill(size, i -> 10 * rank + i), ones, bytes, types, received, ones, bytes, types);
      assertArrayEquals(fill(size, i -> 10 * i + rank), received);

      byte[] pairs = new byte[16];
      mpi.DoubleInt.Data pair = MPI.doubleInt.getData(pairs);
      pair.putValue(-Math.abs(rank - root));
      pair.putIndex(rank);
      world.allReduce(pairs, 1, MPI.DOUBLE_INT, MPI.MAXLOC);
      assertEquals(root, pair.getIndex());
      assertEquals(0.0, pair.getValue());
      int[] pair2 = {rank, 100 + rank};
      world.allReduce(pair2, 1, MPI.INT2, MPI.MINLOC);
      assertArrayEquals(new int[] {0, 100}, pair2);
      MPI.Finalize();
    }
  }

  /** MPI-4.1 §6.12: several at a time, completed in any order. */
  public static final class NonBlocking {
    private NonBlocking() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      int rank = world.getRank();
      int size = world.getSize();
      IntBuffer broadcast = IntBuffer.wrap(new int[] {rank == 0 ? 8 : 0});
      IntBuffer reduced = MPI.newIntBuffer(1);
      IntBuffer gathered = MPI.newIntBuffer(size);
      IntBuffer own = IntBuffer.wrap(new int[] {rank});
      IntBuffer scanned = IntBuffer.wrap(new int[] {1});
      Request[] requests = {
        world.iBarrier(),
        world.iBcast(broadcast, 1, MPI.INT, 0),
        world.iAllReduce(own, reduced, 1, MPI.INT, MPI.SUM),
        world.iAllGather(own, 1, MPI.INT, gathered, 1, MPI.INT),
        world.iScan(scanned, 1, MPI.INT, MPI.SUM)
      };
      MPIException refused = null;
      world.setErrhandler(MPI.ERRORS_RETURN);
      try {
        requests[0].cancel();
      } catch (MPIException e) {
        refused = e;
      }
      assertEquals(MPI.ERR_REQUEST, refused == null ? 0 : refused.getErrorClass());
      for (int i = requests.length - 1; i >= 0; i--) {
        requests[i].waitFor();
      }
      assertEquals(8, broadcast.get(0));
      assertEquals(sum(size), reduced.get(0));
      assertEquals(size - 1, gathered.get(size - 1));
      assertEquals(rank + 1, scanned.get(0));
      MPI.Finalize();
    }
  }

  /** MPI-4.1 §6.9.5. */
  public static final class Operators {
    private Operators() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      int rank = world.getRank();
      int size = world.getSize();
      // Affine maps x -> a x + b compose, but not in any order.
      Op compose =
          new Op(
              new UserFunction() {
                @Override
                public void call(Object in, Object inOut, int count, Datatype type) {
                  long[] first = (long[]) in;
                  long[] second = (long[]) inOut;
                  for (int i = 0; i < 2 * count; i += 2) {
                    second[i + 1] += second[i] * first[i + 1];
                    second[i] *= first[i];
                  }
                }
              },
              false);
      long[] map = {rank + 2, rank};
      long[] expected = {2, 0};
      for (int r = 1; r < size; r++) {
        expected[1] = (r + 2) * expected[1] + r;
        expected[0] *= r + 2;
      }
      long[] result = new long[2];
      world.allReduce(map, result, 1, MPI.LONG2, compose);
      assertArrayEquals(expected, result);

      Op add =
          new Op(
              new UserFunction() {
                @Override
                public void call(
                    java.nio.ByteBuffer in, java.nio.ByteBuffer inOut, int count, Datatype type) {
                  if (!in.isDirect() || in.order() != java.nio.ByteOrder.nativeOrder()) {
                    throw new IllegalStateException("operators get direct buffers in native order");
                  }
                  for (int i = 0; i < 8 * count; i += 8) {
                    inOut.putDouble(i, in.getDouble(i) + inOut.getDouble(i));
                  }
                }
              },
              true);
      int length = 20_000;
      double[] vector = new double[length];
      Arrays.fill(vector, rank);
      world.allReduce(vector, length, MPI.DOUBLE, add);
      assertEquals(sum(size), vector[0]);
      assertEquals(sum(size), vector[length - 1]);

      Op concatenate =
          new Op(
              new User_function() {
                @Override
                public void Call(
                    Object in, int inAt, Object inOut, int inOutAt, int count, Datatype type) {
                  for (int i = 0; i < count; i++) {
                    Object[] target = (Object[]) inOut;
                    target[inOutAt + i] = ((Object[]) in)[inAt + i] + "" + target[inOutAt + i];
                  }
                }
              },
              false);
      Object[] text = {null, null};
      world.Allreduce(new Object[] {"x", "" + rank}, 1, text, 1, 1, MPI.OBJECT, concatenate);
      StringBuilder all = new StringBuilder();
      for (int r = 0; r < size; r++) {
        all.append(r);
      }
      assertEquals(all.toString(), text[1]);

      IntBuffer in = MPI.newIntBuffer(2).put(0, 3).put(1, 4);
      int[] inOut = {10, 20};
      mpi.Comm.reduceLocal(in, inOut, 2, MPI.INT, MPI.PROD);
      assertArrayEquals(new int[] {30, 80}, inOut);

      Op broken =
          new Op(
              new UserFunction() {
                @Override
                public void call(Object a, Object b, int count, Datatype type) {
                  throw new IllegalStateException("broken");
                }
              },
              true);
      MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
      PointToPointTest.assertError(
          MPI.ERR_OP, () -> mpi.Comm.reduceLocal(new int[1], new int[1], 1, MPI.INT, MPI.MAXLOC));
      MPIException thrown =
          org.junit.jupiter.api.Assertions.assertThrows(
              MPIException.class,
              () -> mpi.Comm.reduceLocal(new int[1], new int[1], 1, MPI.INT, broken));
      assertEquals(MPI.ERR_OP, thrown.getErrorClass());
      assertEquals("broken", thrown.getCause().getMessage());
      broken.free();
      MPI.Finalize();
    }
  }
}
