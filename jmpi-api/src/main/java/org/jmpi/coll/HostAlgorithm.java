package org.jmpi.coll;

/** How a blocking collective runs over memory that all members share. */
enum HostAlgorithm {
  /**
   * Everybody writes what others want of it into its slot, and reads what it wants from theirs. One
   * meeting: cost α + p·n·(β + γ) at each member for a reduction of n bytes on p members. For short
   * vectors, where the meeting is all that counts.
   */
  FLAT("shared_flat"),

  /**
   * Pieces go through the segment one after the other: while one is copied out, the next is copied
   * in. In reductions each member reduces its share of each piece. Cost 2n·β + n·γ at each member
   * and an α for each piece; the pieces stay in the caches.
   */
  PIPELINE("shared_pipeline");

  private final String label;

  HostAlgorithm(String label) {
    this.label = label;
  }

  /** As settings and explanations name it. */
  String label() {
    return label;
  }

  /** Whether there is such a form of the operation. */
  boolean serves(CollectiveKind kind) {
    return switch (kind) {
      case BARRIER, GATHER, SCATTER, ALLTOALL, SCAN, EXSCAN, REDUCE_SCATTER_BLOCK -> this == FLAT;
      case BCAST, REDUCE, ALLREDUCE, ALLGATHER -> true;
      case GATHERV, SCATTERV, ALLGATHERV, ALLTOALLV, ALLTOALLW, REDUCE_SCATTER -> false;
    };
  }
}
