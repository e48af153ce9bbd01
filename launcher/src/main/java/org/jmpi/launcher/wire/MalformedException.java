package org.jmpi.launcher.wire;

/** Bytes that are no message of this protocol; whoever sent them is disconnected. */
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong with the bytes. */
  public MalformedException(String reason) {
    super(reason);
  }
}
