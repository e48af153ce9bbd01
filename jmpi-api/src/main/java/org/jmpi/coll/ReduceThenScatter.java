package org.jmpi.coll;

/**
 * Reduce-scatter as a binomial reduce to rank 0 followed by a scatter of the blocks.
 *
 * <p>Why: few rounds with an operator that is not commutative; rank order is kept. Cost: log2 p (α
 * + nβ + nγ) + (p − 1) α + n β. Source: MPI-4.1 §6.10, which defines the operation so.
 */
final class ReduceThenScatter extends Algorithm {
  ReduceThenScatter() {
    super("reduce_scatterv");
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    long[] starts = Blocks.starts(part.recvCounts);
    int rank = b.rank();
    long mine = part.recvCounts[rank];
    part.count = starts[b.size()];
    int total = BinomialReduce.reduceTo(b, part, 0);
    if (rank != 0) {
      b.recv(part.result, 0, mine, 0);
      return;
    }
    for (int dest = 1; dest < b.size(); dest++) {
      b.send(total, starts[dest], part.recvCounts[dest], dest);
    }
    if (total != part.result) {
      b.copy(total, 0, part.result, 0, mine);
    }
  }
}
