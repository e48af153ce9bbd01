package org.jmpi.examples.digits;

import java.nio.file.Path;

/**
 * What the command line says.
 *
 * @param epochs passes over the training rows
 * @param batch rows per step, over all ranks
 * @param hidden units of the hidden layer
 * @param rate highest learning rate
 * @param seed of the split, the order of the rows and the first weights
 * @param data file to read, or null for the data that come with the program
 * @param progress how to show progress
 * @param survival what to do when ranks die
 * @param help only say how to use the program
 */
record TrainOptions(
    int epochs,
    int batch,
    int hidden,
    double rate,
    long seed,
    Path data,
    ProgressLine.Mode progress,
    Survival survival,
    boolean help) {

  /**
   * What to do when ranks die.
   *
   * @param on whether the others go on
   * @param spares ranks that wait to take the place of dead ones
   * @param killRank the rank that kills itself, or -1
   * @param killAtStep the step, counted from 0 over all epochs, in which it does
   */
  record Survival(boolean on, int spares, int killRank, int killAtStep) {
    static final Survival OFF = new Survival(false, 0, -1, 0);
  }

  static final TrainOptions DEFAULTS =
      new TrainOptions(60, 128, 96, 0.2, 1, null, ProgressLine.Mode.AUTO, Survival.OFF, false);

  static final String USAGE =
      """
      Usage: TrainDigits [option…]
      Trains a classifier of handwritten digits on all ranks together.

        --epochs N     passes over the training rows (%d)
        --batch N      rows per step, over all ranks (%d)
        --hidden N     units of the hidden layer (%d)
        --rate X       highest learning rate (%s)
        --seed N       seed of the split, the order and the first weights (%d)
        --data FILE    lines of 64 pixels (0 to 16) and a digit, with commas between
                       them, also as .gz (the 1,797 digits that come with the program)
        --progress M   tty: one line that is rewritten; log: a line now and then;
                       auto: tty on a terminal, else log (auto)
        --survive      when a rank dies the others go on without it; needs
                       jmpirun --with-ft ulfm; with --respawn new processes take
                       the places of the dead
        --spares K     the last K ranks wait, and take the place of dead ones (0)
        --kill-rank R  rank R kills itself, to see what happens, …
        --kill-at-step S  … in step S, counted from 0 over all epochs (0)
        --help         this text

      Exit code: 0; 1 when fewer than %.0f %% of the held-out digits are recognised or
      the ranks' weights differ; 2 when an option or the data file is wrong.
      """
          .formatted(
              DEFAULTS.epochs,
              DEFAULTS.batch,
              DEFAULTS.hidden,
              DEFAULTS.rate,
              DEFAULTS.seed,
              100 * TrainDigits.WANTED_ACCURACY);

  /**
   * Reads {@code --name value} and {@code --name=value}.
   *
   * @throws IllegalArgumentException when an option is unknown or its value is wrong; the message
   *     is for the user
   */
  static TrainOptions parse(String... args) {
    TrainOptions o = DEFAULTS;
    for (int i = 0; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      String name = equals < 0 ? args[i] : args[i].substring(0, equals);
      if (name.equals("--help") || name.equals("-h")) {
        return o.withHelp();
      }
      if (name.equals("--survive") && equals < 0) {
        o =
            o.with(
                new Survival(true, o.survival.spares, o.survival.killRank, o.survival.killAtStep));
        continue;
      }
      if (!isKnown(name)) {
        throw new IllegalArgumentException("unknown option " + args[i] + "; --help lists them");
      }
      if (equals < 0 && i + 1 == args.length) {
        throw new IllegalArgumentException(name + " needs a value");
      }
      o = o.with(name, equals < 0 ? args[++i] : args[i].substring(equals + 1));
    }
    if (!o.survival.on && !o.survival.equals(Survival.OFF)) {
      throw new IllegalArgumentException(
          "--spares, --kill-rank and --kill-at-step are of use with --survive only");
    }
    return o;
  }

  private static boolean isKnown(String name) {
    return switch (name) {
      case "--epochs", "--batch", "--hidden", "--rate", "--seed", "--data", "--progress" -> true;
      case "--spares", "--kill-rank", "--kill-at-step" -> true;
      default -> false;
    };
  }

  private TrainOptions withHelp() {
    return new TrainOptions(epochs, batch, hidden, rate, seed, data, progress, survival, true);
  }

  private TrainOptions with(String name, String value) {
    return new TrainOptions(
        name.equals("--epochs") ? whole(name, value, 100_000) : epochs,
        name.equals("--batch") ? whole(name, value, 1_000_000) : batch,
        name.equals("--hidden") ? whole(name, value, 100_000) : hidden,
        name.equals("--rate") ? positive(name, value) : rate,
        name.equals("--seed") ? seed(name, value) : seed,
        name.equals("--data") ? Path.of(value) : data,
        name.equals("--progress") ? ProgressLine.Mode.of(value) : progress,
        survival(name, value),
        help);
  }

  private TrainOptions with(Survival newSurvival) {
    return new TrainOptions(epochs, batch, hidden, rate, seed, data, progress, newSurvival, help);
  }

  private Survival survival(String name, String value) {
    return new Survival(
        survival.on,
        name.equals("--spares") ? whole(name, value, 0, 100_000) : survival.spares,
        name.equals("--kill-rank") ? whole(name, value, 0, 100_000) : survival.killRank,
        name.equals("--kill-at-step")
            ? whole(name, value, 0, Integer.MAX_VALUE)
            : survival.killAtStep);
  }

  private static int whole(String name, String value, int max) {
    return whole(name, value, 1, max);
  }

  private static int whole(String name, String value, int min, int max) {
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        name + " needs a whole number from " + min + " to " + max + ", not " + value);
  }

  private static double positive(String name, String value) {
    try {
      double number = Double.parseDouble(value);
      if (number > 0 && number <= 1000) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(name + " needs a number above 0, not " + value);
  }

  private static long seed(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " needs a whole number, not " + value, e);
    }
  }
}
