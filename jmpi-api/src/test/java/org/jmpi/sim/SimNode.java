package org.jmpi.sim;

import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;

/** One process of a simulated cluster: a real engine. */
public final class SimNode {
  private final SimCluster cluster;
  private final int process;
  private final P2pEngine engine;
  private boolean dead;

  SimNode(SimCluster cluster, int process) {
    this.cluster = cluster;
    this.process = process;
    this.engine =
        new P2pEngine(peer -> cluster.network().link(this, peer), this::offload, (p, why) -> {});
  }

  public int process() {
    return process;
  }

  public P2pEngine engine() {
    return engine;
  }

  public boolean isDead() {
    return dead;
  }

  SimCluster cluster() {
    return cluster;
  }

  void die() {
    dead = true;
  }

  /** Long work takes a while, and other things happen meanwhile. */
  private void offload(Progress.Work work) {
    SimClock clock = cluster.clock();
    clock.after(
        1 + clock.random().nextInt(cluster.network().model.offloadNs),
        () -> {
          if (dead) {
            return;
          }
          Throwable failure = null;
          try {
            work.run();
          } catch (RuntimeException e) {
            failure = e;
          }
          Throwable outcome = failure;
          clock.after(
              1 + clock.random().nextInt(cluster.network().model.offloadNs),
              () -> {
                if (!dead) {
                  work.finished(outcome);
                  engine.flush();
                }
              });
        });
  }
}
