package org.jmpi.bench.osu;

import mpi.MPIException;

/**
 * What is measured, at one rank, for one message size. {@link Bench#measure} runs it at all ranks
 * with the same counts: {@code prepare}, {@code once} any number of times, {@code check}.
 */
public interface Kernel {
  /** Writes the pattern of this seed into what is sent, and clears what is received. */
  void prepare(int seed) throws MPIException;

  /** One iteration: all that is timed. */
  void once() throws MPIException;

  /**
   * Looks at the data after the last iteration.
   *
   * @throws IllegalStateException when they are wrong
   */
  void check(int seed) throws MPIException;

  /** Between two iterations that are timed one by one; not timed itself. */
  default void between() throws MPIException {}

  /** Whether the iterations of this run are timed one by one; told before {@link #prepare}. */
  default void timedSingly(boolean singly) {}
}
