package org.jmpi.net.local;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jmpi.net.Link;
import org.jmpi.net.Transport;
import org.jmpi.net.TransportContext;

/** Links to the process itself and, through a hub, to other ranks in this JVM. */
public final class LocalTransport implements Transport {
  private final int self;
  private final LocalHub hub;
  private final TransportContext context;
  private final Runnable wakeEngine;
  private final List<RingLink> links = new ArrayList<>();
  private final ConcurrentLinkedQueue<Integer> arrivals = new ConcurrentLinkedQueue<>();
  private volatile boolean peersArrived;
  private volatile Thread sleeper;
  private volatile boolean woken;

  /**
   * The local transport of one rank.
   *
   * @param hub the ranks of this JVM
   * @param wakeEngine wakes the rank's engine when it sleeps; cheap when it does not
   */
  public LocalTransport(LocalHub hub, TransportContext context, Runnable wakeEngine) {
    this.self = context.job().self().index();
    this.hub = hub;
    this.context = context;
    this.wakeEngine = wakeEngine;
    hub.register(self, this);
  }

  @Override
  public String name() {
    return "local";
  }

  @Override
  public Link link(int peer) {
    for (RingLink link : links) {
      if (link.peer() == peer) {
        return link;
      }
    }
    Ring out = hub.ring(self, peer);
    Ring in = hub.ring(peer, self);
    RingLink link =
        new RingLink(
            peer,
            peer == self ? "self" : "in-process",
            out,
            in,
            peer == self ? () -> {} : new Doorbell(peer),
            context.events());
    links.add(link);
    LocalTransport other = peer == self ? null : hub.find(peer);
    if (other != null) {
      other.peerArrived(self);
    }
    return link;
  }

  @Override
  public boolean poll() {
    if (peersArrived) {
      peersArrived = false;
      for (Integer peer = arrivals.poll(); peer != null; peer = arrivals.poll()) {
        link(peer);
      }
    }
    boolean worked = false;
    for (int i = 0; i < links.size(); i++) {
      worked |= links.get(i).poll();
    }
    return worked;
  }

  @Override
  public boolean prepareToSleep() {
    if (peersArrived) {
      return false;
    }
    for (int i = 0; i < links.size(); i++) {
      if (links.get(i).hasInput()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void awaitInput(long maxWaitNs) {
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
  public void close() {
    hub.unregister(self);
    for (RingLink link : links) {
      link.close();
    }
  }

  void peerArrived(int peer) {
    arrivals.add(peer);
    peersArrived = true;
    wakeEngine.run();
  }

  /** Wakes another rank; it may not have started yet when the link is made. */
  private final class Doorbell implements Runnable {
    private final int peer;
    private LocalTransport target;

    Doorbell(int peer) {
      this.peer = peer;
    }

    @Override
    public void run() {
      if (target == null) {
        target = hub.find(peer);
      }
      if (target != null) {
        target.wakeEngine.run();
      }
    }
  }
}
