package org.jmpi.resilient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BuddiesTest {
  @Test
  void shouldGiveCopiesToTheNextRankOnOneHost() {
    assertArrayEquals(new int[] {1, 2, 3, 0}, Buddies.keepers(new int[4]));
    assertArrayEquals(new int[] {3, 0, 1, 2}, Buddies.wards(new int[] {1, 2, 3, 0}));
    assertArrayEquals(new int[] {0}, Buddies.keepers(new int[1]));
  }

  @Test
  void shouldGiveCopiesToAnotherHost() {
    assertArrayEquals(new int[] {1, 0}, Buddies.keepers(new int[] {0, 1}));
    assertArrayEquals(new int[] {2, 3, 0, 1}, Buddies.keepers(new int[] {0, 0, 2, 2}));
    // Only one of four ranks of the first host can give its copy away.
    assertArrayEquals(new int[] {2, 0, 4, 1, 3}, Buddies.keepers(new int[] {0, 0, 2, 0, 0}));
  }

  @Test
  void shouldLeaveTheHostWheneverThatIsPossible() {
    long seed = 20_261_122;
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      int[] hosts = new int[2 + random.nextInt(12)];
      int kinds = 1 + random.nextInt(hosts.length);
      Arrays.setAll(hosts, i -> random.nextInt(kinds));
      int[] keepers = Buddies.keepers(hosts);
      String what = "seed " + seed + ", round " + round + ", hosts " + Arrays.toString(hosts);
      int[] sorted = keepers.clone();
      Arrays.sort(sorted);
      for (int rank = 0; rank < hosts.length; rank++) {
        assertEquals(rank, sorted[rank], what);
        assertNotEquals(rank, keepers[rank], what);
        int host = hosts[rank];
        long mates = Arrays.stream(hosts).filter(h -> h == host).count();
        if (2 * mates <= hosts.length) {
          assertNotEquals(host, hosts[keepers[rank]], what + ", rank " + rank);
        }
      }
    }
  }
}
