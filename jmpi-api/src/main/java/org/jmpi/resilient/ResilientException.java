package org.jmpi.resilient;

/**
 * A resilient run cannot go on, at any of its processes: all that live get an exception of this
 * kind or, where the reason is an exception of the program's own, that one.
 */
public class ResilientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message says what happened, and what to do. */
  ResilientException(String message) {
    super(message);
  }
}
