package org.jmpi.launcher;

import org.jmpi.launcher.cli.Jmpirun;

/** Starts {@code jmpirun}. */
public final class Main {
  private Main() {}

  /** Exits with the job's exit code. */
  public static void main(String[] args) {
    System.exit(Jmpirun.run(args));
  }
}
