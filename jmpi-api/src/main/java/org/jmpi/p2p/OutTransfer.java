package org.jmpi.p2p;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import org.jmpi.error.EngineException;
import org.jmpi.net.BulkSource;

/**
 * The sender's half of a rendezvous: what may be sent, what was, and what has to be sent again.
 * Reads the user's buffer.
 */
final class OutTransfer implements BulkSource {
  private final long transferId;
  private final SendOp op;
  private final ArrayDeque<long[]> again = new ArrayDeque<>(2);

  /**
   * May be sent: up to the early grant first, up to what the receiver wants once it has matched.
   */
  private long limit;

  /**
   * Questions for what has arrived that are not answered yet. Nothing is sent before: it would lie
   * beyond a gap of unknown size, and much of it would be sent twice.
   */
  private int openQuestions;

  /** Everything below was sent at least once. */
  private long sentUpTo;

  /** What this transfer holds of the peer's early window. */
  long earlyChargeBytes;

  private final Collection<OutTransfer> broken;
  private EngineException failure;

  /**
   * A transfer of which nothing was sent.
   *
   * @param broken takes this one when the user's buffer turns out to be unusable
   */
  OutTransfer(
      long transferId,
      SendOp op,
      long earlyBytes,
      long earlyChargeBytes,
      Collection<OutTransfer> broken) {
    this.transferId = transferId;
    this.op = op;
    this.limit = earlyBytes;
    this.earlyChargeBytes = earlyChargeBytes;
    this.broken = broken;
  }

  SendOp op() {
    return op;
  }

  /** What is wrong with the user's buffer, or null. */
  EngineException failure() {
    return failure;
  }

  @Override
  public long transferId() {
    return transferId;
  }

  @Override
  public int nextChunkBytes(int maxBytes) {
    if (failure != null || openQuestions > 0) {
      return 0;
    }
    long[] range = again.peekFirst();
    long available = range != null ? range[1] - range[0] : limit - sentUpTo;
    return (int) Math.min(maxBytes, Math.max(0, available));
  }

  @Override
  public long nextChunkOffset() {
    long[] range = again.peekFirst();
    return range != null ? range[0] : sentUpTo;
  }

  @Override
  public void copyChunk(ByteBuffer target, int lengthBytes) {
    long[] range = again.peekFirst();
    if (range == null) {
      pack(sentUpTo, target, lengthBytes);
      sentUpTo += lengthBytes;
      return;
    }
    pack(range[0], target, lengthBytes);
    range[0] += lengthBytes;
    if (range[0] >= range[1]) {
      again.removeFirst();
    }
  }

  /**
   * The link is in the middle of a record and cannot be told here: it gets these bytes, whatever
   * they are, and the engine gives the message up as soon as it may.
   */
  private void pack(long positionBytes, ByteBuffer target, int lengthBytes) {
    EngineException wrong = op.pack(positionBytes, target, lengthBytes);
    if (wrong != null) {
      failure = wrong;
      broken.add(this);
    }
  }

  /** The receiver has matched and wants the first {@code bytes}. */
  void accept(long bytes) {
    limit = bytes;
  }

  long sentUpTo() {
    return sentUpTo;
  }

  long limit() {
    return limit;
  }

  void asked() {
    openQuestions++;
  }

  /** Returns true when this was the answer to the last question: earlier ones are out of date. */
  boolean answered() {
    openQuestions = Math.max(0, openQuestions - 1);
    return openQuestions == 0;
  }

  boolean hasMore() {
    return failure == null && (!again.isEmpty() || sentUpTo < limit);
  }

  /** Forgets what was to be sent again; a new answer of the receiver follows. */
  void clearAgain() {
    again.clear();
  }

  /** [start, end) did not arrive. */
  void sendAgain(long start, long end) {
    if (start < end) {
      again.addLast(new long[] {start, end});
    }
  }
}
