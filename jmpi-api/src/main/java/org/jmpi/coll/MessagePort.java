package org.jmpi.coll;

import org.jmpi.data.Payload;
import org.jmpi.error.EngineException;

/**
 * What the runner needs of a message layer: messages within one group, matched exactly by (source,
 * tag). The real one is {@link P2pPort}; simulated clusters have their own. All calls are made
 * under the engine's lock.
 */
interface MessagePort {
  /** Members of the group. */
  int size();

  /** This member's rank. */
  int selfRank();

  /** The process index of a rank, for error messages. */
  int process(int rank);

  /** A reusable outgoing message. */
  Message newSend(Listener listener);

  /** A reusable incoming message. */
  Message newReceive(Listener listener);

  /**
   * Cancels the posted receives with tags in [tagFrom, tagTo) and discards all messages with such
   * tags, those that are here and those that come later; the senders' messages complete as if they
   * had been received, or with an error.
   *
   * @param reason why the instance ends at this member
   */
  void endInstance(long tagFrom, long tagTo, EngineException reason);

  /** One message under way at a time; used again when it is done. */
  interface Message {
    /** Set before each start; cleared by the port when the message is done. */
    Payload payload();

    /** Starts the message to or from {@code peerRank}. May be done inside the call. */
    void start(int peerRank, long tag);

    /**
     * Ends the message early where that is possible: {@link Listener#done} comes now or later, as
     * for any message. Allowed when the message is done already.
     */
    void abandon(EngineException reason);

    /** Packed bytes that came; valid inside {@link Listener#done} of a receive. */
    long receivedBytes();
  }

  /** Is told when a message is done. */
  interface Listener {
    /** The port has dropped the payload. {@code error} is null when all went well. */
    void done(EngineException error);
  }
}
