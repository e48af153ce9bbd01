package org.jmpi.resilient;

/**
 * One rank's part of a checkpoint, or a copy of it. (slot, generation) names its content: whoever
 * has a piece of that name has the same.
 *
 * @param slot whose it is, as numbered at the beginning
 * @param generation counts the commits
 * @param version what the program calls it
 * @param crew all that took part, as numbered at the beginning
 * @param bytes a packed {@link Snapshot}
 */
record Piece(int slot, long generation, long version, int[] crew, byte[] bytes) {}
