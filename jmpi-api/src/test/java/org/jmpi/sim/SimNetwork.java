package org.jmpi.sim;

import java.util.HashMap;
import java.util.Map;

/**
 * The links between the nodes of a simulated cluster: which connections are up, and what happens to
 * them.
 */
public final class SimNetwork {
  /** What the network does; change the fields before the cluster starts. */
  public static final class Model {
    public int streams = 4;
    public long minDelayNs = 100_000;
    public long jitterNs = 200_000;

    /** Share of pieces that are held up by a retransmission; they stall their stream alone. */
    public double lossRate = 0.02;

    public long retransmissionNs = 2_000_000;
    public int maxCutBytes = 5000;
    public int maxReplayBytes = 1 << 17;
    public int bulkChunkBytes = 16 << 10;
    public long bulkChunkIntervalNs = 50_000;
    public int eagerLimitBytes = 4096;

    /** As on long paths; 0: none. */
    public int sendAheadBytes;

    public long reconnectNs = 3_000_000;

    /** Long work takes up to this, and as much again until its end is noticed. */
    public int offloadNs = 200_000;
  }

  final SimClock clock;
  final Model model;
  private final Map<Long, SimLink> links = new HashMap<>();
  private long piecesHeldUp;
  private long connectionsKilled;

  public SimNetwork(SimClock clock, Model model) {
    this.clock = clock;
    this.model = model;
  }

  /** The half of the link that belongs to {@code self}. */
  public SimLink link(SimNode self, int peer) {
    return links.computeIfAbsent(key(self.process(), peer), k -> new SimLink(this, self, peer));
  }

  SimLink existing(int self, int peer) {
    return links.get(key(self, peer));
  }

  /**
   * Cuts the connection between two processes: what is under way is lost, both sides notice later,
   * and dial again.
   */
  public void killConnection(int a, int b) {
    SimLink first = existing(a, b);
    SimLink second = existing(b, a);
    if (first == null || second == null || !first.isUp() || !second.isUp()) {
      return;
    }
    connectionsKilled++;
    first.connectionLost();
    second.connectionLost();
    clock.after(
        model.reconnectNs + clock.random().nextInt(1_000_000),
        () -> {
          first.connectionUp();
          second.connectionUp();
        });
  }

  /** Whether losses happened at all: a test of loss asserts it. */
  public long piecesHeldUp() {
    return piecesHeldUp;
  }

  public long connectionsKilled() {
    return connectionsKilled;
  }

  long delayNs() {
    long delay = model.minDelayNs + (long) (clock.random().nextDouble() * model.jitterNs);
    if (clock.random().nextDouble() < model.lossRate) {
      piecesHeldUp++;
      delay += model.retransmissionNs;
    }
    return delay;
  }

  private static long key(int self, int peer) {
    return (long) self << 32 | peer;
  }
}
