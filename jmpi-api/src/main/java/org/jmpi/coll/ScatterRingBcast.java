package org.jmpi.coll;

/**
 * Broadcast as a binomial scatter followed by an all-gather round the ring. A rank is not sent what
 * the scatter left with it.
 *
 * <p>Why: for long vectors each byte crosses each link about twice, whatever the number of ranks.
 * Cost: (log2 p + p − 1) α + 2 n (p−1)/p β. Source: van de Geijn et al., "Global combine on mesh
 * architectures with wormhole routing", 1993; Thakur et al. 2005, §3.2.
 */
final class ScatterRingBcast extends Algorithm {
  ScatterRingBcast() {
    super("scatter_ring");
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
    int size = b.size();
    Chunks chunks = new Chunks(part.count, size, Chunks.alignment(b.bytes(part.data, 1)));
    int relative = (b.rank() - part.root + size) % size;
    scatter(b, part, chunks, relative);
    int right = (b.rank() + 1) % size;
    int left = (b.rank() - 1 + size) % size;
    int rightRelative = (relative + 1) % size;
    for (int i = 0; i < size - 1; i++) {
      int outgoing = (relative - i + size) % size;
      int incoming = (relative - i - 1 + size) % size;
      if (!holds(relative, incoming, size)) {
        b.recv(part.data, chunks.start(incoming), chunks.length(incoming), left);
      }
      if (!holds(rightRelative, outgoing, size)) {
        b.send(part.data, chunks.start(outgoing), chunks.length(outgoing), right);
      }
    }
  }

  private static void scatter(ScheduleBuilder b, Part part, Chunks chunks, int relative) {
    int rank = b.rank();
    int size = b.size();
    int mask = 1;
    while (mask < size) {
      if ((relative & mask) != 0) {
        range(b, part, chunks, relative, mask, (rank - mask + size) % size, false);
        break;
      }
      mask <<= 1;
    }
    for (mask >>= 1; mask > 0; mask >>= 1) {
      if (relative + mask < size) {
        range(b, part, chunks, relative + mask, mask, (rank + mask) % size, true);
      }
    }
  }

  private static void range(
      ScheduleBuilder b,
      Part part,
      Chunks chunks,
      int first,
      int parts,
      int peer,
      boolean outgoing) {
    long from = chunks.start(first);
    long length = chunks.start(Math.min(first + parts, b.size())) - from;
    if (outgoing) {
      b.send(part.data, from, length, peer);
    } else {
      b.recv(part.data, from, length, peer);
    }
  }

  /** Whether the scatter leaves a chunk with a rank: those of its subtree. */
  private static boolean holds(int relative, int chunk, int size) {
    int subtree = relative == 0 ? size : Integer.lowestOneBit(relative);
    return chunk >= relative && chunk < relative + subtree;
  }
}
