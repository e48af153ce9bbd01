package org.jmpi.coll;

/**
 * Gather up a binomial tree: each inner rank collects the blocks of its subtree, packed, and passes
 * them on together.
 *
 * <p>Why: few rounds for small blocks. Cost: ceil(log2 p) α + n (p−1)/p β with n the bytes at the
 * root. Source: Thakur et al. 2005, §3; MPICH's binomial gather.
 */
final class BinomialGather extends Algorithm {
  BinomialGather() {
    super("binomial");
  }

  @Override
  boolean supports(Shape shape) {
    return !shape.object();
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    int relative = (b.rank() - part.root + b.size()) % b.size();
    if (relative == 0) {
      buildRoot(b, part);
    } else {
      buildOther(b, part, relative);
    }
  }

  private static void buildRoot(ScheduleBuilder b, Part part) {
    int size = b.size();
    int root = part.root;
    for (int mask = 1; mask < size; mask <<= 1) {
      int first = (root + mask) % size;
      int blocks = Math.min(mask, size - mask);
      if (first + blocks <= size) {
        b.recv(Schedule.RECV_SLOT, part.recvOffset(first), blocks * part.recvCount, first);
      } else {
        int upper = size - first;
        int packed = b.newBytes(blocks * part.blockBytes);
        b.recv(packed, 0, blocks * part.blockBytes, first);
        unpack(b, part, packed, 0, first, upper);
        unpack(b, part, packed, upper, 0, blocks - upper);
      }
    }
    part.copyOwnBlock(b);
  }

  private static void unpack(
      ScheduleBuilder b, Part part, int packed, int fromBlock, int firstRank, int blocks) {
    b.copy(
        packed,
        fromBlock * part.blockBytes,
        blocks * part.blockBytes,
        Schedule.RECV_SLOT,
        part.recvOffset(firstRank),
        blocks * part.recvCount);
  }

  private static void buildOther(ScheduleBuilder b, Part part, int relative) {
    int size = b.size();
    int subtree = Integer.lowestOneBit(relative);
    int parent = (relative - subtree + part.root) % size;
    int blocks = Math.min(subtree, size - relative);
    if (blocks == 1) {
      b.send(Schedule.SEND_SLOT, 0, part.sendCount, parent);
      return;
    }
    int packed = b.newBytes(blocks * part.blockBytes);
    for (int mask = 1; mask < blocks; mask <<= 1) {
      int childBlocks = Math.min(mask, blocks - mask);
      b.recv(
          packed, mask * part.blockBytes, childBlocks * part.blockBytes, (b.rank() + mask) % size);
    }
    b.copy(Schedule.SEND_SLOT, 0, part.sendCount, packed, 0, part.blockBytes);
    b.send(packed, 0, blocks * part.blockBytes, parent);
  }
}
