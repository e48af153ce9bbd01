package org.jmpi.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.jmpi.data.Layout.Run;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutTest {

  /** Layout, kind, size, extent, basic elements, contiguous. */
  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of(Layout.BYTE, Kind.BYTE, 1, 1, 1, true),
        Arguments.of(Layout.BOOLEAN, Kind.BOOLEAN, 1, 1, 1, true),
        Arguments.of(Layout.CHAR, Kind.CHAR, 2, 2, 1, true),
        Arguments.of(Layout.SHORT, Kind.SHORT, 2, 2, 1, true),
        Arguments.of(Layout.INT, Kind.INT, 4, 4, 1, true),
        Arguments.of(Layout.LONG, Kind.LONG, 8, 8, 1, true),
        Arguments.of(Layout.FLOAT, Kind.FLOAT, 4, 4, 1, true),
        Arguments.of(Layout.DOUBLE, Kind.DOUBLE, 8, 8, 1, true),
        Arguments.of(Layout.PACKED, Kind.BYTE, 1, 1, 1, true),
        Arguments.of(Layout.SHORT2, Kind.SHORT, 4, 4, 2, true),
        Arguments.of(Layout.INT2, Kind.INT, 8, 8, 2, true),
        Arguments.of(Layout.LONG2, Kind.LONG, 16, 16, 2, true),
        Arguments.of(Layout.FLOAT2, Kind.FLOAT, 8, 8, 2, true),
        Arguments.of(Layout.DOUBLE2, Kind.DOUBLE, 16, 16, 2, true),
        Arguments.of(Layout.FLOAT_COMPLEX, Kind.FLOAT, 8, 8, 2, true),
        Arguments.of(Layout.DOUBLE_COMPLEX, Kind.DOUBLE, 16, 16, 2, true),
        Arguments.of(Layout.SHORT_INT, Kind.BYTE, 6, 8, 2, false),
        Arguments.of(Layout.LONG_INT, Kind.BYTE, 12, 16, 2, false),
        Arguments.of(Layout.FLOAT_INT, Kind.BYTE, 8, 8, 2, false),
        Arguments.of(Layout.DOUBLE_INT, Kind.BYTE, 12, 16, 2, false),
        Arguments.of(Layout.contiguous(3, Layout.DOUBLE_INT), Kind.BYTE, 36, 48, 6, false),
        Arguments.of(Layout.contiguous(3, Layout.INT2), Kind.INT, 24, 24, 6, true),
        Arguments.of(Layout.contiguous(0, Layout.INT), Kind.INT, 0, 0, 0, true));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldHaveTheSizeAndExtentOfItsType(
      Layout layout, Kind kind, long size, long extent, long elements, boolean contiguous) {
    assertEquals(kind, layout.kind());
    assertEquals(size, layout.sizeBytes());
    assertEquals(extent, layout.extentBytes());
    assertEquals(elements, layout.elementsPerItem());
    assertEquals(extent / kind.bytes(), layout.extentElements());
    assertEquals(contiguous, layout.isContiguous());
  }

  @Test
  void shouldCountObjectsAsElements() {
    assertEquals(1, Layout.OBJECT.extentElements());
    assertEquals(6, Layout.contiguous(6, Layout.OBJECT).extentElements());
  }

  @Test
  void shouldJoinNeighbouringRuns() {
    Layout joined =
        Layout.ofRuns(
            "joined",
            Kind.INT,
            12,
            List.of(new Run(0, 4, Kind.INT), new Run(4, 4, Kind.INT), new Run(8, 4, Kind.INT)));
    assertTrue(joined.isContiguous());
    assertEquals(3, joined.elementsPerItem());
    Layout wider = Layout.ofRuns("wider", Kind.INT, 16, List.of(new Run(0, 12, Kind.INT)));
    assertFalse(wider.isContiguous());
    Layout shifted = Layout.ofRuns("shifted", Kind.INT, 4, List.of(new Run(4, 4, Kind.INT)));
    assertFalse(shifted.isContiguous());
  }

  @Test
  void shouldHaveNoDataWithoutRuns() {
    Layout empty = Layout.ofRuns("empty", Kind.INT, 8, List.of());
    assertEquals(0, empty.sizeBytes());
    assertEquals(0, new Payload().set(new int[0], 0, 5, empty).lengthBytes());
  }

  @Test
  void shouldFindTheRunOfAPackedPosition() {
    Layout layout =
        Layout.ofRuns(
            "three",
            Kind.BYTE,
            40,
            List.of(
                new Run(0, 3, Kind.BYTE), new Run(8, 8, Kind.DOUBLE), new Run(20, 2, Kind.SHORT)));
    int[] expected = {0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2};
    for (int position = 0; position < expected.length; position++) {
      assertEquals(expected[position], layout.runAt(position), "position " + position);
    }
  }

  @Test
  void shouldRefuseRunsThatDoNotFit() {
    assertError(ErrorClass.TYPE, () -> ofRun(Kind.INT, 8, new Run(2, 4, Kind.INT)));
    assertError(ErrorClass.TYPE, () -> ofRun(Kind.INT, 8, new Run(0, 6, Kind.INT)));
    assertError(ErrorClass.TYPE, () -> ofRun(Kind.INT, 6, new Run(0, 4, Kind.INT)));
    assertError(ErrorClass.TYPE, () -> ofRun(Kind.INT, -4, new Run(0, 4, Kind.INT)));
    assertError(ErrorClass.TYPE, () -> ofRun(Kind.INT, 8, new Run(0, 0, Kind.INT)));
    assertError(ErrorClass.TYPE, () -> ofRun(Kind.INT, 8, new Run(0, 4, Kind.FLOAT)));
    assertError(ErrorClass.TYPE, () -> ofRun(Kind.BYTE, 8, new Run(0, 1, Kind.OBJECT)));
    assertError(ErrorClass.TYPE, () -> ofRun(Kind.BYTE, 8, new Run(Long.MAX_VALUE, 8, Kind.BYTE)));
  }

  @Test
  void shouldRefuseSizesBeyondMeasure() {
    assertError(ErrorClass.COUNT, () -> Layout.contiguous(-1, Layout.INT));
    assertError(ErrorClass.COUNT, () -> Layout.contiguous(1L << 62, Layout.INT));
    Layout huge = Layout.contiguous(1L << 40, Layout.contiguous(1L << 19, Layout.INT));
    assertEquals(1L << 61, huge.sizeBytes());
    assertError(ErrorClass.COUNT, () -> huge.packedBytes(4));
    assertError(ErrorClass.COUNT, () -> huge.spanBytes(4));
  }

  private static Layout ofRun(Kind kind, long extentBytes, Run run) {
    return Layout.ofRuns("test", kind, extentBytes, List.of(run));
  }

  private static void assertError(ErrorClass expected, Executable action) {
    EngineException error = assertThrows(EngineException.class, action);
    assertEquals(expected, error.errorClass(), error.getMessage());
  }
}
