package org.jmpi.transport.quic;

import static org.jmpi.transport.quic.EndpointPair.process;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** Dialling and accepting on one UDP port, by several codecs behind one demultiplexer. */
class OnePortTest {
  @Test
  void shouldDialAndAcceptOnTheSamePortAtOnce() {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      EndpointPair.Node two = job.add(2, QuicSettings.DEFAULTS);
      EndpointPair.Log there = one.dial(two, process(2));
      EndpointPair.Log back = two.dial(one, process(1));
      job.until(
          "both connections",
          () ->
              there.connected && back.connected && one.accepted.size() + two.accepted.size() == 2);
      EndpointPair.Log atTwo = two.accepted.get(0);
      EndpointPair.Log atOne = one.accepted.get(0);
      assertEquals(process(1), atTwo.connection.peer());
      assertEquals(process(2), atOne.connection.peer());
      assertEquals(
          one.endpoint.localAddress().getPort(), atTwo.connection.remoteAddress().getPort());
      assertEquals(
          two.endpoint.localAddress().getPort(), atOne.connection.remoteAddress().getPort());

      there.send(there.open(StreamKind.EAGER), one.endpoint, "there");
      back.send(back.open(StreamKind.BULK), two.endpoint, "back");
      atTwo.send(atTwo.open(StreamKind.EAGER), two.endpoint, "answer");
      job.until("the messages", () -> atTwo.bytes == 5 && atOne.bytes == 4 && there.bytes == 6);
      assertEquals("EAGER:there", atTwo.text.toString());
      assertEquals("BULK:back", atOne.text.toString());
      assertEquals("EAGER:answer", there.text.toString());
    }
  }

  @Test
  void shouldWorkWithoutEpoll() {
    try (EndpointPair job = new EndpointPair()) {
      job.epoll = false;
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      EndpointPair.Node two = job.add(2, QuicSettings.DEFAULTS);
      EndpointPair.Log there = one.dial(two, process(2));
      EndpointPair.Log back = two.dial(one, process(1));
      job.until("both connections", () -> there.connected && back.connected);
      there.send(there.open(StreamKind.EAGER), one.endpoint, "there");
      job.until("the message", () -> two.accepted.size() == 1 && two.accepted.get(0).bytes == 5);
    }
  }

  @Test
  void shouldServeManyPeersOnOnePort() {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node hub = job.add(0, QuicSettings.DEFAULTS);
      for (int i = 1; i <= 5; i++) {
        EndpointPair.Node leaf = job.add(i, QuicSettings.DEFAULTS);
        if (i % 2 == 0) {
          leaf.dial(hub, process(0));
        } else {
          hub.dial(leaf, process(i));
        }
      }
      job.until(
          "all connections",
          () -> job.nodes.stream().mapToInt(node -> node.accepted.size()).sum() == 5);
      assertEquals(2, hub.accepted.size());
      assertEquals(0, hub.endpoint.strayPackets());
    }
  }

  @Test
  void shouldServeBothFamiliesOnOnePort() throws UnknownHostException {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      EndpointPair.Node two = job.add(2, QuicSettings.DEFAULTS);
      EndpointPair.Node three = job.add(3, QuicSettings.DEFAULTS);
      EndpointPair.Log by4 = two.dial(one.address(InetAddress.getByName("127.0.0.1")), process(1));
      EndpointPair.Log by6 = three.dial(one.address(InetAddress.getByName("::1")), process(1));
      job.until("both families", () -> by4.connected && by6.connected && one.accepted.size() == 2);
    }
  }

  @Test
  void shouldDropDatagramsThatBelongToNothing() throws IOException {
    try (EndpointPair job = new EndpointPair();
        DatagramSocket socket = new DatagramSocket()) {
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      InetSocketAddress target = one.address(InetAddress.getLoopbackAddress());
      for (byte[] junk : new byte[][] {{}, {0}, {(byte) 0xc0}, new byte[13], new byte[1400]}) {
        socket.send(new DatagramPacket(junk, junk.length, target));
      }
      byte[] unknownLong = new byte[1400];
      unknownLong[0] = (byte) 0xc3;
      unknownLong[5] = 12;
      socket.send(new DatagramPacket(unknownLong, unknownLong.length, target));
      job.until("the junk", () -> one.endpoint.strayPackets() >= 3);
      assertTrue(one.accepted.isEmpty());

      EndpointPair.Node two = job.add(2, QuicSettings.DEFAULTS);
      EndpointPair.Log log = two.dial(one, process(1));
      job.until("a connection in spite of it", () -> log.connected);
    }
  }
}
