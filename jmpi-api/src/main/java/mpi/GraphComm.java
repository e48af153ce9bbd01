package mpi;

import org.jmpi.comm.DistGraphTopology;
import org.jmpi.comm.Topologies;

/**
 * A communicator that is a graph: one that all members know (MPI-4.1 §8.5.3), or a distributed one
 * (§8.5.4). What only the other sort has raises ERR_TOPOLOGY.
 */
public final class GraphComm extends Intracomm {
  GraphComm() {
    super(false);
  }

  @Override
  Comm newHandle() {
    return new GraphComm();
  }

  /** As {@link Comm#dup}. */
  @Override
  public GraphComm dup() throws MPIException {
    return (GraphComm) duplicate("dup");
  }

  /** As {@link Comm#dup}. */
  @Override
  public GraphComm clone() {
    return (GraphComm) duplicate("clone");
  }

  /** As {@link Comm#dupWithInfo}. */
  @Override
  public GraphComm dupWithInfo(Info info) throws MPIException {
    return (GraphComm) duplicate("dupWithInfo", info);
  }

  /** As {@link Comm#iDup}. */
  @Override
  public GraphComm iDup() throws MPIException {
    return (GraphComm) startDuplicate("iDup");
  }

  /** The graph that all members know (MPI-4.1 §8.5.5). */
  public GraphParms getDims() throws MPIException {
    return ask("getDims", Grid::graph);
  }

  /** The neighbours of {@code rank} in a graph that all members know (MPI-4.1 §8.5.5). */
  public int[] getNeighbors(int rank) throws MPIException {
    return ask("getNeighbors", c -> Topologies.graph(c).neighboursOf(rank));
  }

  /** This process's edges in a distributed graph (MPI-4.1 §8.5.5). */
  public DistGraphNeighbors getDistGraphNeighbors() throws MPIException {
    DistGraphTopology graph = ask("getDistGraphNeighbors", Topologies::distGraph);
    return new DistGraphNeighbors(
        graph.sources().clone(),
        graph.sourceWeights().clone(),
        graph.destinations().clone(),
        graph.destinationWeights().clone(),
        graph.weighted());
  }

  /**
   * The rank that this process would have in such a graph; {@link MPI#UNDEFINED} for none (MPI-4.1
   * §8.5.8).
   */
  public int map(int[] index, int[] edges) throws MPIException {
    return ask("map", c -> Grid.mapGraph(c, index, edges));
  }
}
