package org.jmpi.transport.quic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Stands before a process's UDP port as a network address translator does, and treats datagrams
 * badly: from a seed, in a thread of its own.
 */
final class LossyRelay implements AutoCloseable {
  /** What happens to datagrams, each way. */
  record Model(
      double lossRate,
      double duplicateRate,
      double holdRate,
      long holdNs,
      long delayNs,
      long bytesPerSecond) {
    static final Model CLEAN = new Model(0, 0, 0, 0, 0, Long.MAX_VALUE);

    Model withLoss(double rate) {
      return new Model(rate, duplicateRate, holdRate, holdNs, delayNs, bytesPerSecond);
    }
  }

  private record Packet(
      byte[] bytes, long dueNs, long order, DatagramChannel by, SocketAddress to) {}

  private final Model model;
  private final Random random;
  private final Selector selector;
  private DatagramChannel front;
  private final Map<SocketAddress, DatagramChannel> backs = new HashMap<>();
  private final PriorityQueue<Packet> waiting =
      new PriorityQueue<>(
          (a, b) ->
              a.dueNs != b.dueNs ? Long.compare(a.dueNs, b.dueNs) : Long.compare(a.order, b.order));
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private final Thread thread;
  private volatile InetSocketAddress target;
  private volatile boolean cut;
  private volatile boolean targetIsDeaf;
  private volatile boolean targetIsDumb;
  private volatile int longestBytes = Integer.MAX_VALUE;
  private volatile boolean rebindWanted;
  private volatile boolean moveWanted;
  private volatile boolean closed;
  private long order;
  private long freeAtNs;
  volatile long forwarded;
  volatile long lost;
  volatile long duplicated;
  volatile long heldBack;
  volatile long rebinds;
  volatile long moves;
  volatile long cutOff;
  volatile long tooLong;
  volatile int longestSeenBytes;

  LossyRelay(Model model, long seed) {
    this.model = model;
    this.random = new Random(seed * 7919 + 17);
    try {
      selector = Selector.open();
      front = open();
      front.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = new Thread(this::loop, "relay-" + seed);
    thread.setDaemon(true);
  }

  /** Starts to stand before {@code real}; returns where to dial instead. */
  InetSocketAddress before(InetSocketAddress real) {
    target = real;
    thread.start();
    try {
      return (InetSocketAddress) front.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing gets through from now on, or again. */
  void cut(boolean off) {
    cut = off;
  }

  /** Nothing reaches the target from now on, though what it sends gets through. */
  void deafenTarget() {
    targetIsDeaf = true;
  }

  /** Nothing that the target sends gets through from now on. */
  void silenceTarget() {
    targetIsDumb = true;
  }

  /** What the target sends gets through again. */
  void hearTarget() {
    targetIsDumb = false;
  }

  /** Longer datagrams than this vanish from now on, and nobody is told. */
  void narrow(int mostBytes) {
    longestBytes = mostBytes;
  }

  /** The target sees its peers come from other ports from now on. */
  void rebind() {
    rebindWanted = true;
    selector.wakeup();
  }

  /** The peers see the target at another port from now on, and reach it only there. */
  void move() {
    moveWanted = true;
    selector.wakeup();
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }

  @Override
  public String toString() {
    return "relay before "
        + target
        + ": forwarded "
        + forwarded
        + ", lost "
        + lost
        + ", duplicated "
        + duplicated
        + ", held back "
        + heldBack
        + ", cut off "
        + cutOff
        + ", too long "
        + tooLong
        + ", rebinds "
        + rebinds
        + ", moves "
        + moves;
  }

  private void loop() {
    try {
      while (!closed) {
        Packet next = waiting.peek();
        long leftNs = next == null ? 50_000_000 : next.dueNs - System.nanoTime();
        if (leftNs < 500_000) {
          selector.selectNow();
        } else {
          selector.select(Math.max(1, leftNs / 1_000_000));
        }
        if (rebindWanted) {
          rebindWanted = false;
          rebindAll();
        }
        if (moveWanted) {
          moveWanted = false;
          front.close();
          front = open();
          front.register(selector, SelectionKey.OP_READ);
          moves++;
        }
        for (SelectionKey key : selector.selectedKeys()) {
          receive((DatagramChannel) key.channel(), (SocketAddress) key.attachment());
        }
        selector.selectedKeys().clear();
        sendDue();
      }
      for (DatagramChannel back : backs.values()) {
        back.close();
      }
      front.close();
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void rebindAll() throws IOException {
    for (Map.Entry<SocketAddress, DatagramChannel> entry : backs.entrySet()) {
      entry.getValue().close();
      entry.setValue(openBack(entry.getKey()));
      rebinds++;
    }
  }

  private DatagramChannel openBack(SocketAddress client) throws IOException {
    DatagramChannel back = open();
    back.register(selector, SelectionKey.OP_READ, client);
    return back;
  }

  private void receive(DatagramChannel channel, SocketAddress client) throws IOException {
    for (int i = 0; i < 64 && channel.isOpen(); i++) {
      buffer.clear();
      SocketAddress from;
      try {
        from = channel.receive(buffer);
      } catch (PortUnreachableException e) {
        return;
      }
      if (from == null) {
        return;
      }
      buffer.flip();
      if (client != null) {
        treat(front, client);
        continue;
      }
      DatagramChannel back = backs.get(from);
      if (back == null) {
        back = openBack(from);
        backs.put(from, back);
      }
      treat(back, target);
    }
  }

  private void treat(DatagramChannel by, SocketAddress to) {
    if (cut || (to == target ? targetIsDeaf : targetIsDumb)) {
      cutOff++;
      return;
    }
    if (buffer.remaining() > longestBytes) {
      tooLong++;
      return;
    }
    longestSeenBytes = Math.max(longestSeenBytes, buffer.remaining());
    if (random.nextDouble() < model.lossRate) {
      lost++;
      return;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    long now = System.nanoTime();
    freeAtNs = Math.max(freeAtNs, now);
    if (model.bytesPerSecond != Long.MAX_VALUE) {
      freeAtNs += bytes.length * 1_000_000_000L / model.bytesPerSecond;
    }
    long due = freeAtNs + model.delayNs;
    if (random.nextDouble() < model.holdRate) {
      heldBack++;
      due += 1 + (long) (random.nextDouble() * model.holdNs);
    }
    waiting.add(new Packet(bytes, due, order++, by, to));
    if (random.nextDouble() < model.duplicateRate) {
      duplicated++;
      waiting.add(new Packet(bytes, due + 1000, order++, by, to));
    }
  }

  private void sendDue() throws IOException {
    long now = System.nanoTime();
    while (!waiting.isEmpty() && waiting.peek().dueNs <= now) {
      Packet packet = waiting.remove();
      if (packet.by.isOpen() && !cut) {
        packet.by.send(ByteBuffer.wrap(packet.bytes), packet.to);
        forwarded++;
      }
    }
  }

  private static DatagramChannel open() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, 4 << 20);
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    channel.configureBlocking(false);
    return channel;
  }
}
