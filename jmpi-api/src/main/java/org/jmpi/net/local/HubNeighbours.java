package org.jmpi.net.local;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** One rank of a {@link LocalHub}: rings on the heap's outside, sleep by parking. */
final class HubNeighbours implements Neighbours {
  private final int self;
  private final LocalHub hub;
  private final Runnable wakeEngine;
  private final ConcurrentLinkedQueue<Integer> arrivals = new ConcurrentLinkedQueue<>();
  private volatile boolean peersArrived;
  private volatile Thread sleeper;
  private volatile boolean woken;

  /**
   * Joins the hub.
   *
   * @param wakeEngine wakes this rank's engine when it sleeps; cheap when it does not
   */
  HubNeighbours(LocalHub hub, int self, Runnable wakeEngine) {
    this.hub = hub;
    this.self = self;
    this.wakeEngine = wakeEngine;
    hub.register(self, this);
  }

  @Override
  public String name() {
    return "in-process";
  }

  @Override
  public RingProducer openOutgoing(int peer) {
    RingProducer ring = new RingProducer(hub.ring(self, peer));
    HubNeighbours other = peer == self ? null : hub.find(peer);
    if (other != null) {
      other.peerArrived(self);
    }
    return ring;
  }

  @Override
  public RingConsumer openIncoming(int peer) {
    return new RingConsumer(hub.ring(peer, self));
  }

  @Override
  public Bell bell(int peer) {
    return peer == self ? () -> {} : new PeerWaker(peer);
  }

  @Override
  public int nextArrival() {
    if (!peersArrived) {
      return -1;
    }
    Integer peer = arrivals.poll();
    if (peer == null) {
      peersArrived = false;
      peer = arrivals.poll();
    }
    return peer == null ? -1 : peer;
  }

  @Override
  public boolean hasArrival() {
    return peersArrived;
  }

  @Override
  public void beginSleep() {
    // The engine says that it sleeps; peers ask it.
  }

  @Override
  public void endSleep() {
    // As above.
  }

  @Override
  public void await(long maxWaitNs) {
    sleeper = Thread.currentThread();
    try {
      if (!woken) {
        LockSupport.parkNanos(this, maxWaitNs);
      }
    } finally {
      sleeper = null;
      woken = false;
    }
  }

  @Override
  public void wakeUp() {
    woken = true;
    Thread thread = sleeper;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void wakeThroughEngine() {
    // That is how it is done here anyway.
  }

  @Override
  public ByteBuffer createSegment(long name, int lengthBytes) {
    return hub.createSegment(name, lengthBytes);
  }

  @Override
  public ByteBuffer openSegment(long name, int lengthBytes) {
    return hub.openSegment(name, lengthBytes);
  }

  @Override
  public void unlinkSegment(long name) {
    hub.unlinkSegment(name);
  }

  @Override
  public void close() {
    hub.unregister(self);
  }

  void peerArrived(int peer) {
    arrivals.add(peer);
    peersArrived = true;
    wakeEngine.run();
  }

  /** Wakes another rank; it may not have started yet when the link is made. */
  private final class PeerWaker implements Bell {
    private final int peer;
    private HubNeighbours target;

    PeerWaker(int peer) {
      this.peer = peer;
    }

    @Override
    public void ring() {
      if (target == null) {
        target = hub.find(peer);
      }
      if (target != null) {
        target.wakeEngine.run();
      }
    }
  }
}
