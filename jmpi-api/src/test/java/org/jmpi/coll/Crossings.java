package org.jmpi.coll;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jmpi.p2p.Operation;
import org.jmpi.topology.Tiers;

/** What the schedules of all members say of one collective's messages between sites. */
final class Crossings {
  /** [from][to] between sites. */
  final long[][] messages;

  final long[][] bytes;

  /** Messages between sites on the longest chain of steps that wait for each other. */
  final int depth;

  private Crossings(int sites, int depth) {
    this.messages = new long[sites][sites];
    this.bytes = new long[sites][sites];
    this.depth = depth;
  }

  /** Of operations that have run. */
  static Crossings of(Tiers tiers, Operation[] operations) {
    Schedule[] schedules = new Schedule[operations.length];
    Arrays.setAll(schedules, rank -> ((CollectiveOperation) operations[rank]).schedule);
    Crossings crossings = new Crossings(tiers.groups(0), depth(tiers, schedules));
    for (int rank = 0; rank < schedules.length; rank++) {
      Schedule s = schedules[rank];
      for (int step = 0; step < s.stepCount(); step++) {
        if (s.kind[step] == Schedule.SEND) {
          int from = tiers.groupOf(0, rank);
          int to = tiers.groupOf(0, s.peer[step]);
          crossings.messages[from][to]++;
          crossings.bytes[from][to] += s.bytesA(step);
        }
      }
    }
    return crossings;
  }

  /** Bytes that leave a site. */
  long bytesUp(int site) {
    return Arrays.stream(bytes[site]).sum() - bytes[site][site];
  }

  /** Bytes that come to a site. */
  long bytesDown(int site) {
    return Arrays.stream(bytes).mapToLong(row -> row[site]).sum() - bytes[site][site];
  }

  private static int depth(Tiers tiers, Schedule[] schedules) {
    int[] first = new int[schedules.length + 1];
    for (int rank = 0; rank < schedules.length; rank++) {
      first[rank + 1] = first[rank] + schedules[rank].stepCount();
    }
    int steps = first[schedules.length];
    int[] waits = new int[steps];
    int[] depth = new int[steps];
    int[] owner = new int[steps];
    Map<String, Integer> receives = new HashMap<>();
    for (int rank = 0; rank < schedules.length; rank++) {
      Schedule s = schedules[rank];
      for (int step = 0; step < s.stepCount(); step++) {
        int node = first[rank] + step;
        owner[node] = rank;
        waits[node] = s.predecessors[step];
        if (s.kind[step] == Schedule.RECV) {
          waits[node]++;
          receives.put(s.peer[step] + ">" + rank + "#" + s.message[step], node);
        }
      }
    }
    ArrayDeque<Integer> ready = new ArrayDeque<>();
    for (int node = 0; node < steps; node++) {
      if (waits[node] == 0) {
        ready.add(node);
      }
    }
    int done = 0;
    int deepest = 0;
    while (!ready.isEmpty()) {
      int node = ready.poll();
      done++;
      int rank = owner[node];
      Schedule s = schedules[rank];
      int step = node - first[rank];
      deepest = Math.max(deepest, depth[node]);
      for (int i = s.successorsFrom(step); i < s.successorsTo(step); i++) {
        reach(first[rank] + s.successor(i), depth[node], depth, waits, ready);
      }
      if (s.kind[step] == Schedule.SEND) {
        int peer = s.peer[step];
        boolean crosses = tiers.groupOf(0, rank) != tiers.groupOf(0, peer);
        int receive = receives.remove(rank + ">" + peer + "#" + s.message[step]);
        reach(receive, depth[node] + (crosses ? 1 : 0), depth, waits, ready);
      }
    }
    if (done != steps) {
      throw new AssertionError((steps - done) + " steps wait for each other");
    }
    return deepest;
  }

  private static void reach(
      int node, int value, int[] depth, int[] waits, ArrayDeque<Integer> ready) {
    depth[node] = Math.max(depth[node], value);
    if (--waits[node] == 0) {
      ready.add(node);
    }
  }
}
