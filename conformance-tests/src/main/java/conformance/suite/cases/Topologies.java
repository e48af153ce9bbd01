package conformance.suite.cases;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Form;
import conformance.suite.Place;
import conformance.suite.Table;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import mpi.CartComm;
import mpi.CartParms;
import mpi.Cartcomm;
import mpi.Comm;
import mpi.DistGraphNeighbors;
import mpi.GraphComm;
import mpi.GraphParms;
import mpi.Graphcomm;
import mpi.Info;
import mpi.MPI;
import mpi.Request;
import mpi.ShiftParms;

/** MPI-4.1 §8: grids, graphs, distributed graphs, and collectives of neighbours. */
public final class Topologies implements Table {
  private static final int N = 3;

  /** A neighbourhood collective: blocks of N ints from one buffer to another. */
  private interface Exchange {
    Request call(Comm c, IntBuffer from, IntBuffer into, int out, int in);
  }

  private static int[] all(int count, int value) {
    int[] array = new int[count];
    Arrays.fill(array, value);
    return array;
  }

  /** Blocks in a row. */
  private static int[] row(int count) {
    return IntStream.range(0, count).map(i -> N * i).toArray();
  }

  @Override
  public List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    add(
        cases,
        "createDims",
        "§8.5.2: as close to each other as possible, not increasing; those given stay",
        Topologies::dims);
    add(
        cases,
        "createCart",
        "§8.5.1, §8.5.5: row-major ranks, coordinates, periods; MPI_COMM_NULL for those left over",
        Topologies::cart);
    add(
        cases,
        "Create_cart",
        "§8.5.1 in mpiJava's dialect: null for those left over",
        Topologies::mpijavaCart);
    add(
        cases,
        "shift",
        "§8.5.6: neighbours along a dimension, MPI_PROC_NULL off the grid",
        Topologies::shift);
    add(cases, "sub", "§8.5.7: the lines of a grid", Topologies::sub);
    add(cases, "map", "§8.5.8: a rank of the grid, or MPI_UNDEFINED", Topologies::map);
    add(cases, "createGraph", "§8.5.3, §8.5.5: index and edges; neighbours", Topologies::graph);
    add(
        cases,
        "createDistGraphAdjacent",
        "§8.5.4: each process gives its own edges",
        Topologies::adjacent);
    add(cases, "createDistGraph", "§8.5.4: any process gives any edges", Topologies::distributed);
    String gather = "§8.6.1: one block to all neighbours, one from each, in their order";
    String exchange = "§8.6.2: a block to each neighbour, one from each, in their order";
    exchange(
        cases,
        "neighborAllGather",
        gather,
        true,
        (c, f, t, out, in) -> {
          c.neighborAllGather(f, N, MPI.INT, t, N, MPI.INT);
          return null;
        });
    exchange(
        cases,
        "iNeighborAllGather",
        gather,
        true,
        (c, f, t, out, in) -> c.iNeighborAllGather(f, N, MPI.INT, t, N, MPI.INT));
    exchange(
        cases,
        "neighborAllGatherInit",
        gather,
        true,
        (c, f, t, out, in) -> c.neighborAllGatherInit(f, N, MPI.INT, t, N, MPI.INT));
    exchange(
        cases,
        "neighborAllGatherv",
        gather,
        true,
        (c, f, t, out, in) -> {
          c.neighborAllGatherv(f, N, MPI.INT, t, all(in, N), row(in), MPI.INT);
          return null;
        });
    exchange(
        cases,
        "iNeighborAllGatherv",
        gather,
        true,
        (c, f, t, out, in) ->
            c.iNeighborAllGatherv(f, N, MPI.INT, t, all(in, N), row(in), MPI.INT));
    exchange(
        cases,
        "neighborAllGathervInit",
        gather,
        true,
        (c, f, t, out, in) ->
            c.neighborAllGathervInit(f, N, MPI.INT, t, all(in, N), row(in), MPI.INT));
    exchange(
        cases,
        "neighborAllToAll",
        exchange,
        false,
        (c, f, t, out, in) -> {
          c.neighborAllToAll(f, N, MPI.INT, t, N, MPI.INT);
          return null;
        });
    exchange(
        cases,
        "iNeighborAllToAll",
        exchange,
        false,
        (c, f, t, out, in) -> c.iNeighborAllToAll(f, N, MPI.INT, t, N, MPI.INT));
    exchange(
        cases,
        "neighborAllToAllInit",
        exchange,
        false,
        (c, f, t, out, in) -> c.neighborAllToAllInit(f, N, MPI.INT, t, N, MPI.INT));
    exchange(
        cases,
        "neighborAllToAllv",
        exchange,
        false,
        (c, f, t, out, in) -> {
          c.neighborAllToAllv(f, all(out, N), row(out), MPI.INT, t, all(in, N), row(in), MPI.INT);
          return null;
        });
    exchange(
        cases,
        "iNeighborAllToAllv",
        exchange,
        false,
        (c, f, t, out, in) ->
            c.iNeighborAllToAllv(
                f, all(out, N), row(out), MPI.INT, t, all(in, N), row(in), MPI.INT));
    exchange(
        cases,
        "neighborAllToAllvInit",
        exchange,
        false,
        (c, f, t, out, in) ->
            c.neighborAllToAllvInit(
                f, all(out, N), row(out), MPI.INT, t, all(in, N), row(in), MPI.INT));
    return cases;
  }

  private static void add(List<Case> cases, String name, String rule, Case.Body body) {
    cases.add(
        new Case(
            Chapter.TOPOLOGIES,
            name,
            rule,
            EnumSet.of(CommKind.WORLD, CommKind.DUP, CommKind.SPLIT),
            p -> p.cell(() -> name, () -> body.run(p))));
  }

  private static void dims(Place p) {
    int[][] given = {{6, 0, 0}, {7, 0, 0}, {6, 0, 3, 0}, {60, 0, 0, 0}, {1, 0, 0}, {16, 2, 0}};
    int[][] wanted = {{3, 2}, {7, 1}, {2, 3, 1}, {5, 4, 3}, {1, 1}, {2, 8}};
    for (int i = 0; i < given.length; i++) {
      int[] dims = Arrays.copyOfRange(given[i], 1, given[i].length);
      int[] same = dims.clone();
      CartComm.createDims(given[i][0], dims);
      Cartcomm.Dims_create(given[i][0], same);
      p.equal(wanted[i], dims, "createDims of " + given[i][0]);
      p.equal(wanted[i], same, "Dims_create of " + given[i][0]);
    }
  }

  /** Two columns; one process may be left over. */
  private static int[] grid(Place p) {
    return p.size() == 1 ? new int[] {1, 1} : new int[] {p.size() / 2, 2};
  }

  private static final boolean[] PERIODS = {false, true};

  private static void cart(Place p) {
    int[] dims = grid(p);
    CartComm cart = p.intra().createCart(dims, PERIODS, false);
    p.equal(p.rank() >= dims[0] * dims[1], cart.isNull(), "those left over have none");
    if (cart.isNull()) {
      return;
    }
    int me = cart.getRank();
    p.equal(p.rank(), me, "rank without reordering");
    p.equal(MPI.CART, cart.getTopology(), "topology");
    p.equal(new int[] {me / dims[1], me % dims[1]}, cart.getCoords(me), "coordinates");
    p.equal(me, cart.getRank(new int[] {me / dims[1], me % dims[1] + dims[1]}), "around the ring");
    CartParms parms = cart.getTopo();
    p.equal(2, parms.getDimCount(), "dimensions");
    for (int d = 0; d < 2; d++) {
      p.equal(dims[d], parms.getDim(d), "dimension " + d);
      p.equal(PERIODS[d], parms.getPeriod(d), "period " + d);
      p.equal(cart.getCoords(me)[d], parms.getCoord(d), "coordinate " + d);
    }
    CartComm[] copies = {cart.dup(), cart.clone(), cart.dupWithInfo(new Info()), cart.iDup()};
    copies[3].getRequest().waitFor();
    for (CartComm copy : copies) {
      p.equal(dims[0], copy.getTopo().getDim(0), "dimension of a copy");
      copy.free();
    }
    cart.free();
  }

  private static void mpijavaCart(Place p) {
    int[] dims = grid(p);
    Cartcomm cart = p.intra().Create_cart(dims, PERIODS, false);
    p.equal(p.rank() >= dims[0] * dims[1], cart == null, "those left over have none");
    if (cart == null) {
      return;
    }
    int me = cart.Rank();
    p.equal(MPI.CART, cart.Topo_test(), "Topo_test");
    p.equal(me, cart.Rank(cart.Coords(me)), "Rank of Coords");
    CartParms parms = cart.Get();
    p.equal(dims, parms.dims, "dims");
    p.equal(PERIODS, parms.periods, "periods");
    p.equal(cart.Coords(me), parms.coords, "coords");
    ShiftParms shift = cart.Shift(1, 1);
    p.equal(me / dims[1] * dims[1] + (me + 1) % dims[1], shift.rank_dest, "rank_dest");
    p.equal(shift.rank_dest, shift.rank_source, "rank_source in a ring of two or one");
    Cartcomm line = cart.Sub(new boolean[] {true, false});
    p.equal(dims[0], line.Size(), "Sub");
    p.equal(me < 1 ? me : MPI.UNDEFINED, cart.Map(new int[] {1}, new boolean[] {false}), "Map");
    Cartcomm copy = cart.clone();
    p.equal(dims, copy.Get().dims, "dims of a clone");
    copy.Free();
    line.Free();
    cart.Free();
  }

  private static void shift(Place p) {
    for (boolean periodic : new boolean[] {false, true}) {
      CartComm line = p.intra().createCart(new int[] {p.size()}, new boolean[] {periodic}, true);
      int me = line.getRank();
      for (int by = -2; by <= 2; by++) {
        ShiftParms shift = line.shift(0, by);
        p.equal(at(me + by, p.size(), periodic), shift.getRankDest(), "destination by " + by);
        p.equal(at(me - by, p.size(), periodic), shift.getRankSource(), "source by " + by);
      }
      line.free();
    }
  }

  private static int at(int place, int size, boolean periodic) {
    if (periodic) {
      return Math.floorMod(place, size);
    }
    return place < 0 || place >= size ? MPI.PROC_NULL : place;
  }

  private static void sub(Place p) {
    int[] dims = grid(p);
    CartComm cart = p.intra().createCart(dims, PERIODS, false);
    if (cart.isNull()) {
      return;
    }
    int[] coords = cart.getCoords(cart.getRank());
    for (int kept = 0; kept < 2; kept++) {
      CartComm line = cart.sub(new boolean[] {kept == 0, kept == 1});
      p.equal(dims[kept], line.getSize(), "size of a line");
      p.equal(coords[kept], line.getRank(), "rank in a line");
      p.equal(PERIODS[kept], line.getTopo().getPeriod(0), "period of a line");
      int[] sum = {cart.getRank()};
      line.allReduce(sum, 1, MPI.INT, MPI.SUM);
      int fixed = 1 - kept;
      int expected =
          IntStream.range(0, cart.getSize())
              .filter(r -> cart.getCoords(r)[fixed] == coords[fixed])
              .sum();
      p.equal(expected, sum[0], "sum over a line");
      line.free();
    }
    cart.free();
  }

  private static void map(Place p) {
    CartComm line = p.intra().createCart(new int[] {p.size()}, new boolean[] {false}, false);
    int mapped = line.map(new int[] {1}, new boolean[] {false});
    int[] chosen = {mapped == 0 ? 1 : 0};
    line.allReduce(chosen, 1, MPI.INT, MPI.SUM);
    p.equal(1, chosen[0], "processes on a grid of one");
    p.check(mapped == 0 || mapped == MPI.UNDEFINED, "a rank or MPI_UNDEFINED");
    line.free();
    GraphComm graph = p.intra().createGraph(all(p.size(), 0), new int[0], false);
    int node = graph.map(all(p.size(), 0), new int[0]);
    p.check(node >= 0 && node < p.size(), "a node of the graph");
    graph.free();
  }

  private static void graph(Place p) {
    // A ring, each node with an edge to the right and one to the left.
    int n = p.size();
    int[] index = IntStream.rangeClosed(1, n).map(i -> 2 * i).toArray();
    int[] edges = new int[2 * n];
    for (int i = 0; i < n; i++) {
      edges[2 * i] = (i + 1) % n;
      edges[2 * i + 1] = (i + n - 1) % n;
    }
    GraphComm graph = p.intra().createGraph(index, edges, false);
    int me = graph.getRank();
    int[] neighbours = {(me + 1) % n, (me + n - 1) % n};
    p.equal(MPI.GRAPH, graph.getTopology(), "topology");
    p.equal(neighbours, graph.getNeighbors(me), "neighbours");
    GraphParms parms = graph.getDims();
    p.equal(n, parms.getIndexCount(), "nodes");
    p.equal(2 * n, parms.getEdgeCount(), "edges");
    p.equal(2 * n, parms.getIndex(n - 1), "the last index");
    p.equal(edges[0], parms.getEdge(0), "the first edge");
    GraphComm[] copies = {graph.dup(), graph.clone(), graph.dupWithInfo(new Info()), graph.iDup()};
    copies[3].getRequest().waitFor();
    for (GraphComm copy : copies) {
      p.equal(neighbours, copy.getNeighbors(me), "neighbours in a copy");
      copy.free();
    }
    graph.free();
    Graphcomm same = p.intra().Create_graph(index, edges, false);
    p.equal(MPI.GRAPH, same.Topo_test(), "Topo_test");
    p.equal(neighbours, same.Neighbours(me), "Neighbours");
    p.equal(index, same.Get().index, "Get().index");
    p.equal(edges, same.Get().edges, "Get().edges");
    int node = same.Map(index, edges);
    p.check(node >= 0 && node < n, "Map");
    Graphcomm clone = same.clone();
    p.equal(neighbours, clone.Neighbours(me), "Neighbours in a clone");
    clone.Free();
    same.Free();
  }

  private static void adjacent(Place p) {
    int right = (p.rank() + 1) % p.size();
    int left = (p.rank() + p.size() - 1) % p.size();
    GraphComm plain =
        p.intra()
            .createDistGraphAdjacent(new int[] {left}, new int[] {right}, MPI.INFO_NULL, false);
    DistGraphNeighbors edges = plain.getDistGraphNeighbors();
    p.equal(MPI.DIST_GRAPH, plain.getTopology(), "topology");
    p.check(!edges.isWeighted(), "no weights");
    p.equal(1, edges.getInDegree(), "in");
    p.equal(1, edges.getOutDegree(), "out");
    p.equal(left, edges.getSource(0), "source");
    p.equal(right, edges.getDestination(0), "destination");
    plain.free();
    GraphComm weighted =
        p.intra()
            .createDistGraphAdjacent(
                new int[] {left, p.rank()},
                new int[] {left, 5},
                new int[] {right, p.rank()},
                new int[] {p.rank(), 5},
                MPI.INFO_NULL,
                false);
    edges = weighted.getDistGraphNeighbors();
    p.check(edges.isWeighted(), "weights");
    p.equal(left, edges.getSourceWeight(0), "weight of the source");
    p.equal(p.rank(), edges.getDestinationWeight(0), "weight of the destination");
    weighted.free();
  }

  private static void distributed(Place p) {
    // Everybody tells the edge of its right neighbour to the one after that.
    int right = (p.rank() + 1) % p.size();
    int after = (right + 1) % p.size();
    int left = (p.rank() + p.size() - 1) % p.size();
    GraphComm plain =
        p.intra()
            .createDistGraph(
                new int[] {right}, new int[] {1}, new int[] {after}, MPI.INFO_NULL, false);
    DistGraphNeighbors edges = plain.getDistGraphNeighbors();
    p.equal(1, edges.getInDegree(), "in");
    p.equal(left, edges.getSource(0), "source");
    p.equal(right, edges.getDestination(0), "destination");
    plain.free();
    GraphComm weighted =
        p.intra()
            .createDistGraph(
                new int[] {right},
                new int[] {1},
                new int[] {after},
                new int[] {right},
                MPI.INFO_NULL,
                false);
    p.equal(p.rank(), weighted.getDistGraphNeighbors().getDestinationWeight(0), "weight");
    weighted.free();
  }

  private static void exchange(
      List<Case> cases, String name, String rule, boolean gathers, Exchange call) {
    cases.add(
        new Case(
            Chapter.TOPOLOGIES,
            name,
            rule,
            EnumSet.of(CommKind.WORLD, CommKind.DUP, CommKind.SPLIT),
            p -> {
              p.cell(() -> "on a ring", () -> onRing(p, gathers, call, true));
              p.cell(() -> "on a line", () -> onRing(p, gathers, call, false));
              p.cell(() -> "on a star", () -> onStar(p, gathers, call));
            }));
  }

  /** In a grid the lower neighbour is first; what is sent down arrives from above. */
  private static void onRing(Place p, boolean gathers, Exchange call, boolean periodic) {
    CartComm line = p.intra().createCart(new int[] {p.size()}, new boolean[] {periodic}, false);
    IntBuffer from = blocks(p.rank(), gathers ? 1 : 2);
    IntBuffer into = MPI.newIntBuffer(2 * N).put(all(2 * N, -1)).clear();
    Form.complete(call.call(line, from, into, 2, 2), true);
    for (int side = 0; side < 2; side++) {
      int peer = at(p.rank() + 2 * side - 1, p.size(), periodic);
      for (int i = 0; i < N; i++) {
        int expected = peer == MPI.PROC_NULL ? -1 : value(peer, gathers ? 0 : 1 - side, i);
        p.equal(expected, into.get(N * side + i), "side " + side + ", item " + i);
      }
    }
    line.free();
  }

  /** Everybody sends to rank 0, itself too. */
  private static void onStar(Place p, boolean gathers, Exchange call) {
    int[] sources = p.rank() == 0 ? IntStream.range(0, p.size()).toArray() : new int[0];
    GraphComm star =
        p.intra().createDistGraphAdjacent(sources, new int[] {0}, MPI.INFO_NULL, false);
    IntBuffer into = MPI.newIntBuffer(N * sources.length);
    Form.complete(call.call(star, blocks(p.rank(), 1), into, 1, sources.length), true);
    for (int i = 0; i < N * sources.length; i++) {
      p.equal(value(i / N, 0, i % N), into.get(i), "item " + i);
    }
    star.free();
  }

  private static int value(int rank, int block, int i) {
    return 100 * (rank + 1) + 10 * block + i;
  }

  private static IntBuffer blocks(int rank, int count) {
    IntBuffer buffer = MPI.newIntBuffer(N * count);
    for (int i = 0; i < N * count; i++) {
      buffer.put(i, value(rank, i / N, i % N));
    }
    return buffer;
  }
}
