package org.jmpi.net.local;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.net.ProtocolException;

/**
 * The processes of one agent: rings in mapped files, sleep at a {@link Doorbell}.
 *
 * <p>No wake-up is lost. The sleeper stores ASLEEP, fences, and looks at its rings; a producer
 * stores the head of its record, fences, and looks for ASLEEP. Whichever fence is second, its side
 * sees what the other has stored: the sleeper finds the record, or the producer finds ASLEEP and
 * rings. One of several producers rings, after which the others find RUNG; the byte is in the
 * socket until the sleeper has read it, and after that it looks at all its rings before it sleeps
 * again. The socket listens before the first ASLEEP is stored.
 */
final class HostNeighbours implements Neighbours {
  private static final int MIN_RING_BYTES = 16 << 10;

  /**
   * So long that a line has left the reader's own caches when its turn comes again: to write a line
   * that another core still has costs several times what reading one costs.
   */
  private static final int MAX_RING_BYTES = 4 << 20;

  /** All rings of a host together: a container often has 64 MB of shared memory. */
  private static final int ALL_RINGS_BYTES = 32 << 20;

  /** Where there are no Unix-domain sockets, a sleeper looks itself, this often. */
  private static final long BLIND_NAP_NS = 500_000;

  /**
   * So often a process that nobody has talked to naps before it opens its bell. Sockets take a JVM
   * longer to load than all else in Init, and many a short program ends without a message. Counted,
   * not timed: on a busy machine a program takes longer, and so do its naps.
   */
  private static final int YOUNG_NAPS = 100;

  private static final int MAX_VAIN_LOOKS = 1000;

  private static final long YOUNG_NAP_NS = 2_000_000;

  private final SegmentFiles files;
  private final int self;
  private final int processes;
  private final int ringBytes;
  private final Runnable wakeEngine;
  private final Map<Integer, Mailbox> mailboxes = new HashMap<>();
  private final Map<Integer, PeerBell> bells = new HashMap<>();
  private final boolean[] arrived;
  private final List<Integer> dead = new ArrayList<>();
  private final File ownFile;
  private Mailbox own;
  private ProcessEnd.Identity identity = ProcessEnd.Identity.NONE;
  private int arrivalsSeen;
  private int scanFrom;
  private int naps;
  private int vainLooks;
  private boolean blind;
  private boolean napping;
  private boolean answering;
  private volatile Doorbell doorbell;
  private volatile boolean woken;
  private volatile Thread sleeper;
  private volatile boolean closed;

  /**
   * Opens nothing yet.
   *
   * @param processes of the whole job: the bound of process indexes
   * @param neighbourCount processes of this host
   */
  HostNeighbours(
      SegmentFiles files, int self, int processes, int neighbourCount, Runnable wakeEngine) {
    this.files = files;
    this.self = self;
    this.processes = processes;
    this.wakeEngine = wakeEngine;
    ringBytes = ringBytes(neighbourCount);
    arrived = new boolean[processes];
    scanFrom = processes;
    ownFile = files.path(mailName(self)).toFile();
  }

  /** How long a ring is tried first, so that those between all pairs fit together. */
  static int ringBytes(int neighbourCount) {
    long pairs = Math.max(1, (long) neighbourCount * (neighbourCount - 1));
    int share = (int) Math.max(1, ALL_RINGS_BYTES / pairs);
    return Math.min(MAX_RING_BYTES, Math.max(2 * MIN_RING_BYTES, Integer.highestOneBit(share)));
  }

  @Override
  public String name() {
    return "shared memory";
  }

  @Override
  public RingProducer openOutgoing(int peer) {
    openOwn();
    boolean interrupted = Thread.interrupted();
    try {
      return makeRing(peer);
    } finally {
      Interruption.restore(interrupted);
    }
  }

  private RingProducer makeRing(int peer) {
    String name = ringName(self, peer);
    IOException last = null;
    for (int place = SegmentFiles.FIRST; place <= SegmentFiles.SECOND; place++) {
      for (int bytes = ringBytes; bytes >= MIN_RING_BYTES; bytes /= 2) {
        try {
          ByteBuffer memory = files.create(place, name, Ring.memoryBytes(bytes));
          Ring.format(memory, self, peer);
          mailbox(peer).announce(self, place);
          bell(peer).ring();
          return new RingProducer(memory);
        } catch (IOException e) {
          last = e;
        }
      }
    }
    throw new EngineException(
        ErrorClass.NO_MEM,
        "no room for a ring from process "
            + self
            + " to process "
            + peer
            + " in "
            + files
            + ": make room there, or run with --transport quic",
        last);
  }

  @Override
  public RingConsumer openIncoming(int peer) {
    int place = hasMailbox() ? own.place(peer) : 0;
    if (place == 0) {
      return null;
    }
    boolean interrupted = Thread.interrupted();
    try {
      return openRing(peer, place);
    } finally {
      Interruption.restore(interrupted);
    }
  }

  private RingConsumer openRing(int peer, int place) {
    if (place != SegmentFiles.FIRST && place != SegmentFiles.SECOND) {
      throw new ProtocolException("the ring from process " + peer + " is in no place: " + place);
    }
    try {
      ByteBuffer memory = files.open(place, ringName(peer, self), 0);
      return new RingConsumer(Ring.check(memory, peer, self));
    } catch (IOException e) {
      throw new ProtocolException("the ring of process " + peer + " cannot be opened: " + e);
    }
  }

  private static String ringName(int from, int to) {
    return "ring-" + from + "-" + to;
  }

  @Override
  public Bell bell(int peer) {
    PeerBell found = bells.get(peer);
    if (found == null) {
      found = new PeerBell(mailbox(peer), files.path("bell-" + peer));
      bells.put(peer, found);
    }
    return found;
  }

  /**
   * False while nobody has had anything for this process, which has not waited for anybody either:
   * its mailbox is made then, for to map a file takes a JVM that starts 8 ms. A process that has
   * looked often runs on: looking into its own mailbox costs less than asking for the file.
   */
  private boolean hasMailbox() {
    if (own == null && (ownFile.exists() || ++vainLooks > MAX_VAIN_LOOKS)) {
      openOwn();
    }
    return own != null;
  }

  private void openOwn() {
    if (own == null) {
      own = mailbox(self);
    }
  }

  private static String mailName(int process) {
    return "mail-" + process;
  }

  private Mailbox mailbox(int process) {
    Mailbox found = mailboxes.get(process);
    if (found == null) {
      found = openMailbox(process);
      mailboxes.put(process, found);
    }
    return found;
  }

  private Mailbox openMailbox(int process) {
    boolean interrupted = Thread.interrupted();
    try {
      return new Mailbox(files.createOrOpen(mailName(process), Mailbox.lengthBytes(processes)));
    } catch (IOException e) {
      throw new EngineException(
          ErrorClass.NO_MEM,
          "no room for the mailbox of process "
              + process
              + " in "
              + files
              + ": "
              + e
              + "; make room there, or run with --transport quic",
          e);
    } finally {
      Interruption.restore(interrupted);
    }
  }

  @Override
  public int nextArrival() {
    if (scanFrom >= processes) {
      if (!hasMailbox()) {
        return -1;
      }
      int arrivals = own.arrivals();
      if (arrivals == arrivalsSeen) {
        return -1;
      }
      arrivalsSeen = arrivals;
      scanFrom = 0;
    }
    for (int process = scanFrom; process < processes; process++) {
      if (!arrived[process] && own.place(process) != 0) {
        arrived[process] = true;
        scanFrom = process + 1;
        return process;
      }
    }
    scanFrom = processes;
    return -1;
  }

  @Override
  public boolean hasArrival() {
    return scanFrom < processes || hasMailbox() && own.arrivals() != arrivalsSeen;
  }

  @Override
  public void beginSleep() {
    napping = doorbell == null && isYoung();
    if (napping) {
      naps++;
      return;
    }
    openDoorbell();
    openOwn();
    if (!blind) {
      own.beginSleep();
    }
  }

  private boolean isYoung() {
    return bells.isEmpty() && (own == null || own.arrivals() == 0) && naps < YOUNG_NAPS;
  }

  private void openDoorbell() {
    if (doorbell == null && !blind) {
      doorbell = newDoorbell();
      blind = doorbell == null;
    }
  }

  private Doorbell newDoorbell() {
    boolean interrupted = Thread.interrupted();
    try {
      return Doorbell.open(files.path("bell-" + self));
    } catch (IOException | UnsupportedOperationException e) {
      // Not on this system, or not with a path this long.
      return null;
    } finally {
      Interruption.restore(interrupted);
    }
  }

  @Override
  public void endSleep() {
    if (own != null) {
      own.endSleep();
    }
  }

  @Override
  public void await(long maxWaitNs) {
    if (woken) {
      woken = false;
      return;
    }
    if (!blind && !napping) {
      doorbell.await(Math.max(1, TimeUnit.NANOSECONDS.toMillis(maxWaitNs)));
    } else {
      sleeper = Thread.currentThread();
      if (!woken) {
        LockSupport.parkNanos(this, Math.min(maxWaitNs, napping ? YOUNG_NAP_NS : BLIND_NAP_NS));
      }
      sleeper = null;
    }
    woken = false;
  }

  @Override
  public void wakeUp() {
    woken = true;
    Doorbell bell = doorbell;
    if (bell != null) {
      bell.wakeUp();
    }
    Thread thread = sleeper;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void wakeThroughEngine() {
    openDoorbell();
    answering = true;
    Thread thread = new Thread(this::answerBells, "jmpi-bell-" + self);
    thread.setDaemon(true);
    thread.start();
  }

  private void answerBells() {
    Doorbell bell = doorbell;
    while (!closed) {
      if (bell == null) {
        LockSupport.parkNanos(this, BLIND_NAP_NS);
      } else {
        bell.await(0);
      }
      wakeEngine.run();
    }
    if (bell != null) {
      bell.close();
    }
  }

  @Override
  public void sign() {
    openOwn();
    identity = ProcessEnd.self();
    own.sign(identity);
  }

  @Override
  public void listen() {
    openDoorbell();
    if (!blind && !answering) {
      doorbell.wakeUp();
      doorbell.await(1);
    }
  }

  @Override
  public int deadlySignal(int peer) {
    try {
      return identity.pid() == 0 ? 0 : ProcessEnd.deadlySignal(identity, mailbox(peer).owner());
    } catch (EngineException e) {
      // There is no room to look in: the agent will say so.
      return 0;
    }
  }

  @Override
  public void forget(int peer) {
    List<String> names = new ArrayList<>(List.of(mailName(peer), "bell-" + peer));
    names.add(ringName(self, peer));
    names.add(ringName(peer, self));
    for (int other : dead) {
      names.add(ringName(other, peer));
      names.add(ringName(peer, other));
    }
    dead.add(peer);
    arrived[peer] = true;
    boolean interrupted = Thread.interrupted();
    try {
      for (String name : names) {
        files.delete(name);
      }
    } catch (IOException e) {
      // They are removed with the folder.
      return;
    } finally {
      Interruption.restore(interrupted);
    }
  }

  @Override
  public ByteBuffer createSegment(long name, int lengthBytes) {
    boolean interrupted = Thread.interrupted();
    try {
      return files.create(SegmentFiles.FIRST, segmentName(name), lengthBytes);
    } catch (IOException e) {
      return null;
    } finally {
      Interruption.restore(interrupted);
    }
  }

  @Override
  public ByteBuffer openSegment(long name, int lengthBytes) {
    boolean interrupted = Thread.interrupted();
    try {
      return files.open(SegmentFiles.FIRST, segmentName(name), lengthBytes);
    } catch (IOException e) {
      return null;
    } finally {
      Interruption.restore(interrupted);
    }
  }

  @Override
  public void unlinkSegment(long name) {
    boolean interrupted = Thread.interrupted();
    try {
      files.delete(segmentName(name));
    } catch (IOException e) {
      // It is removed with the folder.
      return;
    } finally {
      Interruption.restore(interrupted);
    }
  }

  private static String segmentName(long name) {
    return "seg-" + Long.toHexString(name);
  }

  @Override
  public void close() {
    closed = true;
    for (PeerBell bell : bells.values()) {
      bell.close();
    }
    if (doorbell != null) {
      if (answering) {
        doorbell.wakeUp();
      } else {
        doorbell.close();
      }
    }
  }
}
