package org.jmpi.comm;

/**
 * What an agreement of a communicator's members has decided (ULFM, MPI_Comm_agree): equal at all.
 *
 * @param value bitwise and of what the members gave
 * @param failed members that are dead, in rank order; of an intercommunicator those of both groups
 * @param hasUnacknowledged true when a member is dead whose failure not every member had
 *     acknowledged
 */
public record Agreed(int value, ProcessGroup failed, boolean hasUnacknowledged) {}
