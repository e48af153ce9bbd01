package org.jmpi.examples.digits;

import java.util.Arrays;
import java.util.Random;

/**
 * A multi-layer perceptron with one hidden layer: {@code softmax(W2 · relu(W1 · x + b1) + b2)},
 * trained on the cross-entropy.
 *
 * <p>All weights lie in one array (W1, b1, W2, b2; a matrix row by row), and a gradient has the
 * same layout, so that a whole model travels in one message.
 */
final class Mlp {
  private final int inputs;
  private final int hidden;
  private final int outputs;
  private final int hiddenBias;
  private final int outputWeights;
  private final int outputBias;
  private final double[] weights;

  // Scratch for one sample.
  private final double[] activation;
  private final double[] probability;

  /** A model with small random weights (He et al. 2015) from {@code seed}. */
  Mlp(int inputs, int hidden, int outputs, long seed) {
    this.inputs = inputs;
    this.hidden = hidden;
    this.outputs = outputs;
    hiddenBias = inputs * hidden;
    outputWeights = hiddenBias + hidden;
    outputBias = outputWeights + hidden * outputs;
    weights = new double[outputBias + outputs];
    activation = new double[hidden];
    probability = new double[outputs];
    Random random = new Random(seed);
    for (int i = 0; i < hiddenBias; i++) {
      weights[i] = random.nextGaussian() * Math.sqrt(2.0 / inputs);
    }
    for (int i = outputWeights; i < outputBias; i++) {
      weights[i] = random.nextGaussian() * Math.sqrt(2.0 / hidden);
    }
  }

  /** The weights themselves, no copy. */
  double[] weights() {
    return weights;
  }

  /** The class that the model thinks most likely for the sample at {@code x[offset]}. */
  int classify(double[] x, int offset) {
    forward(x, offset);
    int best = 0;
    for (int k = 1; k < outputs; k++) {
      if (probability[k] > probability[best]) {
        best = k;
      }
    }
    return best;
  }

  /** The cross-entropy of the sample at {@code x[offset]}, whose class is {@code label}. */
  double loss(double[] x, int offset, int label) {
    forward(x, offset);
    // A probability that underflows must not make the sum infinite.
    return -Math.log(Math.max(probability[label], Double.MIN_NORMAL));
  }

  /**
   * Adds the loss gradient of one sample to {@code gradient}.
   *
   * @param gradient at least as long as {@link #weights}; what follows is left alone
   * @return the sample's loss
   */
  double addGradient(double[] x, int offset, int label, double[] gradient) {
    final double loss = loss(x, offset, label);
    for (int k = 0; k < outputs; k++) {
      double delta = probability[k] - (k == label ? 1 : 0);
      gradient[outputBias + k] += delta;
      int row = outputWeights + k * hidden;
      for (int j = 0; j < hidden; j++) {
        gradient[row + j] += delta * activation[j];
      }
      probability[k] = delta;
    }
    for (int j = 0; j < hidden; j++) {
      if (activation[j] > 0) {
        double delta = 0;
        for (int k = 0; k < outputs; k++) {
          delta += probability[k] * weights[outputWeights + k * hidden + j];
        }
        gradient[hiddenBias + j] += delta;
        for (int i = 0; i < inputs; i++) {
          gradient[j * inputs + i] += delta * x[offset + i];
        }
      }
    }
    return loss;
  }

  private void forward(double[] x, int offset) {
    for (int j = 0; j < hidden; j++) {
      activation[j] =
          Math.max(0, weights[hiddenBias + j] + dot(weights, j * inputs, x, offset, inputs));
    }
    for (int k = 0; k < outputs; k++) {
      probability[k] =
          weights[outputBias + k] + dot(weights, outputWeights + k * hidden, activation, 0, hidden);
    }
    softmax();
  }

  private void softmax() {
    double max = Arrays.stream(probability).max().orElseThrow();
    double sum = 0;
    for (int k = 0; k < outputs; k++) {
      probability[k] = Math.exp(probability[k] - max);
      sum += probability[k];
    }
    for (int k = 0; k < outputs; k++) {
      probability[k] /= sum;
    }
  }

  /** Four sums at a time: one alone would wait for each addition before the next. */
  private static double dot(double[] a, int aOffset, double[] b, int bOffset, int length) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      sum0 += a[aOffset + i] * b[bOffset + i];
      sum1 += a[aOffset + i + 1] * b[bOffset + i + 1];
      sum2 += a[aOffset + i + 2] * b[bOffset + i + 2];
      sum3 += a[aOffset + i + 3] * b[bOffset + i + 3];
    }
    for (; i < length; i++) {
      sum0 += a[aOffset + i] * b[bOffset + i];
    }
    return sum0 + sum1 + (sum2 + sum3);
  }
}
