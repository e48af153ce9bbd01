package org.jmpi.fault;

/**
 * A process that is taken for dead, for ever.
 *
 * @param process its index
 * @param cause for people
 * @param certainty how that is known
 */
public record Failure(int process, String cause, Certainty certainty) {
  /** How a failure is known. */
  public enum Certainty {
    /** Its agent has collected its exit. */
    CONFIRMED,
    /** It could not be reached for longer than the bound, and nobody had certain word of it. */
    SUSPECTED
  }
}
