package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;
import org.junit.jupiter.api.Test;

class LongChunksTest {
  private static final long RTT_NS = 50_000_000;

  /** Ranks site by site and host by host; a pair of sites has the rate of the slower line. */
  private static Tiers tiers(int hosts, int ranks, long... lineBytesPerSecond) {
    int sites = lineBytesPerSecond.length;
    int[][] groupOf = new int[2][sites * hosts * ranks];
    Arrays.setAll(groupOf[0], rank -> rank / (hosts * ranks));
    Arrays.setAll(groupOf[1], rank -> rank / ranks);
    long[][] rate = new long[sites][sites];
    long[][] rtt = new long[sites][sites];
    for (int from = 0; from < sites; from++) {
      for (int to = 0; to < sites; to++) {
        rate[from][to] = Math.min(lineBytesPerSecond[from], lineBytesPerSecond[to]);
        rtt[from][to] = from == to ? 0 : RTT_NS;
      }
    }
    return Tiers.of(groupOf, LinkRates.of(rate, rtt, new double[sites][sites]));
  }

  @Test
  void shouldGoByTheSlowestLine() {
    long[] lines = {12_500_000, 6_250_000, 2_500_000};
    assertEquals(30, LongChunks.count(tiers(1, 1, lines), 2_000_000, 3), "64 KiB");
    assertEquals(4, LongChunks.count(tiers(1, 1, 12_500_000, 12_500_000), 1_250_000, 1), "BDP / 2");
    Tiers unknown = tiers(1, 1, lines).withRates(LinkRates.unknown(3));
    assertEquals(3, LongChunks.count(unknown, 2_000_000, 3), "512 KiB");
  }

  @Test
  void shouldBeginAndEndWithSmallerOnes() {
    Tiers tiers = tiers(1, 1, 12_500_000, 6_250_000, 2_500_000);
    long items = 4_000_001;
    long[] starts = LongChunks.starts(tiers, items, 4 * items, 3);
    assertEquals(0, starts[0]);
    assertEquals(items, starts[starts.length - 1]);
    int count = LongChunks.count(tiers, 4 * items, 3);
    for (int i = 1; i < starts.length; i++) {
      long bytes = 4 * (starts[i] - starts[i - 1]);
      boolean end = i == 1 || i == starts.length - 1;
      long usual = 4 * items / count;
      assertTrue(bytes <= 1.02 * usual && bytes >= (end ? 65_536 : usual / 3.9), i + ": " + bytes);
      assertTrue(!end || bytes < 0.51 * usual, i + ": " + bytes);
    }
    assertArrayEquals(
        new long[] {0, 100}, LongChunks.starts(tiers, 100, 400, 3), "too short to be cut");
  }

  @Test
  void shouldNotWakeManyRanksForLittle() {
    Tiers four = tiers(1, 4, 12_500_000, 6_250_000, 2_500_000).onSharedHosts();
    assertEquals(15, LongChunks.count(four, 2_000_000, 3), "128 KiB");
  }

  /**
   * Of ten hosts with 20 ranks three on each carry; where hosts are not known to be shared, all.
   */
  @Test
  void shouldCountTheRanksThatCarry() {
    Tiers all = tiers(10, 20, 125_000_000, 125_000_000);
    long bytes = 64 << 20;
    assertEquals(30, Carriers.ofLargestGroup(all.onSharedHosts()));
    assertEquals(200, Carriers.ofLargestGroup(all));
    assertEquals(21, LongChunks.count(all.onSharedHosts(), bytes, 1));
    assertEquals(12, LongChunks.count(all, bytes, 1));
  }
}
