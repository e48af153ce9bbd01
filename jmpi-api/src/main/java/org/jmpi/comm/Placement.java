package org.jmpi.comm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rank takes which node of a topology, so that neighbours are on one host where that can be
 * (MPI-4.1 §8.5.1, {@code reorder}). A pure function of what all members know: all come to the same
 * answer without a message.
 *
 * <p>Of several ways the one is taken that leaves the least weight of edges between hosts, and of
 * equal ones the first: to leave the ranks as they are; to fill one host after the other, always
 * with the node that has the most to do with those that are there (after B. Kernighan and S. Lin,
 * "An efficient heuristic procedure for partitioning graphs", 1970, without the exchanges); in a
 * grid over hosts of equal size, blocks of equal shape (after W. Gropp, "Using node and socket
 * information to implement MPI Cartesian topologies", 2019).
 */
final class Placement {
  private final int[] hostByRank;
  private final int[][] neighbours;
  private final int[][] weights;
  private int[] best;
  private long leastCut;

  private Placement(int[] hostByRank, int[][] neighbours, int[][] weights) {
    this.hostByRank = hostByRank;
    this.neighbours = neighbours;
    this.weights = weights;
    this.best = asTheyAre(neighbours.length);
    this.leastCut = cut(best);
  }

  /** The first ranks, in their order. */
  static int[] asTheyAre(int nodes) {
    int[] ranks = new int[nodes];
    Arrays.setAll(ranks, node -> node);
    return ranks;
  }

  /** True where there is something to choose. */
  static boolean isWorthIt(int[] hostByRank) {
    return Arrays.stream(hostByRank).distinct().count() > 1;
  }

  /**
   * For any graph.
   *
   * @param hostByRank the host of each rank; at least as many as nodes
   * @param neighbours of each node
   * @param weights of these edges; null when all weigh the same
   * @return the rank for each node
   */
  static int[] ofGraph(int[] hostByRank, int[][] neighbours, int[][] weights) {
    Placement placement = new Placement(hostByRank, neighbours, weights);
    if (placement.leastCut > 0) {
      placement.consider(placement.filled());
    }
    return placement.best;
  }

  /** For a grid; as {@link #ofGraph}. */
  static int[] ofGrid(int[] hostByRank, CartTopology grid) {
    int[][] neighbours = new int[grid.places()][];
    for (int node = 0; node < neighbours.length; node++) {
      neighbours[node] = neighbours(grid, node);
    }
    Placement placement = new Placement(hostByRank, neighbours, null);
    if (placement.leastCut > 0) {
      placement.considerBlocks(grid.dims());
      placement.consider(placement.filled());
    }
    return placement.best;
  }

  private static int[] neighbours(CartTopology grid, int node) {
    int dims = grid.dims().length;
    int[] found = new int[2 * dims];
    int count = 0;
    for (int dim = 0; dim < dims; dim++) {
      for (int step = -1; step <= 1; step += 2) {
        int other = grid.shifted(node, dim, step);
        if (other >= 0 && other != node) {
          found[count++] = other;
        }
      }
    }
    return Arrays.copyOf(found, count);
  }

  private void consider(int[] rankByNode) {
    long cut = cut(rankByNode);
    if (cut < leastCut) {
      leastCut = cut;
      best = rankByNode;
    }
  }

  /** The weight of the edges between hosts. */
  private long cut(int[] rankByNode) {
    long cut = 0;
    for (int node = 0; node < neighbours.length; node++) {
      for (int i = 0; i < neighbours[node].length; i++) {
        int other = neighbours[node][i];
        if (hostByRank[rankByNode[node]] != hostByRank[rankByNode[other]]) {
          cut += weight(node, i);
        }
      }
    }
    return cut;
  }

  private long weight(int node, int edge) {
    return weights == null ? 1 : weights[node][edge];
  }

  /** Ranks by host, the largest host first, then that of the lowest rank. */
  private List<List<Integer>> hosts() {
    Map<Integer, List<Integer>> byHost = new LinkedHashMap<>();
    for (int rank = 0; rank < hostByRank.length; rank++) {
      byHost.computeIfAbsent(hostByRank[rank], host -> new ArrayList<>()).add(rank);
    }
    List<List<Integer>> hosts = new ArrayList<>(byHost.values());
    hosts.sort((a, b) -> Integer.compare(b.size(), a.size()));
    return hosts;
  }

  private int[] filled() {
    int nodes = neighbours.length;
    int[] rankByNode = new int[nodes];
    boolean[] placed = new boolean[nodes];
    int left = nodes;
    for (List<Integer> host : hosts()) {
      long[] pull = new long[nodes];
      for (int i = 0; i < host.size() && left > 0; i++, left--) {
        int node = next(placed, pull);
        placed[node] = true;
        rankByNode[node] = host.get(i);
        for (int edge = 0; edge < neighbours[node].length; edge++) {
          pull[neighbours[node][edge]] += weight(node, edge);
        }
      }
    }
    return rankByNode;
  }

  /** What is pulled most to the host; of equals what leaves the least behind. */
  private int next(boolean[] placed, long[] pull) {
    int chosen = -1;
    long chosenLeft = 0;
    for (int node = 0; node < placed.length; node++) {
      if (placed[node] || chosen >= 0 && pull[node] < pull[chosen]) {
        continue;
      }
      long leaves = 0;
      for (int edge = 0; edge < neighbours[node].length; edge++) {
        leaves += placed[neighbours[node][edge]] ? 0 : weight(node, edge);
      }
      if (chosen < 0 || pull[node] > pull[chosen] || leaves < chosenLeft) {
        chosen = node;
        chosenLeft = leaves;
      }
    }
    return chosen;
  }

  /**
   * All shapes of block that fill a host, where all hosts have as many ranks and all are needed.
   */
  private void considerBlocks(int[] dims) {
    List<List<Integer>> hosts = hosts();
    int perHost = hosts.get(0).size();
    boolean even = hosts.get(hosts.size() - 1).size() == perHost;
    if (even && hostByRank.length == neighbours.length) {
      considerBlocks(hosts, dims, new int[dims.length], 0, perHost);
    }
  }

  private void considerBlocks(
      List<List<Integer>> hosts, int[] dims, int[] block, int dim, int left) {
    if (dim == dims.length) {
      if (left == 1) {
        consider(inBlocks(hosts, dims, block));
      }
      return;
    }
    for (int length = 1; length <= left; length++) {
      if (left % length == 0 && dims[dim] % length == 0) {
        block[dim] = length;
        considerBlocks(hosts, dims, block, dim + 1, left / length);
      }
    }
  }

  private static int[] inBlocks(List<List<Integer>> hosts, int[] dims, int[] block) {
    int nodes = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    int[] rankByNode = new int[nodes];
    for (int node = 0; node < nodes; node++) {
      int host = 0;
      int inside = 0;
      int rest = node;
      int hostStride = 1;
      int insideStride = 1;
      for (int dim = dims.length - 1; dim >= 0; dim--) {
        int coordinate = rest % dims[dim];
        rest /= dims[dim];
        host += coordinate / block[dim] * hostStride;
        hostStride *= dims[dim] / block[dim];
        inside += coordinate % block[dim] * insideStride;
        insideStride *= block[dim];
      }
      rankByNode[node] = hosts.get(host).get(inside);
    }
    return rankByNode;
  }
}
