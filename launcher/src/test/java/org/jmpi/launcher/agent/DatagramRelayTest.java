package org.jmpi.launcher.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jmpi.job.AddressCandidates;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;
import org.junit.jupiter.api.Test;

class DatagramRelayTest {
  private static final int BOUND_MS = 20_000;

  @Test
  void shouldPassOnBetweenTheTwoAndFollowWhereTheyAreHeard() throws Exception {
    InetAddress here = hostAddress();
    try (DatagramSocket one = new DatagramSocket();
        DatagramSocket other = new DatagramSocket();
        DatagramRelay relay = new DatagramRelay()) {
      one.setSoTimeout(BOUND_MS);
      other.setSoTimeout(BOUND_MS);
      AgentUp.RelayOpened opened =
          relay.open(new AgentDown.OpenRelay(7, List.of(at(here, one)), List.of(at(here, other))));
      assertEquals(7, opened.id());
      InetSocketAddress forOne = at(here, opened.first());
      InetSocketAddress forOther = at(here, opened.second());
      send(one, forOne, "to the other");
      assertEquals("to the other", receive(other, forOther));
      send(other, forOther, "back");
      assertEquals("back", receive(one, forOne));
    }
  }

  @Test
  void shouldOpenNoIdTwiceUnlessItWasClosed() throws Exception {
    try (DatagramRelay relay = new DatagramRelay()) {
      AgentDown.OpenRelay order = new AgentDown.OpenRelay(1, List.of(), List.of());
      InetAddress here = hostAddress();
      assertFalse(relay.open(order).first().isEmpty());
      assertTrue(relay.open(order).first().isEmpty());
      relay.close(1);
      assertEquals(1, relay.open(order).first().stream().filter(isAt(here)).count());
    }
  }

  @Test
  void shouldTryAllThatAProcessHasToldUntilItIsHeard() throws Exception {
    InetSocketAddress a1 = address("10.0.0.1", 5);
    InetSocketAddress a2 = address("10.1.0.1", 5);
    InetSocketAddress b1 = address("10.0.0.2", 6);
    InetSocketAddress b2 = address("10.1.0.2", 6);
    RelayRoute route = new RelayRoute(List.of(a1, a2), List.of(b1, address("127.0.0.1", 6), b2));
    assertEquals(List.of(b1, b2), route.onDatagram(0, a2));
    assertEquals(List.of(a2), route.onDatagram(1, b2));
    assertEquals(List.of(b2), route.onDatagram(0, a1));
    assertEquals(List.of(a1), route.onDatagram(1, b2));
  }

  @Test
  void shouldPassOnNothingOfStrangersButTheFirstThatIsPerhapsTranslated() throws Exception {
    InetSocketAddress a = address("10.0.0.1", 5);
    InetSocketAddress b = address("10.0.0.2", 6);
    InetSocketAddress translated = address("192.0.2.1", 99);
    RelayRoute route = new RelayRoute(List.of(a), List.of(b));
    assertEquals(List.of(b), route.onDatagram(0, translated));
    assertEquals(List.of(), route.onDatagram(0, address("192.0.2.2", 98)));
    assertEquals(List.of(translated), route.onDatagram(1, b));
    // The address that it has told is worth more.
    assertEquals(List.of(b), route.onDatagram(0, a));
    assertEquals(List.of(), route.onDatagram(0, translated));
    assertEquals(List.of(a), route.onDatagram(1, b));
  }

  private static java.util.function.Predicate<InetSocketAddress> isAt(InetAddress host) {
    return address -> address.getAddress().equals(host);
  }

  /** An address of this host that others could reach. */
  private static InetAddress hostAddress() {
    List<InetSocketAddress> all =
        AddressCandidates.of(1).stream().filter(a -> !a.getAddress().isLoopbackAddress()).toList();
    assumeFalse(all.isEmpty(), "this host has no network but loopback");
    return all.get(0).getAddress();
  }

  private static InetSocketAddress at(InetAddress host, DatagramSocket socket) {
    return new InetSocketAddress(host, socket.getLocalPort());
  }

  private static InetSocketAddress at(InetAddress host, List<InetSocketAddress> addresses) {
    return addresses.stream().filter(isAt(host)).findFirst().orElseThrow();
  }

  private static InetSocketAddress address(String host, int port) throws Exception {
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }

  private static void send(DatagramSocket from, InetSocketAddress to, String text)
      throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    from.send(new DatagramPacket(bytes, bytes.length, to));
  }

  private static String receive(DatagramSocket at, InetSocketAddress from) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
    at.receive(packet);
    assertEquals(from.getPort(), packet.getPort());
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }
}
