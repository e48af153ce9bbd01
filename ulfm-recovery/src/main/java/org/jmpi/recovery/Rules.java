package org.jmpi.recovery;

import java.util.BitSet;

/**
 * The rules that revocation and agreement stand on, each by itself, so that a test can break one
 * and see that the simulation finds out; and the shape of their graphs.
 */
class Rules {
  /**
   * Children of a node of the tree. Four and not two: a wait for the network costs more than two
   * more messages.
   */
  int fanOut() {
    return 4;
  }

  /** What the distances grow by from round to round of the fast exchange; as above. */
  int radix() {
    return 4;
  }

  /** Whether members that believe the same ones alive agree by {@link FastExchange}. */
  boolean fastPath() {
    return true;
  }

  /** Exchanges that are begun anew for deaths, before the tree is better. */
  int exchanges() {
    return 4;
  }

  /** A decision is for ever only when every member that may live would propose it again. */
  boolean mayDecide(BitSet locked, BitSet living) {
    return covers(locked, living);
  }

  /** A coordinator that has locked a value proposes that one: somebody may have been told it. */
  boolean proposesItsLock() {
    return true;
  }

  /** Contributions are awaited of every member that may live. */
  boolean mayPropose(BitSet contributed, BitSet living) {
    return covers(contributed, living);
  }

  /** The fast exchange decides only when every member is known to have locked. */
  boolean fastMayDecide(boolean allAreKnownToHaveLocked) {
    return allAreKnownToHaveLocked;
  }

  /** Who has locked by one exchange, and learns of a death, locks nothing by another. */
  boolean locksByOneExchange() {
    return true;
  }

  /** Who goes over the tree takes the others with it. */
  boolean callsOverTree() {
    return true;
  }

  /** What was lost with a dead neighbour is sent again to those that take its place. */
  boolean repairsAfterDeath() {
    return true;
  }

  /** A decision is kept until all are known to have been told it. */
  boolean keepsDecisions() {
    return true;
  }

  /** Who hears of a revocation passes it on. */
  boolean passesRevocationOn() {
    return true;
  }

  /** Over memory a value is decided by the common word alone, not by what a member sees. */
  boolean decidesByWord() {
    return true;
  }

  /** Over memory a value is what all members have written. */
  boolean awaitsAllSlots() {
    return true;
  }

  /** Who leaves the memory bars it for the others first. */
  boolean barsWhatItLeaves() {
    return true;
  }

  /** Slots of a member: it uses them in turn, since others may still read the one before. */
  int slots() {
    return 2;
  }

  static boolean covers(BitSet whole, BitSet part) {
    BitSet rest = (BitSet) part.clone();
    rest.andNot(whole);
    return rest.isEmpty();
  }
}
