package org.jmpi.coll;

/**
 * All-gather after Bruck: in round k each rank sends all it has to the rank 2^k below, then the
 * blocks are rotated into place.
 *
 * <p>Why: fewest rounds for any number of ranks; needs packed copies, so for small blocks. Cost:
 * ceil(log2 p) α + n (p−1)/p β. Source: Bruck et al., "Efficient algorithms for all-to-all
 * communications in multiport message-passing systems", 1997.
 */
final class BruckAllGather extends Algorithm {
  BruckAllGather() {
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
    int packed = b.newBytes(size * block);
    if (part.inPlace) {
      b.copy(Schedule.RECV_SLOT, part.recvOffset(rank), part.recvCount, packed, 0, block);
    } else {
      b.copy(Schedule.SEND_SLOT, 0, part.sendCount, packed, 0, block);
    }
    for (int have = 1; have < size; have <<= 1) {
      int blocks = Math.min(have, size - have);
      b.recv(packed, have * block, blocks * block, (rank + have) % size);
      b.send(packed, 0, blocks * block, (rank - have + size) % size);
    }
    int upper = size - rank;
    b.copy(
        packed,
        0,
        upper * block,
        Schedule.RECV_SLOT,
        part.recvOffset(rank),
        upper * part.recvCount);
    b.copy(packed, upper * block, rank * block, Schedule.RECV_SLOT, 0, rank * part.recvCount);
  }
}
