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

  private Intracomm comm;
  private int rank;
  private int size;
  private final DigitsData data;
  private final TrainOptions options;
  private final Mlp model;
  private final int[] trainRows;
  private final int[] testRows;
  private final double[] velocity;
  private final Jitter jitter;
  private final double[] image = new double[DigitsData.PIXELS];

  /** The gradient, the loss, the number of rows: so that one message carries all. */
  private final double[] sums;

  private int orderedEpochs;
  private double communicationSeconds;

  /** Collective over {@code comm}: all ranks pass the same data and options. */
  DataParallelTrainer(Intracomm comm, DigitsData data, TrainOptions options) throws MPIException {
    this(data, options);
    join(comm, 0);
  }

  /** A trainer that has to {@link #join} others first. */
  DataParallelTrainer(DigitsData data, TrainOptions options) {
    this.data = data;
    this.options = options;
    model = new Mlp(DigitsData.PIXELS, options.hidden(), DigitsData.CLASSES, options.seed());
    jitter = new Jitter(JITTER_PIXELS, options.seed());
    velocity = new double[model.weights().length];
    sums = new double[model.weights().length + 2];

    // A fixed fifth is held out: no step ever sees it.
    int[] rows = new int[data.rows()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    shuffle(rows, new Random(options.seed()));
    int held = rows.length / 5;
    testRows = Arrays.copyOfRange(rows, 0, held);
    trainRows = Arrays.copyOfRange(rows, held, rows.length);
  }

  /**
   * From now on trains with the ranks of {@code newComm}, from the weights that {@code root} has.
   * Collective over them.
   */
  void join(Intracomm newComm, int root) throws MPIException {
    comm = newComm;
    rank = comm.getRank();
    size = comm.getSize();
    comm.bcast(model.weights(), model.weights().length, MPI.DOUBLE, root);
    comm.bcast(velocity, velocity.length, MPI.DOUBLE, root);
  }

  /**
   * One pass over the training rows. Collective.
   *
   * @param epoch from 0; fixes the order of the rows and the learning rate
   * @return the mean loss of the training rows, the same at all ranks
   */
  double trainEpoch(int epoch) throws MPIException {
    double loss = 0;
    for (int step = 0; step < stepsPerEpoch(); step++) {
      addUp(epoch, step);
      loss += takeStep(epoch, step);
    }
    return loss / trainRows.length;
  }

  /** How many batches an epoch has. */
  int stepsPerEpoch() {
    return (trainRows.length + options.batch() - 1) / options.batch();
  }

  /**
   * The first half of a step: adds up the gradients of all ranks, and changes no weight, so it can
   * be repeated. Collective.
   *
   * @param epoch from 0, never less than before
   * @param step of {@link #stepsPerEpoch}
   */
  void addUp(int epoch, int step) throws MPIException {
    order(epoch);
    int from = step * options.batch();
    int to = Math.min(from + options.batch(), trainRows.length);
    Arrays.fill(sums, 0);
    double loss = 0;
    int first = share(from, to, rank);
    int end = share(from, to, rank + 1);
    for (int i = first; i < end; i++) {
      int row = trainRows[i];
      jitter.apply(data.pixels(), row * DigitsData.PIXELS, row, epoch, image);
      loss += model.addGradient(image, 0, data.label(row), sums);
    }
    sums[sums.length - 2] = loss;
    sums[sums.length - 1] = end - first;

    double start = MPI.wtime();
    comm.allReduce(sums, sums.length, MPI.DOUBLE, MPI.SUM);
    communicationSeconds += MPI.wtime() - start;
  }

  /**
   * The second half: moves the weights by what was added up. Local.
   *
   * @return the sum of the losses of all rows of the batch
   */
  double takeStep(int epoch, int step) {
    double done = (epoch + (double) step / stepsPerEpoch()) / options.epochs();
    // Sums, not means, were added up: so shares of unequal length have their proper weight, and the
    // mean is over the rows of those ranks that have contributed.
    double scale = options.rate() * schedule(done) / sums[sums.length - 1];
    double[] weights = model.weights();
    for (int i = 0; i < weights.length; i++) {
      velocity[i] = MOMENTUM * velocity[i] - scale * sums[i];
      weights[i] += velocity[i];
    }
    return sums[sums.length - 2];
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

  /** The order of the training rows in {@code epoch}: it depends on those before. */
  private void order(int epoch) {
    for (; orderedEpochs <= epoch; orderedEpochs++) {
      shuffle(trainRows, new Random(31 * options.seed() + orderedEpochs));
    }
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
