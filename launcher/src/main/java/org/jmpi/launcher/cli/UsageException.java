package org.jmpi.launcher.cli;

/** The command line cannot be run; the message is one line and says what to do. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong. */
  public UsageException(String message) {
    super(message);
  }
}
