package org.jmpi.transport.quic;

/**
 * Why a connection ended, or never came about.
 *
 * @param cause what kind of end it was
 * @param code the application's or the transport's error code (RFC 9000 §20), 0 when there is none
 * @param text for people
 */
public record CloseReason(Cause cause, long code, String text) {
  /**
   * Application error codes that this side sends. They start where no transport error code lies
   * (RFC 9000 §20.1), so that one number tells which it is.
   */
  public static final int CODE_GOODBYE = 0x4a00;

  /** The peer sent what the protocol does not allow. */
  public static final int CODE_PROTOCOL = 0x4a01;

  /** A handler on this side failed. */
  public static final int CODE_INTERNAL = 0x4a02;

  /** The peer is not who it should be. */
  public static final int CODE_IDENTITY = 0x4a03;

  /** The codec failed at a stream; another connection may do better. */
  public static final int CODE_STREAM = 0x4a04;

  /** Too many handshakes are under way, or this one took too long. */
  public static final int CODE_BUSY = 0x4a05;

  /** What ended it. */
  public enum Cause {
    /** This side closed it. */
    LOCAL,
    /** The peer closed it. */
    PEER,
    /** Nothing was heard for the idle time-out. */
    TIMED_OUT,
    /** The dial did not get through the handshake. */
    DIAL_FAILED
  }
}
