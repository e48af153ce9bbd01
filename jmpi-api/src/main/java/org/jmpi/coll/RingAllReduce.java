package org.jmpi.coll;

/**
 * All-reduce round the ring: in p − 1 steps partial sums of chunks travel and grow, in p − 1 more
 * the finished chunks travel. Chunks go in segments, so that one is reduced while the next is on
 * its way.
 *
 * <p>Why: long vectors at full bandwidth between neighbours, no temporaries unless in place. A
 * chunk is summed along the ring by one chain of ranks, so all get the same bits. Cost: 2 (p − 1) α
 * + 2 n (p−1)/p β + n (p−1)/p γ. Source: Patarasuk, Yuan, "Bandwidth optimal all-reduce algorithms
 * for clusters of workstations", 2009.
 */
final class RingAllReduce extends Algorithm {
  RingAllReduce() {
    super("ring");
  }

  @Override
  boolean supports(Shape shape) {
    return shape.commutative() && !shape.object();
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int rank = b.rank();
    int size = b.size();
    if (size == 1) {
      if (part.own != part.result) {
        b.copy(part.own, 0, part.result, 0, part.count);
      }
      return;
    }
    Chunks chunks = new Chunks(part.count, size, 1);
    int right = (rank + 1) % size;
    int left = (rank - 1 + size) % size;
    int[] temporaries = temporaries(b, part);
    for (int i = 0; i < size - 1; i++) {
      int outgoing = (rank - i + size) % size;
      int incoming = (rank - i - 1 + size) % size;
      reduceChunk(b, part, chunks, incoming, left, temporaries[i & 1]);
      sendChunk(b, chunks, i == 0 ? part.own : part.result, outgoing, right);
    }
    for (int i = 0; i < size - 1; i++) {
      int outgoing = (rank + 1 - i + size) % size;
      int incoming = (rank - i + size) % size;
      recvChunk(b, chunks, part.result, incoming, left);
      sendChunk(b, chunks, part.result, outgoing, right);
    }
  }

  /**
   * In place the own operand is where a partial sum could land, so that needs a place of its own.
   */
  private static int[] temporaries(ScheduleBuilder b, Part part) {
    if (part.own != part.result) {
      return new int[] {-1, -1};
    }
    long largest = part.count / b.size() + 1;
    return new int[] {b.newItemsLike(part.own, largest), b.newItemsLike(part.own, largest)};
  }

  private static void reduceChunk(
      ScheduleBuilder b, Part part, Chunks chunks, int chunk, int source, int temporary) {
    long start = chunks.start(chunk);
    long length = chunks.length(chunk);
    int segments = Chunks.segments(b.bytes(part.own, length));
    Chunks pieces = new Chunks(length, segments, 1);
    for (int i = 0; i < segments; i++) {
      long at = start + pieces.start(i);
      long items = pieces.length(i);
      if (temporary < 0) {
        b.recv(part.result, at, items, source);
        b.reduce(part.own, at, part.result, at, items);
      } else {
        b.recv(temporary, pieces.start(i), items, source);
        b.reduce(temporary, pieces.start(i), part.result, at, items);
      }
    }
  }

  private static void sendChunk(ScheduleBuilder b, Chunks chunks, int slot, int chunk, int dest) {
    long length = chunks.length(chunk);
    int segments = Chunks.segments(b.bytes(slot, length));
    Chunks pieces = new Chunks(length, segments, 1);
    for (int i = 0; i < segments; i++) {
      b.send(slot, chunks.start(chunk) + pieces.start(i), pieces.length(i), dest);
    }
  }

  private static void recvChunk(ScheduleBuilder b, Chunks chunks, int slot, int chunk, int source) {
    long length = chunks.length(chunk);
    int segments = Chunks.segments(b.bytes(slot, length));
    Chunks pieces = new Chunks(length, segments, 1);
    for (int i = 0; i < segments; i++) {
      b.recv(slot, chunks.start(chunk) + pieces.start(i), pieces.length(i), source);
    }
  }
}
