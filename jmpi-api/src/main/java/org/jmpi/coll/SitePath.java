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
    double limit = best(cost, first, Double.MAX_VALUE, null);
    int[] order = new int[cost.length];
    best(cost, first, limit, order);
    return order;
  }

  /**
   * Without {@code order}: the least costliest link. With it: the least sum over links up to {@code
   * limit}, and the path.
   */
  private static double best(double[][] cost, int first, double limit, int[] order) {
    int n = cost.length;
    double[][] reached = new double[1 << n][n];
    int[][] before = new int[1 << n][n];
    for (double[] row : reached) {
      Arrays.fill(row, Double.MAX_VALUE);
    }
    reached[1 << first][first] = 0;
    for (int set = 1; set < 1 << n; set++) {
      for (int last = 0; last < n; last++) {
        double so = reached[set][last];
        for (int next = 0; next < n && so < Double.MAX_VALUE; next++) {
          if ((set & 1 << next) == 0 && cost[last][next] <= limit) {
            double value = order == null ? Math.max(so, cost[last][next]) : so + cost[last][next];
            int larger = set | 1 << next;
            if (value < reached[larger][next]) {
              reached[larger][next] = value;
              before[larger][next] = last;
            }
          }
        }
      }
    }
    int set = (1 << n) - 1;
    int last = 0;
    for (int i = 1; i < n; i++) {
      last = reached[set][i] < reached[set][last] ? i : last;
    }
    double value = reached[set][last];
    for (int i = n - 1; i >= 0 && order != null; i--) {
      order[i] = last;
      int smaller = set & ~(1 << last);
      last = before[set][last];
      set = smaller;
    }
    return value;
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
          for (int a = i, z = k; a < z; a++, z--) {
            changed[a] = order[z];
            changed[z] = order[a];
          }
          if (isCheaper(cost, changed, order)) {
            order = changed;
            better = true;
          }
        }
      }
    }
    return order;
  }

  private static int[] nearest(double[][] cost, int first) {
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
