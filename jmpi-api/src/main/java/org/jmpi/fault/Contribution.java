package org.jmpi.fault;

import java.util.BitSet;

/**
 * What one member brings to an agreement. Sets are of ranks in the order of {@link Recovery#open}.
 *
 * @param flags are combined by bitwise and
 * @param failed members this process knows to be dead; all members' are united
 * @param acknowledged members whose failure this process has acknowledged; all members' are cut
 * @param proposal a number of which the lowest rank's is taken: the id of a communicator to be
 */
public record Contribution(long flags, BitSet failed, BitSet acknowledged, long proposal) {}
