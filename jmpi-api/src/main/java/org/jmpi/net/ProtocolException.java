package org.jmpi.net;

/** A peer sent what the protocol does not allow; the connection is closed with this reason. */
public final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The reason, fit to be sent to the peer. */
  public ProtocolException(String reason) {
    super(reason);
  }
}
