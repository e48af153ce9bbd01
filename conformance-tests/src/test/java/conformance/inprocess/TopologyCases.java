package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Expect;
import java.nio.IntBuffer;
import java.util.Arrays;
import mpi.CartComm;
import mpi.CartParms;
import mpi.Cartcomm;
import mpi.Datatype;
import mpi.DistGraphNeighbors;
import mpi.GraphComm;
import mpi.Graphcomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.ShiftParms;

/** MPI-4.1 §8: topologies and neighbourhood collectives. */
public final class TopologyCases {
  private TopologyCases() {}

  @Conforms(
      to =
          "MPI-4.1 §8.5.2 MPI_Dims_create: dimensions as close to each other as possible, in"
              + " non-increasing order; those given stay",
      ranks = 1)
  public static void dimsCreate(Intracomm world) {
    MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
    // The table of the standard.
    assertDims(6, new int[] {0, 0}, 3, 2);
    assertDims(7, new int[] {0, 0}, 7, 1);
    assertDims(6, new int[] {0, 3, 0}, 2, 3, 1);
    Expect.error(MPI.ERR_DIMS, () -> CartComm.createDims(7, new int[] {0, 3, 0}));
    assertDims(16, new int[] {0, 0, 0}, 4, 2, 2);
    assertDims(60, new int[] {0, 0, 0}, 5, 4, 3);
    assertDims(1, new int[] {0, 0}, 1, 1);
    assertDims(1 << 20, new int[] {0, 0}, 1 << 10, 1 << 10);
    Expect.error(MPI.ERR_DIMS, () -> CartComm.createDims(6, new int[] {-1, 0}));
    Expect.error(MPI.ERR_DIMS, () -> CartComm.createDims(6, new int[] {2, 2}));
  }

  private static void assertDims(int nodes, int[] dims, int... expected) {
    int[] other = dims.clone();
    CartComm.createDims(nodes, dims);
    assertArrayEquals(expected, dims);
    Cartcomm.Dims_create(nodes, other);
    assertArrayEquals(expected, other);
  }

  @Conforms(
      to =
          "MPI-4.1 §8.5.1, §8.5.5, §8.5.6: ranks are in row-major order; processes that are left"
              + " over get MPI_COMM_NULL; MPI_Cart_shift gives MPI_PROC_NULL off the grid",
      ranks = {6, 8})
  public static void grid(Intracomm world) {
    int me = world.getRank();
    CartComm grid = world.createCart(new int[] {3, 2}, new boolean[] {false, true}, true);
    assertEquals(me >= 6, grid.isNull());
    Cartcomm same = world.Create_cart(new int[] {3, 2}, new boolean[] {false, true}, false);
    assertEquals(me >= 6, same == null);
    if (me >= 6) {
      return;
    }
    assertEquals(MPI.CART, grid.getTopology());
    assertEquals(MPI.UNDEFINED, world.getTopology());
    int rank = grid.getRank();
    int row = rank / 2;
    int column = rank % 2;
    assertArrayEquals(new int[] {row, column}, grid.getCoords(rank));
    assertEquals(rank, grid.getRank(new int[] {row, column - 4}));
    CartParms parms = grid.getTopo();
    assertEquals(2, parms.getDimCount());
    assertEquals(3, parms.getDim(0));
    assertTrue(parms.getPeriod(1));
    assertEquals(row, parms.getCoord(0));
    ShiftParms down = grid.shift(0, 1);
    assertEquals(row == 2 ? MPI.PROC_NULL : rank + 2, down.getRankDest());
    assertEquals(row == 0 ? MPI.PROC_NULL : rank - 2, down.getRankSource());
    ShiftParms around = same.Shift(1, -1);
    assertEquals(2 * row + 1 - column, around.rank_dest);
    assertArrayEquals(new int[] {3, 2}, same.Get().dims);
    assertEquals(rank, same.Rank(same.Coords(rank)));

    CartComm copy = grid.dup();
    assertEquals(MPI.CART, copy.getTopology());
    CartComm line = grid.sub(new boolean[] {true, false});
    assertEquals(3, line.getSize());
    assertEquals(row, line.getRank());
    int[] sum = {rank};
    line.allReduce(sum, 1, MPI.INT, MPI.SUM);
    assertEquals(6 + 3 * column, sum[0]);
    Cartcomm ring = same.Sub(new boolean[] {false, true});
    assertEquals(2, ring.Size());
    assertTrue(ring.Get().periods[0]);
    assertEquals(rank, grid.map(new int[] {6}, new boolean[] {false}));
    assertEquals(rank < 2 ? rank : MPI.UNDEFINED, grid.map(new int[] {2}, new boolean[] {false}));

    grid.setErrhandler(MPI.ERRORS_RETURN);
    Expect.error(MPI.ERR_DIMS, () -> grid.shift(2, 1));
    Expect.error(MPI.ERR_RANK, () -> grid.getCoords(6));
    Expect.error(MPI.ERR_ARG, () -> grid.getRank(new int[] {3, 0}));
    Expect.error(
        MPI.ERR_DIMS, () -> grid.createCart(new int[] {4, 2}, new boolean[] {true, true}, false));
    Expect.error(MPI.ERR_DIMS, () -> grid.createCart(new int[] {0}, new boolean[] {true}, false));
    Expect.error(MPI.ERR_ARG, () -> grid.createCart(new int[] {2}, new boolean[0], false));
  }

  @Conforms(
      to = "MPI-4.1 §8.5.3, §8.5.5: a graph by index and edges; its neighbours",
      ranks = {4, 5})
  public static void graph(Intracomm world) {
    int[] index = {2, 3, 4, 6};
    int[] edges = {1, 3, 0, 3, 0, 2};
    GraphComm graph = world.createGraph(index, edges, false);
    Graphcomm same = world.Create_graph(index, edges, false);
    if (world.getRank() == 4) {
      assertTrue(graph.isNull());
      assertNull(same);
      return;
    }
    assertEquals(MPI.GRAPH, graph.getTopology());
    assertArrayEquals(new int[] {0, 2}, graph.getNeighbors(3));
    assertArrayEquals(new int[] {1, 3}, same.Neighbours(0));
    assertEquals(4, graph.getDims().getIndexCount());
    assertArrayEquals(edges, same.Get().edges);
    int[] all = new int[graph.getNeighbors(graph.getRank()).length];
    // Edges of this graph are symmetric.
    graph.neighborAllGather(new int[] {graph.getRank()}, 1, MPI.INT, all, 1, MPI.INT);
    assertArrayEquals(graph.getNeighbors(graph.getRank()), all);
    graph.setErrhandler(MPI.ERRORS_RETURN);
    Expect.error(MPI.ERR_TOPOLOGY, graph::getDistGraphNeighbors);
    Expect.error(MPI.ERR_RANK, () -> graph.getNeighbors(4));
    Expect.error(MPI.ERR_RANK, () -> graph.createGraph(new int[] {1}, new int[] {3}, false));
  }

  @Conforms(
      to =
          "MPI-4.1 §8.5.4: distributed graphs by each process's own edges, or by any edges from any"
              + " process; weights",
      ranks = {1, 4})
  public static void distributedGraph(Intracomm world) {
    int me = world.getRank();
    int size = world.getSize();
    int right = (me + 1) % size;
    int left = (me + size - 1) % size;
    GraphComm ring =
        world.createDistGraphAdjacent(new int[] {left}, new int[] {right}, MPI.INFO_NULL, true);
    assertEquals(MPI.DIST_GRAPH, ring.getTopology());
    assertFalse(ring.getDistGraphNeighbors().isWeighted());
    int[] in = new int[2];
    ring.neighborAllGather(new int[] {me, -me}, 2, MPI.INT, in, 2, MPI.INT);
    assertArrayEquals(new int[] {left, -left}, in);

    // Each rank says who sends to its right neighbour: edges right → right + 1, and itself.
    GraphComm other =
        world.createDistGraph(
            new int[] {right, me},
            new int[] {1, 1},
            new int[] {(right + 1) % size, me},
            new int[] {7, me},
            null,
            false);
    DistGraphNeighbors edges = other.getDistGraphNeighbors();
    assertEquals(2, edges.getInDegree());
    assertEquals(2, edges.getOutDegree());
    assertTrue(edges.isWeighted());
    int[] sources = {edges.getSource(0), edges.getSource(1)};
    int[] weights = {edges.getSourceWeight(0), edges.getSourceWeight(1)};
    for (int i = 0; i < 2 && size > 1; i++) {
      assertEquals(sources[i] == me ? me : 7, weights[i]);
    }
    Arrays.sort(sources);
    int[] expected = {left, me};
    Arrays.sort(expected);
    assertArrayEquals(expected, sources);
    GraphComm copy = other.dup();
    assertEquals(2, copy.getDistGraphNeighbors().getOutDegree());
    world.setErrhandler(MPI.ERRORS_RETURN);
    Expect.error(
        MPI.ERR_RANK,
        () -> world.createDistGraphAdjacent(new int[] {size}, new int[0], null, false));
    Expect.error(
        MPI.ERR_ARG,
        () -> world.createDistGraph(new int[] {0}, new int[] {2}, new int[] {0}, null, false));
    Expect.error(
        MPI.ERR_TOPOLOGY,
        () -> world.neighborAllGather(new int[1], 1, MPI.INT, new int[1], 1, MPI.INT));
  }

  @Conforms(
      to =
          "MPI-4.1 §8.6: in a grid blocks are in the order of the dimensions, the lower neighbour"
              + " first; what is sent down arrives from above, also in rings of one and two; where"
              + " there is no neighbour nothing is changed",
      ranks = {1, 2, 4, 6})
  public static void neighborAllToAll(Intracomm world) {
    int size = world.getSize();
    int[] dims = new int[2];
    CartComm.createDims(size, dims);
    for (int periodic = 0; periodic < 4; periodic++) {
      boolean[] periods = {(periodic & 1) != 0, (periodic & 2) != 0};
      CartComm grid = world.createCart(dims, periods, false);
      int me = grid.getRank();
      int[] out = new int[8];
      for (int i = 0; i < 8; i++) {
        out[i] = 100 * me + i;
      }
      int[] in = new int[8];
      Arrays.fill(in, -1);
      grid.neighborAllToAll(out, 2, MPI.INT, in, 2, MPI.INT);
      IntBuffer started = IntBuffer.wrap(new int[8]);
      Arrays.fill(started.array(), -1);
      grid.iNeighborAllToAll(IntBuffer.wrap(out), 2, MPI.INT, started, 2, MPI.INT).waitFor();
      assertArrayEquals(in, started.array());
      int[] counts = {2, 1, 0, 2};
      int[] places = {6, 4, 0, 2};
      int[] vIn = new int[8];
      Arrays.fill(vIn, -1);
      // The upper neighbour's block for below has as many as the lower one takes from above.
      int[] vCounts = {counts[1], counts[0], counts[3], counts[2]};
      grid.neighborAllToAllv(out, counts, places, MPI.INT, vIn, vCounts, places, MPI.INT);
      for (int side = 0; side < 4; side++) {
        ShiftParms shift = grid.shift(side / 2, 1);
        int from = side % 2 == 0 ? shift.getRankSource() : shift.getRankDest();
        int opposite = side ^ 1;
        int sent = 100 * from + 2 * opposite;
        assertEquals(from == MPI.PROC_NULL ? -1 : sent, in[2 * side]);
        assertEquals(from == MPI.PROC_NULL ? -1 : sent + 1, in[2 * side + 1]);
        for (int i = 0; i < vCounts[side]; i++) {
          int vSent = 100 * from + places[opposite] + i;
          assertEquals(from == MPI.PROC_NULL ? -1 : vSent, vIn[places[side] + i]);
        }
      }
      grid.free();
    }
  }

  @Conforms(
      to =
          "MPI-4.1 §8.6.1: neighbourhood collectives take derived types: halo columns and rows of a"
              + " block without copies",
      ranks = 4)
  public static void halo(Intracomm world) {
    CartComm line = world.createCart(new int[] {4}, new boolean[] {true}, false);
    int me = line.getRank();
    int rows = 3;
    int width = 5;
    Datatype column = Datatype.createVector(rows, 1, width, MPI.DOUBLE);
    Datatype at = Datatype.createResized(column, 0, Double.BYTES);
    at.commit();
    double[] block = new double[rows * width];
    for (int i = 0; i < block.length; i++) {
      block[i] = 1000 * me + i;
    }
    double[] before = block.clone();
    // Inner edges go out, the outer columns come in.
    line.neighborAllToAllv(
        before,
        new int[] {1, 1},
        new int[] {1, width - 2},
        at,
        block,
        new int[] {1, 1},
        new int[] {0, width - 1},
        at);
    for (int row = 0; row < rows; row++) {
      int left = (me + 3) % 4;
      int right = (me + 1) % 4;
      assertEquals(1000 * left + row * width + width - 2, block[row * width]);
      assertEquals(1000 * right + row * width + 1, block[row * width + width - 1]);
      assertEquals(before[row * width + 2], block[row * width + 2]);
    }
    int[] all = new int[4];
    line.neighborAllGatherv(
        new int[] {me}, 1, MPI.INT, all, new int[] {1, 1}, new int[] {3, 0}, MPI.INT);
    assertArrayEquals(new int[] {(me + 1) % 4, 0, 0, (me + 3) % 4}, all);
    line.setErrhandler(MPI.ERRORS_RETURN);
    int[] one = {1};
    Expect.error(
        MPI.ERR_ARG, () -> line.neighborAllGatherv(one, 1, MPI.INT, all, one, one, MPI.INT));
  }
}
