package org.jmpi.coll;

/**
 * All-to-all after Bruck: blocks travel by the binary digits of their distance, several together.
 *
 * <p>Why: few rounds for tiny blocks, though each block travels up to log2 p times. Cost: ceil(log2
 * p) (α + n/2 β) and local copies. Source: Bruck et al. 1997; Thakur et al. 2005, §3.4.
 */
final class BruckAllToAll extends Algorithm {
  BruckAllToAll() {
    super("bruck");
  }

  @Override
  boolean supports(Shape shape) {
    return !shape.object();
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int rank = b.rank();
    int size = b.size();
    long block = part.blockBytes;
    int blocks = b.newBytes(size * block);
    rotateIn(b, part, blocks);
    int outgoing = b.newBytes((size + 1) / 2 * block);
    int incoming = b.newBytes((size + 1) / 2 * block);
    for (int distance = 1; distance < size; distance <<= 1) {
      int packed = 0;
      for (int first = distance; first < size; first += 2 * distance) {
        int run = Math.min(distance, size - first);
        b.copy(blocks, first * block, outgoing, packed * block, run * block);
        packed += run;
      }
      b.recv(incoming, 0, packed * block, (rank - distance + size) % size);
      b.send(outgoing, 0, packed * block, (rank + distance) % size);
      packed = 0;
      for (int first = distance; first < size; first += 2 * distance) {
        int run = Math.min(distance, size - first);
        b.copy(incoming, packed * block, blocks, first * block, run * block);
        packed += run;
      }
    }
    for (int i = 0; i < size; i++) {
      int source = (rank - i + size) % size;
      b.copy(blocks, i * block, block, Schedule.RECV_SLOT, part.recvOffset(source), part.recvCount);
    }
  }

  /** Block i is then the one for the rank i above this one. */
  private static void rotateIn(ScheduleBuilder b, Part part, int blocks) {
    long block = part.blockBytes;
    int rank = b.rank();
    int upper = b.size() - rank;
    int slot = part.inPlace ? Schedule.RECV_SLOT : Schedule.SEND_SLOT;
    long count = part.inPlace ? part.recvCount : part.sendCount;
    b.copy(slot, rank * count, upper * count, blocks, 0, upper * block);
    b.copy(slot, 0, rank * count, blocks, upper * block, rank * block);
  }
}
