package org.jmpi.net;

import java.nio.ByteBuffer;

/**
 * The way to one peer. Frames arrive exactly once, in any order. All methods are called under the
 * engine's lock and none blocks; a link survives the loss of the connections below it.
 */
public interface Link {
  /** The process index of the peer. */
  int peer();

  /** What carries it: {@code self}, {@code in-process}, {@code quic}; for people. */
  String transportName();

  /**
   * Room for a frame of exactly {@code lengthBytes}: the buffer's position is its start and its
   * limit the end; little endian; 8-byte aligned. Null is back-pressure: {@link
   * LinkEvents#onWritable} will come. A claim that was not published is replaced by the next one.
   */
  ByteBuffer claim(int lengthBytes);

  /** The claimed frame is complete. It leaves with the next {@link #flush} at the latest. */
  void publish();

  /** Sends what was published. */
  void flush();

  /** The longest frame that {@link #claim} takes. */
  int maxFrameBytes();

  /** Messages up to this many bytes of payload are worth sending inside a frame. */
  int eagerLimitBytes();

  /**
   * How many bytes of medium messages are worth copying at a time so that their senders need not
   * wait for the receiver; 0 where an answer comes soon.
   */
  default int sendAheadBytes() {
    return 0;
  }

  /** How the peer's memory may be read without the link; null where it may not. */
  default SingleCopy singleCopy() {
    return null;
  }

  /**
   * Takes chunks from {@code source} until it has none; the link may interleave several sources.
   */
  void startBulk(BulkSource source);

  /** The link no longer refers to {@code source} when this returns. */
  void stopBulk(BulkSource source);

  /**
   * True when the peer's side has everything that was published (acknowledged), and no bulk data is
   * under way.
   */
  boolean isDrained();

  /** The peer has finalized: it need not be dialled again when the connection goes. */
  void peerFinalized();

  /** Nothing will be sent any more; the peer is dead or the rank finalizes. Idempotent. */
  void close();

  /** What was measured on the way, in passing: costs the path nothing. */
  default LinkMeasure measure() {
    return LinkMeasure.NONE;
  }

  /** One line for people: state, counters, round-trip time where measured. */
  String report();
}
