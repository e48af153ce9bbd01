package org.jmpi.examples.digits;

import java.io.IOException;
import java.util.List;
import mpi.MPI;
import mpi.MPIException;

/**
 * One rank of {@link TrainDigitsTest}: trains alone and with the others, compares the two, then
 * lets the last rank's weights differ in one bit.
 */
public final class ComparingRank {
  private static final int EPOCHS = 2;

  private ComparingRank() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws MPIException, IOException {
    MPI.Init(args);
    DigitsData data = DigitsData.readBundled();
    // 50 rows are not shared equally by 3 ranks, and the last batch is shorter.
    TrainOptions options = TrainOptions.parse("--hidden=16", "--batch=50", "--epochs=" + EPOCHS);
    DataParallelTrainer alone = new DataParallelTrainer(MPI.COMM_SELF, data, options);
    DataParallelTrainer together = new DataParallelTrainer(MPI.COMM_WORLD, data, options);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      require("loss", alone.trainEpoch(epoch), together.trainEpoch(epoch));
    }
    double[] weights = together.model().weights();
    for (int i = 0; i < weights.length; i++) {
      require("weight " + i, alone.model().weights()[i], weights[i]);
    }
    require("accuracy", alone.testAccuracy(), together.testAccuracy());

    int last = MPI.COMM_WORLD.getSize() - 1;
    requireDiffering(List.of(), WeightsCheck.of(MPI.COMM_WORLD, weights));
    if (MPI.COMM_WORLD.getRank() == last) {
      weights[5] = Double.longBitsToDouble(Double.doubleToRawLongBits(weights[5]) ^ 1);
    }
    requireDiffering(List.of(last), WeightsCheck.of(MPI.COMM_WORLD, weights));
    MPI.Finalize();
  }

  private static void require(String what, double alone, double together) {
    if (!(Math.abs(alone - together) < 1e-9)) {
      throw new AssertionError(what + ": alone " + alone + ", together " + together);
    }
  }

  private static void requireDiffering(List<Integer> expected, WeightsCheck check) {
    if (!check.differing().equals(expected) || check.identical() != expected.isEmpty()) {
      throw new AssertionError("differing ranks " + check.differing() + ", not " + expected);
    }
  }
}
