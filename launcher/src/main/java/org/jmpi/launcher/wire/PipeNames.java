package org.jmpi.launcher.wire;

import java.io.File;

/**
 * Where the two named pipes of a rank's life-line are. The rank renames the one that it reads
 * before it uses it, which only one process can: whoever comes second knows that it is second.
 */
public final class PipeNames {
  /** How the address of life-lines that are pipes ends. */
  public static final String SUFFIX = ".pipes";

  private static final String PREFIX = "agent.";

  private PipeNames() {}

  /** What ranks are told of pipes in {@code directory}; there is no such file. */
  public static File address(File directory) {
    return new File(directory, PREFIX + SUFFIX.substring(1));
  }

  /** From the rank to the agent. */
  public static File up(File directory, int index) {
    return new File(directory, PREFIX + index + ".up");
  }

  /** From the agent to the rank, before a process has taken it. */
  public static File down(File directory, int index) {
    return new File(directory, PREFIX + index + ".down");
  }

  /** The same afterwards. */
  public static File taken(File directory, int index) {
    return new File(directory, PREFIX + index + ".taken");
  }
}
