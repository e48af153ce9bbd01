package org.jmpi.coll;

/**
 * Broadcast along a chain of all ranks, in segments that follow each other closely.
 *
 * <p>Why: for very long vectors each rank sends and receives every byte once, at the same time.
 * Cost with s segments: (p − 2 + s) (α + n/s β). Source: Träff, Ripke, Siebert et al., "A simple,
 * pipelined algorithm for large, irregular all-gather problems", 2008; the chain of Open MPI's
 * tuned component.
 */
final class ChainBcast extends Algorithm {
  private static final long SEGMENT_BYTES = 128 << 10;
  private static final int MAX_SEGMENTS = 256;

  ChainBcast() {
    super("chain");
  }

  @Override
  boolean supports(Shape shape) {
    return !shape.object();
  }

  @Override
  boolean cutsItems() {
    return true;
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int rank = b.rank();
    int size = b.size();
    int relative = (rank - part.root + size) % size;
    long bytes = b.bytes(part.data, part.count);
    int segments = (int) Math.max(1, Math.min(MAX_SEGMENTS, bytes / SEGMENT_BYTES));
    Chunks chunks = new Chunks(part.count, segments, Chunks.alignment(b.bytes(part.data, 1)));
    for (int i = 0; i < segments; i++) {
      if (relative > 0) {
        b.recv(part.data, chunks.start(i), chunks.length(i), (rank - 1 + size) % size);
      }
      if (relative < size - 1) {
        b.send(part.data, chunks.start(i), chunks.length(i), (rank + 1) % size);
      }
    }
  }
}
