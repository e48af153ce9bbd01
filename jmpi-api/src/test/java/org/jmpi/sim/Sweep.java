package org.jmpi.sim;

/**
 * How many seeds the tests over simulated clusters try: a few in each build, many when somebody
 * asks for them ({@code make test-sweep}). These tests have the tag {@code sweep}.
 */
public final class Sweep {
  private static final int TIMES = Integer.getInteger("jmpi.test.sweep", 1);

  private Sweep() {}

  /** So many seeds for a test that tries {@code usual} of them in each build. */
  public static long seeds(long usual) {
    return usual * TIMES;
  }
}
