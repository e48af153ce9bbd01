package org.jmpi.coll;

/**
 * Reduce-scatter where each rank gets every other rank's operands for its own block and reduces
 * them. The lower ranks' come in falling order on the left, the higher ranks' in falling order on
 * the right, so rank order is kept.
 *
 * <p>Why: long vectors with little memory; operators that are not commutative; objects. Cost: (p −
 * 1) α + n (p−1)/p (β + γ). Source: Thakur et al. 2005, §3.5 (pairwise exchange).
 */
final class PairwiseReduceScatter extends Algorithm {
  PairwiseReduceScatter() {
    super("pairwise");
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int rank = b.rank();
    int size = b.size();
    long[] starts = Blocks.starts(part.recvCounts);
    long mine = part.recvCounts[rank];
    int lower = part.own == part.result ? b.newItemsLike(part.own, mine) : part.result;
    b.copy(part.own, starts[rank], lower, 0, mine);
    int[] incoming = {b.newItemsLike(part.own, mine), b.newItemsLike(part.own, mine)};
    int higher = -1;
    for (int i = 1; i < size; i++) {
      int source = (rank - i + size) % size;
      int dest = (rank + i) % size;
      boolean firstHigher = source > rank && higher < 0;
      int target = firstHigher ? b.newItemsLike(part.own, mine) : incoming[i & 1];
      b.recv(target, 0, mine, source);
      b.send(part.own, starts[dest], part.recvCounts[dest], dest);
      if (firstHigher) {
        higher = target;
      } else {
        b.reduce(target, 0, source < rank ? lower : higher, 0, mine);
      }
    }
    int total = lower;
    if (higher >= 0) {
      b.reduce(lower, 0, higher, 0, mine);
      total = higher;
    }
    if (total != part.result) {
      b.copy(total, 0, part.result, 0, mine);
    }
  }
}
