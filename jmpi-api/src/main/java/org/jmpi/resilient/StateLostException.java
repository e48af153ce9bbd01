package org.jmpi.resilient;

import java.util.Arrays;

/**
 * All copies of a rank's checkpoint have died with their processes; at all ranks that live,
 * equally.
 */
public final class StateLostException extends ResilientException {
  private static final long serialVersionUID = 1L;

  private final int[] ranks;

  StateLostException(int[] ranks, long version) {
    super(
        "the state of ranks "
            + Arrays.toString(ranks)
            + " (as they were numbered at the beginning) in checkpoint "
            + version
            + " is lost: since that was committed those have died that had it, and those that kept"
            + " the copies; start again from a file");
    this.ranks = ranks.clone();
  }

  /** Whose state it is, in the numbering of the beginning. */
  public int[] ranks() {
    return ranks.clone();
  }
}
