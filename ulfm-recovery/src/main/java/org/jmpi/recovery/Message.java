package org.jmpi.recovery;

import java.util.BitSet;

/** What members of a communicator tell each other. {@link Wire} writes and reads them. */
interface Message {
  /** The communicator is revoked. */
  record Revoke() implements Message {}

  /** These are dead. */
  record Failed(BitSet ranks) implements Message {}

  /** Up the tree: contributions of the sender's subtree. */
  record Gather(Tally tally) implements Message {}

  /** Down the tree: lock this value. The ballot is the coordinator's rank + 1. */
  record Propose(int ballot, Verdict verdict) implements Message {}

  /** Up the tree: these ranks have locked the value of this ballot. */
  record Locked(int ballot, BitSet ranks) implements Message {}

  /** This is decided. */
  record Commit(Verdict verdict) implements Message {}

  /**
   * Round of the fast exchange: contributions that the sender has.
   *
   * @param dead the members that do not take part in this exchange
   */
  record FastGather(BitSet dead, int round, Tally tally) implements Message {}

  /** Round of the fast exchange: all of whom the sender has heard have locked. */
  record FastLocked(BitSet dead, int round) implements Message {}

  /** The sender goes over the tree; who gets this does too. */
  record OverTree() implements Message {}
}
