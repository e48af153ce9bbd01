package org.jmpi.coll;

/**
 * What a communicator's segment has beside the slots of collectives. Equal at all members.
 *
 * @param besideBytes for whoever made the communicator
 * @param unitBytes slots and these bytes, for this number of members or any smaller one
 * @param spares further units, for communicators of some of the members
 */
public record HostExtras(int besideBytes, int unitBytes, int spares) {
  /** Sizes up to which slots have room for much: fewer members may take more memory. */
  private static final int[] ROOMY_SIZES = {8, 16};

  /**
   * For a communicator.
   *
   * @param besideBytes does not grow when members are fewer
   */
  public static HostExtras of(int size, int besideBytes, int spares) {
    int most = HostSlots.memoryBytes(size);
    for (int roomy : ROOMY_SIZES) {
      most = Math.max(most, HostSlots.memoryBytes(Math.min(size, roomy)));
    }
    int bytes = most + besideBytes + HostSlots.LINE_BYTES - 1;
    return new HostExtras(besideBytes, bytes & -HostSlots.LINE_BYTES, spares);
  }
}
