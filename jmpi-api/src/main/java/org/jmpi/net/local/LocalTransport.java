package org.jmpi.net.local;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jmpi.job.Job;
import org.jmpi.job.Newcomers;
import org.jmpi.job.SharedFolder;
import org.jmpi.net.Link;
import org.jmpi.net.ProtocolException;
import org.jmpi.net.Transport;
import org.jmpi.net.TransportContext;

/**
 * Links to the process itself, and through shared memory to its neighbours: the other ranks of this
 * JVM, or the other processes of the same agent.
 */
public final class LocalTransport implements Transport {
  private final int self;
  private final TransportContext context;
  private final Neighbours neighbours;
  private final RingSingleCopy.Mode singleCopy;
  private final List<RingLink> links = new ArrayList<>();
  private final Map<Integer, Bell> bells = new HashMap<>();

  /**
   * The local transport of one of the ranks of a JVM.
   *
   * @param hub the ranks of this JVM
   * @param wakeEngine wakes the rank's engine when it sleeps; cheap when it does not
   */
  public LocalTransport(LocalHub hub, TransportContext context, Runnable wakeEngine) {
    // What lies in this JVM's own memory is in its reach without asking the kernel.
    this(
        context,
        new HubNeighbours(hub, context.job().self().index(), wakeEngine),
        RingSingleCopy.Mode.OFF);
  }

  /**
   * The local transport of one of the processes that share a folder.
   *
   * @param neighbourCount how many processes share it: their rings have to find room together
   * @param wakeEngine as above
   * @throws org.jmpi.error.EngineException when the folder cannot be used
   */
  public LocalTransport(
      SharedFolder folder, int neighbourCount, TransportContext context, Runnable wakeEngine) {
    this(
        context,
        new HostNeighbours(
            SegmentFiles.open(folder),
            context.job().self().index(),
            mostProcesses(context.job()),
            neighbourCount,
            wakeEngine),
        RingSingleCopy.mode(context.job().settings()));
  }

  private static int mostProcesses(Job job) {
    Optional<Newcomers> newcomers = job.newcomers();
    return newcomers.isPresent() ? newcomers.get().mostProcesses() : job.world().size();
  }

  private LocalTransport(
      TransportContext context, Neighbours neighbours, RingSingleCopy.Mode singleCopy) {
    this.self = context.job().self().index();
    this.context = context;
    this.neighbours = neighbours;
    this.singleCopy = singleCopy;
  }

  @Override
  public String name() {
    return "local";
  }

  @Override
  public Link link(int peer) {
    RingLink link = find(peer);
    if (link == null) {
      link = peer == self ? linkToSelf() : linkToNeighbour(peer);
      links.add(link);
    }
    return link;
  }

  private RingLink find(int peer) {
    for (int i = 0; i < links.size(); i++) {
      if (links.get(i).peer() == peer) {
        return links.get(i);
      }
    }
    return null;
  }

  private RingLink linkToSelf() {
    ByteBuffer ring = Ring.allocate(1 << 18, self, self);
    RingLink link = new RingLink(self, "self", new RingProducer(ring), () -> {}, context.events());
    link.listen(new RingConsumer(ring));
    return link;
  }

  private RingLink linkToNeighbour(int peer) {
    RingProducer out = neighbours.openOutgoing(peer);
    RingLink link = new RingLink(peer, neighbours.name(), out, bell(peer), context.events());
    if (singleCopy != RingSingleCopy.Mode.OFF) {
      link.readWith(new RingSingleCopy(singleCopy, out.memory(), context.clockNs()));
    }
    listen(link);
    return link;
  }

  private void listen(RingLink link) {
    try {
      RingConsumer incoming = neighbours.openIncoming(link.peer());
      if (incoming != null) {
        link.listen(incoming);
      }
    } catch (ProtocolException e) {
      link.breakUp(e.getMessage());
    }
  }

  @Override
  public boolean poll() {
    boolean worked = takeArrivals();
    for (int i = 0; i < links.size(); i++) {
      worked |= links.get(i).poll();
    }
    return worked;
  }

  private boolean takeArrivals() {
    boolean worked = false;
    for (int peer = neighbours.nextArrival(); peer >= 0; peer = neighbours.nextArrival()) {
      RingLink link = (RingLink) link(peer);
      if (!link.listens()) {
        listen(link);
      }
      worked = true;
    }
    return worked;
  }

  /**
   * Takes what a process had published completely when it died, so that a message does not depend
   * on whether its arrival or the news of the death is seen first. Bounded by the size of its ring.
   */
  public void takeWhatIsLeft(int peer) {
    RingLink link = find(peer);
    if (link != null) {
      link.drain();
    }
  }

  /**
   * From now on neighbours can see when this process is killed, and {@link #deadlySignal} works.
   */
  public void sign() {
    neighbours.sign();
  }

  /** Does now what the first sleep would begin with: it takes milliseconds. */
  public void listen() {
    neighbours.listen();
  }

  /**
   * The signal that is ending a neighbour or has ended it, before its end can be collected; 0 when
   * none is, and where nothing can be seen.
   */
  public int deadlySignal(int peer) {
    return neighbours.deadlySignal(peer);
  }

  /** A process is dead: takes what it left, and removes its files. */
  public void forget(int peer) {
    takeArrivals();
    takeWhatIsLeft(peer);
    neighbours.forget(peer);
  }

  @Override
  public boolean prepareToSleep() {
    neighbours.beginSleep();
    if (neighbours.hasArrival()) {
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
  public void sleepEnded() {
    neighbours.endSleep();
  }

  @Override
  public void awaitInput(long maxWaitNs) {
    neighbours.await(maxWaitNs);
  }

  @Override
  public void wakeUp() {
    neighbours.wakeUp();
  }

  /** From now on the rank sleeps in another transport; peers must be able to end that. */
  public void wakeThroughEngine() {
    neighbours.wakeThroughEngine();
  }

  /** Makes a segment of zeros, little endian, 64-byte aligned; null when there is no room. */
  public ByteBuffer createSegment(long name, int lengthBytes) {
    return neighbours.createSegment(name, lengthBytes);
  }

  /** A segment that a neighbour has made; null when that is not possible. */
  public ByteBuffer openSegment(long name, int lengthBytes) {
    return neighbours.openSegment(name, lengthBytes);
  }

  /** Takes the name of a segment away; those who have it keep it. */
  public void unlinkSegment(long name) {
    neighbours.unlinkSegment(name);
  }

  /** Wakes a neighbour if it sleeps, after something was published that it waits for. */
  public void wake(int peer) {
    if (peer != self) {
      bell(peer).ring();
    }
  }

  private Bell bell(int peer) {
    Bell found = bells.get(peer);
    if (found == null) {
      found = neighbours.bell(peer);
      bells.put(peer, found);
    }
    return found;
  }

  @Override
  public void close() {
    neighbours.close();
    for (RingLink link : links) {
      link.close();
    }
  }
}
