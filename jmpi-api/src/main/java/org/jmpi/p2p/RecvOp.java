package org.jmpi.p2p;

import java.nio.ByteBuffer;
import org.jmpi.data.Payload;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** A receive. Reusable after it is done; the payload is set before {@link P2pEngine#recv}. */
public final class RecvOp extends Operation {
  final MatchNode node = new MatchNode(this);
  private final Payload payload = new Payload();
  MatchContext context;

  /** The transfer that fills this receive, when it is a large one. */
  InTransfer transfer;

  /** Where the data go: set it before the receive. */
  public Payload payload() {
    return payload;
  }

  /**
   * Says what is wanted: a rank or {@link P2pEngine#ANY_SOURCE}, a tag or {@link
   * P2pEngine#ANY_TAG}.
   */
  public RecvOp from(MatchContext context, int sourceRank, long tag) {
    this.context = context;
    node.source = sourceRank;
    node.tag = tag;
    return this;
  }

  /** True for a receive that takes messages of any source. */
  public boolean isFromAnySource() {
    return node.source == P2pEngine.ANY_SOURCE;
  }

  void start(Completion completion) {
    begin(completion);
  }

  /** All bytes are in the user's buffer. */
  void complete(int source, long tag, long messageBytes) {
    long capacity = payload.lengthBytes();
    release();
    status().set(source, tag, Math.min(messageBytes, capacity), false);
    if (messageBytes > capacity) {
      fail(
          new EngineException(
              ErrorClass.TRUNCATE,
              "the message from rank "
                  + source
                  + " with tag "
                  + tag
                  + " has "
                  + messageBytes
                  + " bytes, the receive buffer "
                  + capacity
                  + ": receive with a larger count (probe tells how much)"));
    } else {
      succeed();
    }
  }

  /**
   * Moves bytes to the user's buffer.
   *
   * @return what is wrong with that buffer, or null: it is this receive that fails then, not the
   *     engine
   */
  EngineException unpack(long positionBytes, ByteBuffer data, int lengthBytes) {
    try {
      payload.unpack(positionBytes, data, lengthBytes);
      return null;
    } catch (EngineException e) {
      return e;
    }
  }

  void completeCancelled() {
    release();
    status().cancelled = true;
    succeed();
  }

  void abort(EngineException reason) {
    release();
    fail(reason);
  }

  /** Nothing of the engine refers to the user's memory from here on. */
  private void release() {
    transfer = null;
    context = null;
    payload.clear();
  }
}
