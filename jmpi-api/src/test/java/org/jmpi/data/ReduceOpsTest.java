package org.jmpi.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jmpi.data.Layout.Run;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operator on every datatype, against {@link ReduceModel}; MPI-4.1 §6.9.2 says which pairs
 * are defined.
 */
class ReduceOpsTest {
  private static final List<Layout> INTEGERS =
      List.of(Layout.BYTE, Layout.CHAR, Layout.SHORT, Layout.INT, Layout.LONG);
  private static final List<Layout> REALS = List.of(Layout.FLOAT, Layout.DOUBLE);
  private static final List<Layout> COMPLEX = List.of(Layout.FLOAT_COMPLEX, Layout.DOUBLE_COMPLEX);
  private static final List<Layout> PAIRS =
      List.of(
          Layout.SHORT2,
          Layout.INT2,
          Layout.LONG2,
          Layout.FLOAT2,
          Layout.DOUBLE2,
          Layout.SHORT_INT,
          Layout.LONG_INT,
          Layout.FLOAT_INT,
          Layout.DOUBLE_INT);
  private static final Layout GAPPED =
      Layout.ofRuns("gapped", Kind.INT, 12, List.of(new Run(4, 4, Kind.INT)));
  private static final List<Layout> LAYOUTS =
      Stream.of(
              INTEGERS.stream(),
              REALS.stream(),
              COMPLEX.stream(),
              PAIRS.stream(),
              Stream.of(
                  Layout.BOOLEAN,
                  Layout.PACKED,
                  Layout.OBJECT,
                  GAPPED,
                  Layout.contiguous(2, Layout.INT)))
          .flatMap(layouts -> layouts)
          .toList();
  private static final List<ReduceOp> OPS =
      List.of(
          ReduceOps.MAX,
          ReduceOps.MIN,
          ReduceOps.SUM,
          ReduceOps.PROD,
          ReduceOps.LAND,
          ReduceOps.BAND,
          ReduceOps.LOR,
          ReduceOps.BOR,
          ReduceOps.LXOR,
          ReduceOps.BXOR,
          ReduceOps.MAXLOC,
          ReduceOps.MINLOC,
          ReduceOps.REPLACE,
          ReduceOps.NO_OP);

  static Stream<Arguments> pairs() {
    return OPS.stream().flatMap(op -> LAYOUTS.stream().map(layout -> Arguments.of(op, layout)));
  }

  private static boolean isDefined(ReduceOp op, Layout layout) {
    return switch (op.name()) {
      case "MAX", "MIN" -> INTEGERS.contains(layout) || REALS.contains(layout);
      case "SUM", "PROD" ->
          INTEGERS.contains(layout) || REALS.contains(layout) || COMPLEX.contains(layout);
      case "LAND", "LOR", "LXOR", "BAND", "BOR", "BXOR" ->
          INTEGERS.contains(layout) || layout == Layout.BOOLEAN;
      case "MAXLOC", "MINLOC" -> PAIRS.contains(layout);
      default -> true;
    };
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void shouldCombineLikeTheModelOrSayThatThePairIsNotDefined(ReduceOp op, Layout layout) {
    if (!isDefined(op, layout)) {
      Object array = Scratch.newArray(layout, 2);
      Object other = Scratch.newArray(layout, 2);
      EngineException error =
          assertThrows(EngineException.class, () -> op.reduce(array, 0, other, 0, 0, layout));
      assertEquals(ErrorClass.OP, error.errorClass());
      assertTrue(error.getMessage().contains(op.name()), error.getMessage());
      assertTrue(error.getMessage().contains(layout.name()), error.getMessage());
      assertThrows(EngineException.class, () -> op.requireSupports(layout));
      return;
    }
    op.requireSupports(layout);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      // The last one is longer than a block, whatever the element.
      int count = round == 59 ? 8193 + random.nextInt(99) : random.nextInt(round < 50 ? 6 : 300);
      int inAt = random.nextInt(4);
      int at = random.nextBoolean() ? inAt : random.nextInt(4);
      boolean bytes = layout == Layout.INT2 && random.nextBoolean();
      Object in = ReduceModel.operand(layout, bytes, inAt, count, random);
      Object inout = ReduceModel.operand(layout, bytes, at, count, random);
      Object inBefore = ReduceModel.copy(in);
      Object expected = ReduceModel.reduce(op.name(), layout, in, inAt, inout, at, count);
      op.reduce(in, inAt, inout, at, count, layout);
      String what =
          op
              + " on "
              + layout
              + ", offsets "
              + inAt
              + " and "
              + at
              + ", count "
              + count
              + ", seed "
              + seed
              + ", round "
              + round;
      ReduceModel.assertSame(expected, inout, what);
      ReduceModel.assertSame(inBefore, in, what);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void shouldNotDependOnTheOrderOfOperandsWhenCommutative(ReduceOp op, Layout layout) {
    boolean commutes = op != ReduceOps.REPLACE && op != ReduceOps.NO_OP;
    assertEquals(commutes, op.isCommutative());
    if (!commutes || !isDefined(op, layout)) {
      return;
    }
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Object a =
        ReduceModel.dataOnly(layout, ReduceModel.operand(layout, false, 0, 500, random), 500);
    Object b =
        ReduceModel.dataOnly(layout, ReduceModel.operand(layout, false, 0, 500, random), 500);
    Object aFirst = ReduceModel.copy(b);
    op.reduce(a, 0, aFirst, 0, 500, layout);
    Object bFirst = ReduceModel.copy(a);
    op.reduce(b, 0, bFirst, 0, 500, layout);
    ReduceModel.assertSame(aFirst, bFirst, op + " on " + layout + ", seed " + seed);
  }

  @Test
  void shouldCutSumsToTheTypeAsJavaDoes() {
    byte[] bytes = {100};
    ReduceOps.SUM.reduce(new byte[] {100}, 0, bytes, 0, 1, Layout.BYTE);
    assertEquals((byte) 200, bytes[0]);
    char[] chars = {'\uffff'};
    ReduceOps.MAX.reduce(new char[] {1}, 0, chars, 0, 1, Layout.CHAR);
    assertEquals('\uffff', chars[0]);
  }

  @Test
  void shouldKeepTheLowestIndexOfEqualValues() {
    int[] pairs = {7, 3, 7, 1, 5, 0};
    ReduceOps.MAXLOC.reduce(new int[] {7, 2, 7, 2, 6, 9}, 0, pairs, 0, 3, Layout.INT2);
    assertArrayEquals(new int[] {7, 2, 7, 1, 6, 9}, pairs);

    ByteBuffer in = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
    ByteBuffer inout = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
    in.putDouble(0, 1.5).putInt(8, 4).putDouble(16, -2).putInt(24, 5);
    inout.putDouble(0, 1.5).putInt(8, 6).putDouble(16, -1).putInt(24, 1);
    ReduceOps.MINLOC.reduce(in.array(), 0, inout.array(), 0, 2, Layout.DOUBLE_INT);
    assertEquals(4, inout.getInt(8));
    assertEquals(-2, inout.getDouble(16));
    assertEquals(5, inout.getInt(24));
  }

  @Test
  void shouldLetNaNWin() {
    double[] values = {1, Double.NaN, -0.0};
    ReduceOps.MIN.reduce(new double[] {Double.NaN, 2, 0.0}, 0, values, 0, 3, Layout.DOUBLE);
    assertArrayEquals(new double[] {Double.NaN, Double.NaN, -0.0}, values);
    double[] pairs = {3, 0, Double.NaN, 1};
    ReduceOps.MAXLOC.reduce(new double[] {Double.NaN, 7, 9, 8}, 0, pairs, 0, 2, Layout.DOUBLE2);
    assertArrayEquals(new double[] {Double.NaN, 7, Double.NaN, 1}, pairs);
  }

  @Test
  void shouldMultiplyComplexNumbers() {
    float[] z = {9, 9, 3, 4};
    ReduceOps.PROD.reduce(new float[] {1, 2}, 0, z, 2, 1, Layout.FLOAT_COMPLEX);
    assertArrayEquals(new float[] {9, 9, -5, 10}, z);
  }

  @Test
  void shouldReplaceOnlyTheData() {
    int[] target = {1, 2, 3, 4, 5, 6};
    ReduceOps.REPLACE.reduce(new int[] {0, 10, 11, 12, 13, 14, 15}, 1, target, 0, 2, GAPPED);
    assertArrayEquals(new int[] {1, 11, 3, 4, 14, 6}, target);
    Object[] objects = {"a", "b"};
    ReduceOps.REPLACE.reduce(new Object[] {"c", "d"}, 1, objects, 0, 1, Layout.OBJECT);
    assertArrayEquals(new Object[] {"d", "b"}, objects);
  }

  @Test
  void shouldDoNothingForNoItems() {
    int[] target = {1};
    ReduceOps.SUM.reduce(new int[0], 0, target, 1, 0, Layout.INT);
    assertArrayEquals(new int[] {1}, target);
  }

  @Test
  void shouldRefuseWrongArraysBeforeAnythingChanges() {
    int[] target = {1, 2, 3};
    assertError(ErrorClass.COUNT, new int[3], 0, target, 0, -1, Layout.INT);
    assertError(ErrorClass.BUFFER, new int[3], 1, target, 0, 3, Layout.INT);
    assertError(ErrorClass.BUFFER, new int[4], 0, target, 1, 3, Layout.INT);
    assertError(ErrorClass.BUFFER, new int[4], -1, target, 0, 3, Layout.INT);
    assertError(ErrorClass.BUFFER, new int[4], 0, target, 0, Integer.MAX_VALUE, Layout.INT);
    assertError(ErrorClass.TYPE, new long[3], 0, target, 0, 3, Layout.INT);
    assertError(ErrorClass.TYPE, null, 0, target, 0, 3, Layout.INT);
    assertError(ErrorClass.TYPE, new byte[12], 0, target, 0, 3, Layout.INT);
    assertArrayEquals(new int[] {1, 2, 3}, target);
    EngineException mixed =
        assertThrows(
            EngineException.class,
            () -> ReduceOps.MAXLOC.reduce(new byte[8], 0, new int[2], 0, 1, Layout.INT2));
    assertEquals(ErrorClass.TYPE, mixed.errorClass());
    EngineException gap =
        assertThrows(
            EngineException.class,
            () -> ReduceOps.MAXLOC.reduce(new byte[27], 0, new byte[28], 0, 2, Layout.DOUBLE_INT));
    assertEquals(ErrorClass.BUFFER, gap.errorClass());
  }

  @Test
  void shouldLetOperatorsOfTheProgramSupportAllDatatypes() {
    ReduceOp first =
        new ReduceOp("first", false) {
          @Override
          public void reduce(
              Object in, int inOffset, Object inout, int inoutOffset, int count, Layout layout) {
            System.arraycopy(in, inOffset, inout, inoutOffset, count);
          }
        };
    LAYOUTS.forEach(first::requireSupports);
    assertFalse(first.isCommutative());
    assertEquals("first", first.toString());
  }

  private static void assertError(
      ErrorClass expected, Object in, int inAt, Object inout, int at, int count, Layout layout) {
    EngineException error =
        assertThrows(
            EngineException.class, () -> ReduceOps.SUM.reduce(in, inAt, inout, at, count, layout));
    assertEquals(expected, error.errorClass(), error.getMessage());
  }
}
