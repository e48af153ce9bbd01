package mpi;

import org.jmpi.comm.CartTopology;
import org.jmpi.comm.Topologies;
import org.jmpi.error.EngineException;

/**
 * A communicator that is a grid (MPI-4.1 §8.5.1). Wrong dimensions raise ERR_DIMS, coordinates off
 * the grid ERR_ARG, ranks that are not there ERR_RANK.
 */
public final class CartComm extends Intracomm {
  CartComm() {
    super(false);
  }

  @Override
  Comm newHandle() {
    return new CartComm();
  }

  /** As {@link Comm#dup}. */
  @Override
  public CartComm dup() throws MPIException {
    return (CartComm) duplicate("dup");
  }

  /** As {@link Comm#dup}. */
  @Override
  public CartComm clone() {
    return (CartComm) duplicate("clone");
  }

  /** As {@link Comm#dupWithInfo}. */
  @Override
  public CartComm dupWithInfo(Info info) throws MPIException {
    return (CartComm) duplicate("dupWithInfo", info);
  }

  /** As {@link Comm#iDup}. */
  @Override
  public CartComm iDup() throws MPIException {
    return (CartComm) startDuplicate("iDup");
  }

  /**
   * Fills in the dimensions that are 0, as equal as can be, so that the grid has {@code nnodes}
   * places (MPI-4.1 §8.5.2).
   */
  public static void createDims(int nnodes, int[] dims) throws MPIException {
    try {
      CartTopology.fillDims(nnodes, dims);
    } catch (EngineException e) {
      throw Errors.onSelf("createDims", e);
    }
  }

  /** Dimensions, rings, and where this process is (MPI-4.1 §8.5.5). */
  public CartParms getTopo() throws MPIException {
    return ask("getTopo", Grid::parms);
  }

  /** The rank at {@code coords}; in a ring any coordinate is good (MPI-4.1 §8.5.5). */
  public int getRank(int[] coords) throws MPIException {
    return ask("getRank", c -> Topologies.cart(c).rank(coords));
  }

  /** Where {@code rank} is (MPI-4.1 §8.5.5). */
  public int[] getCoords(int rank) throws MPIException {
    return ask("getCoords", c -> Topologies.cart(c).coords(rank));
  }

  /**
   * Whom to receive from and send to to shift data (MPI-4.1 §8.5.6).
   *
   * @param direction the dimension, from 0
   * @param disp how far, negative for downwards
   */
  public ShiftParms shift(int direction, int disp) throws MPIException {
    return ask("shift", c -> Grid.shift(c, direction, disp));
  }

  /** The grids of the dimensions that remain (MPI-4.1 §8.5.7). Collective. */
  public CartComm sub(boolean[] remainDims) throws MPIException {
    return topology("sub", new CartComm(), c -> Topologies.sub(c, remainDims));
  }

  /**
   * The rank that this process would have in such a grid; {@link MPI#UNDEFINED} for none (MPI-4.1
   * §8.5.8).
   */
  public int map(int[] dims, boolean[] periods) throws MPIException {
    return ask("map", c -> Grid.map(c, dims, periods));
  }
}
