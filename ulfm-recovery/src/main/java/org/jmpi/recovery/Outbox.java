package org.jmpi.recovery;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jmpi.fault.Decision;
import org.jmpi.fault.Recovery;

/**
 * What the cores want done, in order. It is done when they have come to rest, so a callback may
 * call them again.
 */
final class Outbox {
  private final Recovery.Port port;
  private final Queue<Runnable> actions = new ArrayDeque<>();

  Outbox(Recovery.Port port) {
    this.port = port;
  }

  void send(int process, byte[] message) {
    actions.add(() -> port.send(process, message));
  }

  void revoked(long contextId) {
    actions.add(() -> port.onRevoked(contextId));
  }

  void decided(Consumer<Decision> whenDecided, Decision decision) {
    actions.add(() -> whenDecided.accept(decision));
  }

  void flush() {
    for (Runnable action = actions.poll(); action != null; action = actions.poll()) {
      action.run();
    }
  }
}
