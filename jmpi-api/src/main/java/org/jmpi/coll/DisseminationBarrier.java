package org.jmpi.coll;

/**
 * Barrier by dissemination: in round k each rank signals the one 2^k above it and waits for the one
 * 2^k below, so that after the last round everybody has heard of everybody.
 *
 * <p>Why: the fewest rounds, no root, any number of ranks. Cost: ceil(log2 p) α. Source: Hensgen,
 * Finkel, Manber, "Two algorithms for barrier synchronization", 1988.
 */
final class DisseminationBarrier extends Algorithm {
  DisseminationBarrier() {
    super("dissemination");
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int rank = b.rank();
    int size = b.size();
    int[] heard = new int[32];
    int rounds = 0;
    for (int distance = 1; distance < size && distance > 0; distance <<= 1) {
      b.awaitSignal((rank - distance + size) % size);
      heard[rounds] = b.lastStep();
      for (int i = 0; i < rounds; i++) {
        b.after(heard[i]);
      }
      b.signal((int) (((long) rank + distance) % size));
      rounds++;
    }
  }
}
