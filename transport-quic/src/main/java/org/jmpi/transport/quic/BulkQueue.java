package org.jmpi.transport.quic;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jmpi.net.BulkSource;

/**
 * The large messages to one peer that have something to send: the one that began first goes first,
 * even if it had to stop for the receiver's grant meanwhile. At the end of the queue its remainder
 * would wait behind all that was granted early, megabytes of later messages, though it is most
 * likely what the receiver waits for.
 */
final class BulkQueue {
  private final PriorityQueue<BulkSource> sources =
      new PriorityQueue<>(Comparator.comparingLong(BulkSource::transferId));

  /** Takes a source; one that is there already stays where it is. */
  void add(BulkSource source) {
    if (!sources.contains(source)) {
      sources.add(source);
    }
  }

  void remove(BulkSource source) {
    sources.remove(source);
  }

  /** The source that goes next; null when there is none. */
  BulkSource first() {
    return sources.peek();
  }

  void clear() {
    sources.clear();
  }

  boolean isEmpty() {
    return sources.isEmpty();
  }
}
