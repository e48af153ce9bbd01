package org.jmpi.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.jmpi.data.Layout.Run;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.junit.jupiter.api.Test;

class ScratchTest {

  @Test
  void shouldMakeArraysOfTheKind() {
    assertEquals(5, ((byte[]) Scratch.newArray(Layout.BYTE, 5)).length);
    assertEquals(5, ((boolean[]) Scratch.newArray(Layout.BOOLEAN, 5)).length);
    assertEquals(5, ((char[]) Scratch.newArray(Layout.CHAR, 5)).length);
    assertEquals(5, ((short[]) Scratch.newArray(Layout.SHORT, 5)).length);
    assertEquals(10, ((int[]) Scratch.newArray(Layout.INT2, 5)).length);
    assertEquals(5, ((long[]) Scratch.newArray(Layout.LONG, 5)).length);
    assertEquals(10, ((float[]) Scratch.newArray(Layout.FLOAT_COMPLEX, 5)).length);
    assertEquals(15, ((double[]) Scratch.newArray(Layout.contiguous(3, Layout.DOUBLE), 5)).length);
    assertEquals(80, ((byte[]) Scratch.newArray(Layout.DOUBLE_INT, 5)).length);
    assertEquals(5, ((byte[]) Scratch.newArray(Layout.PACKED, 5)).length);
    assertEquals(5, ((Object[]) Scratch.newArray(Layout.OBJECT, 5)).length);
    assertEquals(0, ((int[]) Scratch.newArray(Layout.INT, 0)).length);
  }

  @Test
  void shouldHaveRoomForDataBeyondTheExtent() {
    Layout overhanging =
        Layout.ofRuns("overhanging", Kind.INT, 4, List.of(new Run(0, 12, Kind.INT)));
    assertEquals(4, ((int[]) Scratch.newArray(overhanging, 2)).length);
  }

  @Test
  void shouldSayWhenThereIsNoRoom() {
    assertError(ErrorClass.COUNT, Layout.INT, -1);
    assertError(ErrorClass.COUNT, Layout.BYTE, 1L << 31);
    assertError(ErrorClass.COUNT, Layout.DOUBLE_INT, 1L << 28);
    assertError(ErrorClass.COUNT, Layout.INT, Long.MAX_VALUE);
  }

  @Test
  void shouldSayWhenTheHeapIsTooSmall() {
    assumeTrue(Runtime.getRuntime().maxMemory() < 8L * Integer.MAX_VALUE);
    assertError(ErrorClass.NO_MEM, Layout.DOUBLE, Integer.MAX_VALUE - 8);
  }

  private static void assertError(ErrorClass expected, Layout layout, long count) {
    EngineException error =
        assertThrows(EngineException.class, () -> Scratch.newArray(layout, count));
    assertEquals(expected, error.errorClass(), error.getMessage());
  }
}
