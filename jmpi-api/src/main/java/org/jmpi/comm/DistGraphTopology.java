package org.jmpi.comm;

import org.jmpi.coll.Neighbours;

/**
 * A graph of which each member knows its own edges (MPI-4.1 §8.5.4).
 *
 * @param sources ranks with an edge to this one
 * @param sourceWeights theirs; not used without weights
 * @param destinations ranks that edges of this one lead to
 * @param destinationWeights theirs; not used without weights
 */
public record DistGraphTopology(
    int[] sources,
    int[] sourceWeights,
    int[] destinations,
    int[] destinationWeights,
    boolean weighted)
    implements Topology {

  /** Of this process; {@code rank} does not matter. */
  @Override
  public Neighbours neighbours(int rank) {
    return Neighbours.inOrder(sources, destinations);
  }
}
