package org.jmpi.net;

import java.nio.Buffer;

/**
 * Beside a link to a process of the same host: the receiver of a long message may read it from the
 * sender's memory, with one copy in the kernel instead of two through the link. The sender offers,
 * the receiver reads or has it sent; both handle both ways for each message. All methods are called
 * under the engine's lock but {@link #read}.
 */
public interface SingleCopy {
  // ---- sender

  /**
   * Chooses the way of a message.
   *
   * @param source a direct buffer; it stays reachable until the receiver has let go of it, or
   *     {@link #withdraw} was called
   * @param startByte from the buffer's index 0
   * @return the address to offer; 0: the link is to carry the message
   */
  long offer(Buffer source, long startByte, long lengthBytes);

  /** True when the message that {@link #offer} has just left to the link is to be timed. */
  boolean isTimed();

  /** How many offers were withdrawn so far; goes with each offer. */
  long withdrawals();

  /**
   * From now on nothing counts that was offered before, read or not: the sender's memory may
   * change.
   */
  void withdraw();

  /** A message was written to the link, which took so long. */
  void wasSent(long lengthBytes, long ns);

  /**
   * A message was read by the receiver, whom it took so long.
   *
   * @param ns 0 where that says nothing
   */
  void wasRead(long lengthBytes, long ns);

  /** The receiver could or would not read a message. */
  void wasDeclined(long lengthBytes);

  /** The clock by which both sides time: nanoseconds from any origin. Any thread. */
  long nowNs();

  // ---- receiver

  /** True when it is worth trying to read into this direct buffer. */
  boolean canRead(Buffer target);

  /** True when a read takes no preparation any more, which may be long. */
  boolean isReady();

  /**
   * Reads from the peer's memory. Any thread, without the engine's lock.
   *
   * @param address as offered by the peer; only ever used in the memory of that process
   * @param targetByte from the buffer's index 0
   * @return false when not all could be read; what is in the target then means nothing
   */
  boolean read(long address, Buffer target, long targetByte, int lengthBytes);

  /** True when the peer has withdrawn offers since: what was read may not be what was sent. */
  boolean isWithdrawn(long withdrawalsAtOffer);
}
