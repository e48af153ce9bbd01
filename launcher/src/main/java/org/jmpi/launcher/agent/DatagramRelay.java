package org.jmpi.launcher.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jmpi.job.AddressCandidates;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;

/**
 * Passes datagrams on between processes of other hosts that cannot reach each other: two ports for
 * each pair, one thread for all. What is passed on is encrypted between the two; what cannot be
 * passed on at once is dropped, as a network does.
 */
final class DatagramRelay implements AutoCloseable {
  private static final int MAX_RELAYS = 1024;
  private static final int MAX_DATAGRAM_BYTES = 1 << 16;
  private static final int SOCKET_BUFFER_BYTES = 4 << 20;
  private static final int READS_PER_TURN = 64;

  private final Selector selector;
  private final Map<Integer, Ports> relays = new HashMap<>();
  private boolean closed;

  /** The two ports of a relay. */
  private static final class Ports {
    private final RelayRoute route;
    private final DatagramChannel[] channels = new DatagramChannel[2];

    Ports(RelayRoute route) {
      this.route = route;
    }

    void close() throws IOException {
      for (DatagramChannel channel : channels) {
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  /** One end of a relay, as its selection key knows it. */
  private record End(Ports ports, int side) {}

  /** A relay of nobody yet; starts its thread. */
  DatagramRelay() throws IOException {
    selector = Selector.open();
    Thread thread = new Thread(this::run, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  /** Opens the two ports; empty lists of addresses mean that it cannot. */
  synchronized AgentUp.RelayOpened open(AgentDown.OpenRelay order) {
    Ports ports = new Ports(new RelayRoute(order.first(), order.second()));
    try {
      if (closed || relays.size() >= MAX_RELAYS || relays.putIfAbsent(order.id(), ports) != null) {
        return new AgentUp.RelayOpened(order.id(), List.of(), List.of());
      }
      return new AgentUp.RelayOpened(order.id(), open(ports, 0), open(ports, 1));
    } catch (IOException e) {
      close(order.id());
      return new AgentUp.RelayOpened(order.id(), List.of(), List.of());
    }
  }

  /** Ends one. */
  synchronized void close(int id) {
    Ports ports = relays.remove(id);
    if (ports != null) {
      closeQuietly(ports);
    }
  }

  /** Ends all, and the thread. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    relays.values().forEach(DatagramRelay::closeQuietly);
    relays.clear();
    selector.close();
  }

  private List<InetSocketAddress> open(Ports ports, int side) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    ports.channels[side] = channel;
    channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
    channel.bind(new InetSocketAddress(0));
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, new End(ports, side));
    selector.wakeup();
    int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    return AddressCandidates.of(port).stream()
        .filter(address -> !address.getAddress().isLoopbackAddress())
        .toList();
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    try {
      while (selector.isOpen()) {
        selector.select();
        if (selector.isOpen()) {
          Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
          while (ready.hasNext()) {
            pass((End) ready.next().attachment(), buffer);
            ready.remove();
          }
        }
      }
    } catch (IOException e) {
      // The system gives no more events: what goes through here is lost, and the processes ask for
      // another relay.
      return;
    }
  }

  private static void pass(End end, ByteBuffer buffer) {
    DatagramChannel from = end.ports.channels[end.side];
    DatagramChannel to = end.ports.channels[1 - end.side];
    for (int reads = 0; reads < READS_PER_TURN; reads++) {
      buffer.clear();
      try {
        InetSocketAddress source = (InetSocketAddress) from.receive(buffer);
        if (source == null) {
          return;
        }
        buffer.flip();
        for (InetSocketAddress target : end.ports.route.onDatagram(end.side, source)) {
          send(to, buffer.duplicate(), target);
        }
      } catch (IOException e) {
        // It was closed, or an ICMP error has come for what was sent before.
        return;
      }
    }
  }

  /** One of several addresses may be wrong here, and a datagram too large for a way: it is lost. */
  private static void send(DatagramChannel to, ByteBuffer datagram, InetSocketAddress target) {
    try {
      to.send(datagram, target);
    } catch (IOException | RuntimeException e) {
      return;
    }
  }

  private static void closeQuietly(Ports ports) {
    try {
      ports.close();
    } catch (IOException e) {
      // Nothing is left to be done with it.
      return;
    }
  }
}
