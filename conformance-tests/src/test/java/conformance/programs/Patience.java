package conformance.programs;

import static conformance.programs.Program.outcome;
import static conformance.programs.Program.say;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import mpi.Intracomm;
import mpi.MPI;

/**
 * Ranks that are alive and look dead: they compute without any MPI call, and one of them stands
 * still while its garbage is collected. Between that they add up, so that a rank that was given up
 * shows.
 */
final class Patience {
  private static final long LONGEST_COMPUTATION_MS = 4000;

  private Patience() {}

  /**
   * @param seconds for which they go on
   * @param nodes of the structure that rank 1 keeps alive in each collection; each 24 bytes or more
   */
  static void run(Intracomm world, long seconds, int nodes) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    Random random = new Random(world.getRank());
    Node kept = world.getRank() == 1 ? chain(nodes) : null;
    long startNs = System.nanoTime();
    long longestPauseMs = 0;
    long longestGapMs = 0;
    int[] goesOn = {1};
    String how = "succeeded";
    while (goesOn[0] != 0 && how.equals("succeeded")) {
      longestGapMs = Math.max(longestGapMs, compute(random.nextLong(LONGEST_COMPUTATION_MS)));
      if (kept != null) {
        longestPauseMs = Math.max(longestPauseMs, collect());
      }
      int[] sum = new int[1];
      boolean timeIsLeft = System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(seconds);
      int[] mine = {timeIsLeft ? 1 : 0};
      how = outcome(() -> world.allReduce(mine, sum, 1, MPI.INT, MPI.SUM));
      goesOn = sum[0] == world.getSize() ? goesOn : new int[1];
    }
    if (kept != null) {
      say(world, "kept " + length(kept) + " longest collection " + longestPauseMs + " ms");
    }
    say(world, "longest gap " + longestGapMs + " ms");
    say(world, "patience " + how);
  }

  /** Looks at the clock for so long; returns the longest time between two looks. */
  private static long compute(long ms) {
    long startNs = System.nanoTime();
    long longestNs = 0;
    long lastNs = startNs;
    while (lastNs - startNs < TimeUnit.MILLISECONDS.toNanos(ms)) {
      long nowNs = System.nanoTime();
      longestNs = Math.max(longestNs, nowNs - lastNs);
      lastNs = nowNs;
    }
    return TimeUnit.NANOSECONDS.toMillis(longestNs);
  }

  /** Collects the garbage and returns how long that took. */
  private static long collect() {
    long beforeMs = collectionMs();
    System.gc();
    return collectionMs() - beforeMs;
  }

  private static long collectionMs() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }

  private static Node chain(int nodes) {
    Node first = null;
    for (int i = 0; i < nodes; i++) {
      first = new Node(first);
    }
    return first;
  }

  private static int length(Node first) {
    int length = 0;
    for (Node node = first; node != null; node = node.next) {
      length++;
    }
    return length;
  }

  private static final class Node {
    final Node next;

    Node(Node next) {
      this.next = next;
    }
  }
}
