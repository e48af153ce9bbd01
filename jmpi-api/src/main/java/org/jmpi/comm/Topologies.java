package org.jmpi.comm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * Makes communicators with topologies (MPI-4.1 §8.5); all calls are collective over the old
 * communicator. With {@code reorder} ranks are given so that neighbours share a host where that can
 * be ({@link Placement}).
 */
public final class Topologies {
  /** Of an edge: where it starts, where it leads to, its weight. */
  private static final int FIELDS = 3;

  private Topologies() {}

  /**
   * As many ranks as a grid has places, the first ones without {@code reorder}; null for others.
   */
  public static Communicator cart(Communicator c, int[] dims, boolean[] periods, boolean reorder) {
    CartTopology grid = new CartTopology(dims, periods, c.size());
    return placed(c, placement(c, grid, reorder), grid);
  }

  /** This process's rank in such a grid; −1 for none. */
  public static int rankInCart(Communicator c, int[] dims, boolean[] periods) {
    return nodeOf(c, placement(c, new CartTopology(dims, periods, c.size()), true));
  }

  /** As {@link #cart} for a graph. */
  public static Communicator graph(Communicator c, int[] index, int[] edges, boolean reorder) {
    GraphTopology graph = new GraphTopology(index, edges, c.size());
    return placed(c, placement(c, graph, reorder), graph);
  }

  /** This process's rank in such a graph; −1 for none. */
  public static int rankInGraph(Communicator c, int[] index, int[] edges) {
    return nodeOf(c, placement(c, new GraphTopology(index, edges, c.size()), true));
  }

  private static int[] placement(Communicator c, CartTopology grid, boolean reorder) {
    int[] hosts = c.hosts();
    return reorder && Placement.isWorthIt(hosts)
        ? Placement.ofGrid(hosts, grid)
        : Placement.asTheyAre(grid.places());
  }

  private static int[] placement(Communicator c, GraphTopology graph, boolean reorder) {
    int[] hosts = c.hosts();
    if (!reorder || !Placement.isWorthIt(hosts)) {
      return Placement.asTheyAre(graph.nodes());
    }
    int[][] neighbours = new int[graph.nodes()][];
    Arrays.setAll(neighbours, graph::neighboursOf);
    return Placement.ofGraph(hosts, neighbours, null);
  }

  /** The node of this process; −1 when it has none. */
  private static int nodeOf(Communicator c, int[] rankByNode) {
    for (int node = 0; node < rankByNode.length; node++) {
      if (rankByNode[node] == c.rank()) {
        return node;
      }
    }
    return -1;
  }

  /** The part of a grid with this process and all that differ in the remaining dimensions only. */
  public static Communicator sub(Communicator c, boolean[] remain) {
    CartTopology grid = cart(c);
    CartTopology part = grid.sub(remain);
    Communicator made =
        c.split(grid.place(c.rank(), remain, false), grid.place(c.rank(), remain, true));
    made.setTopology(part);
    return made;
  }

  /**
   * The grid of a communicator.
   *
   * @throws EngineException TOPOLOGY when it has none
   */
  public static CartTopology cart(Communicator c) {
    if (c.topology() instanceof CartTopology cart) {
      return cart;
    }
    throw new EngineException(
        ErrorClass.TOPOLOGY, "the communicator is no grid; make one with createCart");
  }

  /**
   * The graph of a communicator.
   *
   * @throws EngineException TOPOLOGY when it has none
   */
  public static GraphTopology graph(Communicator c) {
    if (c.topology() instanceof GraphTopology graph) {
      return graph;
    }
    throw new EngineException(
        ErrorClass.TOPOLOGY, "the communicator is no graph; make one with createGraph");
  }

  /**
   * The distributed graph of a communicator.
   *
   * @throws EngineException TOPOLOGY when it has none
   */
  public static DistGraphTopology distGraph(Communicator c) {
    if (c.topology() instanceof DistGraphTopology graph) {
      return graph;
    }
    throw new EngineException(
        ErrorClass.TOPOLOGY,
        "the communicator is no distributed graph; make one with"
            + " createDistGraph or createDistGraphAdjacent");
  }

  /**
   * A distributed graph of which each member gives its own edges.
   *
   * @param sourceWeights and {@code destinationWeights}: null without weights
   */
  public static Communicator adjacent(
      Communicator c,
      int[] sources,
      int[] sourceWeights,
      int[] destinations,
      int[] destinationWeights,
      boolean reorder) {
    requireRanks(c, "sources", sources);
    requireRanks(c, "destinations", destinations);
    boolean weighted = sourceWeights != null && destinationWeights != null;
    if (weighted) {
      requireWeights("source weights", sourceWeights, sources.length);
      requireWeights("destination weights", destinationWeights, destinations.length);
    }
    DistGraphTopology mine =
        new DistGraphTopology(
            sources.clone(),
            weighted ? sourceWeights.clone() : new int[sources.length],
            destinations.clone(),
            weighted ? destinationWeights.clone() : new int[destinations.length],
            weighted);
    if (reorder && Placement.isWorthIt(c.hosts())) {
      return reordered(c, mine);
    }
    Communicator made = c.dupPlain();
    made.setTopology(mine);
    return made;
  }

  /** A process that takes another's node takes its edges: so all tell each other theirs. */
  private static Communicator reordered(Communicator c, DistGraphTopology mine) {
    long[] all = gathered(c, mine.toLongs());
    DistGraphTopology[] byNode = new DistGraphTopology[c.size()];
    for (int node = 0, at = 0; node < byNode.length; node++) {
      byNode[node] = DistGraphTopology.of(all, at);
      at += byNode[node].toLongs().length;
    }
    int[][] neighbours = new int[c.size()][];
    int[][] weights = new int[c.size()][];
    for (int node = 0; node < byNode.length; node++) {
      neighbours[node] = byNode[node].destinations();
      weights[node] = byNode[node].costs();
    }
    int node = nodeOf(c, Placement.ofGraph(c.hosts(), neighbours, weights));
    Communicator made = c.split(0, node);
    made.setTopology(byNode[node]);
    return made;
  }

  /**
   * A distributed graph of which any member gives any edges. A member's edges are in the order of
   * the ranks that gave them.
   *
   * @param sources nodes that edges are given of
   * @param degrees how many edges start at each of them
   * @param destinations where they lead to, for all sources in a row
   * @param weights of the edges; null without weights
   */
  public static Communicator distributed(
      Communicator c,
      int[] sources,
      int[] degrees,
      int[] destinations,
      int[] weights,
      boolean reorder) {
    int edges = requireEdges(c, sources, degrees, destinations, weights);
    long[] mine = new long[edges * FIELDS];
    int at = 0;
    for (int i = 0; i < sources.length; i++) {
      for (int edge = 0; edge < degrees[i]; edge++, at++) {
        mine[at * FIELDS] = sources[i];
        mine[at * FIELDS + 1] = destinations[at];
        mine[at * FIELDS + 2] = weights == null ? 0 : weights[at];
      }
    }
    long[] all = gathered(c, mine);
    boolean reorders = reorder && Placement.isWorthIt(c.hosts());
    int node = reorders ? nodeOf(c, placement(c, all, weights != null)) : c.rank();
    List<Integer> in = new ArrayList<>();
    List<Integer> inWeights = new ArrayList<>();
    List<Integer> out = new ArrayList<>();
    List<Integer> outWeights = new ArrayList<>();
    for (int edge = 0; edge < all.length; edge += FIELDS) {
      if (all[edge] == node) {
        out.add((int) all[edge + 1]);
        outWeights.add((int) all[edge + 2]);
      }
      if (all[edge + 1] == node) {
        in.add((int) all[edge]);
        inWeights.add((int) all[edge + 2]);
      }
    }
    Communicator made = reorders ? c.split(0, node) : c.dupPlain();
    made.setTopology(
        new DistGraphTopology(
            ints(in), ints(inWeights), ints(out), ints(outWeights), weights != null));
    return made;
  }

  /** For edges as {@link #distributed} gathers them. */
  private static int[] placement(Communicator c, long[] triples, boolean weighted) {
    int[][] neighbours = new int[c.size()][0];
    int[][] weights = new int[c.size()][0];
    for (int edge = 0; edge < triples.length; edge += FIELDS) {
      int node = (int) triples[edge];
      neighbours[node] = appended(neighbours[node], (int) triples[edge + 1]);
      weights[node] = appended(weights[node], weighted ? (int) triples[edge + 2] : 1);
    }
    return Placement.ofGraph(c.hosts(), neighbours, weights);
  }

  private static int[] appended(int[] list, int value) {
    int[] longer = Arrays.copyOf(list, list.length + 1);
    longer[list.length] = value;
    return longer;
  }

  /** What all members give, in the order of their ranks. */
  private static long[] gathered(Communicator c, long[] mine) {
    long[] counts = new long[c.size()];
    c.collective(() -> c.collectives().startAllGatherLongs(new long[] {mine.length}, counts));
    int[] lengths = new int[counts.length];
    int[] starts = new int[counts.length];
    long total = 0;
    for (int rank = 0; rank < lengths.length; rank++) {
      lengths[rank] = Math.toIntExact(counts[rank]);
      starts[rank] = Math.toIntExact(total);
      total += counts[rank];
    }
    long[] all = new long[Math.toIntExact(total)];
    c.collective(
        () ->
            c.collectives()
                .startAllGatherv(
                    mine, 0, mine.length, Layout.LONG, all, 0, lengths, starts, Layout.LONG));
    return all;
  }

  private static Communicator placed(Communicator c, int[] rankByNode, Topology topology) {
    int node = nodeOf(c, rankByNode);
    Communicator made = c.split(node >= 0 ? 0 : Communicator.UNDEFINED, node);
    if (made != null) {
      made.setTopology(topology);
    }
    return made;
  }

  private static int requireEdges(
      Communicator c, int[] sources, int[] degrees, int[] destinations, int[] weights) {
    requireRanks(c, "sources", sources);
    requireRanks(c, "destinations", destinations);
    if (degrees == null || degrees.length != sources.length) {
      throw new EngineException(ErrorClass.ARG, "there must be a degree for each source");
    }
    long edges = 0;
    for (int degree : degrees) {
      if (degree < 0) {
        throw new EngineException(ErrorClass.ARG, "the degree " + degree + " is negative");
      }
      edges += degree;
    }
    if (edges != destinations.length) {
      throw new EngineException(
          ErrorClass.ARG,
          "the degrees are " + edges + " together, the destinations " + destinations.length);
    }
    if (weights != null) {
      requireWeights("weights", weights, destinations.length);
    }
    return (int) edges;
  }

  private static void requireRanks(Communicator c, String what, int[] ranks) {
    if (ranks == null) {
      throw new EngineException(ErrorClass.ARG, "the array of " + what + " is null");
    }
    for (int rank : ranks) {
      if (rank < 0 || rank >= c.size()) {
        throw new EngineException(
            ErrorClass.RANK,
            what + " " + Arrays.toString(ranks) + ": the ranks are 0 to " + (c.size() - 1));
      }
    }
  }

  private static void requireWeights(String what, int[] weights, int edges) {
    if (weights.length != edges || Arrays.stream(weights).anyMatch(w -> w < 0)) {
      throw new EngineException(
          ErrorClass.ARG, what + ": one for each of " + edges + " edges, none negative");
    }
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
