package mpi;

import org.jmpi.comm.CartTopology;
import org.jmpi.comm.Communicator;
import org.jmpi.comm.Topologies;

/** The calls on grids that both dialects have. */
final class Grid {
  private Grid() {}

  static CartParms parms(Communicator c) {
    CartTopology grid = Topologies.cart(c);
    return new CartParms(grid.dims(), grid.periods(), grid.coords(c.rank()));
  }

  static ShiftParms shift(Communicator c, int direction, int disp) {
    CartTopology grid = Topologies.cart(c);
    return new ShiftParms(
        grid.shifted(c.rank(), direction, -disp), grid.shifted(c.rank(), direction, disp));
  }

  /** This process's rank in a grid that is not made, UNDEFINED beyond it (MPI-4.1 §8.5.8). */
  static int map(Communicator c, int[] dims, boolean[] periods) {
    int rank = Topologies.rankInCart(c, dims, periods);
    return rank >= 0 ? rank : MPI.UNDEFINED;
  }

  /** As {@link #map} for a graph. */
  static int mapGraph(Communicator c, int[] index, int[] edges) {
    int rank = Topologies.rankInGraph(c, index, edges);
    return rank >= 0 ? rank : MPI.UNDEFINED;
  }

  static GraphParms graph(Communicator c) {
    return new GraphParms(Topologies.graph(c).index(), Topologies.graph(c).edges());
  }
}
