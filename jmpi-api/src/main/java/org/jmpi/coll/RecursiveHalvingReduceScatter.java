package org.jmpi.coll;

/**
 * Reduce-scatter by recursive halving: partners exchange the halves of the vector that the other
 * side is to have. Ranks beyond a power of two are folded into their neighbours first.
 *
 * <p>Why: few rounds for vectors of short and middle length. Cost: log2 p α + n (p−1)/p (β + γ).
 * Source: Thakur et al. 2005, §3.5.
 */
final class RecursiveHalvingReduceScatter extends Algorithm {
  RecursiveHalvingReduceScatter() {
    super("recursive_halving");
  }

  @Override
  boolean supports(Shape shape) {
    return shape.commutative() && !shape.object();
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int rank = b.rank();
    int size = b.size();
    int members = Integer.highestOneBit(size);
    int folded = size - members;
    long[] starts = Blocks.starts(part.recvCounts);
    long total = starts[size];
    long mine = part.recvCounts[rank];
    if (rank < 2 * folded && (rank & 1) == 0) {
      b.send(part.own, 0, total, rank + 1);
      b.recv(part.result, 0, mine, rank + 1);
      return;
    }
    int work = b.newItemsLike(part.own, total);
    int incoming = b.newItemsLike(part.own, total);
    b.copy(part.own, 0, work, 0, total);
    if (rank < 2 * folded) {
      b.recv(incoming, 0, total, rank - 1);
      b.reduce(incoming, 0, work, 0, total);
    }
    int self = rank < 2 * folded ? rank / 2 : rank - folded;
    halve(b, work, incoming, starts, folded, members, self);
    if (rank < 2 * folded) {
      b.send(work, starts[rank - 1], part.recvCounts[rank - 1], rank - 1);
    }
    b.copy(work, starts[rank], part.result, 0, mine);
  }

  private static void halve(
      ScheduleBuilder b, int work, int incoming, long[] starts, int folded, int members, int self) {
    int low = 0;
    int high = members;
    for (int mask = members >> 1; mask > 0; mask >>= 1) {
      int middle = (low + high) >>> 1;
      boolean keepLow = (self & mask) == 0;
      int other = self ^ mask;
      int partner = other < folded ? 2 * other + 1 : other + folded;
      long outFrom = starts[firstRank(keepLow ? middle : low, folded)];
      long outTo = starts[firstRank(keepLow ? high : middle, folded)];
      low = keepLow ? low : middle;
      high = keepLow ? middle : high;
      long from = starts[firstRank(low, folded)];
      long length = starts[firstRank(high, folded)] - from;
      b.recv(incoming, from, length, partner);
      b.send(work, outFrom, outTo - outFrom, partner);
      b.reduce(incoming, from, work, from, length);
    }
  }

  /** The lowest rank that a member stands for. */
  private static int firstRank(int member, int folded) {
    return member < folded ? 2 * member : member + folded;
  }
}
