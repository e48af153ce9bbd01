package org.jmpi.coll;

/**
 * Gather where everybody sends straight to the root.
 *
 * <p>Why: no rank but the root knows the counts of gatherv; long blocks travel once; objects are
 * serialised once. Cost: (p − 1) α + n β at the root. Source: MPI-4.1 §6.5.
 */
final class LinearGather extends Algorithm {
  LinearGather() {
    super("linear");
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    if (b.rank() != part.root) {
      b.send(Schedule.SEND_SLOT, 0, part.sendCount, part.root);
      return;
    }
    // Each rank starts with its upper neighbour, so that concurrent gathers do not all begin with
    // rank 0.
    for (int i = 1; i < b.size(); i++) {
      int source = (b.rank() + i) % b.size();
      b.recv(Schedule.RECV_SLOT, part.recvOffset(source), part.recvCount(source), source);
    }
    part.copyOwnBlock(b);
  }
}
