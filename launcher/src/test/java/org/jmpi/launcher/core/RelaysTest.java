package org.jmpi.launcher.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;
import org.jmpi.launcher.wire.RankDown;
import org.junit.jupiter.api.Test;

/** Four agents with two processes each. */
class RelaysTest {
  private static final int AGENTS = 4;

  private final List<String> log = new ArrayList<>();
  private final Set<Integer> lost = new HashSet<>();
  private final Set<Integer> ended = new HashSet<>();
  private final Set<Integer> silent = new HashSet<>();
  private final Relays relays = new Relays(AGENTS, new Recorder());

  @Test
  void shouldOpenOneRelayForBothOfAPair() {
    relays.onWanted(0, 2);
    assertEquals(List.of("2: open 1 for /10.0.0.0:1000 and /10.0.0.2:1002"), take());
    relays.onWanted(2, 0);
    assertEquals(List.of(), take());
    opened(2, 1);
    assertEquals(List.of("0 is told /10.0.1.1:1 for 2", "2 is told /10.0.1.1:2 for 0"), take());
  }

  @Test
  void shouldTryTheNextHostWhenOneDoesNotLeadThere() {
    relays.onWanted(0, 2);
    opened(2, 1);
    take();
    relays.onWanted(0, 2);
    assertEquals(List.of("2: close 1", "3: open 2 for /10.0.0.0:1000 and /10.0.0.2:1002"), take());
    opened(3, 2);
    relays.onWanted(2, 0);
    assertEquals(List.of("0 is told /10.0.1.2:1 for 2", "2 is told /10.0.1.2:2 for 0"), take());
    // Both hosts have been tried: from the beginning.
    relays.onWanted(2, 0);
    assertEquals(List.of("3: close 2", "2: open 3 for /10.0.0.0:1000 and /10.0.0.2:1002"), take());
  }

  @Test
  void shouldSayThatThereIsNoThirdHost() {
    lost.addAll(List.of(2, 3));
    relays.onWanted(0, 2);
    assertEquals(List.of("0 is told [] for 2"), take());
    lost.clear();
    silent.add(2);
    relays.onWanted(0, 2);
    relays.onWanted(0, 0);
    relays.onWanted(0, 99);
    assertEquals(
        List.of("0 is told [] for 2", "0 is told [] for 0", "0 is told [] for 99"), take());
  }

  @Test
  void shouldForgetWhatBelongsToTheDead() {
    relays.onWanted(0, 2);
    relays.onWanted(0, 4);
    opened(2, 1);
    take();
    ended.add(2);
    relays.onEnded(2);
    assertEquals(List.of("2: close 1"), take());
    relays.onWanted(0, 2);
    assertEquals(List.of("0 is told [] for 2"), take());
    // The agent of the second relay, which was not open yet, is lost: it is opened elsewhere.
    lost.add(1);
    relays.onAgentLost(1);
    opened(1, 2);
    relays.onWanted(0, 4);
    assertEquals(List.of("3: open 3 for /10.0.0.0:1000 and /10.0.0.4:1004"), take());
  }

  private List<String> take() {
    List<String> taken = List.copyOf(log);
    log.clear();
    return taken;
  }

  private void opened(int agentId, int id) {
    relays.onOpened(
        agentId,
        new AgentUp.RelayOpened(
            id, List.of(address("10.0.1." + id, 1)), List.of(address("10.0.1." + id, 2))));
  }

  private static InetSocketAddress address(String host, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private final class Recorder implements Relays.Port {
    @Override
    public int agentOf(int process) {
      return process >= 2 * AGENTS || ended.contains(process) ? -1 : process / 2;
    }

    @Override
    public boolean isUp(int agentId) {
      return !lost.contains(agentId);
    }

    @Override
    public List<InetSocketAddress> contact(int process) {
      return silent.contains(process)
          ? null
          : List.of(address("10.0.0." + process, 1000 + process));
    }

    @Override
    public void send(int agentId, AgentDown message) {
      log.add(
          agentId
              + ": "
              + (message instanceof AgentDown.OpenRelay open
                  ? "open "
                      + open.id()
                      + " for "
                      + open.first().get(0)
                      + " and "
                      + open.second().get(0)
                  : "close " + ((AgentDown.CloseRelay) message).id()));
    }

    @Override
    public void tell(int process, RankDown message) {
      RankDown.RelayFound found = (RankDown.RelayFound) message;
      String where = found.addresses().isEmpty() ? "[]" : String.valueOf(found.addresses().get(0));
      log.add(process + " is told " + where + " for " + found.index());
    }
  }
}
