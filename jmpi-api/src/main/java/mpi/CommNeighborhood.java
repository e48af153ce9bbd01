package mpi;

import java.nio.Buffer;
import org.jmpi.coll.NeighborCollectives;
import org.jmpi.coll.NeighborCollectives.Blocks;
import org.jmpi.coll.Neighbours;
import org.jmpi.comm.Communicator;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * The neighbourhood collectives (MPI-4.1 §8.6): all members of a communicator with a topology call
 * them. Blocks are in the order of the sources and destinations: in a grid for each dimension the
 * lower, then the upper neighbour, whose blocks are left as they are where there is none.
 * ERR_TOPOLOGY without a topology.
 */
abstract class CommNeighborhood extends CommNonblockingCollectives {
  CommNeighborhood(boolean predefined) {
    super(predefined);
  }

  /** Sends one block to all destinations, receives one of each source (MPI-4.1 §8.6.1). */
  public void neighborAllGather(
      Object sendbuf,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvcount,
      Datatype recvtype)
      throws MPIException {
    allGather(
        "neighborAllGather", true, sendbuf, sendcount, sendtype, recvbuf, recvcount, recvtype);
  }

  /** Starts a {@link #neighborAllGather} (MPI-4.1 §8.7.1). */
  public Request iNeighborAllGather(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int recvcount,
      Datatype recvtype)
      throws MPIException {
    return allGather(
        "iNeighborAllGather", false, sendbuf, sendcount, sendtype, recvbuf, recvcount, recvtype);
  }

  /**
   * As {@link #neighborAllGather}, a count and a displacement in extents for each source (MPI-4.1
   * §8.6.1).
   */
  public void neighborAllGatherv(
      Object sendbuf,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int[] recvcount,
      int[] displs,
      Datatype recvtype)
      throws MPIException {
    allGatherv(
        "neighborAllGatherv",
        true,
        sendbuf,
        sendcount,
        sendtype,
        recvbuf,
        recvcount,
        displs,
        recvtype);
  }

  /** Starts a {@link #neighborAllGatherv} (MPI-4.1 §8.7.1). */
  public Request iNeighborAllGatherv(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int[] recvcount,
      int[] displs,
      Datatype recvtype)
      throws MPIException {
    return allGatherv(
        "iNeighborAllGatherv",
        false,
        sendbuf,
        sendcount,
        sendtype,
        recvbuf,
        recvcount,
        displs,
        recvtype);
  }

  /** Sends a block to each destination, receives one of each source (MPI-4.1 §8.6.2). */
  public void neighborAllToAll(
      Object sendbuf,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvcount,
      Datatype recvtype)
      throws MPIException {
    allToAll("neighborAllToAll", true, sendbuf, sendcount, sendtype, recvbuf, recvcount, recvtype);
  }

  /** Starts a {@link #neighborAllToAll} (MPI-4.1 §8.7.2). */
  public Request iNeighborAllToAll(
      Buffer sendbuf,
      int sendcount,
      Datatype sendtype,
      Buffer recvbuf,
      int recvcount,
      Datatype recvtype)
      throws MPIException {
    return allToAll(
        "iNeighborAllToAll", false, sendbuf, sendcount, sendtype, recvbuf, recvcount, recvtype);
  }

  /**
   * As {@link #neighborAllToAll}, a count and a displacement in extents for each neighbour (MPI-4.1
   * §8.6.2).
   */
  public void neighborAllToAllv(
      Object sendbuf,
      int[] sendcount,
      int[] sdispls,
      Datatype sendtype,
      Object recvbuf,
      int[] recvcount,
      int[] rdispls,
      Datatype recvtype)
      throws MPIException {
    allToAllv(
        "neighborAllToAllv",
        true,
        sendbuf,
        sendcount,
        sdispls,
        sendtype,
        recvbuf,
        recvcount,
        rdispls,
        recvtype);
  }

  /** Starts a {@link #neighborAllToAllv} (MPI-4.1 §8.7.2). */
  public Request iNeighborAllToAllv(
      Buffer sendbuf,
      int[] sendcount,
      int[] sdispls,
      Datatype sendtype,
      Buffer recvbuf,
      int[] recvcount,
      int[] rdispls,
      Datatype recvtype)
      throws MPIException {
    return allToAllv(
        "iNeighborAllToAllv",
        false,
        sendbuf,
        sendcount,
        sdispls,
        sendtype,
        recvbuf,
        recvcount,
        rdispls,
        recvtype);
  }

  private Request allGather(
      String call,
      boolean wait,
      Object sendbuf,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvcount,
      Datatype recvtype) {
    return run(
        call,
        wait,
        edges ->
            Blocks.same(
                sendbuf, 0, sendcount, Datatype.layout(sendtype), edges.destinations().length),
        edges ->
            Blocks.row(recvbuf, 0, recvcount, Datatype.layout(recvtype), edges.sources().length));
  }

  private Request allGatherv(
      String call,
      boolean wait,
      Object sendbuf,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int[] recvcounts,
      int[] displs,
      Datatype recvtype) {
    return run(
        call,
        wait,
        edges ->
            Blocks.same(
                sendbuf, 0, sendcount, Datatype.layout(sendtype), edges.destinations().length),
        edges -> blocks(recvbuf, recvcounts, displs, recvtype, edges.sources().length));
  }

  private Request allToAll(
      String call,
      boolean wait,
      Object sendbuf,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvcount,
      Datatype recvtype) {
    return run(
        call,
        wait,
        edges ->
            Blocks.row(
                sendbuf, 0, sendcount, Datatype.layout(sendtype), edges.destinations().length),
        edges ->
            Blocks.row(recvbuf, 0, recvcount, Datatype.layout(recvtype), edges.sources().length));
  }

  private Request allToAllv(
      String call,
      boolean wait,
      Object sendbuf,
      int[] sendcounts,
      int[] sdispls,
      Datatype sendtype,
      Object recvbuf,
      int[] recvcounts,
      int[] rdispls,
      Datatype recvtype) {
    return run(
        call,
        wait,
        edges -> blocks(sendbuf, sendcounts, sdispls, sendtype, edges.destinations().length),
        edges -> blocks(recvbuf, recvcounts, rdispls, recvtype, edges.sources().length));
  }

  /** The blocks of one side, once the number of neighbours is known. */
  private interface Side {
    Blocks of(Neighbours edges);
  }

  private Request run(String call, boolean wait, Side send, Side recv) {
    try {
      Communicator c = engine();
      if (c.topology() == null) {
        throw Errors.error(
            ErrorClass.TOPOLOGY,
            "the communicator has no topology; make one with createCart, createGraph or"
                + " createDistGraph");
      }
      Neighbours edges = c.topology().neighbours(c.rank());
      Blocks from = send.of(edges);
      Blocks to = recv.of(edges);
      return settle(
          c, call, wait, () -> new NeighborCollectives(c.collectives()).start(edges, from, to));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  private static Blocks blocks(
      Object buffer, int[] counts, int[] displs, Datatype type, int neighbours) {
    Layout layout = Datatype.layout(type);
    requireLength(neighbours, "counts", counts);
    requireLength(neighbours, "displacements", displs);
    long[] longCounts = new long[neighbours];
    long[] longDisplacements = new long[neighbours];
    for (int i = 0; i < neighbours; i++) {
      if (counts[i] < 0) {
        throw Errors.error(
            ErrorClass.COUNT, "count " + counts[i] + " of neighbour " + i + " is negative");
      }
      longCounts[i] = counts[i];
      longDisplacements[i] = displs[i];
    }
    return new Blocks(buffer, 0, longCounts, longDisplacements, layout);
  }
}
