package org.jmpi.examples.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JitterTest {
  private static final int PIXELS = 64;

  @Test
  void shouldLeaveTheImageWhenItMayNotMove() {
    double[] image = new Random(3).doubles(PIXELS + 5).toArray();
    double[] moved = new double[PIXELS];
    new Jitter(0, 1).apply(image, 5, 17, 2, moved);
    assertArrayEquals(Arrays.copyOfRange(image, 5, 5 + PIXELS), moved);
  }

  @Test
  void shouldMoveEachTimeDifferentlyButRepeatably() {
    double[] image = new Random(4).doubles(PIXELS).toArray();
    double[] first = new double[PIXELS];
    double[] again = new double[PIXELS];
    double[] later = new double[PIXELS];
    new Jitter(0.5, 1).apply(image, 0, 17, 2, first);
    new Jitter(0.5, 1).apply(image, 0, 17, 2, again);
    new Jitter(0.5, 1).apply(image, 0, 17, 3, later);
    assertArrayEquals(first, again);
    assertFalse(Arrays.equals(first, later));
  }

  @Test
  void shouldKeepTheInkOfAnImageWithAWhiteBorder() {
    double[] image = new double[PIXELS];
    image[3 * 8 + 4] = 1;
    image[4 * 8 + 4] = 0.5;
    double[] moved = new double[PIXELS];
    for (int row = 0; row < 50; row++) {
      new Jitter(1, 1).apply(image, 0, row, 0, moved);
      assertEquals(1.5, Arrays.stream(moved).sum(), 1e-12, "row " + row);
    }
  }
}
