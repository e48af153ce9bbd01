package org.jmpi.recovery;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * News of deaths in one communicator, a reliable broadcast beside what the launcher tells: whoever
 * learns of a death tells its neighbours on a ring with chords ({@link Members#ringNeighbours}). So
 * all know within log2(n) messages of the first who saw it, a neighbour on the same host as a rule,
 * and need not wait until an exit has been collected and told by three processes.
 *
 * <p>At most 2 log2(n) messages per member and death. After G. Bosilca et al., "Failure Detection
 * and Propagation in HPC systems", SC 2016. What is lost with a member that dies meanwhile, the
 * launcher tells.
 */
final class FailureNews {
  private final Members members;
  private final Agreements.Sender sender;
  private final Outbox outbox;

  /** By rank that is said to be dead and not known to be so here: who has said it. */
  private final Map<Integer, BitSet> tellers = new HashMap<>();

  /**
   * News of one communicator.
   *
   * @param sender takes {@link Message.Failed}
   */
  FailureNews(Members members, Agreements.Sender sender, Outbox outbox) {
    this.members = members;
    this.sender = sender;
    this.outbox = outbox;
  }

  /** A member has told it. What is said of this process itself it will learn otherwise. */
  void onNews(int fromRank, BitSet dead) {
    for (int rank = dead.nextSetBit(0); rank >= 0; rank = dead.nextSetBit(rank + 1)) {
      if (rank == members.self() || members.dead().get(rank)) {
        continue;
      }
      BitSet known = tellers.get(rank);
      if (known == null) {
        known = new BitSet();
        tellers.put(rank, known);
        outbox.failedElsewhere(members.process(rank));
      }
      known.set(fromRank);
    }
  }

  /** A death has become known here, from whomever. */
  void spread(int dead) {
    BitSet next = members.ringNeighbours();
    BitSet known = tellers.remove(dead);
    if (known != null) {
      next.andNot(known);
    }
    BitSet news = new BitSet();
    news.set(dead);
    for (int rank = next.nextSetBit(0); rank >= 0; rank = next.nextSetBit(rank + 1)) {
      sender.send(rank, 0, new Message.Failed(news));
    }
  }
}
