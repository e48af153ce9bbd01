package org.jmpi.resilient;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Who keeps whose copy: each rank one, on another host where that is possible. */
final class Buddies {
  private Buddies() {}

  /**
   * The rank that keeps the copy of each rank: a permutation in which nobody keeps its own, unless
   * there is one rank only.
   *
   * <p>In a circle of the ranks, host by host, a step of the largest host's size leaves every host
   * that has no more than half of the ranks. If one has more, some of its ranks must have their
   * copy at home, all others have theirs on it.
   *
   * @param hosts a number for the host of each rank
   */
  static int[] keepers(int[] hosts) {
    int size = hosts.length;
    int[] circle =
        IntStream.range(0, size)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(rank -> hosts[rank]).thenComparing(rank -> rank))
            .mapToInt(rank -> rank)
            .toArray();
    int largest = 0;
    for (int host : hosts) {
      largest = Math.max(largest, (int) Arrays.stream(hosts).filter(h -> h == host).count());
    }
    int stride = largest < size ? largest : 1;
    int[] keepers = new int[size];
    for (int i = 0; i < size; i++) {
      keepers[circle[i]] = circle[(i + stride) % size];
    }
    return keepers;
  }

  /** The ranks whose copies each keeps: the other way round. */
  static int[] wards(int[] keepers) {
    int[] wards = new int[keepers.length];
    for (int rank = 0; rank < keepers.length; rank++) {
      wards[keepers[rank]] = rank;
    }
    return wards;
  }
}
