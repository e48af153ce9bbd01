package org.jmpi.examples.digits;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows how far training is: one line that is rewritten where somebody watches, a line now and then
 * where the output goes to a file.
 */
final class ProgressLine {
  private static final double REWRITE_SECONDS = 0.1;
  private static final double LOG_SECONDS = 2;
  private static final int LOG_LINES = 10;

  /** How to show progress. */
  enum Mode {
    /** As the terminal hint says. */
    AUTO,
    /** Rewrite one line. */
    TTY,
    /** Print a line every few epochs or seconds. */
    LOG;

    /**
     * The mode of that name.
     *
     * @throws IllegalArgumentException when there is none; the message is for the user
     */
    static Mode of(String name) {
      for (Mode mode : values()) {
        if (mode.name().toLowerCase(Locale.ROOT).equals(name)) {
          return mode;
        }
      }
      throw new IllegalArgumentException("--progress is auto, tty or log, not " + name);
    }
  }

  /**
   * Where training stands.
   *
   * @param epoch epochs done
   * @param epochs epochs in all
   * @param loss mean training loss of the last epoch
   * @param accuracy share of the held-out rows recognised, 0 … 1
   * @param samples training rows used so far, by all ranks
   * @param seconds since training began
   * @param communicationSeconds of them in MPI calls
   */
  record State(
      int epoch,
      int epochs,
      double loss,
      double accuracy,
      long samples,
      double seconds,
      double communicationSeconds) {}

  private final PrintStream out;
  private final boolean rewrites;
  private int shownLength;
  private int shownEpoch;
  private double shownSeconds = Double.NEGATIVE_INFINITY;

  /**
   * Writes to {@code out}.
   *
   * @param terminal somebody watches {@code out}; matters for {@link Mode#AUTO} alone
   */
  ProgressLine(PrintStream out, Mode mode, boolean terminal) {
    this.out = out;
    this.rewrites = mode == Mode.TTY || mode == Mode.AUTO && terminal;
  }

  /**
   * Whether standard output is a terminal. Behind a launcher it never is one, but the launcher
   * knows where the lines end up, and says so in the environment.
   */
  static boolean watched() {
    if (System.getenv("JMPI_RANK") != null) {
      return "1".equals(System.getenv("JMPI_TERMINAL"));
    }
    // From Java 22 on there is a console without a terminal too.
    return System.console() != null && Runtime.version().feature() < 22;
  }

  /** Shows {@code state} if it is time to. */
  void show(State state) {
    boolean last = state.epoch() == state.epochs();
    double sinceSeconds = state.seconds() - shownSeconds;
    if (rewrites) {
      if (last || sinceSeconds >= REWRITE_SECONDS) {
        rewrite(format(state));
        shownSeconds = state.seconds();
      }
    } else if (last
        || sinceSeconds >= LOG_SECONDS
        || state.epoch() - shownEpoch >= Math.max(1, state.epochs() / LOG_LINES)) {
      out.println(format(state));
      shownSeconds = state.seconds();
      shownEpoch = state.epoch();
    }
    if (last && rewrites) {
      out.println();
    }
    out.flush();
  }

  /** Says something on a line of its own. */
  void say(String text) {
    if (rewrites) {
      rewrite(text);
      out.println();
      shownLength = 0;
    } else {
      out.println(text);
    }
    out.flush();
  }

  /** At most 79 characters for usual numbers: a line that wraps could not be rewritten. */
  static String format(State s) {
    double leftSeconds = s.seconds() / s.epoch() * (s.epochs() - s.epoch());
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  loss %.3f  test %.1f %%  %.0f samples/s  comm %.0f %%  %s",
        s.epoch(),
        s.epochs(),
        s.loss(),
        100 * s.accuracy(),
        s.samples() / s.seconds(),
        100 * s.communicationSeconds() / s.seconds(),
        s.epoch() == s.epochs() ? "done" : time(leftSeconds) + " left");
  }

  /** {@code 12 s}, {@code 3:05} or {@code 2:01:30}. */
  static String time(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  private void rewrite(String line) {
    StringBuilder text = new StringBuilder("\r").append(line);
    // What is left of a longer line before this one must go.
    for (int i = line.length(); i < shownLength; i++) {
      text.append(' ');
    }
    out.print(text);
    shownLength = line.length();
  }
}
