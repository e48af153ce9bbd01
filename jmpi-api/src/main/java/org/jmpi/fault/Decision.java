package org.jmpi.fault;

import java.util.BitSet;

/**
 * What an agreement has decided: equal at all members.
 *
 * @param flags bitwise and of those of all that are not in {@code failed}, and perhaps of some that
 *     are
 * @param failed dead members: all that any contributor knew when it contributed, and all whose
 *     contribution is missing
 * @param acknowledged the members whose failure every contributor had acknowledged
 * @param proposal of the lowest rank that contributed
 */
public record Decision(long flags, BitSet failed, BitSet acknowledged, long proposal) {
  /** True when a member is dead whose failure not every contributor had acknowledged. */
  public boolean hasUnacknowledged() {
    BitSet rest = (BitSet) failed.clone();
    rest.andNot(acknowledged);
    return !rest.isEmpty();
  }
}
