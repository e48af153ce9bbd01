package org.jmpi.examples.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MlpTest {
  private static final double STEP = 1e-6;

  @Test
  void shouldComputeTheGradientThatDifferencesShow() {
    for (long seed = 1; seed <= 5; seed++) {
      Random random = new Random(seed);
      Mlp model = new Mlp(7, 5, 3, seed);
      double[] weights = model.weights();
      for (int i = 0; i < weights.length; i++) {
        weights[i] += 0.1 * random.nextGaussian();
      }
      double[] x = random.doubles(9).toArray();
      int label = random.nextInt(3);

      double[] gradient = new double[weights.length];
      double loss = model.addGradient(x, 2, label, gradient);

      assertEquals(model.loss(x, 2, label), loss, 0, "seed " + seed);
      for (int i = 0; i < weights.length; i++) {
        double kept = weights[i];
        weights[i] = kept + STEP;
        double above = model.loss(x, 2, label);
        weights[i] = kept - STEP;
        double below = model.loss(x, 2, label);
        weights[i] = kept;
        assertEquals(
            (above - below) / (2 * STEP), gradient[i], 1e-7, "weight " + i + ", seed " + seed);
      }
    }
  }

  @Test
  void shouldAddToTheGradientAndLeaveTheRestAlone() {
    Mlp model = new Mlp(4, 3, 2, 1);
    int length = model.weights().length;
    double[] x = {0.1, 0.9, 0.3, 0.5};
    double[] once = new double[length];
    model.addGradient(x, 0, 1, once);
    double[] twice = new double[length + 1];
    twice[length] = 42;
    model.addGradient(x, 0, 1, twice);
    model.addGradient(x, 0, 1, twice);
    for (int i = 0; i < length; i++) {
      assertEquals(2 * once[i], twice[i], 1e-12);
    }
    assertEquals(42, twice[length]);
  }

  @Test
  void shouldClassifyByTheLargestOutput() {
    Mlp model = new Mlp(4, 3, 3, 1);
    double[] weights = model.weights();
    Arrays.fill(weights, 0);
    weights[weights.length - 2] = 1;
    assertEquals(1, model.classify(new double[4], 0));
  }

  @Test
  void shouldSurviveVeryLargeOutputs() {
    Mlp model = new Mlp(4, 3, 3, 1);
    model.weights()[model.weights().length - 1] = 1e6;
    double loss = model.loss(new double[4], 0, 0);
    assertTrue(Double.isFinite(loss) && loss > 100, "loss " + loss);
  }

  @Test
  void shouldStartTheSameFromTheSameSeed() {
    assertArrayEquals(new Mlp(4, 3, 2, 9).weights(), new Mlp(4, 3, 2, 9).weights());
  }
}
