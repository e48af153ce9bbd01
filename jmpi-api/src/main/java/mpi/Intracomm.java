package mpi;

import java.nio.Buffer;
import java.util.function.Function;
import org.jmpi.comm.Communicator;
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
   * @param splitType {@link Comm#TYPE_SHARED}, or {@link MPI#UNDEFINED} for none
   * @param info hints; none is known
   * @return a null communicator ({@link #isNull}) for {@link MPI#UNDEFINED}
   */
  public Intracomm splitType(int splitType, int key, Info info) throws MPIException {
    try {
      Communicator c = engine();
      if (splitType != TYPE_SHARED && splitType != MPI.UNDEFINED) {
        throw Errors.error(
            ErrorClass.ARG,
            "split type " + splitType + ": use Comm.TYPE_SHARED, or MPI.UNDEFINED for none");
      }
      int host = MpiState.engine().processInfo().agentId();
      int colour = splitType == TYPE_SHARED ? host : Communicator.UNDEFINED;
      return inherit(new Intracomm(false), c.split(colour, key));
    } catch (EngineException e) {
      throw Errors.raise(this, "splitType", e);
    }
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
