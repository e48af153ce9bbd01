package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Expect;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import mpi.AttributeCallbacks;
import mpi.Datatype;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Op;
import mpi.Request;
import mpi.Status;
import mpi.UserFunction;

/** MPI-4.1 §5.1: derived datatypes. */
public final class DatatypeCases {
  private static final int N = 7;

  private DatatypeCases() {}

  @Conforms(
      to =
          "MPI-4.1 §5.1.2, §5.1.7, §5.1.8: size, lower bound, extent and true extent of each"
              + " constructor; Open MPI's Java bindings count them in elements of the base type",
      ranks = 1)
  public static void boundsOfConstructors(Intracomm world) {
    assertEquals(1, MPI.INT.getExtent());
    assertEquals(1, MPI.DOUBLE.getSize());
    bounds(Datatype.createContiguous(5, MPI.INT), 5, 0, 5, 0, 5);
    bounds(Datatype.createVector(3, 2, 4, MPI.INT), 6, 0, 10, 0, 10);
    bounds(Datatype.createHVector(3, 2, 16, MPI.INT), 6, 0, 10, 0, 10);
    bounds(
        Datatype.createIndexed(new int[] {2, 0, 1}, new int[] {3, 9, 0}, MPI.LONG), 3, 0, 5, 0, 5);
    bounds(Datatype.createHIndexed(new int[] {1, 2}, new int[] {8, 24}, MPI.INT), 3, 2, 6, 2, 6);
    bounds(Datatype.createIndexedBlock(2, new int[] {1, 5}, MPI.INT), 4, 1, 6, 1, 6);
    bounds(Datatype.createHIndexedBlock(1, new int[] {-4, 4}, MPI.INT), 2, -1, 3, -1, 3);
    bounds(Datatype.createVector(3, 1, -2, MPI.INT), 3, -4, 5, -4, 5);
    Datatype column = Datatype.createVector(3, 1, 4, MPI.DOUBLE);
    bounds(Datatype.createResized(column, -8, 16), 3, -1, 2, 0, 9);
    bounds(
        Datatype.createSubarray(
            new int[] {4, 6}, new int[] {2, 3}, new int[] {1, 2}, MPI.ORDER_C, MPI.INT),
        6,
        0,
        24,
        8,
        9);
    bounds(
        Datatype.createSubarray(
            new int[] {6, 4}, new int[] {3, 2}, new int[] {2, 1}, MPI.ORDER_FORTRAN, MPI.INT),
        6,
        0,
        24,
        8,
        9);
    // Structures count bytes; the extent is padded to the largest element.
    bounds(
        Datatype.createStruct(
            new int[] {1, 3}, new int[] {0, 8}, new Datatype[] {MPI.DOUBLE, MPI.BYTE}),
        11,
        0,
        16,
        0,
        11);
    bounds(Datatype.createVector(0, 3, 5, MPI.INT), 0, 0, 0, 0, 0);
  }

  private static void bounds(
      Datatype type, int size, int lb, int extent, int trueLb, int trueExtent) {
    String what = type.toString();
    assertEquals(size, type.getSize(), what);
    assertEquals(lb, type.getLb(), what);
    assertEquals(extent, type.getExtent(), what);
    assertEquals(trueLb, type.getTrueLb(), what);
    assertEquals(trueExtent, type.getTrueExtent(), what);
    type.free();
    assertTrue(type.isNull());
  }

  @Conforms(
      to =
          "mpiJava 1.2 §Datatype: strides and displacements of Hvector, Hindexed and Struct and all"
              + " extents are in elements of the base type; LB and UB set the bounds",
      ranks = 1)
  public static void mpijavaUnits(Intracomm world) {
    Datatype hvector = Datatype.Hvector(3, 2, 4, MPI.INT);
    assertEquals(10, hvector.Extent());
    assertEquals(6, hvector.Size());
    assertEquals(10, Datatype.Vector(3, 2, 4, MPI.INT).Extent());
    assertEquals(6, Datatype.Contiguous(6, MPI.CHAR).Extent());
    assertEquals(5, Datatype.Indexed(new int[] {1, 2}, new int[] {0, 3}, MPI.FLOAT).Extent());
    Datatype pair = Datatype.Contiguous(2, MPI.INT);
    // Of a type of two elements: Indexed counts extents, Hindexed elements.
    assertEquals(8, Datatype.Indexed(new int[] {1, 1}, new int[] {0, 3}, pair).Extent());
    assertEquals(5, Datatype.Hindexed(new int[] {1, 1}, new int[] {0, 3}, pair).Extent());
    Datatype struct =
        Datatype.Struct(
            new int[] {1, 1, 2, 1},
            new int[] {-1, 0, 3, 9},
            new Datatype[] {MPI.LB, MPI.INT, MPI.INT, MPI.UB});
    struct.Commit();
    assertEquals(-1, struct.Lb());
    assertEquals(9, struct.Ub());
    assertEquals(10, struct.Extent());
    assertEquals(3, struct.Size());
    Expect.error(
        MPI.ERR_TYPE,
        () ->
            Datatype.Struct(
                new int[] {1, 1}, new int[] {0, 1}, new Datatype[] {MPI.INT, MPI.FLOAT}));
  }

  @Conforms(
      to =
          "MPI-4.1 §5.1.11: the sender's type map says what is sent in which order, the receiver's"
              + " where it goes; the signatures are equal, the layouts need not be")
  public static void columnsAndRows(Intracomm world) {
    Datatype column = Datatype.createVector(N, 1, N, MPI.DOUBLE);
    column.commit();
    double[] matrix = matrix();
    if (world.getRank() == 0) {
      world.send(matrix, 1, column, 1, 0);
      world.send(MPI.slice(matrix, 2), 1, column, 1, 1);
      world.send(matrix, N * N, MPI.DOUBLE, 1, 2);
      world.Send(matrix, 3, 1, column, 1, 3);
    } else {
      double[] row = new double[N];
      Status status = world.recv(row, N, MPI.DOUBLE, 0, 0);
      assertEquals(N, status.getCount(MPI.DOUBLE));
      assertEquals(1, status.getCount(column));
      assertColumn(0, row);
      double[] other = new double[N * N];
      world.recv(MPI.slice(other, 5), 1, column, 0, 1);
      for (int i = 0; i < N * N; i++) {
        assertEquals(i % N == 5 ? 100 * (i / N) + 2 : 0, other[i]);
      }
      // Columns one after the other: the transposed matrix.
      Datatype oneColumn = Datatype.createResized(column, 0, Double.BYTES);
      oneColumn.commit();
      DoubleBuffer transposed = MPI.newDoubleBuffer(N * N);
      world.recv(transposed, N, oneColumn, 0, 2);
      for (int i = 0; i < N * N; i++) {
        assertEquals(matrix[i % N * N + i / N], transposed.get(i));
      }
      world.Recv(row, 0, N, MPI.DOUBLE, 0, 3);
      assertColumn(3, row);
      oneColumn.free();
    }
    column.free();
  }

  private static double[] matrix() {
    double[] matrix = new double[N * N];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = 100 * (i / N) + i % N;
    }
    return matrix;
  }

  private static void assertColumn(int column, double[] row) {
    for (int i = 0; i < N; i++) {
      assertEquals(100 * i + column, row[i]);
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §5.1.2–§5.1.3: large strided, indexed and nested types over all protocols; what"
              + " lies between the blocks is left as it is")
  public static void largeAndNested(Intracomm world) {
    int rows = 600;
    int columns = 700;
    Datatype block =
        Datatype.createSubarray(
            new int[] {rows, columns},
            new int[] {500, 300},
            new int[] {50, 200},
            MPI.ORDER_C,
            MPI.INT);
    Datatype everyThird = Datatype.createVector(rows * columns / 3, 1, 3, MPI.INT);
    Datatype nested = Datatype.createVector(20, 1, 2, Datatype.createVector(10, 3, 5, MPI.INT));
    for (Datatype type : List.of(block, everyThird, nested)) {
      type.commit();
      int[] data = new int[rows * columns];
      if (world.getRank() == 0) {
        for (int i = 0; i < data.length; i++) {
          data[i] = i;
        }
        world.send(data, 1, type, 1, 0);
        Request send = world.Isend(data, 0, 1, type, 1, 1);
        send.Wait();
      } else {
        int[] packed = new int[type.getSize()];
        world.recv(packed, packed.length, MPI.INT, 0, 0);
        world.recv(data, 1, type, 0, 1);
        int next = 0;
        int found = 0;
        for (int i = 0; i < data.length; i++) {
          if (data[i] != 0) {
            assertEquals(i, data[i]);
            found++;
          }
          if (next < packed.length && packed[next] == i) {
            assertEquals(i, data[i]);
            next++;
          }
        }
        assertEquals(packed.length, next);
        assertEquals(packed.length - (packed[0] == 0 ? 1 : 0), found);
      }
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §5.1.2 MPI_Type_create_struct: fields of several types in one message, from and"
              + " into a buffer of bytes")
  public static void structures(Intracomm world) {
    Datatype struct =
        Datatype.createStruct(
            new int[] {1, 2, 3},
            new int[] {16, 0, 10},
            new Datatype[] {MPI.DOUBLE, MPI.INT, MPI.SHORT});
    struct.commit();
    assertEquals(24, struct.getExtent());
    ByteBuffer data = MPI.newByteBuffer(48);
    if (world.getRank() == 0) {
      for (int item = 0; item < 2; item++) {
        int at = item * 24;
        data.putDouble(at + 16, 1.5 + item).putInt(at, 7).putInt(at + 4, -item);
        data.putShort(at + 10, (short) 3).putShort(at + 12, (short) 4);
        data.putShort(at + 14, (short) item);
      }
      world.send(data, 2, struct, 1, 0);
    } else {
      Status status = world.recv(data, 2, struct, 0, 0);
      assertEquals(2, status.getCount(struct));
      assertEquals(12, status.getElements(struct));
      assertEquals(2.5, data.getDouble(40));
      assertEquals(-1, data.getInt(28));
      assertEquals(4, data.getShort(12));
      assertEquals(0, data.getShort(8));
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §5.1.11 MPI_Get_elements counts basic elements, also of an item that is not"
              + " whole; MPI_Get_count is then MPI_UNDEFINED")
  public static void partialItems(Intracomm world) {
    Datatype three = Datatype.createVector(3, 1, 2, MPI.INT);
    three.commit();
    if (world.getRank() == 0) {
      world.send(new int[] {1, 2, 3, 4}, 4, MPI.INT, 1, 0);
    } else {
      int[] in = new int[12];
      Status status = world.recv(in, 2, three, 0, 0);
      assertEquals(MPI.UNDEFINED, status.getCount(three));
      assertEquals(4, status.getElements(three));
      assertArrayEquals(new int[] {1, 0, 2, 0, 3, 4, 0, 0, 0, 0, 0, 0}, in);
    }
  }

  @Conforms(to = "MPI-4.1 §5.2 MPI_Pack, MPI_Unpack, MPI_Pack_size with derived types", ranks = 1)
  public static void packing(Intracomm world) {
    Datatype diagonal = Datatype.createVector(N, 1, N + 1, MPI.DOUBLE);
    diagonal.commit();
    byte[] packed = new byte[world.packSize(1, diagonal) + world.packSize(2, MPI.SHORT)];
    int position = world.pack(matrix(), 1, diagonal, packed, 0);
    position = world.pack(new short[] {5, 6}, 2, MPI.SHORT, packed, position);
    assertTrue(position <= packed.length);
    double[] back = new double[N * N];
    position = world.unpack(packed, 0, back, 1, diagonal);
    short[] shorts = new short[2];
    world.unpack(packed, position, shorts, 2, MPI.SHORT);
    for (int i = 0; i < back.length; i++) {
      assertEquals(i % (N + 1) == 0 ? matrix()[i] : 0, back[i]);
    }
    assertArrayEquals(new short[] {5, 6}, shorts);
    byte[] small = new byte[9];
    world.setErrhandler(MPI.ERRORS_RETURN);
    Expect.error(MPI.ERR_TRUNCATE, () -> world.pack(matrix(), 1, diagonal, small, 0));
  }

  @Conforms(
      to =
          "MPI-4.1 §6.1: collectives take derived types; blocks are an extent apart, so a resized"
              + " column scatters a matrix by columns",
      ranks = {1, 3, 4})
  public static void collectives(Intracomm world) {
    int me = world.getRank();
    int size = world.getSize();
    int rows = 5;
    Datatype column = Datatype.createVector(rows, 1, size, MPI.INT);
    Datatype next = Datatype.createResized(column, 0, Integer.BYTES);
    next.commit();
    int[] matrix = new int[rows * size];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = i;
    }
    int[] mine = new int[rows];
    world.scatter(matrix, 1, next, mine, rows, MPI.INT, 0);
    for (int row = 0; row < rows; row++) {
      assertEquals(row * size + me, mine[row]);
    }
    int[] again = new int[rows * size];
    world.allGather(mine, rows, MPI.INT, again, 1, next);
    assertArrayEquals(matrix, again);
    int[] copy = me == 0 ? matrix.clone() : new int[rows * size];
    column.commit();
    world.bcast(copy, 1, column, 0);
    for (int i = 0; i < copy.length; i++) {
      assertEquals(me == 0 || i % size == 0 ? i : 0, copy[i]);
    }
    // Transposing: columns go out, rows come in.
    int[] square = new int[size];
    int[] turned = new int[size];
    for (int i = 0; i < size; i++) {
      square[i] = 10 * me + i;
    }
    world.allToAll(square, 1, MPI.INT, turned, 1, MPI.INT);
    for (int i = 0; i < size; i++) {
      assertEquals(10 * i + me, turned[i]);
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §6.9.5: a user function gets the datatype of the call and reduces whole items of"
              + " derived types; predefined operators are for the predefined ones",
      ranks = 3)
  public static void userOperators(Intracomm world) {
    Datatype pair = Datatype.createContiguous(2, MPI.LONG);
    pair.commit();
    Op matrixProduct =
        new Op(
            new UserFunction() {
              @Override
              public void call(Object in, Object inOut, int count, Datatype type) {
                assertEquals(2, type.getSize());
                long[] a = (long[]) in;
                long[] b = (long[]) inOut;
                // x ↦ a0 + a1·x, applied in rank order.
                for (int i = 0; i < count; i++) {
                  b[2 * i] = a[2 * i] + a[2 * i + 1] * b[2 * i];
                  b[2 * i + 1] *= a[2 * i + 1];
                }
              }
            },
            false);
    long me = world.getRank();
    long[] data = {me, 2, me + 1, 3};
    long[] result = new long[4];
    world.allReduce(data, result, 2, pair, matrixProduct);
    assertArrayEquals(new long[] {0 + 2 * (1 + 2 * 2), 8, 1 + 3 * (2 + 3 * 3), 27}, result);
    world.setErrhandler(MPI.ERRORS_RETURN);
    Expect.error(MPI.ERR_OP, () -> world.allReduce(data, result, 1, pair, MPI.SUM));
  }

  @Conforms(to = "mpiJava 1.2 §Datatype: derived types of MPI.OBJECT")
  public static void objects(Intracomm world) {
    Datatype everyOther = Datatype.Vector(3, 1, 2, MPI.OBJECT);
    everyOther.Commit();
    if (world.Rank() == 0) {
      world.Send(new Object[] {"a", 1, "b", 2, "c"}, 0, 1, everyOther, 1, 0);
      world.Send(new Object[] {"x", "y", "z"}, 0, 3, MPI.OBJECT, 1, 1);
    } else {
      Object[] in = new Object[3];
      world.Recv(in, 0, 3, MPI.OBJECT, 0, 0);
      assertArrayEquals(new Object[] {"a", "b", "c"}, in);
      Object[] spread = new Object[6];
      Status status = world.Recv(spread, 1, 1, everyOther, 0, 1);
      assertArrayEquals(new Object[] {null, "x", null, "y", null, "z"}, spread);
      assertEquals(1, status.Get_count(everyOther));
      assertEquals(3, status.Get_elements(everyOther));
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §5.1.9, §3.2: MPI_ERR_TYPE for a type that is null, freed or not committed;"
              + " predefined ones cannot be freed; MPI_ERR_COUNT and MPI_ERR_ARG for arguments",
      ranks = 1)
  public static void errors(Intracomm world) {
    MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
    world.setErrhandler(MPI.ERRORS_RETURN);
    int[] data = new int[4];
    Datatype vector = Datatype.createVector(2, 1, 2, MPI.INT);
    Expect.error(MPI.ERR_TYPE, () -> world.send(data, 1, vector, 0, 0));
    Datatype uncommittedCopy = vector.dup();
    Expect.error(MPI.ERR_TYPE, () -> world.bcast(data, 1, uncommittedCopy, 0));
    vector.commit();
    world.bcast(data, 1, vector, 0);
    world.bcast(data, 1, vector.dup(), 0);
    vector.free();
    Expect.error(MPI.ERR_TYPE, () -> world.bcast(data, 1, vector, 0));
    Expect.error(MPI.ERR_TYPE, vector::getExtent);
    Expect.error(MPI.ERR_TYPE, () -> MPI.INT.free());
    Expect.error(MPI.ERR_TYPE, () -> Datatype.createContiguous(1, null));
    Expect.error(MPI.ERR_TYPE, () -> Datatype.createVector(1, 1, 1, vector));
    Expect.error(MPI.ERR_COUNT, () -> Datatype.createContiguous(-1, MPI.INT));
    Expect.error(MPI.ERR_COUNT, () -> Datatype.createVector(1, -1, 1, MPI.INT));
    Expect.error(MPI.ERR_ARG, () -> Datatype.createIndexed(null, new int[1], MPI.INT));
    Expect.error(MPI.ERR_ARG, () -> Datatype.createIndexed(new int[2], new int[1], MPI.INT));
    Expect.error(MPI.ERR_ARG, () -> Datatype.createStruct(new int[1], new int[1], null));
    Expect.error(MPI.ERR_ARG, () -> Datatype.createResized(MPI.INT, 0, -4));
    int[] one = {1};
    Expect.error(MPI.ERR_ARG, () -> Datatype.createSubarray(one, one, one, MPI.ORDER_C, MPI.INT));
    Datatype back = Datatype.createVector(2, 1, -1, MPI.INT);
    back.commit();
    Expect.error(MPI.ERR_BUFFER, () -> world.bcast(data, 1, back, 0));
    Datatype odd = Datatype.createHVector(2, 1, 6, MPI.INT);
    odd.commit();
    Expect.error(MPI.ERR_TYPE, () -> world.bcast(data, 1, odd, 0));
    world.bcast(new byte[10], 1, odd, 0);
  }

  @Conforms(
      to =
          "MPI-4.1 §7.7.4, §7.8: attributes of datatypes are copied by MPI_Type_dup as their"
              + " callbacks say and deleted by MPI_Type_free; a new type has no name",
      ranks = 1)
  public static void attributesAndNames(Intracomm world) {
    MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
    List<String> seen = new ArrayList<>();
    int counted =
        Datatype.createKeyval(
            new AttributeCallbacks() {
              @Override
              public Object copy(Object owner, int keyval, Object value) {
                seen.add("copy " + value);
                return (Integer) value + 1;
              }

              @Override
              public void delete(Object owner, int keyval, Object value) {
                seen.add("delete " + value);
              }
            });
    int shared = Datatype.createKeyval();
    Datatype type = Datatype.createContiguous(2, MPI.INT);
    assertNull(type.getAttr(counted));
    type.setAttr(counted, 1);
    type.setAttr(shared, "s");
    Datatype copy = type.dup();
    assertEquals(2, copy.getAttr(counted));
    assertEquals("s", copy.getAttr(shared));
    copy.setAttr(counted, 5);
    copy.free();
    type.deleteAttr(counted);
    assertEquals(List.of("copy 1", "delete 2", "delete 5", "delete 1"), seen);
    Expect.error(MPI.ERR_KEYVAL, () -> type.deleteAttr(counted));
    Datatype.freeKeyval(shared);
    Expect.error(MPI.ERR_KEYVAL, () -> type.getAttr(shared));
    assertEquals("MPI_INT", MPI.INT.getName());
    assertEquals("", type.getName());
    type.setName("pair");
    assertEquals("pair", type.getName());
    assertFalse(type.isNull());
  }
}
