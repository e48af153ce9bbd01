package mpi;

import java.nio.Buffer;
import java.util.function.Function;
import org.jmpi.comm.Communicator;
import org.jmpi.comm.Places;
import org.jmpi.comm.Topologies;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** A communicator of one group (MPI-4.1 §7.2). */
public class Intracomm extends MpijavaIntracomm {
  Intracomm(boolean predefined) {
    super(predefined);
  }

  /** A null communicator. */
  protected Intracomm() {
    this(false);
  }

  @Override
  final Intracomm selfIntra() {
    return this;
  }

  @Override
  Comm newHandle() {
    return new Intracomm(false);
  }

  /** As {@link Comm#dup}. */
  @Override
  public Intracomm dup() throws MPIException {
    return (Intracomm) duplicate("dup");
  }

  /** As {@link Comm#dup}. */
  @Override
  public Intracomm clone() {
    return (Intracomm) duplicate("clone");
  }

  /** As {@link Comm#dupWithInfo}. */
  @Override
  public Intracomm dupWithInfo(Info info) throws MPIException {
    return (Intracomm) duplicate("dupWithInfo", info);
  }

  /** As {@link Comm#iDup}. */
  @Override
  public Intracomm iDup() throws MPIException {
    return (Intracomm) startDuplicate("iDup");
  }

  /** As {@link Comm#shrink()}. */
  @Override
  public Intracomm shrink() throws MPIException {
    return (Intracomm) shrink("shrink");
  }

  /** As {@link Comm#shrink()}. */
  @Override
  public Intracomm Shrink() throws MPIException {
    return (Intracomm) shrink("Shrink");
  }

  /** As {@link Comm#iShrink()}. */
  @Override
  public Intracomm iShrink() throws MPIException {
    return (Intracomm) startShrink("iShrink");
  }

  /** As {@link Comm#iShrink()}. */
  @Override
  public Intracomm Ishrink() throws MPIException {
    return (Intracomm) startShrink("Ishrink");
  }

  /**
   * Makes a communicator of all that give the same colour, ranked by key and then by rank here
   * (MPI-4.1 §7.4.2). Collective.
   *
   * @param colour not negative, or {@link MPI#UNDEFINED} for none
   * @return a null communicator ({@link #isNull}) for {@link MPI#UNDEFINED}
   */
  public Intracomm split(int colour, int key) throws MPIException {
    return split("split", colour, key);
  }

  /**
   * Makes a communicator of a group; all of this communicator call it, with groups that are equal
   * or disjoint (MPI-4.1 §7.4.2).
   *
   * @return a null communicator ({@link #isNull}) for those that are not in it
   */
  public Intracomm create(Group group) throws MPIException {
    return create("create", group);
  }

  /**
   * As {@link #create}, but only the members of the group call it (MPI-4.1 §7.4.2).
   *
   * @param tag tells apart what several threads do at once
   */
  public Intracomm createGroup(Group group, int tag) throws MPIException {
    try {
      Communicator c = engine();
      checkSendTag(tag);
      return inherit(new Intracomm(false), c.createGroup(Group.members(group), tag));
    } catch (EngineException e) {
      throw Errors.raise(this, "createGroup", e);
    }
  }

  /**
   * Makes a communicator of all that have something in common (MPI-4.1 §7.4.2). Collective.
   *
   * @param splitType {@link Comm#TYPE_SHARED} for a host, {@link Comm#TYPE_SITE} for a site, {@link
   *     Comm#TYPE_HW_GUIDED} for what {@code info} says, or {@link MPI#UNDEFINED} for none
   * @param info for {@link Comm#TYPE_HW_GUIDED}, the same at all members: {@code
   *     mpi_hw_resource_type} is {@code mpi_shared_memory} or {@code jmpi_host}, or {@code
   *     jmpi_site}; no other hint is known
   * @return a null communicator ({@link #isNull}) for {@link MPI#UNDEFINED} and for a resource that
   *     is none of these
   */
  public Intracomm splitType(int splitType, int key, Info info) throws MPIException {
    try {
      Communicator c = engine();
      int type = splitType == TYPE_HW_GUIDED ? resourceType(info) : splitType;
      boolean joins = type == TYPE_SHARED || type == TYPE_SITE;
      if (!joins && type != MPI.UNDEFINED) {
        throw Errors.error(
            ErrorClass.ARG,
            "split type "
                + splitType
                + ": use Comm.TYPE_SHARED, TYPE_SITE or TYPE_HW_GUIDED, or MPI.UNDEFINED for none");
      }
      return inherit(
          new Intracomm(false),
          type == TYPE_SITE ? Places.splitBySite(c, true, key) : Places.splitByHost(c, joins, key));
    } catch (EngineException e) {
      throw Errors.raise(this, "splitType", e);
    }
  }

  private static int resourceType(Info info) throws MPIException {
    String resource = info == null || info.isNull() ? null : info.get("mpi_hw_resource_type");
    if (resource == null) {
      throw Errors.error(
          ErrorClass.INFO_NOKEY,
          "Comm.TYPE_HW_GUIDED needs the info key mpi_hw_resource_type: mpi_shared_memory, jmpi_host"
              + " or jmpi_site");
    }
    return switch (resource) {
      case "mpi_shared_memory", "jmpi_host" -> TYPE_SHARED;
      case "jmpi_site" -> TYPE_SITE;
      default -> MPI.UNDEFINED;
    };
  }

  /**
   * Makes a grid of as many ranks as it has places, without {@code reorder} the first ones (MPI-4.1
   * §8.5.1). Collective.
   *
   * @param periods which dimensions are rings
   * @param reorder whether ranks may change, so that neighbours share a host
   * @return a null communicator ({@link #isNull}) for the ranks that are left over
   */
  public CartComm createCart(int[] dims, boolean[] periods, boolean reorder) throws MPIException {
    return topology("createCart", new CartComm(), c -> Topologies.cart(c, dims, periods, reorder));
  }

  /** As {@link #createCart}, but null for the ranks that are left over. */
  public Cartcomm Create_cart(int[] dims, boolean[] periods, boolean reorder) throws MPIException {
    Cartcomm made =
        topology("Create_cart", new Cartcomm(), c -> Topologies.cart(c, dims, periods, reorder));
    return made.isNull() ? null : made;
  }

  /**
   * Makes a graph of the first ranks, which all know (MPI-4.1 §8.5.3). Collective.
   *
   * @param index where the neighbours of each node end in {@code edges}
   * @param reorder whether ranks may change, so that neighbours share a host
   * @return a null communicator ({@link #isNull}) for the ranks that are left over
   */
  public GraphComm createGraph(int[] index, int[] edges, boolean reorder) throws MPIException {
    return topology(
        "createGraph", new GraphComm(), c -> Topologies.graph(c, index, edges, reorder));
  }

  /** As {@link #createGraph}, but null for the ranks that are left over. */
  public Graphcomm Create_graph(int[] index, int[] edges, boolean reorder) throws MPIException {
    Graphcomm made =
        topology("Create_graph", new Graphcomm(), c -> Topologies.graph(c, index, edges, reorder));
    return made.isNull() ? null : made;
  }

  /**
   * Makes a graph of which each rank gives its own edges (MPI-4.1 §8.5.4). Collective.
   *
   * @param sources ranks with an edge to this one
   * @param destinations ranks that edges of this one lead to
   * @param info hints; none is known
   * @param reorder whether ranks may change, so that neighbours share a host
   */
  public GraphComm createDistGraphAdjacent(
      int[] sources, int[] destinations, Info info, boolean reorder) throws MPIException {
    return topology(
        "createDistGraphAdjacent",
        new GraphComm(),
        c -> Topologies.adjacent(c, sources, null, destinations, null, reorder));
  }

  /** As above with a weight for each edge, not negative. */
  public GraphComm createDistGraphAdjacent(
      int[] sources,
      int[] sourceWeights,
      int[] destinations,
      int[] destWeights,
      Info info,
      boolean reorder)
      throws MPIException {
    return topology(
        "createDistGraphAdjacent",
        new GraphComm(),
        c -> Topologies.adjacent(c, sources, sourceWeights, destinations, destWeights, reorder));
  }

  /**
   * Makes a graph of which any rank gives any edges (MPI-4.1 §8.5.4). Collective.
   *
   * @param sources nodes that edges are given of
   * @param degrees how many start at each of them
   * @param destinations where they lead to, for all sources in a row
   * @param info hints; none is known
   * @param reorder whether ranks may change, so that neighbours share a host
   */
  public GraphComm createDistGraph(
      int[] sources, int[] degrees, int[] destinations, Info info, boolean reorder)
      throws MPIException {
    return topology(
        "createDistGraph",
        new GraphComm(),
        c -> Topologies.distributed(c, sources, degrees, destinations, null, reorder));
  }

  /** As above with a weight for each edge, not negative. */
  public GraphComm createDistGraph(
      int[] sources, int[] degrees, int[] destinations, int[] weights, Info info, boolean reorder)
      throws MPIException {
    return topology(
        "createDistGraph",
        new GraphComm(),
        c -> Topologies.distributed(c, sources, degrees, destinations, weights, reorder));
  }

  /** Reduction over the ranks up to this one (MPI-4.1 §6.11.1). */
  public void scan(Object sendbuf, Object recvbuf, int count, Datatype type, Op op)
      throws MPIException {
    doScan("scan", true, sendbuf, 0, recvbuf, 0, count, type, op);
  }

  /** As {@link #scan(Object, Object, int, Datatype, Op)}; the operand is in {@code recvbuf}. */
  public void scan(Object recvbuf, int count, Datatype type, Op op) throws MPIException {
    doScan("scan", true, IN_PLACE, 0, recvbuf, 0, count, type, op);
  }

  /** Starts a {@link #scan(Object, Object, int, Datatype, Op)} (MPI-4.1 §6.12.11). */
  public Request iScan(Buffer sendbuf, Buffer recvbuf, int count, Datatype type, Op op)
      throws MPIException {
    return doScan("iScan", false, sendbuf, 0, recvbuf, 0, count, type, op);
  }

  /** Starts a {@link #scan(Object, int, Datatype, Op)}. */
  public Request iScan(Buffer buf, int count, Datatype type, Op op) throws MPIException {
    return doScan("iScan", false, IN_PLACE, 0, buf, 0, count, type, op);
  }

  /** Reduction over the ranks before this one; at rank 0 nothing is written (MPI-4.1 §6.11.2). */
  public void exScan(Object sendbuf, Object recvbuf, int count, Datatype type, Op op)
      throws MPIException {
    doExscan("exScan", true, sendbuf, 0, recvbuf, 0, count, type, op);
  }

  /** As {@link #exScan(Object, Object, int, Datatype, Op)}; the operand is in {@code buf}. */
  public void exScan(Object buf, int count, Datatype type, Op op) throws MPIException {
    doExscan("exScan", true, IN_PLACE, 0, buf, 0, count, type, op);
  }

  /** Starts an {@link #exScan(Object, Object, int, Datatype, Op)} (MPI-4.1 §6.12.12). */
  public Request iExScan(Buffer sendbuf, Buffer recvbuf, int count, Datatype type, Op op)
      throws MPIException {
    return doExscan("iExScan", false, sendbuf, 0, recvbuf, 0, count, type, op);
  }

  /** Starts an {@link #exScan(Object, int, Datatype, Op)}. */
  public Request iExScan(Buffer buf, int count, Datatype type, Op op) throws MPIException {
    return doExscan("iExScan", false, IN_PLACE, 0, buf, 0, count, type, op);
  }

  /** Binds the arguments of {@link #iScan(Buffer, Buffer, int, Datatype, Op)} (MPI-4.1 §6.13). */
  public Prequest scanInit(Buffer sendbuf, Buffer recvbuf, int count, Datatype type, Op op)
      throws MPIException {
    return persistent("scanInit", () -> iScan(sendbuf, recvbuf, count, type, op));
  }

  /** Binds the arguments of {@link #iScan(Buffer, int, Datatype, Op)} (MPI-4.1 §6.13). */
  public Prequest scanInit(Buffer buf, int count, Datatype type, Op op) throws MPIException {
    return persistent("scanInit", () -> iScan(buf, count, type, op));
  }

  /** Binds the arguments of {@link #iExScan(Buffer, Buffer, int, Datatype, Op)} (MPI-4.1 §6.13). */
  public Prequest exScanInit(Buffer sendbuf, Buffer recvbuf, int count, Datatype type, Op op)
      throws MPIException {
    return persistent("exScanInit", () -> iExScan(sendbuf, recvbuf, count, type, op));
  }

  /** Binds the arguments of {@link #iExScan(Buffer, int, Datatype, Op)} (MPI-4.1 §6.13). */
  public Prequest exScanInit(Buffer buf, int count, Datatype type, Op op) throws MPIException {
    return persistent("exScanInit", () -> iExScan(buf, count, type, op));
  }

  /** A handle for what {@code maker} makes of this communicator. */
  final <T extends Intracomm> T topology(
      String call, T handle, Function<Communicator, Communicator> maker) {
    try {
      return inherit(handle, maker.apply(engine()));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  /** What {@code query} says of this communicator. */
  final <T> T ask(String call, Function<Communicator, T> query) {
    try {
      return query.apply(engine());
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  /** As {@link Comm#compare}. */
  public static int Compare(Comm comm1, Comm comm2) throws MPIException {
    return Comm.Compare(comm1, comm2);
  }

  final Intracomm split(String call, int colour, int key) {
    try {
      Communicator c = engine();
      if (colour < 0 && colour != MPI.UNDEFINED) {
        throw Errors.error(
            ErrorClass.ARG,
            "the colour " + colour + " is negative; use 0 or more, or MPI.UNDEFINED for none");
      }
      return inherit(new Intracomm(false), c.split(colour, key));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Intracomm create(String call, Group group) {
    try {
      Communicator c = engine();
      return inherit(new Intracomm(false), c.create(Group.members(group)));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }
}
