package org.jmpi.p2p;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import org.jmpi.error.EngineException;
import org.jmpi.net.BulkSource;
import org.jmpi.net.SingleCopy;

/**
 * The sender's half of a rendezvous: what may be sent, what was, and what has to be sent again.
 * Reads the user's buffer.
 */
final class OutTransfer implements BulkSource {
  private final long transferId;
  private SendOp op;
  private final ArrayDeque<long[]> again = new ArrayDeque<>(2);

  /**
   * May be sent: up to the early grant first, up to what the receiver wants once it has matched.
   */
  private long limit;

  /** Questions for what has arrived that are not answered yet. */
  private int openQuestions;

  /**
   * All of it is in question. Nothing is sent before the answer: it would lie beyond a gap of
   * unknown size.
   */
  private boolean allInQuestion;

  /** What the answer decides about; null: nothing was ever lost. */
  private RangeSet doubtful;

  /** Everything below was sent at least once. */
  private long sentUpTo;

  /** What this transfer holds of the peer's early window. */
  long earlyChargeBytes;

  /** The receiver may be reading the user's buffer. */
  boolean offered;

  /** The clock by which copying to the link is timed; null: it is not. */
  SingleCopy timer;

  private long copyNs;
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

  /** From now on the data come from another send of the same message. */
  void handOver(SendOp other) {
    op = other;
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
    if (failure != null || allInQuestion) {
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
    if (timer == null) {
      copyNext(target, lengthBytes);
      return;
    }
    long startNs = timer.nowNs();
    copyNext(target, lengthBytes);
    copyNs += timer.nowNs() - startNs;
  }

  /** How long copying to the link has taken, where it is timed. */
  long copyNs() {
    return copyNs;
  }

  private void copyNext(ByteBuffer target, int lengthBytes) {
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

  /** All connections were lost: what was sent may be missing. */
  void doubtAll() {
    doubtAgain();
    doubtful.add(0, sentUpTo);
    allInQuestion = true;
  }

  /** A connection was lost that had taken [start, end). */
  void doubt(long start, long end) {
    doubtAgain();
    doubtful.add(Math.max(0, start), Math.min(end, sentUpTo));
  }

  /** What waits to be sent again is forgotten with the answer, unless it is in doubt too. */
  private void doubtAgain() {
    if (doubtful == null) {
      doubtful = new RangeSet();
    }
    again.forEach(range -> doubtful.add(range[0], range[1]));
  }

  /** A question is on its way. */
  void asked() {
    openQuestions++;
  }

  /**
   * Returns true when this was the answer to the last question, {@link #missing} and {@link
   * #settle} follow: earlier ones are out of date.
   */
  boolean answered() {
    openQuestions = Math.max(0, openQuestions - 1);
    if (openQuestions > 0 || doubtful == null) {
      return false;
    }
    again.clear();
    return true;
  }

  boolean hasMore() {
    return failure == null && (!again.isEmpty() || sentUpTo < limit);
  }

  /** [start, end) has not arrived: what is in doubt of it is sent again. */
  void missing(long start, long end) {
    for (int i = 0; i < doubtful.rangeCount(); i++) {
      long from = Math.max(start, doubtful.start(i));
      long to = Math.min(end, doubtful.end(i));
      if (from < to) {
        again.addLast(new long[] {from, to});
      }
    }
  }

  /** The answer is heeded. */
  void settle() {
    doubtful = null;
    allInQuestion = false;
  }
}
