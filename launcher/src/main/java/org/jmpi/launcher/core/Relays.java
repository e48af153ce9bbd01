package org.jmpi.launcher.core;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;
import org.jmpi.launcher.wire.RankDown;

/**
 * Ways through third hosts between processes that cannot reach each other. A pair has one relay at
 * a time, at an agent of neither; who asks again has not got through by that one, and the next host
 * is tried. So the hosts that both reach are found by trying.
 */
final class Relays {
  /** What the job does for them. */
  interface Port {
    /** The agent of a process that lives; −1 when there is no such one. */
    int agentOf(int process);

    /** Whether the agent is there. */
    boolean isUp(int agentId);

    /** Where a process can be dialled; null when it has not said. */
    List<InetSocketAddress> contact(int process);

    /** To an agent. */
    void send(int agentId, AgentDown message);

    /** To a process. */
    void tell(int process, RankDown message);
  }

  private record Pair(int low, int high) {
    static Pair of(int one, int other) {
      return new Pair(Math.min(one, other), Math.max(one, other));
    }
  }

  private static final class Relay {
    private final int id;
    private final int agentId;
    private AgentUp.RelayOpened opened;
    private boolean lowAsks;
    private boolean highAsks;
    private boolean lowKnows;
    private boolean highKnows;

    Relay(int id, int agentId) {
      this.id = id;
      this.agentId = agentId;
    }
  }

  private final int agents;
  private final Port port;
  private final Map<Pair, Relay> relays = new HashMap<>();
  private int lastId;

  Relays(int agents, Port port) {
    this.agents = agents;
    this.port = port;
  }

  /** A process asks for a way to another one. */
  void onWanted(int asker, int target) {
    Pair pair = Pair.of(asker, target);
    Relay relay = relays.get(pair);
    boolean isLow = asker == pair.low;
    if (relay == null || (isLow ? relay.lowKnows : relay.highKnows)) {
      relay = open(pair, relay);
    }
    if (relay == null) {
      port.tell(asker, new RankDown.RelayFound(target, List.of()));
      return;
    }
    relay.lowAsks |= isLow;
    relay.highAsks |= !isLow;
    answer(pair, relay);
  }

  /** An agent has opened a relay, or could not. */
  void onOpened(int agentId, AgentUp.RelayOpened opened) {
    for (Map.Entry<Pair, Relay> entry : relays.entrySet()) {
      Relay relay = entry.getValue();
      if (relay.id == opened.id() && relay.agentId == agentId && relay.opened == null) {
        relay.opened = opened;
        answer(entry.getKey(), relay);
      }
    }
  }

  /** A process has ended: nobody needs a way to it. */
  void onEnded(int process) {
    Iterator<Map.Entry<Pair, Relay>> each = relays.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Pair, Relay> entry = each.next();
      if (entry.getKey().low == process || entry.getKey().high == process) {
        close(entry.getValue());
        each.remove();
      }
    }
  }

  /** Its relays are gone; who used them will ask again. */
  void onAgentLost(int agentId) {
    relays.values().removeIf(relay -> relay.agentId == agentId);
  }

  private Relay open(Pair pair, Relay before) {
    List<InetSocketAddress> low = port.contact(pair.low);
    List<InetSocketAddress> high = port.contact(pair.high);
    int agentId = pair.low == pair.high || low == null || high == null ? -1 : third(pair, before);
    if (before != null) {
      close(before);
      relays.remove(pair);
    }
    if (agentId < 0) {
      return null;
    }
    Relay relay = new Relay(++lastId, agentId);
    relays.put(pair, relay);
    port.send(agentId, new AgentDown.OpenRelay(relay.id, low, high));
    return relay;
  }

  /** The next host after the one that was tried last; pairs begin at different ones. */
  private int third(Pair pair, Relay before) {
    int one = port.agentOf(pair.low);
    int other = port.agentOf(pair.high);
    if (one < 0 || other < 0) {
      return -1;
    }
    int first = before == null ? (pair.low + pair.high) % agents : before.agentId + 1;
    for (int i = 0; i < agents; i++) {
      int agentId = (first + i) % agents;
      if (agentId != one && agentId != other && port.isUp(agentId)) {
        return agentId;
      }
    }
    return -1;
  }

  private void answer(Pair pair, Relay relay) {
    if (relay.opened == null) {
      return;
    }
    if (relay.lowAsks) {
      relay.lowAsks = false;
      relay.lowKnows = true;
      port.tell(pair.low, new RankDown.RelayFound(pair.high, relay.opened.first()));
    }
    if (relay.highAsks) {
      relay.highAsks = false;
      relay.highKnows = true;
      port.tell(pair.high, new RankDown.RelayFound(pair.low, relay.opened.second()));
    }
  }

  private void close(Relay relay) {
    if (port.isUp(relay.agentId)) {
      port.send(relay.agentId, new AgentDown.CloseRelay(relay.id));
    }
  }
}
