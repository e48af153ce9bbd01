package org.jmpi.coll;

/**
 * The edges of one member (MPI-4.1 §8.6).
 *
 * @param sources ranks to receive from, negative for nobody
 * @param destinations ranks to send to, negative for nobody
 * @param matchingOrder the indices of {@code sources} in the order in which messages from one
 *     member fit the order of that member's sends to this one
 */
public record Neighbours(int[] sources, int[] destinations, int[] matchingOrder) {
  /** Edges that match in the order of the lists. */
  public static Neighbours inOrder(int[] sources, int[] destinations) {
    int[] order = new int[sources.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    return new Neighbours(sources, destinations, order);
  }
}
