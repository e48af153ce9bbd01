package org.jmpi.p2p;

/**
 * The first byte of every frame between two engines; {@code docs/wire-protocol.md} has the layouts.
 */
final class FrameType {
  /** Envelope with its payload. */
  static final byte EAGER = 1;

  /** Envelope alone; payload comes as bulk chunks of the named transfer. */
  static final byte REQUEST_TO_SEND = 2;

  /** The receive is matched: send up to the named length. */
  static final byte CLEAR_TO_SEND = 3;

  /** All bytes of a transfer have arrived in the receiver's buffer. */
  static final byte DONE = 4;

  /** A synchronous eager message was matched. */
  static final byte MATCHED = 5;

  /** Eager payload was consumed: so many bytes may be sent again. */
  static final byte CREDIT = 6;

  /**
   * The sender would like to cancel the named message (value 0), or has given it up whatever its
   * state (value 1).
   */
  static final byte CANCEL = 7;

  /** Answer to {@link #CANCEL}: 1 when it was cancelled. */
  static final byte CANCEL_REPLY = 8;

  /** What has arrived of the named transfer? Sent after a connection was lost. */
  static final byte QUERY = 9;

  /** Answer to {@link #QUERY}: ranges that have arrived. */
  static final byte ARRIVED = 10;

  /** The message will never be received: its communicator is gone at the receiver. */
  static final byte DROPPED = 11;

  /**
   * An envelope whose message was given up before it was sent; takes its place in the numbering.
   */
  static final byte SKIPPED = 12;

  /** The sender has finalized and everything it sent has arrived. */
  static final byte FINALIZED = 13;

  /** A message of the recovery protocols. */
  static final byte RECOVERY = 14;

  private FrameType() {}
}
