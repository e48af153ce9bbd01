package org.jmpi.comm;

import java.util.Arrays;
import org.jmpi.coll.Neighbours;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** A graph that all members know (MPI-4.1 §8.5.3). */
public final class GraphTopology implements Topology {
  private final int[] index;
  private final int[] edges;

  /**
   * A graph.
   *
   * @param index where the neighbours of each node end in {@code edges}
   * @throws EngineException ARG when either is null or they do not fit each other, DIMS for more
   *     nodes than {@code available}, RANK for an edge to no node
   */
  public GraphTopology(int[] index, int[] edges, int available) {
    if (index == null || edges == null) {
      throw new EngineException(ErrorClass.ARG, "the index or the edges of the graph are null");
    }
    if (index.length > available) {
      throw new EngineException(
          ErrorClass.DIMS,
          "a graph of " + index.length + " nodes is larger than the " + available + " ranks");
    }
    int before = 0;
    for (int end : index) {
      if (end < before || end > edges.length) {
        throw new EngineException(
            ErrorClass.ARG,
            "index " + Arrays.toString(index) + " must ascend up to the number of edges");
      }
      before = end;
    }
    for (int i = 0; i < before; i++) {
      if (edges[i] < 0 || edges[i] >= index.length) {
        throw new EngineException(
            ErrorClass.RANK,
            "an edge leads to " + edges[i] + "; the nodes are 0 to " + (index.length - 1));
      }
    }
    this.index = index.clone();
    this.edges = Arrays.copyOf(edges, before);
  }

  /** Number of nodes. */
  public int nodes() {
    return index.length;
  }

  /** Where the neighbours of each node end; a copy. */
  public int[] index() {
    return index.clone();
  }

  /** All neighbours; a copy. */
  public int[] edges() {
    return edges.clone();
  }

  /**
   * The neighbours of a node.
   *
   * @throws EngineException RANK when there is no such node
   */
  public int[] neighboursOf(int rank) {
    if (rank < 0 || rank >= index.length) {
      throw new EngineException(
          ErrorClass.RANK, "rank " + rank + " is none of the nodes 0 to " + (index.length - 1));
    }
    return Arrays.copyOfRange(edges, rank == 0 ? 0 : index[rank - 1], index[rank]);
  }

  @Override
  public Neighbours neighbours(int rank) {
    int[] all = neighboursOf(rank);
    return Neighbours.inOrder(all, all);
  }
}
