package mpi;

import org.jmpi.comm.CartTopology;
import org.jmpi.comm.Topologies;
import org.jmpi.error.EngineException;

/** A communicator that is a grid, in mpiJava's spelling; see {@link CartComm}. */
public class Cartcomm extends Intracomm {
  Cartcomm() {
    super(false);
  }

  @Override
  Comm newHandle() {
    return new Cartcomm();
  }

  /** As {@link Comm#dup}. */
  @Override
  public Cartcomm dup() throws MPIException {
    return (Cartcomm) duplicate("dup");
  }

  /** As {@link Comm#dup}. */
  @Override
  public Cartcomm clone() {
    return (Cartcomm) duplicate("clone");
  }

  /** As {@link Comm#dupWithInfo}. */
  @Override
  public Cartcomm dupWithInfo(Info info) throws MPIException {
    return (Cartcomm) duplicate("dupWithInfo", info);
  }

  /** As {@link Comm#iDup}. */
  @Override
  public Cartcomm iDup() throws MPIException {
    return (Cartcomm) startDuplicate("iDup");
  }

  /** As {@link CartComm#createDims}. */
  public static void Dims_create(int nnodes, int[] dims) throws MPIException {
    try {
      CartTopology.fillDims(nnodes, dims);
    } catch (EngineException e) {
      throw Errors.onSelf("Dims_create", e);
    }
  }

  /** As {@link CartComm#getTopo}. */
  public CartParms Get() throws MPIException {
    return ask("Get", Grid::parms);
  }

  /** As {@link CartComm#getRank(int[])}. */
  public int Rank(int[] coords) throws MPIException {
    return ask("Rank", c -> Topologies.cart(c).rank(coords));
  }

  /** As {@link CartComm#getCoords}. */
  public int[] Coords(int rank) throws MPIException {
    return ask("Coords", c -> Topologies.cart(c).coords(rank));
  }

  /** As {@link CartComm#shift}. */
  public ShiftParms Shift(int direction, int disp) throws MPIException {
    return ask("Shift", c -> Grid.shift(c, direction, disp));
  }

  /** As {@link CartComm#sub}. */
  public Cartcomm Sub(boolean[] remain_dims) throws MPIException {
    return topology("Sub", new Cartcomm(), c -> Topologies.sub(c, remain_dims));
  }

  /** As {@link CartComm#map}. */
  public int Map(int[] dims, boolean[] periods) throws MPIException {
    return ask("Map", c -> Grid.map(c, dims, periods));
  }
}
