package org.jmpi.net.local;

import java.util.HashMap;
import java.util.Map;

/** Joins the local transports of the ranks in one JVM. Thread-safe. */
public final class LocalHub {
  private static final int RING_BYTES = 1 << 18;

  private final Map<Integer, LocalTransport> transports = new HashMap<>();
  private final Map<Long, Ring> rings = new HashMap<>();

  /** A hub without ranks. */
  public LocalHub() {}

  synchronized void register(int process, LocalTransport transport) {
    transports.put(process, transport);
    // Rings that others made before this rank was there.
    rings.keySet().stream()
        .filter(key -> key.intValue() == process && (int) (key >> 32) != process)
        .forEach(key -> transport.peerArrived((int) (key >> 32)));
  }

  synchronized void unregister(int process) {
    transports.remove(process);
  }

  /** The ring from one process to another. */
  synchronized Ring ring(int from, int to) {
    return rings.computeIfAbsent((long) from << 32 | to, key -> new Ring(RING_BYTES));
  }

  /** The transport of a process of this JVM, or null when it has not started or has ended. */
  synchronized LocalTransport find(int process) {
    return transports.get(process);
  }
}
