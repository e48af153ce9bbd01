package org.jmpi.examples.digits;

import java.util.Arrays;
import java.util.Random;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * Synchronous data-parallel training: each rank holds the whole model and works on its share of
 * every batch; the gradients are summed over all ranks, and all take the same step.
 *
 * <p>The batches are those of a single process, whatever the number of ranks, so the result differs
 * by rounding alone. All ranks must hold the same weights to the last bit: they start from rank
 * 0's, add up the same sums, and use only arithmetic whose result the language fixes.
 */
final class DataParallelTrainer {
  private static final double MOMENTUM = 0.9;
  private static final double WARM_UP = 0.05;
  private static final double JITTER_PIXELS = 0.5;

  private final Intracomm comm;
  private final int rank;
  private final int size;
  private final DigitsData data;
  private final TrainOptions options;
  private final Mlp model;
  private final int[] trainRows;
  private final int[] testRows;
  private final double[] velocity;
  private final Jitter jitter;
  private final double[] image = new double[DigitsData.PIXELS];

  /** The gradient, then the loss: so that one message carries both. */
  private final double[] sums;

  private double communicationSeconds;

  /** Collective over {@code comm}: all ranks pass the same data and options. */
  DataParallelTrainer(Intracomm comm, DigitsData data, TrainOptions options) throws MPIException {
    this.comm = comm;
    this.rank = comm.getRank();
    this.size = comm.getSize();
    this.data = data;
    this.options = options;
    model = new Mlp(DigitsData.PIXELS, options.hidden(), DigitsData.CLASSES, options.seed());
    jitter = new Jitter(JITTER_PIXELS, options.seed());
    velocity = new double[model.weights().length];
    sums = new double[model.weights().length + 1];

    // A fixed fifth is held out: no step ever sees it.
    int[] rows = new int[data.rows()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    shuffle(rows, new Random(options.seed()));
    int held = rows.length / 5;
    testRows = Arrays.copyOfRange(rows, 0, held);
    trainRows = Arrays.copyOfRange(rows, held, rows.length);

    comm.bcast(model.weights(), model.weights().length, MPI.DOUBLE, 0);
  }

  /**
   * One pass over the training rows. Collective.
   *
   * @param epoch from 0; fixes the order of the rows and the learning rate
   * @return the mean loss of the training rows, the same at all ranks
   */
  double trainEpoch(int epoch) throws MPIException {
    shuffle(trainRows, new Random(31 * options.seed() + epoch));
    int steps = (trainRows.length + options.batch() - 1) / options.batch();
    double loss = 0;
    for (int step = 0; step < steps; step++) {
      int from = step * options.batch();
      int to = Math.min(from + options.batch(), trainRows.length);
      double done = (epoch + (double) step / steps) / options.epochs();
      loss += step(epoch, from, to, options.rate() * schedule(done));
    }
    return loss / trainRows.length;
  }

  /** The share of held-out rows that are classified correctly, 0 … 1. Collective. */
  double testAccuracy() throws MPIException {
    int[] correct = {0};
    for (int i = share(0, testRows.length, rank); i < share(0, testRows.length, rank + 1); i++) {
      int row = testRows[i];
      if (model.classify(data.pixels(), row * DigitsData.PIXELS) == data.label(row)) {
        correct[0]++;
      }
    }
    double start = MPI.wtime();
    comm.allReduce(correct, 1, MPI.INT, MPI.SUM);
    communicationSeconds += MPI.wtime() - start;
    return (double) correct[0] / testRows.length;
  }

  /** How long this rank has been in MPI calls so far, waiting for slower ranks included. */
  double communicationSeconds() {
    return communicationSeconds;
  }

  int trainingRows() {
    return trainRows.length;
  }

  int heldOutRows() {
    return testRows.length;
  }

  Mlp model() {
    return model;
  }

  /**
   * One step of {@code epoch} on the training rows {@code from} … {@code to}; returns the sum of
   * their losses.
   */
  private double step(int epoch, int from, int to, double rate) throws MPIException {
    Arrays.fill(sums, 0);
    double loss = 0;
    for (int i = share(from, to, rank); i < share(from, to, rank + 1); i++) {
      int row = trainRows[i];
      jitter.apply(data.pixels(), row * DigitsData.PIXELS, row, epoch, image);
      loss += model.addGradient(image, 0, data.label(row), sums);
    }
    sums[sums.length - 1] = loss;

    double start = MPI.wtime();
    comm.allReduce(sums, sums.length, MPI.DOUBLE, MPI.SUM);
    communicationSeconds += MPI.wtime() - start;

    // Sums, not means, were added up: so shares of unequal length have their proper weight.
    double[] weights = model.weights();
    double scale = rate / (to - from);
    for (int i = 0; i < weights.length; i++) {
      velocity[i] = MOMENTUM * velocity[i] - scale * sums[i];
      weights[i] += velocity[i];
    }
    return sums[sums.length - 1];
  }

  /** Where the share of {@code ofRank} of the rows {@code from} … {@code to} begins. */
  private int share(int from, int to, int ofRank) {
    return from + (int) ((long) (to - from) * ofRank / size);
  }

  /**
   * The learning rate's course: a short linear rise, then half a cosine down to 0. StrictMath,
   * because {@code Math.cos} may differ in the last bit between machines, and then the ranks'
   * weights would drift apart.
   */
  private static double schedule(double done) {
    double rise = Math.min(1, done / WARM_UP + 0.1);
    return rise * 0.5 * (1 + StrictMath.cos(StrictMath.PI * done));
  }

  private static void shuffle(int[] rows, Random random) {
    for (int i = rows.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int row = rows[i];
      rows[i] = rows[j];
      rows[j] = row;
    }
  }
}
