package mpi;

import org.jmpi.comm.Topologies;

/** A communicator that is a graph, in mpiJava's spelling; see {@link GraphComm}. */
public class Graphcomm extends Intracomm {
  Graphcomm() {
    super(false);
  }

  @Override
  Comm newHandle() {
    return new Graphcomm();
  }

  /** As {@link Comm#dup}. */
  @Override
  public Graphcomm dup() throws MPIException {
    return (Graphcomm) duplicate("dup");
  }

  /** As {@link Comm#dup}. */
  @Override
  public Graphcomm clone() {
    return (Graphcomm) duplicate("clone");
  }

  /** As {@link Comm#dupWithInfo}. */
  @Override
  public Graphcomm dupWithInfo(Info info) throws MPIException {
    return (Graphcomm) duplicate("dupWithInfo", info);
  }

  /** As {@link Comm#iDup}. */
  @Override
  public Graphcomm iDup() throws MPIException {
    return (Graphcomm) startDuplicate("iDup");
  }

  /** As {@link GraphComm#getDims}. */
  public GraphParms Get() throws MPIException {
    return ask("Get", Grid::graph);
  }

  /** As {@link GraphComm#getNeighbors}. */
  public int[] Neighbours(int rank) throws MPIException {
    return ask("Neighbours", c -> Topologies.graph(c).neighboursOf(rank));
  }

  /** As {@link GraphComm#map}. */
  public int Map(int[] index, int[] edges) throws MPIException {
    return ask("Map", c -> Grid.mapGraph(c, index, edges));
  }
}
