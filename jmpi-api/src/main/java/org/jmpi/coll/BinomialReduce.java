package org.jmpi.coll;

/**
 * Reduce up a binomial tree. With an operator that is not commutative the tree has rank 0 as its
 * root, so that each subtree is a range of ranks, and the result goes on to the root.
 *
 * <p>Why: few rounds for short vectors, elements are never cut, rank order can be kept. Cost:
 * ceil(log2 p) (α + nβ + nγ). Source: Thakur et al. 2005, §3.5.
 */
final class BinomialReduce extends Algorithm {
  BinomialReduce() {
    super("binomial");
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int top = part.commutative ? part.root : 0;
    int total = reduceTo(b, part, top);
    int rank = b.rank();
    if (top != part.root) {
      if (rank == top) {
        b.send(total, 0, part.count, part.root);
      } else if (rank == part.root) {
        b.recv(part.result, 0, part.count, top);
      }
    } else if (rank == part.root && total != part.result) {
      b.copy(total, 0, part.result, 0, part.count);
    }
  }

  /** Writes the tree down; the slot that has the total at rank {@code top}. */
  static int reduceTo(ScheduleBuilder b, Part part, int top) {
    int size = b.size();
    int relative = (b.rank() - top + size) % size;
    long count = part.count;
    int accumulated = part.own;
    int spare = -1;
    for (int mask = 1; mask < size; mask <<= 1) {
      if ((relative & mask) != 0) {
        b.send(accumulated, 0, count, (relative - mask + top) % size);
        return accumulated;
      }
      int child = relative | mask;
      if (child < size) {
        int incoming = spare >= 0 ? spare : b.newItemsLike(part.own, count);
        b.recv(incoming, 0, count, (child + top) % size);
        b.reduce(accumulated, 0, incoming, 0, count);
        spare = accumulated == part.own ? -1 : accumulated;
        accumulated = incoming;
      }
    }
    return accumulated;
  }
}
