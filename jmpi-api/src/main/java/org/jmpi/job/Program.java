package org.jmpi.job;

import java.util.List;

/**
 * What a running program asks to be started.
 *
 * @param command a main class, {@code java}, or another program
 * @param arguments its arguments
 * @param count how many processes of it
 * @param host where; empty: the job chooses
 * @param directory to start in, seen from that of the job; empty: that
 */
public record Program(
    String command, List<String> arguments, int count, String host, String directory) {
  /** Copies the list. */
  public Program {
    arguments = List.copyOf(arguments);
  }
}
