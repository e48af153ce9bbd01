package org.jmpi.recovery;

import java.util.BitSet;
import org.jmpi.fault.Decision;

/**
 * A value that an agreement may decide.
 *
 * @param decision kept by the core; callers get {@link #copy}
 * @param deliveredBelow all members that live have been told the decisions before this number
 */
record Verdict(Decision decision, int deliveredBelow) {
  Verdict {
    decision = copyOf(decision);
  }

  Decision copy() {
    return copyOf(decision);
  }

  private static Decision copyOf(Decision decision) {
    return new Decision(
        decision.flags(),
        (BitSet) decision.failed().clone(),
        (BitSet) decision.acknowledged().clone(),
        decision.proposal());
  }
}
