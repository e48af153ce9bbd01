package org.jmpi.launcher.core;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who can be dialled where, and who waits to know. At most one open question per pair of processes.
 */
final class ContactBook {
  private final Map<Integer, List<InetSocketAddress>> known = new HashMap<>();
  private final Map<Integer, Set<Integer>> waiting = new HashMap<>();

  /** The addresses of {@code target}, or null after noting that {@code asker} waits for them. */
  List<InetSocketAddress> lookUp(int asker, int target) {
    List<InetSocketAddress> addresses = known.get(target);
    if (addresses == null) {
      waiting.computeIfAbsent(target, t -> new TreeSet<>()).add(asker);
    }
    return addresses;
  }

  /** The addresses of {@code target}; null when it has told none. */
  List<InetSocketAddress> of(int target) {
    return known.get(target);
  }

  /** Somebody waits for {@code target}. */
  boolean isWanted(int target) {
    return waiting.containsKey(target);
  }

  /** Notes addresses; returns who waited. */
  Set<Integer> publish(int target, List<InetSocketAddress> addresses) {
    known.put(target, List.copyOf(addresses));
    return takeWaiting(target);
  }

  /** The process is gone; returns who waited. */
  Set<Integer> remove(int target) {
    known.remove(target);
    for (Set<Integer> askers : waiting.values()) {
      askers.remove(target);
    }
    return takeWaiting(target);
  }

  private Set<Integer> takeWaiting(int target) {
    Set<Integer> askers = waiting.remove(target);
    return askers == null ? Set.of() : askers;
  }
}
