/**
 * The command line of {@code jmpirun}: parses it (picocli), places the ranks, builds their
 * commands, and hands the plan to {@code control}. Everything wrong with the command line is one
 * line and exit code 2.
 */
package org.jmpi.launcher.cli;
