package org.jmpi.transport.quic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;

/**
 * A UDP path between one dialler and one acceptor with a delay, a rate and a shallow queue. Pumped
 * by its user.
 */
final class ImpairedRelay implements AutoCloseable {
  private final DatagramChannel outside = open();
  private final DatagramChannel inside = open();
  private final InetSocketAddress acceptor;
  private final Direction there;
  private final Direction back;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private InetSocketAddress dialler;
  private boolean cut;

  /**
   * @param delayNs one way
   * @param bytesPerSecond each way
   * @param queueBytes what may wait for the rate, each way
   */
  ImpairedRelay(InetSocketAddress acceptor, long delayNs, long bytesPerSecond, long queueBytes) {
    this.acceptor = acceptor;
    this.there = new Direction(delayNs, bytesPerSecond, queueBytes);
    this.back = new Direction(delayNs, bytesPerSecond, queueBytes);
  }

  /** Where to dial. */
  InetSocketAddress address() throws IOException {
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(),
        ((InetSocketAddress) outside.getLocalAddress()).getPort());
  }

  /** Nothing that comes from now on gets through, or does again. */
  void cut(boolean off) {
    cut = off;
  }

  /** Datagrams that found a queue full, or the path cut. */
  long dropped() {
    return there.dropped + back.dropped;
  }

  /** Moves what has arrived and what is due. */
  boolean pump() {
    try {
      boolean any = false;
      for (InetSocketAddress from = receive(outside); from != null; from = receive(outside)) {
        dialler = from;
        add(there);
        any = true;
      }
      while (receive(inside) != null) {
        add(back);
        any = true;
      }
      any |= there.send(inside, acceptor);
      return any | back.send(outside, dialler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    outside.close();
    inside.close();
  }

  private void add(Direction direction) {
    if (cut) {
      direction.dropped++;
    } else {
      direction.add(copy());
    }
  }

  private InetSocketAddress receive(DatagramChannel channel) throws IOException {
    buffer.clear();
    return (InetSocketAddress) channel.receive(buffer);
  }

  private ByteBuffer copy() {
    buffer.flip();
    return ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
  }

  private static DatagramChannel open() {
    try {
      DatagramChannel channel = DatagramChannel.open();
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      channel.configureBlocking(false);
      return channel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Packet(ByteBuffer bytes, long dueNs) {}

  private static final class Direction {
    private final ArrayDeque<Packet> packets = new ArrayDeque<>();
    private final long delayNs;
    private final long bytesPerSecond;
    private final long queueNs;
    private long freeAtNs = System.nanoTime();
    private long dropped;

    Direction(long delayNs, long bytesPerSecond, long queueBytes) {
      this.delayNs = delayNs;
      this.bytesPerSecond = bytesPerSecond;
      this.queueNs = queueBytes * 1_000_000_000L / bytesPerSecond;
    }

    void add(ByteBuffer bytes) {
      long nowNs = System.nanoTime();
      freeAtNs = Math.max(freeAtNs, nowNs);
      if (freeAtNs - nowNs > queueNs) {
        dropped++;
        return;
      }
      freeAtNs += bytes.remaining() * 1_000_000_000L / bytesPerSecond;
      packets.add(new Packet(bytes, freeAtNs + delayNs));
    }

    boolean send(DatagramChannel channel, InetSocketAddress target) throws IOException {
      long nowNs = System.nanoTime();
      boolean any = false;
      while (!packets.isEmpty() && packets.peek().dueNs() <= nowNs) {
        channel.send(packets.remove().bytes(), target);
        any = true;
      }
      return any;
    }
  }
}
