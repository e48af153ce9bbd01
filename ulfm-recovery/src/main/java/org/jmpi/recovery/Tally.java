package org.jmpi.recovery;

import java.util.BitSet;
import org.jmpi.fault.Contribution;
import org.jmpi.fault.Decision;

/**
 * The contributions of some ranks, put together. Putting the same ones in again changes nothing, so
 * it does no harm when they come twice or by two ways.
 */
final class Tally {
  private final BitSet contributors = new BitSet();
  private final BitSet failed = new BitSet();
  private final BitSet acknowledged = new BitSet();
  private long flags;
  private long proposal;
  private int deliveredBelow;

  Tally() {}

  /** Of a message. */
  Tally(
      BitSet contributors,
      long flags,
      BitSet failed,
      BitSet acknowledged,
      long proposal,
      int deliveredBelow) {
    this.contributors.or(contributors);
    this.failed.or(failed);
    this.acknowledged.or(acknowledged);
    this.flags = flags;
    this.proposal = proposal;
    this.deliveredBelow = deliveredBelow;
  }

  static Tally of(int rank, Contribution contribution, int deliveredBelow) {
    BitSet contributors = new BitSet();
    contributors.set(rank);
    return new Tally(
        contributors,
        contribution.flags(),
        contribution.failed(),
        contribution.acknowledged(),
        contribution.proposal(),
        deliveredBelow);
  }

  /** Not to be changed. */
  BitSet contributors() {
    return contributors;
  }

  /** Not to be changed. */
  BitSet failed() {
    return failed;
  }

  /** Not to be changed. */
  BitSet acknowledged() {
    return acknowledged;
  }

  long flags() {
    return flags;
  }

  /** Of the lowest contributor. */
  long proposal() {
    return proposal;
  }

  /** All contributors had been told the decisions of the agreements before this one. */
  int deliveredBelow() {
    return deliveredBelow;
  }

  void merge(Tally other) {
    if (other.contributors.isEmpty()) {
      return;
    }
    if (contributors.isEmpty()) {
      flags = other.flags;
      acknowledged.or(other.acknowledged);
      proposal = other.proposal;
      deliveredBelow = other.deliveredBelow;
    } else {
      flags &= other.flags;
      acknowledged.and(other.acknowledged);
      if (other.contributors.nextSetBit(0) < contributors.nextSetBit(0)) {
        proposal = other.proposal;
      }
      deliveredBelow = Math.min(deliveredBelow, other.deliveredBelow);
    }
    failed.or(other.failed);
    contributors.or(other.contributors);
  }

  /** What these contributions come to; members whose contribution is missing are failed. */
  Verdict verdict(int members) {
    BitSet all = new BitSet();
    all.set(0, members);
    all.andNot(contributors);
    all.or(failed);
    return new Verdict(new Decision(flags, all, acknowledged, proposal), deliveredBelow);
  }
}
