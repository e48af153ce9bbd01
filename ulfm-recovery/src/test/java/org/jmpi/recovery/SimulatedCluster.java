package org.jmpi.recovery;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jmpi.fault.Recovery;

/**
 * Processes with their recovery protocols in one thread, on virtual time. Messages take random
 * times and overtake each other; a process dies at a given step, some of what it has on the way is
 * lost, and each other process is told at a time of its own, after which nothing of the dead one
 * arrives there. Everything comes from one seed.
 *
 * <p>Steps are counted by process: one before and one after each send, receipt, notice of a death
 * and call of the program.
 */
final class SimulatedCluster {
  /**
   * So many steps a process may still do while others are told already that it dies: they see that
   * it is killed before its last thread has left its processor. It is told of no death any more: to
   * see one it would have to call the system, and no call returns to it.
   */
  private static final int MOST_STEPS_WHEN_DOOMED = 4;

  /** How long things take; all times are in ticks. */
  interface Network {
    /** When a message sent now arrives. */
    long arrival(SplittableRandom random, long now, int from, int to);

    /** When a process is told of a death that happens now. */
    long notice(SplittableRandom random, long now, int to);

    /** Whether a message that its sender did not outlive is lost. */
    boolean isLost(SplittableRandom random);
  }

  /** What the program of a process does when a communicator is revoked. */
  interface OnRevoked {
    void onRevoked(int process, long contextId);
  }

  /** What a process does when it is told of a death. */
  interface OnFailed {
    void onFailed(int process, int failed);
  }

  /** Unwinds the process that dies. */
  private static final class Died extends RuntimeException {
    Died() {
      super(null, null, false, false);
    }
  }

  private static final class Event {
    final long time;
    final long order;
    final int process;
    final int from;
    final byte[] message;
    final Runnable action;
    final int depth;
    boolean lost;

    Event(
        long time, long order, int process, int from, byte[] message, Runnable action, int depth) {
      this.time = time;
      this.order = order;
      this.process = process;
      this.from = from;
      this.message = message;
      this.action = action;
      this.depth = depth;
    }
  }

  /** A process. */
  final class Node implements Recovery.Port {
    final int process;
    final UlfmRecovery recovery;
    final BitSet toldDead = new BitSet();
    boolean dead;
    int steps;
    int killAtStep = -1;

    /** It is being killed: others are told, while it does a few steps more. */
    boolean doomed;

    int diesAtStep;
    int sent;
    int depth;

    Node(int process, Rules rules) {
      this.process = process;
      this.recovery = new UlfmRecovery(process, this, rules);
    }

    @Override
    public void send(int to, byte[] message) {
      step(this);
      if (!toldDead.get(to)) {
        sent++;
        messages++;
        bytes += message.length;
        long arrival = network.arrival(random, now, process, to);
        events.add(new Event(arrival, order++, to, process, message, null, depth + 1));
      }
      step(this);
    }

    @Override
    public void onFailedElsewhere(int failed) {
      if (!nodes[failed].doomed) {
        throw new IllegalStateException(process + " is told that " + failed + " is dead");
      }
      at(now, process, () -> tell(this, failed));
    }

    @Override
    public void onRevoked(long contextId) {
      onRevoked.onRevoked(process, contextId);
    }
  }

  private final SplittableRandom random;
  private final Network network;
  private final OnRevoked onRevoked;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (a, b) ->
              a.time != b.time ? Long.compare(a.time, b.time) : Long.compare(a.order, b.order));
  private final Node[] nodes;
  private OnFailed onFailed = (process, failed) -> {};
  private long now;
  private long order;
  private long handled;
  private long messages;
  private long bytes;

  SimulatedCluster(
      int processes, SplittableRandom random, Network network, Rules rules, OnRevoked onRevoked) {
    this.random = random;
    this.network = network;
    this.onRevoked = onRevoked;
    this.nodes = new Node[processes];
    for (int process = 0; process < processes; process++) {
      nodes[process] = new Node(process, rules);
    }
  }

  /** Beside what the recovery protocols do. */
  void whenToldOfDeaths(OnFailed listener) {
    onFailed = listener;
  }

  int size() {
    return nodes.length;
  }

  Node node(int process) {
    return nodes[process];
  }

  long now() {
    return now;
  }

  long messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }

  /** Messages received, notices of deaths and calls. */
  long handled() {
    return handled;
  }

  /** The most messages one process has sent. */
  int mostSent() {
    int most = 0;
    for (Node node : nodes) {
      most = Math.max(most, node.sent);
    }
    return most;
  }

  /** The longest chain of messages of which each was sent after the one before had arrived. */
  int longestChain() {
    int longest = 0;
    for (Node node : nodes) {
      longest = Math.max(longest, node.depth);
    }
    return longest;
  }

  void forgetCounts() {
    messages = 0;
    bytes = 0;
    for (Node node : nodes) {
      node.sent = 0;
      node.depth = 0;
    }
  }

  /** The program of a process does something, if that one lives then. */
  void at(long time, int process, Runnable action) {
    events.add(new Event(time, order++, process, -1, null, action, 0));
  }

  /** Kills outside all steps. */
  void kill(int process) {
    die(nodes[process]);
  }

  /** Kills outside all steps; the launcher tells nobody, and one process sees it. */
  void killSeenByOne(int process, int witness) {
    nodes[process].doomed = true;
    die(nodes[process]);
    at(now, witness, () -> tell(nodes[witness], process));
  }

  /** Runs until nothing more happens; false when that takes more than so many events. */
  boolean run(long maxEvents) {
    for (Event event = events.poll(); event != null; event = events.poll()) {
      if (++handled > maxEvents) {
        return false;
      }
      now = event.time;
      Node node = nodes[event.process];
      if (!node.dead && !event.lost) {
        try {
          handle(node, event);
        } catch (Died e) {
          // Noted where it happened.
        }
      }
    }
    return true;
  }

  private void handle(Node node, Event event) {
    if (event.message == null) {
      step(node);
      event.action.run();
      step(node);
    } else if (!node.toldDead.get(event.from)) {
      step(node);
      node.depth = Math.max(node.depth, event.depth);
      node.recovery.onMessage(event.from, ByteBuffer.wrap(event.message));
      step(node);
    }
  }

  /** The process may die here. */
  void step(Node node) {
    if (node.steps == node.killAtStep) {
      node.diesAtStep = node.steps + random.nextInt(MOST_STEPS_WHEN_DOOMED + 1);
      if (node.diesAtStep > node.steps) {
        node.doomed = true;
        tellOthers(node);
      }
    }
    if (node.steps++ >= node.killAtStep && node.killAtStep >= 0 && node.steps > node.diesAtStep) {
      die(node);
      throw new Died();
    }
  }

  private void die(Node victim) {
    victim.dead = true;
    for (Event event : events) {
      event.lost |= event.from == victim.process && network.isLost(random);
    }
    if (!victim.doomed) {
      tellOthers(victim);
    }
    victim.doomed = true;
  }

  private void tellOthers(Node victim) {
    for (Node node : nodes) {
      if (!node.dead && node != victim) {
        at(
            network.notice(random, now, node.process),
            node.process,
            () -> {
              if (!node.doomed) {
                tell(node, victim.process);
              }
            });
      }
    }
  }

  private void tell(Node node, int dead) {
    if (!node.toldDead.get(dead)) {
      node.toldDead.set(dead);
      node.recovery.onFailed(dead);
      onFailed.onFailed(node.process, dead);
    }
  }
}
