package org.jmpi.bench.osu;

/** Work for the processor alone, of a length that can be chosen. */
final class Computation implements Kernel {
  private static final int CALIBRATION_ROUNDS = 50;
  private static final int CALIBRATION_UNITS = 20_000;

  private final long units;
  private double value = 1;

  private Computation(long units) {
    this.units = units;
  }

  /** Work that takes about so long on a processor of its own. */
  static Computation lasting(double us) {
    Computation piece = new Computation(CALIBRATION_UNITS);
    long bestNs = Long.MAX_VALUE;
    for (int i = 0; i < CALIBRATION_ROUNDS; i++) {
      long startNs = System.nanoTime();
      piece.once();
      bestNs = Math.min(bestNs, System.nanoTime() - startNs);
    }
    return new Computation(Math.max(1, Math.round(us * 1e3 * CALIBRATION_UNITS / bestNs)));
  }

  @Override
  public void prepare(int seed) {
    value = 1 + seed;
  }

  @Override
  public void once() {
    double x = value;
    for (long i = 0; i < units; i++) {
      x = x * 0.999 + 0.5;
    }
    value = x;
  }

  @Override
  public void check(int seed) {
    if (!(value > 0)) {
      throw new IllegalStateException("wrong result: " + value);
    }
  }
}
