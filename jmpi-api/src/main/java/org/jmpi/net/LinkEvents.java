package org.jmpi.net;

import java.nio.ByteBuffer;

/**
 * Where a transport delivers what comes in. Called under the engine's lock by the thread that
 * polls. Buffers are little endian, are valid during the call only, and what is in them comes from
 * outside: an implementation checks every length and throws {@link ProtocolException}, on which the
 * transport closes that connection with the reason.
 */
public interface LinkEvents {
  /** A frame, exactly once, in any order. */
  void onFrame(Link link, ByteBuffer frame);

  /**
   * A chunk of a bulk transfer; may come twice, and before the frame that announces its transfer.
   */
  void onBulk(Link link, long transferId, long offset, ByteBuffer chunk);

  /** {@link Link#claim} returned null before and would not now. */
  void onWritable(Link link);

  /** The connections were lost: all bulk chunks that were under way may be missing. */
  void onBulkLost(Link link);

  /** One of several connections was lost: these chunks may be missing. */
  default void onBulkLost(Link link, LostChunks chunks) {
    onBulkLost(link);
  }

  /** An observation: the peer could not be reached for longer than the link's bound. */
  void onUnreachable(Link link, String reason);

  /**
   * True when a link that has more to deliver should leave it to the next poll: what the polling
   * thread waits for is there. What comes next then finds the program's next receive posted,
   * instead of being kept as unexpected.
   */
  default boolean isAwaitedDone() {
    return false;
  }
}
