package org.jmpi.topology;

import java.util.Arrays;

/**
 * Which hosts are near each other, found from round-trip times alone: hosts whose times lie below
 * the widest gap between the times that were measured are one cluster. A pure function: whoever has
 * the same table finds the same clusters.
 *
 * <p>Not every pair need be measured. Hosts were timed to some of them, the landmarks. Two hosts
 * are near when the time between them is short, or both are near one landmark, or, where both are
 * far from all of them, when all their times are alike. Two far places whose times to all landmarks
 * happen to be equal are taken for one; collectives are right with that all the same.
 */
public final class LatencyClusters {
  /** Shorter times are all called equal: within a LAN, with busy hosts, they are noise. */
  private static final long FLOOR_NS = 2_500_000;

  /** Times this many times apart, side by side in order, are a gap. */
  private static final double LEAST_GAP = 3;

  /** Profiles of hosts of one place differ by less, in parts of the time, beside the floor. */
  private static final double ALIKE = 0.15;

  private final long[][] rttNs;
  private final int[] landmarks;
  private final double boundNs;

  private LatencyClusters(long[][] rttNs, int[] landmarks) {
    this.rttNs = rttNs;
    this.landmarks = landmarks;
    this.boundNs = bound();
  }

  /**
   * Groups hosts.
   *
   * @param rttNs [host][landmark]: round-trip times; 0 for those not known and to itself
   * @param landmarks the hosts that were timed to, in the order of the columns
   * @return the cluster of each host, numbered by their lowest hosts
   */
  public static int[] of(long[][] rttNs, int[] landmarks) {
    return new LatencyClusters(rttNs, landmarks).group();
  }

  /**
   * The hosts to time to: all of them while they are few, otherwise some that are spread evenly,
   * about twice the binary logarithm of their number more than the few.
   */
  public static int[] landmarks(int hosts) {
    int few = 16;
    int count =
        hosts <= few ? hosts : few + 2 * (Integer.SIZE - Integer.numberOfLeadingZeros(hosts - 1));
    int[] landmarks = new int[Math.min(count, hosts)];
    for (int i = 0; i < landmarks.length; i++) {
      landmarks[i] = (int) ((long) i * hosts / landmarks.length);
    }
    return landmarks;
  }

  /** In the middle of the widest gap; infinite when there is none. */
  private double bound() {
    long[] times =
        Arrays.stream(rttNs)
            .flatMapToLong(Arrays::stream)
            .filter(time -> time > FLOOR_NS)
            .sorted()
            .toArray();
    double widest = LEAST_GAP;
    double bound = Double.POSITIVE_INFINITY;
    long before = FLOOR_NS;
    for (long time : times) {
      if ((double) time / before >= widest) {
        widest = (double) time / before;
        bound = Math.sqrt((double) time * before);
      }
      before = time;
    }
    return bound;
  }

  private int[] group() {
    int hosts = rttNs.length;
    int[] parent = new int[hosts];
    Arrays.setAll(parent, i -> i);
    for (int a = 0; a < hosts; a++) {
      for (int b = a + 1; b < hosts; b++) {
        if (root(parent, a) != root(parent, b) && areNear(a, b)) {
          // The lower number stays the root, so that roots number the clusters in order.
          int low = Math.min(root(parent, a), root(parent, b));
          int high = Math.max(root(parent, a), root(parent, b));
          parent[high] = low;
        }
      }
    }
    int[] clusters = new int[hosts];
    int count = 0;
    for (int host = 0; host < hosts; host++) {
      int root = root(parent, host);
      clusters[host] = root == host ? count++ : clusters[root];
    }
    return clusters;
  }

  private static int root(int[] parent, int host) {
    int at = host;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  private boolean areNear(int a, int b) {
    if (boundNs == Double.POSITIVE_INFINITY) {
      return true;
    }
    boolean isFarFromAll = true;
    boolean isAlike = true;
    boolean isCompared = false;
    for (int column = 0; column < landmarks.length; column++) {
      long fromA = time(a, column);
      long fromB = time(b, column);
      if (fromA < 0 || fromB < 0) {
        continue;
      }
      if (fromA <= boundNs && fromB <= boundNs) {
        return true;
      }
      isFarFromAll &= fromA > boundNs && fromB > boundNs;
      isAlike &= Math.abs(fromA - fromB) <= FLOOR_NS + ALIKE * Math.min(fromA, fromB);
      isCompared = true;
    }
    return isCompared && isFarFromAll && isAlike;
  }

  /** −1 when it is not known. */
  private long time(int host, int column) {
    if (landmarks[column] == host) {
      return 0;
    }
    return rttNs[host][column] > 0 ? rttNs[host][column] : -1;
  }
}
