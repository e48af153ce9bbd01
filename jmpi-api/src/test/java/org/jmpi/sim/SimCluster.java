package org.jmpi.sim;

import java.util.function.BooleanSupplier;

/** Nodes 0 … n−1 with one clock and one network. */
public final class SimCluster {
  private final SimClock clock;
  private final SimNetwork network;
  private final SimNode[] nodes;
  private final long seed;

  public SimCluster(int size, long seed, SimNetwork.Model model) {
    this.seed = seed;
    this.clock = new SimClock(seed);
    this.network = new SimNetwork(clock, model);
    this.nodes = new SimNode[size];
    for (int i = 0; i < size; i++) {
      nodes[i] = new SimNode(this, i);
    }
  }

  public SimClock clock() {
    return clock;
  }

  public SimNetwork network() {
    return network;
  }

  public SimNode node(int process) {
    return nodes[process];
  }

  public int size() {
    return nodes.length;
  }

  public int[] processes() {
    int[] all = new int[nodes.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return all;
  }

  /** A process stops for good; the others are told after a while. */
  public void kill(int process, long noticeNs) {
    nodes[process].die();
    for (SimNode node : nodes) {
      if (node.process() != process) {
        clock.after(
            noticeNs + clock.random().nextInt(1_000_000),
            () -> {
              if (!node.isDead()) {
                node.engine().onProcessFailed(process, "killed by the test");
                node.engine().flush();
              }
            });
      }
    }
  }

  /**
   * Lets time pass until the condition holds; fails when nothing is left to happen or too much has.
   */
  public void runUntil(BooleanSupplier condition) {
    long steps = 0;
    while (!condition.getAsBoolean()) {
      if (!clock.step() || ++steps > 50_000_000) {
        StringBuilder state = new StringBuilder();
        for (SimNode node : nodes) {
          state
              .append("node ")
              .append(node.process())
              .append(node.isDead() ? " dead" : "")
              .append('\n');
          state.append(node.engine().report());
        }
        throw new AssertionError("stuck after " + steps + " steps, seed " + seed + "\n" + state);
      }
    }
  }

  /** Lets everything happen that is still going to. */
  public void runToEnd() {
    while (clock.step()) {
      // each step is an event
    }
  }
}
