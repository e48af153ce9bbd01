package org.jmpi.launcher;

import org.jmpi.launcher.agent.AgentMain;
import org.jmpi.launcher.cli.Jmpirun;

/**
 * Starts {@code jmpirun}, or the agent of another host that a {@code jmpirun} elsewhere asks for.
 */
public final class Main {
  private Main() {}

  /** Exits with the job's exit code. */
  public static void main(String[] args) throws InterruptedException {
    if (args.length > 0 && args[0].equals(Jmpirun.AGENT)) {
      AgentMain.main(args);
    } else {
      System.exit(Jmpirun.run(args));
    }
  }
}
