package org.jmpi.recovery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages of communicators that this process does not have yet. Bounded by sender: a communicator
 * whose making failed here, but not elsewhere, would be remembered for ever.
 */
final class EarlyMessages {
  /** Of so many communicators one sender's messages are kept; the oldest go first. */
  static final int MAX_COMMUNICATORS_PER_SENDER = 1024;

  /** More than this a sender cannot have to say before this process has taken part. */
  static final int MAX_MESSAGES_PER_COMMUNICATOR = 8 * Agreements.MAX_UNDER_WAY;

  private final Map<Integer, LinkedHashMap<Long, List<Wire.Envelope>>> bySender = new HashMap<>();

  /**
   * One message.
   *
   * @throws IllegalArgumentException when its sender has sent too many
   */
  void add(int fromProcess, Wire.Envelope envelope) {
    LinkedHashMap<Long, List<Wire.Envelope>> mine = bySender.get(fromProcess);
    if (mine == null) {
      mine = new LinkedHashMap<>();
      bySender.put(fromProcess, mine);
    }
    List<Wire.Envelope> before = mine.get(envelope.contextId());
    if (before == null) {
      before = new ArrayList<>();
      mine.put(envelope.contextId(), before);
    }
    if (before.size() >= MAX_MESSAGES_PER_COMMUNICATOR) {
      throw new IllegalArgumentException(
          "too many messages of process "
              + fromProcess
              + " for communicator "
              + envelope.contextId()
              + ", which is not open here");
    }
    before.add(envelope);
    if (mine.size() > MAX_COMMUNICATORS_PER_SENDER) {
      Iterator<Long> oldest = mine.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** What a process has sent for a communicator; forgotten here. */
  List<Wire.Envelope> take(int fromProcess, long contextId) {
    Map<Long, List<Wire.Envelope>> mine = bySender.get(fromProcess);
    if (mine == null) {
      return List.of();
    }
    List<Wire.Envelope> found = mine.remove(contextId);
    if (mine.isEmpty()) {
      bySender.remove(fromProcess);
    }
    return found == null ? List.of() : found;
  }
}
