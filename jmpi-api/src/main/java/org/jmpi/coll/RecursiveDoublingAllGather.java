package org.jmpi.coll;

/**
 * All-gather by recursive doubling: partners at distance 1, 2, 4, … exchange all they have.
 *
 * <p>Why: fewest rounds and no temporaries, for a power of two of ranks. Cost: log2 p α + n (p−1)/p
 * β. Source: Thakur et al. 2005, §3.1.
 */
final class RecursiveDoublingAllGather extends Algorithm {
  RecursiveDoublingAllGather() {
    super("recursive_doubling");
  }

  @Override
  boolean supports(Shape shape) {
    return Integer.bitCount(shape.size()) == 1 && !shape.object();
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int rank = b.rank();
    if (!part.inPlace) {
      b.copy(
          Schedule.SEND_SLOT,
          0,
          part.sendCount,
          Schedule.RECV_SLOT,
          part.recvOffset(rank),
          part.recvCount);
    }
    for (int mask = 1; mask < b.size(); mask <<= 1) {
      int partner = rank ^ mask;
      int mine = rank & -mask;
      int theirs = partner & -mask;
      b.recv(Schedule.RECV_SLOT, part.recvOffset(theirs), mask * part.recvCount, partner);
      b.send(Schedule.RECV_SLOT, part.recvOffset(mine), mask * part.recvCount, partner);
    }
  }
}
