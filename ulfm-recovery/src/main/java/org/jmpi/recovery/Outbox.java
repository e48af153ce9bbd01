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
  private final Queue<Action> actions = new ArrayDeque<>();

  private interface Action {
    void run(Recovery.Port port);
  }

  private static final class Send implements Action {
    private final int process;
    private final byte[] message;

    Send(int process, byte[] message) {
      this.process = process;
      this.message = message;
    }

    @Override
    public void run(Recovery.Port port) {
      port.send(process, message);
    }
  }

  private static final class TellRevoked implements Action {
    private final long contextId;

    TellRevoked(long contextId) {
      this.contextId = contextId;
    }

    @Override
    public void run(Recovery.Port port) {
      port.onRevoked(contextId);
    }
  }

  private static final class TellFailed implements Action {
    private final int process;

    TellFailed(int process) {
      this.process = process;
    }

    @Override
    public void run(Recovery.Port port) {
      port.onFailedElsewhere(process);
    }
  }

  private static final class TellDecided implements Action {
    private final Consumer<Decision> whenDecided;
    private final Decision decision;

    TellDecided(Consumer<Decision> whenDecided, Decision decision) {
      this.whenDecided = whenDecided;
      this.decision = decision;
    }

    @Override
    public void run(Recovery.Port port) {
      whenDecided.accept(decision);
    }
  }

  Outbox(Recovery.Port port) {
    this.port = port;
  }

  void send(int process, byte[] message) {
    actions.add(new Send(process, message));
  }

  void revoked(long contextId) {
    actions.add(new TellRevoked(contextId));
  }

  void failedElsewhere(int process) {
    actions.add(new TellFailed(process));
  }

  void decided(Consumer<Decision> whenDecided, Decision decision) {
    actions.add(new TellDecided(whenDecided, decision));
  }

  void flush() {
    for (Action action = actions.poll(); action != null; action = actions.poll()) {
      action.run(port);
    }
  }
}
