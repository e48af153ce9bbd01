package conformance.suite.cases;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Place;
import conformance.suite.Table;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import mpi.Datatype;
import mpi.MPI;
import mpi.Op;
import mpi.Request;
import mpi.Status;
import mpi.UserFunction;

/**
 * MPI-4.1 §5.1, §5.2: every constructor. A row says where the ints of one item are, in the order in
 * which they travel; all else follows from that.
 */
public final class Derived implements Table {
  /** Room before an item, for those that reach back. */
  private static final int BEFORE = 8;

  private static final int ROOM = 80;
  private static final int ITEMS = 3;

  /**
   * A constructor.
   *
   * @param ints places of the ints of an item
   * @param lb lower bound in ints
   * @param extent in ints
   */
  private record Row(String name, Supplier<Datatype> make, int[] ints, int lb, int extent) {
    /** Where int {@code i} of several items in a row is. */
    int place(int i) {
      return BEFORE + i / ints.length * extent + ints[i % ints.length];
    }
  }

  private static int[] ints(int... places) {
    return places;
  }

  private static final List<Row> ROWS =
      List.of(
          new Row(
              "createContiguous", () -> Datatype.createContiguous(3, MPI.INT), ints(0, 1, 2), 0, 3),
          new Row("Contiguous", () -> Datatype.Contiguous(3, MPI.INT), ints(0, 1, 2), 0, 3),
          new Row(
              "createVector",
              () -> Datatype.createVector(2, 2, 3, MPI.INT),
              ints(0, 1, 3, 4),
              0,
              5),
          new Row(
              "createVector backwards",
              () -> Datatype.createVector(3, 1, -2, MPI.INT),
              ints(0, -2, -4),
              -4,
              5),
          new Row("Vector", () -> Datatype.Vector(2, 2, 3, MPI.INT), ints(0, 1, 3, 4), 0, 5),
          new Row(
              "createHVector", () -> Datatype.createHVector(2, 1, 12, MPI.INT), ints(0, 3), 0, 4),
          new Row("Hvector", () -> Datatype.Hvector(2, 1, 3, MPI.INT), ints(0, 3), 0, 4),
          new Row(
              "createIndexed",
              () -> Datatype.createIndexed(ints(1, 2), ints(5, 1), MPI.INT),
              ints(5, 1, 2),
              1,
              5),
          new Row(
              "Indexed",
              () -> Datatype.Indexed(ints(1, 2), ints(5, 1), MPI.INT),
              ints(5, 1, 2),
              1,
              5),
          new Row(
              "createHIndexed",
              () -> Datatype.createHIndexed(ints(2, 1), ints(0, 16), MPI.INT),
              ints(0, 1, 4),
              0,
              5),
          new Row(
              "Hindexed",
              () -> Datatype.Hindexed(ints(2, 1), ints(0, 4), MPI.INT),
              ints(0, 1, 4),
              0,
              5),
          new Row(
              "createIndexedBlock",
              () -> Datatype.createIndexedBlock(2, ints(4, 0), MPI.INT),
              ints(4, 5, 0, 1),
              0,
              6),
          new Row(
              "createHIndexedBlock",
              () -> Datatype.createHIndexedBlock(1, ints(8, 0, 20), MPI.INT),
              ints(2, 0, 5),
              0,
              6),
          new Row(
              "createSubarray in C order",
              () ->
                  Datatype.createSubarray(ints(3, 4), ints(2, 2), ints(1, 1), MPI.ORDER_C, MPI.INT),
              ints(5, 6, 9, 10),
              0,
              12),
          new Row(
              "createSubarray in Fortran order",
              () ->
                  Datatype.createSubarray(
                      ints(4, 3), ints(2, 2), ints(1, 1), MPI.ORDER_FORTRAN, MPI.INT),
              ints(5, 6, 9, 10),
              0,
              12),
          new Row(
              "createResized",
              () -> Datatype.createResized(Datatype.createVector(2, 1, 3, MPI.INT), 0, 4),
              ints(0, 3),
              0,
              1),
          new Row(
              "Struct",
              () -> Datatype.Struct(ints(1, 2), ints(0, 3), new Datatype[] {MPI.INT, MPI.INT}),
              ints(0, 3, 4),
              0,
              5),
          new Row(
              "Struct with LB and UB",
              () ->
                  Datatype.Struct(
                      ints(1, 1, 1), ints(-1, 0, 6), new Datatype[] {MPI.LB, MPI.INT, MPI.UB}),
              ints(0),
              -1,
              7),
          new Row(
              "nested",
              () ->
                  Datatype.createVector(
                      2, 1, 2, Datatype.createIndexed(ints(1, 1), ints(0, 2), MPI.INT)),
              ints(0, 2, 6, 8),
              0,
              9),
          new Row("dup", () -> Datatype.createVector(2, 1, 2, MPI.INT).dup(), ints(0, 2), 0, 3),
          new Row(
              "clone", () -> Datatype.createVector(2, 1, 2, MPI.INT).clone(), ints(0, 2), 0, 3));

  @Override
  public List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Row row : ROWS) {
      cases.add(
          new Case(
              Chapter.DATATYPES,
              row.name,
              "§5.1: the typemap of the constructor: what travels, where it lands, size and extents",
              CommKind.INTRA,
              p -> all(p, row)));
    }
    cases.add(
        new Case(
            Chapter.DATATYPES,
            "createStruct",
            "§5.1.2, §5.1.6: blocks of different types at places in bytes, padded as C does",
            CommKind.INTRA,
            p -> p.cell(() -> "createStruct", () -> struct(p))));
    cases.add(
        new Case(
            Chapter.DATATYPES,
            "own operator on a derived type",
            "§6.9.5: operators of the program work on any datatype",
            CommKind.INTRA,
            p -> p.cell(() -> "operator", () -> operator(p))));
    return cases;
  }

  private static void all(Place p, Row row) {
    Datatype type = row.make.get();
    type.commit();
    type.Commit();
    p.cell(() -> "bounds", () -> bounds(p, row, type));
    p.cell(() -> "send", () -> send(p, row, type));
    p.cell(() -> "receive", () -> receive(p, row, type));
    p.cell(() -> "pack", () -> pack(p, row, type));
    p.cell(() -> "broadcast", () -> broadcast(p, row, type));
    type.free();
    p.check(type.isNull(), "freed types are null");
  }

  private static void bounds(Place p, Row row, Datatype type) {
    int first = Arrays.stream(row.ints).min().orElseThrow();
    int last = Arrays.stream(row.ints).max().orElseThrow() + 1;
    p.equal(row.ints.length, type.getSize(), "getSize");
    p.equal(row.ints.length, type.Size(), "Size");
    p.equal(row.lb, type.getLb(), "getLb");
    p.equal(row.lb, type.Lb(), "Lb");
    p.equal(row.extent, type.getExtent(), "getExtent");
    p.equal(row.extent, type.Extent(), "Extent");
    p.equal(row.lb + row.extent, type.Ub(), "Ub");
    p.equal(first, type.getTrueLb(), "getTrueLb");
    p.equal(last - first, type.getTrueExtent(), "getTrueExtent");
  }

  private static int value(int id, int i) {
    return 1000 * (id + 1) + i;
  }

  private static int[] filled(int id) {
    int[] data = new int[ROOM];
    for (int i = 0; i < ROOM; i++) {
      data[i] = value(id, i);
    }
    return data;
  }

  /** As the type, received as ints. */
  private static void send(Place p, Row row, Datatype type) {
    int length = ITEMS * row.ints.length;
    int[] data = filled(p.rank());
    IntBuffer direct = MPI.newIntBuffer(ROOM).put(data);
    int[] in = new int[length];
    Request first = p.comm().Isend(data, BEFORE, ITEMS, type, p.right(), 1);
    Request second = p.comm().iSend(MPI.slice(direct, 0), 0, type, p.right(), 2);
    p.comm().recv(in, length, MPI.INT, p.left(), 1);
    p.equal(0, p.comm().recv(in, 0, type, p.left(), 2).getCount(type), "items of nothing");
    first.waitFor();
    second.waitFor();
    for (int i = 0; i < length; i++) {
      p.equal(value(p.left(), row.place(i)), in[i], "int " + i);
    }
  }

  /** Sent as ints, received as the type: nothing else is touched. */
  private static void receive(Place p, Row row, Datatype type) {
    int length = ITEMS * row.ints.length;
    Request sent = p.comm().Isend(filled(p.rank()), 0, length, MPI.INT, p.right(), 3);
    int[] in = new int[ROOM];
    Status status = p.comm().Recv(in, BEFORE, ITEMS, type, p.left(), 3);
    sent.waitFor();
    p.equal(ITEMS, status.getCount(type), "items");
    p.equal(length, status.getElements(type), "elements");
    int[] expected = new int[ROOM];
    for (int i = 0; i < length; i++) {
      expected[row.place(i)] = value(p.left(), i);
    }
    p.equal(expected, in, "the buffer");
  }

  private static void pack(Place p, Row row, Datatype type) {
    int length = row.ints.length;
    int[] data = filled(p.rank());
    int bytes = p.comm().packSize(1, type);
    p.check(bytes >= Integer.BYTES * length, "packSize is enough");
    p.equal(bytes, p.comm().Pack_size(1, type), "Pack_size");
    byte[] packed = new byte[bytes + 4];
    int end = p.comm().Pack(data, BEFORE, 1, type, packed, 4);
    p.check(end > 4 && end <= packed.length, "position after Pack");
    int[] out = new int[ROOM];
    p.equal(end, p.comm().Unpack(packed, 4, out, BEFORE, 1, type), "position after Unpack");
    for (int i = 0; i < length; i++) {
      p.equal(data[row.place(i)], out[row.place(i)], "int " + i);
    }
    // A packed message may be received as what was packed, and the other way round (§5.2).
    Request sent = p.comm().Isend(packed, 4, end - 4, MPI.PACKED, p.right(), 4);
    int[] in = new int[ROOM];
    p.comm().Recv(in, BEFORE, 1, type, p.left(), 4);
    sent.waitFor();
    p.equal(value(p.left(), row.place(0)), in[row.place(0)], "the first int of a packed message");
  }

  private static void broadcast(Place p, Row row, Datatype type) {
    int[] data = p.rank() == 0 ? filled(9) : new int[ROOM];
    p.intra().Bcast(data, BEFORE, ITEMS, type, 0);
    for (int i = 0; i < ITEMS * row.ints.length; i++) {
      p.equal(value(9, row.place(i)), data[row.place(i)], "int " + i);
    }
  }

  private static void struct(Place p) {
    Datatype type =
        Datatype.createStruct(
            ints(1, 2, 3), ints(0, 8, 20), new Datatype[] {MPI.DOUBLE, MPI.INT, MPI.BYTE});
    type.commit();
    p.equal(19, type.getSize(), "size in bytes");
    p.equal(24, type.getExtent(), "extent, padded to that of a double");
    p.equal(23, type.getTrueExtent(), "true extent");
    ByteBuffer out = MPI.newByteBuffer(48);
    for (int i = 0; i < 48; i++) {
      out.put(i, (byte) (p.rank() + i));
    }
    byte[] in = new byte[48];
    Request sent = p.comm().iSend(out, 2, type, p.right(), 1);
    p.comm().recv(in, 2, type, p.left(), 1);
    sent.waitFor();
    for (int i = 0; i < 48; i++) {
      int at = i % 24;
      boolean gap = at >= 16 && at < 20 || at == 23;
      p.equal(gap ? (byte) 0 : (byte) (p.left() + i), in[i], "byte " + i);
    }
    type.free();
  }

  private static void operator(Place p) {
    Datatype pair = Datatype.createContiguous(2, MPI.INT);
    pair.commit();
    // (a, b) ∘ (c, d) = (a + c, max of b and d).
    Op op =
        new Op(
            new UserFunction() {
              @Override
              public void call(Object in, Object inOut, int count, Datatype type) {
                int[] a = (int[]) in;
                int[] b = (int[]) inOut;
                for (int i = 0; i < 2 * count; i += 2) {
                  b[i] += a[i];
                  b[i + 1] = Math.max(a[i + 1], b[i + 1]);
                }
              }
            },
            true);
    p.check(op.isCommutative() && !op.isNull(), "the operator commutes");
    int[] data = {p.rank(), p.rank(), 1, -p.rank()};
    p.comm().allReduce(data, 2, pair, op);
    int n = p.size();
    p.equal(new int[] {n * (n - 1) / 2, n - 1, n, 0}, data, "sums and extremes");
    op.free();
    p.check(op.isNull(), "a freed operator is null");
    pair.free();
  }
}
