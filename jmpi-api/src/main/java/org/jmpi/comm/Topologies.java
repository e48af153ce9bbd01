package org.jmpi.comm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * Makes communicators with topologies (MPI-4.1 §8.5); all calls are collective over the old
 * communicator. Ranks are not reordered.
 */
public final class Topologies {
  private Topologies() {}

  /** The first ranks as a grid; null for the others. */
  public static Communicator cart(Communicator c, int[] dims, boolean[] periods) {
    CartTopology grid = new CartTopology(dims, periods, c.size());
    return first(c, grid.places(), grid);
  }

  /** The first ranks as a graph; null for the others. */
  public static Communicator graph(Communicator c, int[] index, int[] edges) {
    GraphTopology graph = new GraphTopology(index, edges, c.size());
    return first(c, graph.nodes(), graph);
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
      int[] destinationWeights) {
    requireRanks(c, "sources", sources);
    requireRanks(c, "destinations", destinations);
    boolean weighted = sourceWeights != null && destinationWeights != null;
    if (weighted) {
      requireWeights("source weights", sourceWeights, sources.length);
      requireWeights("destination weights", destinationWeights, destinations.length);
    }
    Communicator made = c.dupPlain();
    made.setTopology(
        new DistGraphTopology(
            sources.clone(),
            weighted ? sourceWeights.clone() : new int[sources.length],
            destinations.clone(),
            weighted ? destinationWeights.clone() : new int[destinations.length],
            weighted));
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
      Communicator c, int[] sources, int[] degrees, int[] destinations, int[] weights) {
    int edges = requireEdges(c, sources, degrees, destinations, weights);
    int fields = 3;
    long[] mine = new long[edges * fields];
    int at = 0;
    for (int i = 0; i < sources.length; i++) {
      for (int edge = 0; edge < degrees[i]; edge++, at++) {
        mine[at * fields] = sources[i];
        mine[at * fields + 1] = destinations[at];
        mine[at * fields + 2] = weights == null ? 0 : weights[at];
      }
    }
    long[] all = gathered(c, mine);
    List<Integer> in = new ArrayList<>();
    List<Integer> inWeights = new ArrayList<>();
    List<Integer> out = new ArrayList<>();
    List<Integer> outWeights = new ArrayList<>();
    for (int edge = 0; edge < all.length; edge += fields) {
      if (all[edge] == c.rank()) {
        out.add((int) all[edge + 1]);
        outWeights.add((int) all[edge + 2]);
      }
      if (all[edge + 1] == c.rank()) {
        in.add((int) all[edge]);
        inWeights.add((int) all[edge + 2]);
      }
    }
    Communicator made = c.dupPlain();
    made.setTopology(
        new DistGraphTopology(
            ints(in), ints(inWeights), ints(out), ints(outWeights), weights != null));
    return made;
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

  private static Communicator first(Communicator c, int places, Topology topology) {
    Communicator made = c.split(c.rank() < places ? 0 : Communicator.UNDEFINED, c.rank());
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
