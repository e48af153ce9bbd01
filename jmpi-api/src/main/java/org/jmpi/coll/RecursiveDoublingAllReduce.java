package org.jmpi.coll;

/**
 * All-reduce by recursive doubling: partners at distance 1, 2, 4, … exchange what they have and
 * both reduce it, the lower ranks' operand on the left at both. Ranks beyond a power of two are
 * folded into their neighbours first.
 *
 * <p>Why: fewest rounds, for short vectors; elements are never cut; rank order is kept. Cost: (log2
 * p + 2) (α + nβ + nγ). Source: Thakur et al. 2005, §3.6.
 */
final class RecursiveDoublingAllReduce extends Algorithm {
  RecursiveDoublingAllReduce() {
    super("recursive_doubling");
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int rank = b.rank();
    int size = b.size();
    int members = Integer.highestOneBit(size);
    int folded = size - members;
    if (rank < 2 * folded && (rank & 1) == 0) {
      b.send(part.own, 0, part.count, rank + 1);
      b.recv(part.result, 0, part.count, rank + 1);
      return;
    }
    if (part.own != part.result) {
      b.copy(part.own, 0, part.result, 0, part.count);
    }
    int accumulated = part.result;
    int incoming = size == 1 ? -1 : b.newItemsLike(part.own, part.count);
    if (rank < 2 * folded) {
      b.recv(incoming, 0, part.count, rank - 1);
      b.reduce(incoming, 0, accumulated, 0, part.count);
    }
    int self = rank < 2 * folded ? rank / 2 : rank - folded;
    for (int mask = 1; mask < members; mask <<= 1) {
      int other = self ^ mask;
      int partner = other < folded ? 2 * other + 1 : other + folded;
      b.recv(incoming, 0, part.count, partner);
      b.send(accumulated, 0, part.count, partner);
      if (other < self) {
        b.reduce(incoming, 0, accumulated, 0, part.count);
      } else {
        b.reduce(accumulated, 0, incoming, 0, part.count);
        int swap = accumulated;
        accumulated = incoming;
        incoming = swap;
      }
    }
    if (accumulated != part.result) {
      b.copy(accumulated, 0, part.result, 0, part.count);
    }
    if (rank < 2 * folded) {
      b.send(accumulated, 0, part.count, rank - 1);
    }
  }
}
