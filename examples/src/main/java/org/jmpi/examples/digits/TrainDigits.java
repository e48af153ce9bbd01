package org.jmpi.examples.digits;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * Trains a small neural network on handwritten digits, data-parallel over all ranks:
 *
 * <pre>jmpirun -n 4 -cp jmpi-examples.jar org.jmpi.examples.digits.TrainDigits</pre>
 *
 * <p>It ends with exit code 0 only when at least 95 % of the digits that were held out are
 * recognised and all ranks hold the same weights to the last bit.
 */
public final class TrainDigits {
  static final double WANTED_ACCURACY = 0.95;
  static final int EXIT_OK = 0;
  static final int EXIT_FAILED = 1;
  static final int EXIT_USAGE = 2;

  private TrainDigits() {}

  /** Arguments: see {@code --help}. */
  public static void main(String[] args) throws MPIException {
    String[] own = MPI.Init(args);
    int rank = MPI.COMM_WORLD.getRank();
    int exitCode = run(MPI.COMM_WORLD, own, System.out, System.err);
    MPI.Finalize();
    // All ranks agree on the code; one that reports it makes one message instead of many.
    if (rank == 0 && exitCode != EXIT_OK) {
      System.exit(exitCode);
    }
  }

  /**
   * The whole program between Init and Finalize; only rank 0 prints. The same code at all ranks.
   */
  static int run(Intracomm comm, String[] args, PrintStream out, PrintStream err)
      throws MPIException {
    boolean speaks = comm.getRank() == 0;
    TrainOptions options;
    try {
      options = TrainOptions.parse(args);
    } catch (IllegalArgumentException e) {
      if (speaks) {
        err.println("TrainDigits: " + e.getMessage());
      }
      return EXIT_USAGE;
    }
    if (options.help()) {
      if (speaks) {
        out.print(TrainOptions.USAGE);
      }
      return EXIT_OK;
    }
    DigitsData data = DigitsData.broadcast(comm, speaks ? read(options, err) : null);
    return data == null ? EXIT_USAGE : train(comm, data, options, speaks ? out : null, err);
  }

  /** Rank 0 alone touches the file; the others may be on machines that have no copy. */
  private static DigitsData read(TrainOptions options, PrintStream err) {
    try {
      return options.data() == null
          ? DigitsData.readBundled()
          : DigitsData.readFile(options.data());
    } catch (NoSuchFileException e) {
      err.println("TrainDigits: there is no file " + e.getFile());
    } catch (IOException e) {
      err.println("TrainDigits: cannot read the data: " + e.getMessage());
    }
    return null;
  }

  /**
   * Trains and judges.
   *
   * @param out where rank 0 prints; null at the others
   */
  private static int train(
      Intracomm comm, DigitsData data, TrainOptions options, PrintStream out, PrintStream err)
      throws MPIException {
    DataParallelTrainer trainer = new DataParallelTrainer(comm, data, options);
    if (out != null) {
      out.printf(
          Locale.ROOT,
          "%d digits to learn from, %d held out; %d weights; %d %s%n",
          trainer.trainingRows(),
          trainer.heldOutRows(),
          trainer.model().weights().length,
          comm.getSize(),
          comm.getSize() == 1 ? "rank" : "ranks");
    }
    ProgressLine progress =
        out == null ? null : new ProgressLine(out, options.progress(), ProgressLine.watched());
    double start = MPI.wtime();
    double accuracy = 0;
    for (int epoch = 0; epoch < options.epochs(); epoch++) {
      double loss = trainer.trainEpoch(epoch);
      accuracy = trainer.testAccuracy();
      if (progress != null) {
        progress.show(
            new ProgressLine.State(
                epoch + 1,
                options.epochs(),
                loss,
                accuracy,
                (epoch + 1L) * trainer.trainingRows(),
                MPI.wtime() - start,
                trainer.communicationSeconds()));
      }
    }
    double seconds = MPI.wtime() - start;

    double[] communication = {trainer.communicationSeconds() / comm.getSize()};
    comm.allReduce(communication, 1, MPI.DOUBLE, MPI.SUM);
    WeightsCheck check = WeightsCheck.of(comm, trainer.model().weights());
    boolean accurate = accuracy >= WANTED_ACCURACY;
    if (out != null) {
      report(out, err, accuracy, check, seconds, communication[0]);
    }
    return accurate && check.identical() ? EXIT_OK : EXIT_FAILED;
  }

  private static void report(
      PrintStream out,
      PrintStream err,
      double accuracy,
      WeightsCheck check,
      double seconds,
      double communicationSeconds) {
    out.printf(
        Locale.ROOT,
        "%.1f s, of which %.0f %% in communication (mean of the ranks)%n",
        seconds,
        100 * communicationSeconds / seconds);
    out.printf(Locale.ROOT, "accuracy on the held-out digits: %.2f %%%n", 100 * accuracy);
    if (check.identical()) {
      out.printf("identical weights on all ranks: yes, bit for bit (hash %016x)%n", check.hash());
    } else {
      err.println(
          "TrainDigits: FAILED: the weights of ranks "
              + check.differing()
              + " are not those of rank 0");
    }
    if (accuracy < WANTED_ACCURACY) {
      err.printf(
          Locale.ROOT,
          "TrainDigits: FAILED: %.2f %% is less than the %.0f %% wanted; train longer (--epochs)%n",
          100 * accuracy,
          100 * WANTED_ACCURACY);
    }
    out.flush();
    err.flush();
  }
}
