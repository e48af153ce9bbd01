package mpi;

/** What a graph is (MPI-4.1 §8.5.5, MPI_Graph_get). */
public final class GraphParms {
  /** Where the neighbours of each node end in {@link #edges}. */
  public int[] index;

  /** The neighbours of all nodes in a row. */
  public int[] edges;

  /** A graph without nodes. */
  public GraphParms() {
    this(new int[0], new int[0]);
  }

  /** A graph. */
  protected GraphParms(int[] index, int[] edges) {
    this.index = index;
    this.edges = edges;
  }

  /** Number of nodes. */
  public int getIndexCount() {
    return index.length;
  }

  /** Where the neighbours of node {@code i} end. */
  public int getIndex(int i) {
    return index[i];
  }

  /** Number of edges. */
  public int getEdgeCount() {
    return edges.length;
  }

  /** Where edge {@code i} leads to. */
  public int getEdge(int i) {
    return edges[i];
  }
}
