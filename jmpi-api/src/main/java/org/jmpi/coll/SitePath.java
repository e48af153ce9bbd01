package org.jmpi.coll;

import java.util.Arrays;

/**
 * Paths through all sites from a given one (a travelling salesman who does not return) such that
 * the costliest link is as cheap as can be, and among these the sum. Exact for few sites by dynamic
 * programming (Held, Karp 1962), the nearest neighbour and then exchanges for many.
 */
final class SitePath {
  private SitePath() {}

  /** For up to about ten sites. */
  static int[] exact(double[][] cost, int first) {
    return least(cost, cost, bottleneck(cost, first), first, false);
  }

  /** The least costliest link of a path through all. */
  private static double bottleneck(double[][] cost, int first) {
    int n = cost.length;
    double[][] reached = unreached(n, first);
    for (int set = 1; set < 1 << n; set++) {
      for (int last = 0; last < n; last++) {
        for (int next = 0; next < n && reached[set][last] < Double.MAX_VALUE; next++) {
          if ((set & 1 << next) == 0) {
            int larger = set | 1 << next;
            double most = Math.max(reached[set][last], cost[last][next]);
            reached[larger][next] = Math.min(reached[larger][next], most);
          }
        }
      }
    }
    return Arrays.stream(reached[(1 << n) - 1]).min().getAsDouble();
  }

  /**
   * The path through all sites with the least sum, over links whose load is no more than a limit.
   *
   * @param cost of each link, summed up
   * @param load of each link
   * @param isClosed the link from the last site back to the first counts too
   * @return sites from {@code first} on; null when there is no path
   */
  static int[] least(double[][] cost, double[][] load, double limit, int first, boolean isClosed) {
    int n = cost.length;
    double[][] reached = unreached(n, first);
    int[][] before = new int[1 << n][n];
    for (int set = 1; set < 1 << n; set++) {
      for (int last = 0; last < n; last++) {
        double so = reached[set][last];
        for (int next = 0; next < n && so < Double.MAX_VALUE; next++) {
          int larger = set | 1 << next;
          boolean isFree = (set & 1 << next) == 0 && load[last][next] <= limit;
          if (isFree && so + cost[last][next] < reached[larger][next]) {
            reached[larger][next] = so + cost[last][next];
            before[larger][next] = last;
          }
        }
      }
    }
    int all = (1 << n) - 1;
    int end = -1;
    double sum = Double.MAX_VALUE;
    for (int last = 0; last < n; last++) {
      boolean returns = isClosed && last != first;
      double so = reached[all][last] + (returns ? cost[last][first] : 0);
      if (so < sum && !(returns && load[last][first] > limit)) {
        sum = so;
        end = last;
      }
    }
    return end < 0 ? null : backwards(before, end);
  }

  private static double[][] unreached(int n, int first) {
    double[][] reached = new double[1 << n][n];
    for (double[] row : reached) {
      Arrays.fill(row, Double.MAX_VALUE);
    }
    reached[1 << first][first] = 0;
    return reached;
  }

  private static int[] backwards(int[][] before, int end) {
    int n = before[0].length;
    int[] order = new int[n];
    int set = (1 << n) - 1;
    int last = end;
    for (int i = n - 1; i >= 0; i--) {
      order[i] = last;
      int smaller = set & ~(1 << last);
      last = before[set][last];
      set = smaller;
    }
    return order;
  }

  /** For any number. */
  static int[] improved(double[][] cost, int first) {
    int[] order = nearest(cost, first);
    boolean better = true;
    for (int round = 0; better && round < 4; round++) {
      better = false;
      for (int i = 1; i < order.length; i++) {
        for (int k = i + 1; k < order.length; k++) {
          int[] changed = order.clone();
          reverse(changed, i, k);
          if (isCheaper(cost, changed, order)) {
            order = changed;
            better = true;
          }
        }
      }
    }
    return order;
  }

  /** Places {@code from} to {@code to}, the other way round. */
  static void reverse(int[] order, int from, int to) {
    for (int a = from, z = to; a < z; a++, z--) {
      int site = order[a];
      order[a] = order[z];
      order[z] = site;
    }
  }

  /** Always on to the site that is cheapest to reach. */
  static int[] nearest(double[][] cost, int first) {
    int n = cost.length;
    int[] order = new int[n];
    boolean[] used = new boolean[n];
    order[0] = first;
    used[first] = true;
    for (int i = 1; i < n; i++) {
      int next = -1;
      for (int site = 0; site < n; site++) {
        boolean nearer = next < 0 || cost[order[i - 1]][site] < cost[order[i - 1]][next];
        next = !used[site] && nearer ? site : next;
      }
      order[i] = next;
      used[next] = true;
    }
    return order;
  }

  private static boolean isCheaper(double[][] cost, int[] a, int[] b) {
    double worstA = 0;
    double worstB = 0;
    double sumA = 0;
    double sumB = 0;
    for (int i = 1; i < a.length; i++) {
      worstA = Math.max(worstA, cost[a[i - 1]][a[i]]);
      worstB = Math.max(worstB, cost[b[i - 1]][b[i]]);
      sumA += cost[a[i - 1]][a[i]];
      sumB += cost[b[i - 1]][b[i]];
    }
    return worstA < worstB || worstA == worstB && sumA < sumB;
  }
}
