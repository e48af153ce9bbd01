package org.jmpi.coll;

/**
 * Reduce-scatter by recursive halving and all-gather by recursive doubling, the two halves of
 * Rabenseifner's algorithms. Ranks beyond a power of two are folded into their neighbours first.
 * The vector is cut into one chunk per remaining rank; each chunk's result is computed by one rank
 * in one order, so all copies of it have the same bits.
 */
final class Halving {
  /** Ranks that take part after folding: a power of two. */
  final int members;

  private final ScheduleBuilder b;
  private final int folded;
  private final int work;
  private final int incoming;
  private final Chunks chunks;
  private final long count;

  /** This rank's number among the members, or -1. */
  private final int self;

  Halving(ScheduleBuilder b, int work, int incoming, long count) {
    this.b = b;
    this.work = work;
    this.incoming = incoming;
    this.count = count;
    this.members = Integer.highestOneBit(b.size());
    this.folded = b.size() - members;
    int rank = b.rank();
    if (rank < 2 * folded) {
      self = (rank & 1) == 0 ? -1 : rank / 2;
    } else {
      self = rank - folded;
    }
    this.chunks = new Chunks(count, members, 1);
  }

  /** The group's rank of a member. */
  int rankOf(int member) {
    return member < folded ? 2 * member + 1 : member + folded;
  }

  boolean isMember() {
    return self >= 0;
  }

  int self() {
    return self;
  }

  long chunkStart(int member) {
    return chunks.start(member);
  }

  long chunkLength(int member) {
    return chunks.length(member);
  }

  /** Even ranks below twice the surplus hand their vector to the next. */
  void fold() {
    int rank = b.rank();
    if (rank >= 2 * folded) {
      return;
    }
    if (self < 0) {
      sendPieces(0, count, rank + 1);
    } else {
      recvAndReduce(0, count, rank - 1);
    }
  }

  /** Those that were folded get the whole result. */
  void unfold() {
    int rank = b.rank();
    if (rank < 2 * folded) {
      if (self < 0) {
        b.recv(work, 0, count, rank + 1);
      } else {
        b.send(work, 0, count, rank - 1);
      }
    }
  }

  /** Afterwards chunk {@link #self} of {@code work} is complete at this member. */
  void reduceScatter() {
    int low = 0;
    int high = members;
    for (int mask = members >> 1; mask > 0; mask >>= 1) {
      int middle = (low + high) >>> 1;
      boolean keepLow = (self & mask) == 0;
      int partner = rankOf(self ^ mask);
      int outLow = keepLow ? middle : low;
      int outHigh = keepLow ? high : middle;
      low = keepLow ? low : middle;
      high = keepLow ? middle : high;
      exchangeAndReduce(low, high, outLow, outHigh, partner);
    }
  }

  /** Afterwards all chunks are at all members. */
  void allGather() {
    for (int mask = 1; mask < members; mask <<= 1) {
      int first = self & -mask;
      int theirs = first ^ mask;
      int partner = rankOf(self ^ mask);
      b.recv(
          work, chunks.start(theirs), chunks.start(theirs + mask) - chunks.start(theirs), partner);
      b.send(work, chunks.start(first), chunks.start(first + mask) - chunks.start(first), partner);
    }
  }

  private void exchangeAndReduce(int low, int high, int outLow, int outHigh, int partner) {
    recvAndReduce(chunks.start(low), chunks.start(high) - chunks.start(low), partner);
    sendPieces(chunks.start(outLow), chunks.start(outHigh) - chunks.start(outLow), partner);
  }

  private void sendPieces(long from, long length, int dest) {
    int segments = Chunks.segments(b.bytes(work, length));
    Chunks pieces = new Chunks(length, segments, 1);
    for (int i = 0; i < segments; i++) {
      b.send(work, from + pieces.start(i), pieces.length(i), dest);
    }
  }

  /** In segments, so that one is reduced while the next is on its way; the sender cuts alike. */
  private void recvAndReduce(long from, long length, int source) {
    int segments = Chunks.segments(b.bytes(work, length));
    Chunks pieces = new Chunks(length, segments, 1);
    for (int i = 0; i < segments; i++) {
      long start = from + pieces.start(i);
      b.recv(incoming, start, pieces.length(i), source);
      b.reduce(incoming, start, work, start, pieces.length(i));
    }
  }
}
