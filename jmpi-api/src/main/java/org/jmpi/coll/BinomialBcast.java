package org.jmpi.coll;

/**
 * Broadcast down a binomial tree, the farthest subtree first.
 *
 * <p>Why: the fewest rounds for small messages, and elements are never cut. Cost: ceil(log2 p) (α +
 * nβ). Source: Thakur, Rabenseifner, Gropp, "Optimization of collective communication operations in
 * MPICH", 2005, §3.2.
 */
final class BinomialBcast extends Algorithm {
  BinomialBcast() {
    super("binomial");
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int rank = b.rank();
    int size = b.size();
    int relative = (rank - part.root + size) % size;
    int mask = 1;
    while (mask < size) {
      if ((relative & mask) != 0) {
        b.recv(part.data, 0, part.count, (rank - mask + size) % size);
        break;
      }
      mask <<= 1;
    }
    for (mask >>= 1; mask > 0; mask >>= 1) {
      if (relative + mask < size) {
        b.send(part.data, 0, part.count, (rank + mask) % size);
      }
    }
  }
}
