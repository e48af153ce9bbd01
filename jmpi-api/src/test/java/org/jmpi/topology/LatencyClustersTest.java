package org.jmpi.topology;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class LatencyClustersTest {
  private static final double LAN_MS = 0.2;

  @Test
  void shouldFindNoSitesInALan() {
    assertArrayEquals(new int[] {0, 0, 0}, cluster(new int[3], (a, b) -> LAN_MS, 0, 1));
    assertArrayEquals(new int[] {0, 0}, LatencyClusters.of(new long[2][2], new int[] {0, 1}));
    assertArrayEquals(new int[] {0}, LatencyClusters.of(new long[1][1], new int[] {0}));
  }

  @Test
  void shouldTellTwoHostsThatAreFarApart() {
    assertArrayEquals(new int[] {0, 1}, cluster(new int[] {0, 1}, (a, b) -> 50, 0, 1));
  }

  @Test
  void shouldNotMindThatSitesAreNotEquallyFar() {
    double[][] ms = {{0, 20, 50, 300}, {20, 0, 35, 280}, {50, 35, 0, 310}, {300, 280, 310, 0}};
    int[] sites = {0, 1, 0, 2, 1, 3, 2};
    assertArrayEquals(sites, cluster(sites, (a, b) -> ms[a][b], 0, 1));
  }

  @Test
  void shouldTakeACityForOneSiteWhereOthersAreOverseas() {
    double[][] ms = {{0, 5, 90}, {5, 0, 90}, {90, 90, 0}};
    assertArrayEquals(
        new int[] {0, 0, 1, 0}, cluster(new int[] {0, 1, 2, 0}, (a, b) -> ms[a][b], 0, 1));
  }

  @Test
  void shouldDoWithoutPairsThatAreNotKnown() {
    long[][] rtt = {{0, 200_000, 0}, {200_000, 0, 50_000_000}, {0, 50_000_000, 0}};
    assertArrayEquals(new int[] {0, 0, 1}, LatencyClusters.of(rtt, new int[] {0, 1, 2}));
  }

  @Test
  void shouldBoundTheLandmarks() {
    for (int hosts : new int[] {1, 2, 16, 17, 40, 1000, 10_000}) {
      int[] landmarks = LatencyClusters.landmarks(hosts);
      assertEquals(landmarks.length, Arrays.stream(landmarks).distinct().count());
      assertTrue(Arrays.stream(landmarks).allMatch(l -> l >= 0 && l < hosts));
      assertTrue(landmarks.length <= 16 + 2 * 14, hosts + ": " + landmarks.length);
    }
    assertArrayEquals(new int[] {0, 1, 2}, LatencyClusters.landmarks(3));
  }

  /** Also sites in which no landmark lies. */
  @RepeatedTest(20)
  void shouldFindTheSitesOfManyHosts() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int sites = 2 + random.nextInt(5);
    int hosts = sites + random.nextInt(200);
    double[] x = new double[sites];
    double[] y = new double[sites];
    for (int site = 0; site < sites; site++) {
      x[site] = 15 * site;
      y[site] = random.nextInt(100);
    }
    int[] siteOf = new int[hosts];
    for (int host = 0; host < hosts; host++) {
      siteOf[host] = host < sites ? host : random.nextInt(sites);
    }
    int[] found =
        cluster(siteOf, (a, b) -> 5 + Math.hypot(x[a] - x[b], y[a] - y[b]), 0.1, 1.05, random);
    assertArrayEquals(siteOf, found, () -> "seed " + seed);
  }

  /** Milliseconds between two sites. */
  private interface Distance {
    double ms(int siteA, int siteB);
  }

  private static int[] cluster(int[] siteOf, Distance distance, double jitterMs, double factor) {
    return cluster(siteOf, distance, jitterMs, factor, new Random(1));
  }

  private static int[] cluster(
      int[] siteOf, Distance distance, double jitterMs, double factor, Random random) {
    int[] landmarks = LatencyClusters.landmarks(siteOf.length);
    long[][] rtt = new long[siteOf.length][landmarks.length];
    for (int host = 0; host < siteOf.length; host++) {
      for (int column = 0; column < landmarks.length; column++) {
        if (landmarks[column] != host) {
          int a = siteOf[host];
          int b = siteOf[landmarks[column]];
          double ms = host == landmarks[column] ? 0 : a == b ? LAN_MS : distance.ms(a, b);
          ms = ms * (1 + (factor - 1) * random.nextDouble()) + jitterMs * random.nextDouble();
          rtt[host][column] = (long) (ms * 1e6);
        }
      }
    }
    int[] found = LatencyClusters.of(rtt, landmarks);
    // Numbered by lowest hosts, as the sites given are.
    assertEquals(0, found[0]);
    assertTrue(IntStream.of(found).max().orElse(0) < siteOf.length);
    return found;
  }
}
