package conformance.suite.cases;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Place;
import conformance.suite.Table;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import mpi.Datatype;
import mpi.DoubleComplex;
import mpi.DoubleInt;
import mpi.FloatComplex;
import mpi.FloatInt;
import mpi.Int2;
import mpi.LongInt;
import mpi.MPI;
import mpi.Op;
import mpi.Request;
import mpi.ShortInt;
import mpi.Struct;

/**
 * Open MPI's Java classes for structures: Struct, the pairs of MINLOC and MAXLOC, complex numbers.
 */
public final class Structures implements Table {
  /** Every kind of field, one of them twice, with a structure inside. */
  private static final class Point extends Struct {
    final int one = addByte();
    final int letter = addChar();
    final int small = addShort();
    final int number = addInt();
    final int big = addLong();
    final int real = addFloat();
    final int precise = addDouble();
    final int bytes = addByte(2);
    final int letters = addChar(2);
    final int smalls = addShort(2);
    final int numbers = addInt(2);
    final int bigs = addLong(2);
    final int reals = addFloat(2);
    final int preciseOnes = addDouble(2);
    final Inner shape = new Inner();
    final int inner = addStruct(shape);
    final int inners = addStruct(shape, 2);
    final int data = addData(MPI.INT);
    final int moreData = addData(MPI.INT, 2);

    @Override
    protected Data newData() {
      return new Data();
    }

    /** One of them. */
    private final class Data extends Struct.Data {
      void fill(int seed) {
        putByte(one, (byte) seed);
        putChar(letter, (char) (seed + 1));
        putShort(small, (short) (seed + 2));
        putInt(number, seed + 3);
        putLong(big, seed + 4);
        putFloat(real, seed + 5);
        putDouble(precise, seed + 6);
        for (int i = 0; i < 2; i++) {
          putByte(bytes, i, (byte) (seed + i));
          putChar(letters, i, (char) (seed + i));
          putShort(smalls, i, (short) (seed + i));
          putInt(numbers, i, seed + i);
          putLong(bigs, i, seed + i);
          putFloat(reals, i, seed + i);
          putDouble(preciseOnes, i, seed + i);
          Inner.Data part = getData(shape, inners, i);
          part.value(seed + 20 + i);
          getBuffer(MPI.INT, moreData, i).putInt(0, seed + 30 + i);
        }
        Inner.Data part = getData(shape, inner);
        part.value(seed + 7);
        getBuffer(MPI.INT, data).putInt(0, seed + 8);
      }

      boolean holds(int seed) {
        boolean good =
            getByte(one) == (byte) seed
                && getChar(letter) == seed + 1
                && getShort(small) == seed + 2
                && getInt(number) == seed + 3
                && getLong(big) == seed + 4
                && getFloat(real) == seed + 5
                && getDouble(precise) == seed + 6;
        for (int i = 0; i < 2; i++) {
          Inner.Data part = getData(shape, inners, i);
          good &=
              getByte(bytes, i) == (byte) (seed + i)
                  && getChar(letters, i) == seed + i
                  && getShort(smalls, i) == seed + i
                  && getInt(numbers, i) == seed + i
                  && getLong(bigs, i) == seed + i
                  && getFloat(reals, i) == seed + i
                  && getDouble(preciseOnes, i) == seed + i
                  && part.value() == seed + 20 + i
                  && getBuffer(MPI.INT, moreData, i).getInt(0) == seed + 30 + i;
        }
        Inner.Data part = getData(shape, inner);
        return good && part.value() == seed + 7 && getBuffer(MPI.INT, data).getInt(0) == seed + 8;
      }
    }
  }

  /** A structure in a structure, with a gap. */
  private static final class Inner extends Struct {
    final int value = setOffset(4).addInt();

    @Override
    protected Data newData() {
      return new Data();
    }

    /** One of them. */
    private final class Data extends Struct.Data {
      int value() {
        return getInt(value);
      }

      void value(int to) {
        putInt(value, to);
      }
    }
  }

  @Override
  public List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    add(
        cases,
        "Struct",
        "Open MPI's Struct: fields at offsets, sent and received as one datatype",
        Structures::point);
    add(
        cases,
        "Struct, bounds",
        "Open MPI's Struct: its extent is the end of its last field",
        Structures::bounds);
    add(
        cases,
        "pairs",
        "§6.9.4: value and index of MPI_SHORT_INT … MPI_DOUBLE_INT; the lowest index of equal values",
        Structures::pairs);
    add(cases, "complex sums", "§6.9.2: sums and products of complex numbers", Structures::sums);
    add(
        cases,
        "complex classes",
        "Open MPI's FloatComplex and DoubleComplex: views of arrays and buffers",
        Structures::views);
    return cases;
  }

  private static void add(List<Case> cases, String name, String rule, Case.Body body) {
    cases.add(
        new Case(
            Chapter.DATATYPES,
            name,
            rule,
            CommKind.INTRA,
            p -> p.cell(() -> name, () -> body.run(p))));
  }

  private static void point(Place p) {
    Point shape = new Point();
    Datatype type = shape.getType();
    int extent = shape.getExtent();
    byte[] out = new byte[3 * extent];
    for (int i = 0; i < 3; i++) {
      Point.Data item = shape.getData(out, i);
      item.fill(40 + p.rank() + i);
      p.check(item.holds(40 + p.rank() + i), "what was put");
    }
    ByteBuffer in = MPI.newByteBuffer(3 * extent);
    Request sent = p.comm().Isend(out, 0, 3, type, p.right(), 1);
    p.equal(3, p.comm().recv(in, 3, type, p.left(), 1).getCount(type), "items");
    sent.waitFor();
    for (int i = 0; i < 3; i++) {
      Point.Data item = shape.getData(in, i);
      p.check(item.holds(40 + p.left() + i), "item " + i);
    }
    Point.Data first = shape.getData(in);
    Point.Data own = shape.getData(out);
    p.check(first.holds(40 + p.left()) && own.holds(40 + p.rank()), "the first item");
    p.check(first.getBuffer().capacity() >= extent, "the buffer of an item");
  }

  private static void bounds(Place p) {
    Inner shape = new Inner();
    p.equal(8, shape.getExtent(), "extent in bytes");
    p.equal(8, shape.getType().getExtent(), "extent of the datatype");
    p.equal(4, shape.getType().getSize(), "size of the datatype");
    byte[] bytes = new byte[16];
    Inner.Data second = shape.getData(bytes, 1);
    second.value(0x01020304);
    p.check(bytes[12] != 0 && bytes[8] == 0, "the field is behind the gap");
  }

  private static void pairs(Place p) {
    int me = p.rank();
    byte[] shorts = new byte[8];
    ShortInt.Data ofShort = MPI.shortInt.getData(shorts);
    ofShort.putValue((short) (me % 3));
    ofShort.putIndex(100 - me);
    p.comm().allReduce(shorts, 1, MPI.SHORT_INT, MPI.MINLOC);
    // Of the ranks whose number divides by three, the last has the lowest index.
    p.equal((short) 0, ofShort.getValue(), "least short");
    p.equal(100 - (p.size() - 1) / 3 * 3, ofShort.getIndex(), "its index");
    byte[] longs = new byte[16];
    LongInt.Data ofLong = MPI.longInt.getData(longs);
    ofLong.putValue(me);
    ofLong.putIndex(me);
    p.comm().allReduce(longs, 1, MPI.LONG_INT, MPI.MAXLOC);
    p.equal(p.size() - 1L, ofLong.getValue(), "greatest long");
    p.equal(p.size() - 1, ofLong.getIndex(), "its index");
    byte[] floats = new byte[8];
    FloatInt.Data ofFloat = MPI.floatInt.getData(floats);
    ofFloat.putValue(-me);
    ofFloat.putIndex(me);
    p.comm().allReduce(floats, 1, MPI.FLOAT_INT, MPI.MAXLOC);
    p.equal(0f, ofFloat.getValue() + 0f, "greatest float");
    p.equal(0, ofFloat.getIndex(), "its index");
    byte[] doubles = new byte[16];
    DoubleInt.Data ofDouble = MPI.doubleInt.getData(doubles);
    ofDouble.putValue(1.5);
    ofDouble.putIndex(7 + me);
    p.comm().allReduce(doubles, 1, MPI.DOUBLE_INT, MPI.MINLOC);
    p.equal(1.5, ofDouble.getValue(), "least double");
    p.equal(7, ofDouble.getIndex(), "the lowest index");
    byte[] ints = new byte[8];
    Int2.Data ofInt = MPI.int2.getData(ints);
    ofInt.putValue(-me);
    ofInt.putIndex(me);
    p.comm().allReduce(ints, 1, MPI.INT2, MPI.MINLOC);
    p.equal(1 - p.size(), ofInt.getValue(), "least int");
    p.equal(p.size() - 1, ofInt.getIndex(), "its index");
  }

  private static void sums(Place p) {
    int n = p.size();
    for (Op op : new Op[] {MPI.SUM, MPI.PROD}) {
      double[] doubles = {p.rank(), 1, 0, 1};
      float[] floats = {p.rank(), 1, 0, 1};
      p.comm().allReduce(doubles, 2, MPI.DOUBLE_COMPLEX, op);
      p.comm().allReduce(floats, 2, MPI.FLOAT_COMPLEX, op);
      double[] expected = {0, 1, 0, 1};
      for (int r = 1; r < n; r++) {
        combine(op, expected, 0, r, 1);
        combine(op, expected, 2, 0, 1);
      }
      for (int i = 0; i < 4; i++) {
        p.equal(expected[i] + 0.0, doubles[i] + 0.0, "double " + i);
        p.equal((float) expected[i] + 0f, floats[i] + 0f, "float " + i);
      }
    }
  }

  private static void combine(Op op, double[] into, int at, double real, double imag) {
    double a = into[at];
    double b = into[at + 1];
    into[at] = op == MPI.SUM ? a + real : a * real - b * imag;
    into[at + 1] = op == MPI.SUM ? b + imag : a * imag + b * real;
  }

  private static void views(Place p) {
    double[] doubles = new double[4];
    DoubleComplex.get(doubles).putReal(1);
    DoubleComplex second = DoubleComplex.get(doubles, 1);
    second.putReal(2);
    second.putImag(3);
    p.equal(new double[] {1, 0, 2, 3}, doubles, "an array of doubles");
    p.equal(3.0, second.getImag(), "getImag");
    p.equal(2.0, second.getBuffer().get(0), "getBuffer");
    DoubleBuffer direct = MPI.newDoubleBuffer(4);
    DoubleComplex.get(direct, 1).putImag(5);
    DoubleComplex.get(direct).putImag(6);
    p.check(direct.get(3) == 5 && direct.get(1) == 6, "a buffer of doubles");
    ByteBuffer bytes = MPI.newByteBuffer(32);
    DoubleComplex.get(bytes, 1).putReal(7);
    p.equal(7.0, bytes.getDouble(16), "a buffer of bytes");
    p.equal(0.0, DoubleComplex.get(bytes).getReal(), "its first number");
    float[] floats = new float[4];
    FloatComplex.get(floats).putImag(1);
    FloatComplex part = FloatComplex.get(floats, 1);
    part.putReal(2);
    part.putImag(3);
    p.equal(new float[] {0, 1, 2, 3}, floats, "an array of floats");
    p.check(part.getReal() == 2 && part.getImag() == 3 && part.getBuffer().get(1) == 3, "its view");
    FloatBuffer singles = MPI.newFloatBuffer(4);
    FloatComplex.get(singles, 1).putImag(5);
    FloatComplex.get(singles).putReal(6);
    p.check(singles.get(3) == 5 && singles.get(0) == 6, "a buffer of floats");
    FloatComplex.get(bytes).putReal(8);
    FloatComplex.get(bytes, 1).putReal(9);
    p.check(bytes.getFloat(0) == 8 && bytes.getFloat(8) == 9, "a buffer of bytes");
  }
}
