package org.jmpi.coll;

/**
 * All-gather round the ring: each rank passes on to its right what it got from its left.
 *
 * <p>Why: long blocks at full bandwidth between neighbours; blocks of different sizes; objects are
 * serialised once and passed on as they are. Cost: (p − 1) α + n (p−1)/p β. Source: Thakur et al.
 * 2005, §3.1.
 */
final class RingAllGather extends Algorithm {
  RingAllGather() {
    super("ring");
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int rank = b.rank();
    int size = b.size();
    int right = (rank + 1) % size;
    int left = (rank - 1 + size) % size;
    part.copyOwnBlock(b);
    for (int i = 0; i < size - 1; i++) {
      int incoming = (rank - i - 1 + size) % size;
      int outgoing = (rank - i + size) % size;
      b.recv(Schedule.RECV_SLOT, part.recvOffset(incoming), part.recvCount(incoming), left);
      b.send(Schedule.RECV_SLOT, part.recvOffset(outgoing), part.recvCount(outgoing), right);
    }
  }
}
