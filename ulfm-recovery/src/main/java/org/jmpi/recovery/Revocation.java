package org.jmpi.recovery;

import java.util.BitSet;

/**
 * Revocation of a communicator, a reliable broadcast: whoever hears of it first tells its
 * neighbours on a ring with chords ({@link Members#ringNeighbours}), and again those that become
 * its neighbours by a death. When beliefs about who is alive are the same, every living member that
 * knows has told the next living one: so all know when one does.
 *
 * <p>At most 2 log2(n) messages per member and log2(n) steps. After G. Bosilca et al., "Failure
 * Detection and Propagation in HPC systems", SC 2016 (broadcast over a binomial graph); the meaning
 * is ULFM's of MPI_Comm_revoke.
 */
final class Revocation {
  private final Members members;
  private final Rules rules;
  private final Agreements.Sender sender;
  private final BitSet told = new BitSet();
  private boolean revoked;

  /**
   * Makes one for a communicator.
   *
   * @param sender takes {@link Message.Revoke}
   */
  Revocation(Members members, Rules rules, Agreements.Sender sender) {
    this.members = members;
    this.rules = rules;
    this.sender = sender;
  }

  /** Revokes it; false when it was already. */
  boolean revoke() {
    if (revoked) {
      return false;
    }
    revoked = true;
    spread();
    return true;
  }

  /** A member has told it; false when it was known. */
  boolean onRevoke(int fromRank) {
    told.set(fromRank);
    if (revoked) {
      return false;
    }
    revoked = true;
    if (rules.passesRevocationOn()) {
      spread();
    }
    return true;
  }

  /** A member has died. */
  void onDeath() {
    if (revoked && rules.repairsAfterDeath()) {
      spread();
    }
  }

  private void spread() {
    BitSet next = members.ringNeighbours();
    next.andNot(told);
    told.or(next);
    for (int rank = next.nextSetBit(0); rank >= 0; rank = next.nextSetBit(rank + 1)) {
      sender.send(rank, 0, new Message.Revoke());
    }
  }
}
