package org.jmpi.coll;

import org.jmpi.topology.Tiers;

/**
 * What the choice of an algorithm may depend on: only values that MPI guarantees to be equal at all
 * members.
 *
 * @param kind the operation
 * @param size members of the group
 * @param bytes of the type signature: of the vector for bcast and the reductions, of one member's
 *     block for gather, scatter, allgather and alltoall, the mean of all blocks for allgatherv; 0
 *     for forms whose counts not all members know
 * @param count items of the vector in a reduction, else 0
 * @param commutative true unless a reduction's operator is not
 * @param object whether elements are serialised, so that their length is not known
 * @param tiers the levels of the network that the members agreed on, with their version
 */
record Shape(
    CollectiveKind kind,
    int size,
    long bytes,
    long count,
    boolean commutative,
    boolean object,
    Tiers tiers) {}
