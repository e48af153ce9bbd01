package org.jmpi.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jmpi.fault.Contribution;
import org.junit.jupiter.api.Test;

/**
 * What revocation and agreement cost, on a network where each message takes one tick: messages that
 * a process sends, and rounds, the longest chain of messages that wait for each other.
 */
class RecoveryGrowthTest {
  private static final int[] SIZES = {8, 64, 512, 1000};
  private static final long CONTEXT = 7;
  private static final int FAN_OUT = new Rules().fanOut();
  private static final int NOTICE_TICKS = 5;

  private static final SimulatedCluster.Network EVEN =
      new SimulatedCluster.Network() {
        @Override
        public long arrival(SplittableRandom random, long now, int from, int to) {
          return now + 1;
        }

        @Override
        public long notice(SplittableRandom random, long now, int to) {
          return now + NOTICE_TICKS;
        }

        @Override
        public boolean isLost(SplittableRandom random) {
          return true;
        }
      };

  private int told;

  @Test
  void shouldAgreeInLogarithmicTimeWithoutFailures() {
    for (int n : SIZES) {
      SimulatedCluster cluster = cluster(n, new Rules());
      agree(cluster, n);
      print("agree", n, cluster);
      assertEquals(n, told);
      assertTrue(cluster.longestChain() <= 2 * logRoundedUp(4, n), "rounds");
      assertTrue(cluster.mostSent() <= 2 * 3 * logRoundedUp(4, n), "messages of one process");
    }
  }

  @Test
  void shouldAgreeInLogarithmicTimeAfterAFailure() {
    for (int n : SIZES) {
      SimulatedCluster cluster = cluster(n, new Rules());
      cluster.kill(n / 3);
      cluster.run(Long.MAX_VALUE);
      agree(cluster, n);
      print("agree after a failure", n, cluster);
      assertEquals(n - 1, told);
      assertTrue(cluster.longestChain() <= 2 * logRoundedUp(4, n), "rounds");
      assertTrue(cluster.mostSent() <= 2 * 3 * logRoundedUp(4, n), "messages of one process");
    }
  }

  @Test
  void shouldAgreeInLogarithmicTimeOverTheTree() {
    Rules treeOnly =
        new Rules() {
          @Override
          boolean fastPath() {
            return false;
          }
        };
    for (int n : SIZES) {
      SimulatedCluster cluster = cluster(n, treeOnly);
      agree(cluster, n);
      print("agree over the tree", n, cluster);
      assertEquals(n, told);
      assertTrue(cluster.longestChain() <= 5 * logRoundedUp(4, n), "rounds");
      assertTrue(cluster.mostSent() <= 2 + 3 * FAN_OUT, "messages of one process");
    }
  }

  @Test
  void shouldAgreeInLogarithmicTimeWhenTheCoordinatorDiesMeanwhile() {
    for (int n : SIZES) {
      SimulatedCluster cluster = cluster(n, new Rules());
      cluster.at(cluster.now() + 2, 1, () -> cluster.kill(0));
      agree(cluster, n);
      print("agree, the root dies", n, cluster);
      assertTrue(told >= n - 1);
      int ofTheDeath = 2 * logRoundedUp(2, n);
      assertTrue(
          cluster.mostSent() <= ofTheDeath + 3 * (FAN_OUT + 2) + 9 * logRoundedUp(4, n),
          "messages");
    }
  }

  @Test
  void shouldSpreadTheNewsOfADeathInLogarithmicTime() {
    for (int n : SIZES) {
      SimulatedCluster cluster = cluster(n, new Rules());
      BitSet toldOf = new BitSet();
      cluster.whenToldOfDeaths((process, failed) -> toldOf.set(process));
      cluster.killSeenByOne(n / 3, n / 2);
      cluster.run(Long.MAX_VALUE);
      print("news of a death", n, cluster);
      assertEquals(n - 1, toldOf.cardinality());
      assertTrue(cluster.longestChain() <= 1 + logRoundedUp(2, n), "rounds");
      assertTrue(cluster.mostSent() <= 2 * logRoundedUp(2, n), "messages of one process");
    }
  }

  @Test
  void shouldRevokeInLogarithmicTime() {
    for (int n : SIZES) {
      SimulatedCluster cluster = cluster(n, new Rules());
      cluster.at(1, n / 2, () -> cluster.node(n / 2).recovery.revoke(CONTEXT));
      cluster.run(Long.MAX_VALUE);
      print("revoke", n, cluster);
      assertEquals(n, told);
      assertTrue(cluster.longestChain() <= 1 + logRoundedUp(2, n), "rounds");
      assertTrue(cluster.mostSent() <= 2 * logRoundedUp(2, n), "messages of one process");
    }
  }

  private SimulatedCluster cluster(int n, Rules rules) {
    told = 0;
    SimulatedCluster cluster =
        new SimulatedCluster(
            n, new SplittableRandom(1), EVEN, rules, (process, contextId) -> told++);
    int[] members = IntStream.range(0, n).toArray();
    for (int process = 0; process < n; process++) {
      cluster.node(process).recovery.open(CONTEXT, members);
    }
    return cluster;
  }

  private void agree(SimulatedCluster cluster, int n) {
    cluster.forgetCounts();
    for (int process = 0; process < n; process++) {
      int mine = process;
      cluster.at(
          cluster.now() + 1,
          mine,
          () -> {
            Contribution contribution = new Contribution(-1, new BitSet(), new BitSet(), mine);
            cluster.node(mine).recovery.agree(CONTEXT, contribution, decision -> told++);
          });
    }
    cluster.run(Long.MAX_VALUE);
  }

  private static int logRoundedUp(int base, int n) {
    int log = 0;
    for (long reach = 1; reach < n; reach *= base) {
      log++;
    }
    return log;
  }

  private static void print(String what, int n, SimulatedCluster cluster) {
    System.out.printf(
        "%-24s n=%4d: rounds %2d, messages per process %5.1f, at most %2d, bytes each %4d%n",
        what,
        n,
        cluster.longestChain(),
        cluster.messages() / (double) n,
        cluster.mostSent(),
        cluster.bytes() / Math.max(1, cluster.messages()));
  }
}
