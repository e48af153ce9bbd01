package org.jmpi.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Direct pooled buffers for one endpoint, with one arena and no caches per thread: all use is under
 * one lock, by changing threads, whose caches would only hold memory back.
 *
 * <p>It also ends what would otherwise never end. The codec sends in a loop that asks for a buffer
 * per packet, and goes on for as long as the library below says "nothing, try again"; for
 * connections that are closed in the middle of a handshake that was seen to go on for ever, with
 * the engine's lock held. No turn of the event loop needs nearly as many buffers as are allowed
 * here; past that the send fails, which ends that connection and nothing else.
 */
final class TurnBoundAllocator extends PooledByteBufAllocator {
  private static final int MAX_BUFFERS_PER_TURN = 1_000_000;
  private static final int PAGE_BYTES = 8192;
  private static final int MAX_ORDER = 9;

  private final int maxBuffersPerTurn;
  private int buffersThisTurn;

  TurnBoundAllocator() {
    this(MAX_BUFFERS_PER_TURN);
  }

  TurnBoundAllocator(int maxBuffersPerTurn) {
    super(true, 0, 1, PAGE_BYTES, MAX_ORDER, 0, 0, false);
    this.maxBuffersPerTurn = maxBuffersPerTurn;
  }

  /** The event loop begins another turn. */
  void newTurn() {
    buffersThisTurn = 0;
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    if (++buffersThisTurn > maxBuffersPerTurn) {
      throw new IllegalStateException(
          "the QUIC codec asked for " + buffersThisTurn + " buffers in one turn of the event loop");
    }
    return super.newDirectBuffer(initialCapacity, maxCapacity);
  }
}
