package org.jmpi.examples.digits;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
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
    int exitCode = run(MPI.COMM_WORLD, own, System.out, System.err, TrainDigits::die);
    MPI.Finalize();
    // All ranks agree on the code; one that reports it makes one message instead of many. With
    // --survive it is the one that has it.
    boolean survives = Arrays.asList(own).contains("--survive");
    if ((rank == 0 || survives) && exitCode != EXIT_OK) {
      System.exit(exitCode);
    }
  }

  /**
   * The whole program between Init and Finalize; only one rank prints. The same code at all ranks;
   * with {@code --survive} only at the lowest that is left, and {@link #EXIT_OK} at the others.
   *
   * @param death how this process kills itself when the options want it
   */
  static int run(Intracomm comm, String[] args, PrintStream out, PrintStream err, Runnable death)
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
    if (data == null) {
      return EXIT_USAGE;
    }
    TrainOptions.Survival survival = options.survival();
    if (!survival.on()) {
      return train(comm, data, options, speaks ? new Reporter(out, err, options) : null);
    }
    if (survival.spares() >= comm.getSize() && !Intracomm.isRespawned()) {
      if (speaks) {
        err.println("TrainDigits: --spares must leave a rank to work");
      }
      return EXIT_USAGE;
    }
    Reporter reporter = new Reporter(out, err, options);
    return new SurvivingTraining(comm, data, options, reporter, death).train();
  }

  /** As if somebody had killed this process. */
  private static void die() {
    long pid = ProcessHandle.current().pid();
    try {
      new ProcessBuilder("kill", "-KILL", Long.toString(pid)).start().waitFor();
    } catch (IOException | InterruptedException e) {
      // A system without that command, or in a hurry.
    }
    Runtime.getRuntime().halt(EXIT_FAILED);
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
   * @param reporter at rank 0; null at the others
   */
  private static int train(Intracomm comm, DigitsData data, TrainOptions options, Reporter reporter)
      throws MPIException {
    DataParallelTrainer trainer = new DataParallelTrainer(comm, data, options);
    if (reporter != null) {
      reporter.begin(trainer, comm.getSize());
    }
    double accuracy = 0;
    for (int epoch = 0; epoch < options.epochs(); epoch++) {
      double loss = trainer.trainEpoch(epoch);
      accuracy = trainer.testAccuracy();
      if (reporter != null) {
        reporter.epoch(epoch, loss, accuracy, trainer);
      }
    }
    double[] communication = {trainer.communicationSeconds() / comm.getSize()};
    comm.allReduce(communication, 1, MPI.DOUBLE, MPI.SUM);
    WeightsCheck check = WeightsCheck.of(comm, trainer.model().weights());
    if (reporter != null) {
      reporter.end(accuracy, check, communication[0]);
    }
    return verdict(accuracy, check);
  }

  private static int verdict(double accuracy, WeightsCheck check) {
    return accuracy >= WANTED_ACCURACY && check.identical() ? EXIT_OK : EXIT_FAILED;
  }

  /** What a watcher reads. */
  static final class Reporter {
    private final PrintStream out;
    private final PrintStream err;
    private final TrainOptions options;
    private final ProgressLine progress;
    private double startSeconds = MPI.wtime();

    Reporter(PrintStream out, PrintStream err, TrainOptions options) {
      this.out = out;
      this.err = err;
      this.options = options;
      this.progress = new ProgressLine(out, options.progress(), ProgressLine.watched());
    }

    void begin(DataParallelTrainer trainer, int ranks) {
      out.printf(
          Locale.ROOT,
          "%d digits to learn from, %d held out; %d weights; %d %s%n",
          trainer.trainingRows(),
          trainer.heldOutRows(),
          trainer.model().weights().length,
          ranks,
          ranks == 1 ? "rank" : "ranks");
      out.flush();
    }

    void epoch(int epoch, double loss, double accuracy, DataParallelTrainer trainer) {
      progress.show(
          new ProgressLine.State(
              epoch + 1,
              options.epochs(),
              loss,
              accuracy,
              (epoch + 1L) * trainer.trainingRows(),
              seconds(),
              trainer.communicationSeconds()));
    }

    /** Since the beginning. */
    double seconds() {
      return MPI.wtime() - startSeconds;
    }

    /** The beginning was before this process came. */
    void beganBefore(double seconds) {
      startSeconds = MPI.wtime() - seconds;
    }

    void say(String text) {
      progress.say(text);
    }

    /** Returns the exit code. */
    int end(double accuracy, WeightsCheck check, double communicationSeconds) {
      double seconds = seconds();
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
      return verdict(accuracy, check);
    }
  }
}
