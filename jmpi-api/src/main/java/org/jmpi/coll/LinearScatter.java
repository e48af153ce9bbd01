package org.jmpi.coll;

/**
 * Scatter where the root sends straight to everybody.
 *
 * <p>Why: no rank but the root knows the counts of scatterv; long blocks travel once; objects are
 * serialised once. Cost: (p − 1) α + n β at the root. Source: MPI-4.1 §6.6.
 */
final class LinearScatter extends Algorithm {
  LinearScatter() {
    super("linear");
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    if (b.rank() != part.root) {
      b.recv(Schedule.RECV_SLOT, 0, part.recvCount, part.root);
      return;
    }
    for (int i = 1; i < b.size(); i++) {
      int dest = (b.rank() + i) % b.size();
      b.send(Schedule.SEND_SLOT, part.sendOffset(dest), part.sendCount(dest), dest);
    }
    if (!part.inPlace) {
      int rank = b.rank();
      b.copy(
          Schedule.SEND_SLOT,
          part.sendOffset(rank),
          part.sendCount(rank),
          Schedule.RECV_SLOT,
          0,
          part.recvCount);
    }
  }
}
