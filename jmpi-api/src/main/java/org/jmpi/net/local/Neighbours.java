package org.jmpi.net.local;

import java.nio.ByteBuffer;

/**
 * Those that a rank shares memory with: where the rings are, and how one wakes another. Called
 * under the engine's lock, but for {@link #wakeUp}.
 */
interface Neighbours extends AutoCloseable {
  /** What carries messages between them; for people. */
  String name();

  /** The writing side of the ring to a peer, which is told of it. */
  RingProducer openOutgoing(int peer);

  /** The reading side of the ring from a peer; null as long as that has not made it. */
  RingConsumer openIncoming(int peer);

  /** Wakes a peer. */
  Bell bell(int peer);

  /** A peer that has made a ring to this rank since this was last asked; −1 when there is none. */
  int nextArrival();

  /** True when {@link #nextArrival} has one. */
  boolean hasArrival();

  /** From now on the bells of peers end {@link #await}. Orders this before what is read later. */
  void beginSleep();

  /** Bells need not be rung any more. */
  void endSleep();

  /** Waits for a bell, or for {@link #wakeUp}, which may have come before. */
  void await(long maxWaitNs);

  /** Ends {@link #await}. By any thread. */
  void wakeUp();

  /** The rank will sleep elsewhere: bells wake it through its engine. */
  void wakeThroughEngine();

  /** Removes what belongs to a dead peer alone; the memory stays while it is used. */
  default void forget(int peer) {}

  /** From now on peers can see when this process is killed, and this one when they are. */
  default void sign() {}

  /** Does now what the first sleep would begin with. */
  default void listen() {}

  /** The signal that is ending a peer or has ended it; 0 when none is or nothing can be seen. */
  default int deadlySignal(int peer) {
    return 0;
  }

  /** Makes a segment of zeros, 64-byte aligned; null when there is no room for it. */
  ByteBuffer createSegment(long name, int lengthBytes);

  /** A segment that a peer has made; null when that is not possible. */
  ByteBuffer openSegment(long name, int lengthBytes);

  /** Takes the name of a segment away; those who have it keep it. */
  void unlinkSegment(long name);

  @Override
  void close();
}
