package org.jmpi.coll;

/**
 * All-to-all in p − 1 steps, in each of which every rank sends one block and receives one; a few
 * steps run at a time.
 *
 * <p>Why: each block travels once and no rank is flooded; takes counts and datatypes that differ by
 * peer. Cost: (p − 1) α + n β. Source: Thakur et al. 2005, §3.4.
 */
final class PairwiseAllToAll extends Algorithm {
  /**
   * Steps at a time: enough to hide a round trip, few enough that no receiver has many senders at
   * once.
   */
  private static final int WINDOW = 8;

  PairwiseAllToAll() {
    super("pairwise");
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    if (part.inPlace) {
      buildInPlace(b, part);
      return;
    }
    int size = b.size();
    int rank = b.rank();
    b.copy(
        part.sendSlot(rank),
        part.sendOffset(rank),
        part.sendCount(rank),
        part.recvSlot(rank),
        part.recvOffset(rank),
        part.recvCount(rank));
    int[] roundStart = new int[size + 1];
    for (int i = 1; i < size; i++) {
      roundStart[i] = b.stepCount();
      int source = (rank - i + size) % size;
      int dest = (rank + i) % size;
      awaitRound(b, roundStart, i - WINDOW);
      b.recv(part.recvSlot(source), part.recvOffset(source), part.recvCount(source), source);
      awaitRound(b, roundStart, i - WINDOW);
      b.send(part.sendSlot(dest), part.sendOffset(dest), part.sendCount(dest), dest);
    }
  }

  /** Both directions of a pair meet in one round: a block is replaced only after it was sent. */
  private static void buildInPlace(ScheduleBuilder b, Part part) {
    int size = b.size();
    int rank = b.rank();
    int[] roundStart = new int[size + 1];
    int[] temporaries = new int[WINDOW];
    for (int i = 0; i < size; i++) {
      roundStart[i] = b.stepCount();
      int peer = (i - rank + size) % size;
      if (peer == rank) {
        continue;
      }
      int slot = part.recvSlot(peer);
      long offset = part.recvOffset(peer);
      long count = part.recvCount(peer);
      awaitRound(b, roundStart, i - WINDOW);
      if (b.isObject(slot)) {
        b.send(slot, offset, count, peer);
        awaitRound(b, roundStart, i - WINDOW);
        b.recv(slot, offset, count, peer);
      } else {
        int index = i % WINDOW;
        if (temporaries[index] == 0) {
          temporaries[index] = b.newBytes(largestBlock(b, part));
        }
        long bytes = b.bytes(slot, count);
        b.recv(temporaries[index], 0, bytes, peer);
        awaitRound(b, roundStart, i - WINDOW);
        b.send(slot, offset, count, peer);
        b.copy(temporaries[index], 0, bytes, slot, offset, count);
      }
    }
  }

  private static long largestBlock(ScheduleBuilder b, Part part) {
    long largest = 0;
    for (int peer = 0; peer < b.size(); peer++) {
      largest = Math.max(largest, b.bytes(part.recvSlot(peer), part.recvCount(peer)));
    }
    return largest;
  }

  private static void awaitRound(ScheduleBuilder b, int[] roundStart, int round) {
    if (round >= 0) {
      for (int step = roundStart[round]; step < roundStart[round + 1]; step++) {
        b.after(step);
      }
    }
  }
}
