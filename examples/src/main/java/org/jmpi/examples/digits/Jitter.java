package org.jmpi.examples.digits;

import java.util.SplittableRandom;

/**
 * Moves an image by a random fraction of a pixel each time it is learnt, so that the network cannot
 * learn 1,438 images by heart.
 *
 * <p>The move depends on the seed, the epoch and the row, not on who computes it: any number of
 * ranks sees the same images.
 */
final class Jitter {
  private static final int SIDE = 8;

  private final double maxPixels;
  private final long seed;

  Jitter(double maxPixels, long seed) {
    this.maxPixels = maxPixels;
    this.seed = seed;
  }

  /** Writes the image at {@code pixels[offset]}, moved, to {@code out}. */
  void apply(double[] pixels, int offset, int row, int epoch, double[] out) {
    SplittableRandom random = new SplittableRandom((seed * 1_000_003 + epoch) * 1_000_003 + row);
    double dx = (2 * random.nextDouble() - 1) * maxPixels;
    double dy = (2 * random.nextDouble() - 1) * maxPixels;
    int left = (int) Math.floor(dx);
    int top = (int) Math.floor(dy);
    double fx = dx - left;
    double fy = dy - top;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double upper =
            (1 - fx) * at(pixels, offset, x + left, y + top)
                + fx * at(pixels, offset, x + left + 1, y + top);
        double lower =
            (1 - fx) * at(pixels, offset, x + left, y + top + 1)
                + fx * at(pixels, offset, x + left + 1, y + top + 1);
        out[y * SIDE + x] = (1 - fy) * upper + fy * lower;
      }
    }
  }

  /** White, that is 0, outside the image. */
  private static double at(double[] pixels, int offset, int x, int y) {
    return x >= 0 && x < SIDE && y >= 0 && y < SIDE ? pixels[offset + y * SIDE + x] : 0;
  }
}
