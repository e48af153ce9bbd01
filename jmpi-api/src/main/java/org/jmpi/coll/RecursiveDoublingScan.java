package org.jmpi.coll;

/**
 * Scan and exscan by recursive doubling: partners exchange the totals of their groups; what comes
 * from below also goes into the rank's own prefix. Rank order is kept.
 *
 * <p>Why: fewest rounds for short vectors. Cost: ceil(log2 p) (α + nβ + 2nγ). Source: Hillis,
 * Steele, "Data parallel algorithms", 1986; MPICH's recursive doubling scan.
 */
final class RecursiveDoublingScan extends Algorithm {
  private final boolean exclusive;

  RecursiveDoublingScan(boolean exclusive) {
    super("recursive_doubling");
    this.exclusive = exclusive;
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int rank = b.rank();
    int size = b.size();
    long count = part.count;
    int group = b.newItemsLike(part.own, count);
    int incoming = b.newItemsLike(part.own, count);
    b.copy(part.own, 0, group, 0, count);
    boolean hasPrefix = !exclusive;
    if (!exclusive && part.own != part.result) {
      b.copy(part.own, 0, part.result, 0, count);
    }
    for (int mask = 1; mask < size; mask <<= 1) {
      int partner = rank ^ mask;
      if (partner >= size) {
        continue;
      }
      b.recv(incoming, 0, count, partner);
      b.send(group, 0, count, partner);
      if (partner < rank) {
        if (hasPrefix) {
          b.reduce(incoming, 0, part.result, 0, count);
        } else {
          b.copy(incoming, 0, part.result, 0, count);
          hasPrefix = true;
        }
        b.reduce(incoming, 0, group, 0, count);
      } else {
        b.reduce(group, 0, incoming, 0, count);
        int swap = group;
        group = incoming;
        incoming = swap;
      }
    }
  }
}
