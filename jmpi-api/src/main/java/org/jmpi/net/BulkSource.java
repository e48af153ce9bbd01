package org.jmpi.net;

import java.nio.ByteBuffer;

/**
 * One large message on its way out. The link pulls chunks from it whenever it may send. Called
 * under the engine's lock.
 */
public interface BulkSource {
  /** Names the transfer between these two processes in this direction; never used again. */
  long transferId();

  /**
   * How many bytes the next chunk has: at most {@code maxBytes}, 0 when nothing may be sent at
   * present (all sent, or the receiver's grant is used up). The link then forgets the source until
   * {@link Link#startBulk} is called again.
   */
  int nextChunkBytes(int maxBytes);

  /**
   * The offset of the next chunk in the message; valid after {@link #nextChunkBytes} returned more
   * than 0.
   */
  long nextChunkOffset();

  /**
   * Copies the next chunk to {@code target} at its position, advances that by {@code lengthBytes},
   * and moves on.
   */
  void copyChunk(ByteBuffer target, int lengthBytes);
}
