package org.jmpi.comm;

import java.util.Arrays;
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

  /** What the edges to other nodes weigh; 1 without weights. */
  int[] costs() {
    int[] costs = destinationWeights.clone();
    if (!weighted) {
      Arrays.fill(costs, 1);
    }
    return costs;
  }

  /** Numbers to tell others: how many edges come and go, then these and what they weigh. */
  long[] toLongs() {
    long[] all = new long[3 + 2 * (sources.length + destinations.length)];
    all[0] = sources.length;
    all[1] = destinations.length;
    all[2] = weighted ? 1 : 0;
    int at = 3;
    for (int[] list : new int[][] {sources, sourceWeights, destinations, destinationWeights}) {
      for (int value : list) {
        all[at++] = value;
      }
    }
    return all;
  }

  /** What {@link #toLongs} has written from {@code at} on. */
  static DistGraphTopology of(long[] all, int at) {
    int in = (int) all[at];
    int out = (int) all[at + 1];
    int from = at + 3;
    return new DistGraphTopology(
        ints(all, from, in),
        ints(all, from + in, in),
        ints(all, from + 2 * in, out),
        ints(all, from + 2 * in + out, out),
        all[at + 2] == 1);
  }

  private static int[] ints(long[] all, int from, int count) {
    return Arrays.stream(all, from, from + count).mapToInt(value -> (int) value).toArray();
  }
}
