package org.jmpi.coll;

/**
 * Scan and exscan along the chain of ranks, in segments that follow each other closely. Rank order
 * is kept.
 *
 * <p>Why: long vectors: each rank sends and receives every byte once. Cost with s segments: (p − 1
 * + s) (α + n/s (β + γ)). Source: the linear scan of Open MPI's basic component, pipelined.
 */
final class ChainScan extends Algorithm {
  private final boolean exclusive;

  ChainScan(boolean exclusive) {
    super("chain");
    this.exclusive = exclusive;
  }

  @Override
  boolean supports(Shape shape) {
    return !shape.object();
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int segments = Chunks.segments(b.bytes(part.own, part.count));
    Chunks chunks = new Chunks(part.count, segments, 1);
    boolean last = b.rank() == b.size() - 1;
    int through = exclusive && !last ? b.newItemsLike(part.own, part.count) : part.result;
    int incoming = !exclusive && b.rank() > 0 ? b.newItemsLike(part.own, part.count) : part.result;
    for (int i = 0; i < segments; i++) {
      long at = chunks.start(i);
      long items = chunks.length(i);
      boolean copies = through != part.own && !(exclusive && last);
      if (copies) {
        b.copy(part.own, at, through, at, items);
      }
      if (b.rank() > 0) {
        b.recv(incoming, at, items, b.rank() - 1);
        if (!(exclusive && last)) {
          b.reduce(incoming, at, through, at, items);
        }
      }
      if (!last) {
        b.send(through, at, items, b.rank() + 1);
      }
    }
  }
}
