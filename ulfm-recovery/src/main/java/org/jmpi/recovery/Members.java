package org.jmpi.recovery;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The members of a communicator, which of them this process believes alive, and who of those are
 * its neighbours: in a tree (agreement) and on a ring with chords (revocation). Beliefs of living
 * members differ for a while after a death and are the same in the end.
 *
 * <p>The tree is a heap over the living in the order of their ranks: its root is the lowest living
 * rank, its depth stays logarithmic whoever dies.
 */
final class Members {
  private final int[] processes;

  /** Process and rank, by process. */
  private final long[] ranksByProcess;

  private final int self;
  private final int fanOut;
  private final BitSet living = new BitSet();
  private final BitSet dead = new BitSet();
  private final BitSet subtree = new BitSet();
  private final BitSet children = new BitSet();
  private int parent;
  private boolean treeIsOld = true;

  /**
   * Of a communicator that has just been made.
   *
   * @param fanOut children of a node of the tree
   */
  Members(int[] processes, int selfProcess, int fanOut) {
    this.fanOut = fanOut;
    this.processes = processes.clone();
    this.ranksByProcess = new long[processes.length];
    for (int rank = 0; rank < processes.length; rank++) {
      ranksByProcess[rank] = (long) processes[rank] << Integer.SIZE | rank;
    }
    Arrays.sort(ranksByProcess);
    for (int i = 1; i < processes.length; i++) {
      if (processAt(i) == processAt(i - 1)) {
        throw new IllegalArgumentException("process " + processAt(i) + " is a member twice");
      }
    }
    this.self = rankOf(selfProcess);
    if (self < 0) {
      throw new IllegalArgumentException("process " + selfProcess + " is no member");
    }
    living.set(0, processes.length);
  }

  int size() {
    return processes.length;
  }

  int self() {
    return self;
  }

  int process(int rank) {
    return processes[rank];
  }

  /** The rank of a process; -1 when it is no member. */
  int rankOf(int process) {
    int found = Arrays.binarySearch(ranksByProcess, (long) process << Integer.SIZE);
    int place = found >= 0 ? found : -found - 1;
    boolean isMember = place < ranksByProcess.length && processAt(place) == process;
    return isMember ? (int) ranksByProcess[place] : -1;
  }

  private int processAt(int place) {
    return (int) (ranksByProcess[place] >> Integer.SIZE);
  }

  /** Not to be changed. */
  BitSet living() {
    return living;
  }

  /** Not to be changed. */
  BitSet dead() {
    return dead;
  }

  void onDeath(int rank) {
    living.clear(rank);
    dead.set(rank);
    treeIsOld = true;
  }

  /** The lowest living rank. */
  boolean isCoordinator() {
    return living.nextSetBit(0) == self;
  }

  /** This rank's parent in the tree; -1 at the coordinator. */
  int parent() {
    refreshTree();
    return parent;
  }

  /** Not to be changed, nor kept over a death. */
  BitSet children() {
    refreshTree();
    return children;
  }

  /** This rank and all below it. Not to be changed, nor kept over a death. */
  BitSet subtree() {
    refreshTree();
    return subtree;
  }

  /**
   * The living members that this rank tells of a revocation: on the ring of all ranks the first
   * living one at each distance ±2^i or beyond. Each living member is reached over at most log2(n)
   * of them whoever is dead: a step of the highest power of two in the distance, taken on to the
   * next living rank, passes nobody alive.
   */
  BitSet ringNeighbours() {
    BitSet neighbours = new BitSet();
    int n = size();
    for (int distance = 1; distance < n; distance *= 2) {
      neighbours.set(nextLiving((self + distance) % n));
      neighbours.set(previousLiving((self - distance + n) % n));
    }
    neighbours.clear(self);
    return neighbours;
  }

  /** A set as an array, in order. */
  static int[] ranksOf(BitSet set) {
    int[] ranks = new int[set.cardinality()];
    int next = 0;
    for (int rank = set.nextSetBit(0); rank >= 0; rank = set.nextSetBit(rank + 1)) {
      ranks[next++] = rank;
    }
    return ranks;
  }

  private int nextLiving(int rank) {
    int found = living.nextSetBit(rank);
    return found >= 0 ? found : living.nextSetBit(0);
  }

  private int previousLiving(int rank) {
    int found = living.previousSetBit(rank);
    return found >= 0 ? found : living.previousSetBit(size() - 1);
  }

  private void refreshTree() {
    if (!treeIsOld) {
      return;
    }
    treeIsOld = false;
    int[] order = ranksOf(living);
    int mine = living.get(0, self).cardinality();
    parent = mine == 0 ? -1 : order[(mine - 1) / fanOut];
    children.clear();
    subtree.clear();
    // Whoever is on one level below a node has places that follow one another.
    int first = mine;
    int last = mine;
    for (int level = 0; first < order.length; level++) {
      for (int place = first; place <= Math.min(last, order.length - 1); place++) {
        subtree.set(order[place]);
        if (level == 1) {
          children.set(order[place]);
        }
      }
      first = fanOut * first + 1;
      last = fanOut * last + fanOut;
    }
  }
}
