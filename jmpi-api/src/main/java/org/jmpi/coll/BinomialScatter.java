package org.jmpi.coll;

/**
 * Scatter down a binomial tree: each inner rank gets the blocks of its subtree, packed, and passes
 * them on.
 *
 * <p>Why: few rounds for small blocks. Cost: ceil(log2 p) α + n (p−1)/p β with n the bytes at the
 * root. Source: Thakur et al. 2005, §3; MPICH's binomial scatter.
 */
final class BinomialScatter extends Algorithm {
  BinomialScatter() {
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
    for (int mask = Integer.highestOneBit(Math.max(1, size - 1));
        mask > 0 && size > 1;
        mask >>= 1) {
      int first = (root + mask) % size;
      int blocks = Math.min(mask, size - mask);
      if (first + blocks <= size) {
        b.send(Schedule.SEND_SLOT, part.sendOffset(first), blocks * part.sendCount, first);
      } else {
        int upper = size - first;
        int packed = b.newBytes(blocks * part.blockBytes);
        pack(b, part, first, upper, packed, 0);
        pack(b, part, 0, blocks - upper, packed, upper);
        b.send(packed, 0, blocks * part.blockBytes, first);
      }
    }
    if (!part.inPlace) {
      b.copy(
          Schedule.SEND_SLOT,
          part.sendOffset(root),
          part.sendCount,
          Schedule.RECV_SLOT,
          0,
          part.recvCount);
    }
  }

  private static void pack(
      ScheduleBuilder b, Part part, int firstRank, int blocks, int packed, int toBlock) {
    b.copy(
        Schedule.SEND_SLOT,
        part.sendOffset(firstRank),
        blocks * part.sendCount,
        packed,
        toBlock * part.blockBytes,
        blocks * part.blockBytes);
  }

  private static void buildOther(ScheduleBuilder b, Part part, int relative) {
    int size = b.size();
    int subtree = Integer.lowestOneBit(relative);
    int parent = (relative - subtree + part.root) % size;
    int blocks = Math.min(subtree, size - relative);
    if (blocks == 1) {
      b.recv(Schedule.RECV_SLOT, 0, part.recvCount, parent);
      return;
    }
    int packed = b.newBytes(blocks * part.blockBytes);
    b.recv(packed, 0, blocks * part.blockBytes, parent);
    for (int mask = Integer.highestOneBit(blocks - 1); mask > 0; mask >>= 1) {
      int childBlocks = Math.min(mask, blocks - mask);
      b.send(
          packed, mask * part.blockBytes, childBlocks * part.blockBytes, (b.rank() + mask) % size);
    }
    b.copy(packed, 0, part.blockBytes, Schedule.RECV_SLOT, 0, part.recvCount);
  }
}
