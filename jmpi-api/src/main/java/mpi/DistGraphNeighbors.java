package mpi;

/** A process's edges in a distributed graph (MPI-4.1 §8.5.5, MPI_Dist_graph_neighbors). */
public final class DistGraphNeighbors {
  private final int[] sources;
  private final int[] sourceWeights;
  private final int[] destinations;
  private final int[] destWeights;
  private final boolean weighted;

  /** The edges of one process. */
  protected DistGraphNeighbors(
      int[] sources, int[] sourceWeights, int[] destinations, int[] destWeights, boolean weighted) {
    this.sources = sources;
    this.sourceWeights = sourceWeights;
    this.destinations = destinations;
    this.destWeights = destWeights;
    this.weighted = weighted;
  }

  /** Edges that lead here. */
  public int getInDegree() {
    return sources.length;
  }

  /** Edges that start here. */
  public int getOutDegree() {
    return destinations.length;
  }

  /** Where the {@code i}-th edge that leads here starts. */
  public int getSource(int i) {
    return sources[i];
  }

  /** The weight of the {@code i}-th edge that leads here; 0 without weights. */
  public int getSourceWeight(int i) {
    return sourceWeights[i];
  }

  /** Where the {@code i}-th edge that starts here leads to. */
  public int getDestination(int i) {
    return destinations[i];
  }

  /** The weight of the {@code i}-th edge that starts here; 0 without weights. */
  public int getDestinationWeight(int i) {
    return destWeights[i];
  }

  /** Whether the graph was made with weights. */
  public boolean isWeighted() {
    return weighted;
  }
}
