package org.jmpi.transport.quic;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.collection.LongObjectHashMap;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Paces what leaves the socket, per connection. A connection is recognized by the random part of
 * the destination connection id in its packets, which the peer chose; packets that no registered id
 * matches (handshakes, short paths, a peer that changed its id) pass at once. While nobody is
 * registered it costs one comparison.
 *
 * <p>The promise of a waiting packet completes when it leaves; the codec's own continuation of a
 * burst hangs on that, so it waits too. A full queue drops: to the congestion controller that is a
 * loss, which is what it is.
 */
final class Pacer extends ChannelOutboundHandlerAdapter {
  private final LongSupplier clockNs;
  private final LongObjectHashMap<Lane> lanes = new LongObjectHashMap<>();
  private ChannelHandlerContext context;
  private long wakeAtNs;
  private boolean timerSet;

  Pacer(LongSupplier clockNs) {
    this.clockNs = clockNs;
  }

  /** One connection's queue. */
  static final class Lane {
    private final PacedQueue<Waiting> queue;
    private final Runnable beforePacket;
    private final Runnable onRelieved;
    private boolean wasCongested;
    private long delayed;

    /**
     * @param beforePacket called before each packet (brings the rate up to date)
     * @param onRelieved called when the queue is no longer congested
     */
    Lane(PacedQueue<Waiting> queue, Runnable beforePacket, Runnable onRelieved) {
      this.queue = queue;
      this.beforePacket = beforePacket;
      this.onRelieved = onRelieved;
    }

    PacedQueue<Waiting> queue() {
      return queue;
    }

    /** Packets that had to wait. */
    long delayed() {
      return delayed;
    }

    boolean isCongested() {
      return queue.isCongested();
    }
  }

  /** A packet in a queue. */
  record Waiting(DatagramPacket packet, ChannelPromise promise) {}

  void add(long idRandomPart, Lane lane) {
    lanes.put(idRandomPart, lane);
  }

  /**
   * Forgets the connection; what still waits is sent at once (a close frame is likely among it).
   */
  void remove(long idRandomPart) {
    Lane lane = lanes.remove(idRandomPart);
    if (lane == null) {
      return;
    }
    for (Waiting next = lane.queue.drain(); next != null; next = lane.queue.drain()) {
      context.write(next.packet(), next.promise());
    }
    context.flush();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    for (Lane lane : lanes.values()) {
      for (Waiting next = lane.queue.drain(); next != null; next = lane.queue.drain()) {
        ReferenceCountUtil.release(next.packet());
        next.promise().tryFailure(new ClosedChannelException());
      }
    }
    lanes.clear();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (lanes.isEmpty() || !(message instanceof DatagramPacket)) {
      ctx.write(message, promise);
      return;
    }
    DatagramPacket packet = (DatagramPacket) message;
    Lane lane = laneOf(packet);
    if (lane == null) {
      ctx.write(packet, promise);
      return;
    }
    lane.beforePacket.run();
    long nowNs = clockNs.getAsLong();
    Waiting waiting = new Waiting(packet, promise);
    switch (lane.queue.offer(waiting, packet.content().readableBytes(), nowNs)) {
      case SEND -> ctx.write(packet, promise);
      case QUEUED -> {
        lane.delayed++;
        lane.wasCongested |= lane.queue.isCongested();
        setTimer(lane.queue.delayNs(nowNs), nowNs);
      }
      case REFUSED -> {
        packet.release();
        promise.tryFailure(new PacketDroppedException());
      }
    }
  }

  private Lane laneOf(DatagramPacket packet) {
    if (PacketHeader.isLong(packet.content())) {
      return null;
    }
    int idIndex = PacketHeader.destinationIdIndex(packet.content());
    return idIndex < 0 ? null : lanes.get(PacketHeader.randomPart(packet.content(), idIndex));
  }

  private void setTimer(long delayNs, long nowNs) {
    if (timerSet && wakeAtNs - nowNs <= delayNs) {
      return;
    }
    timerSet = true;
    wakeAtNs = nowNs + delayNs;
    context.executor().schedule(this::release, delayNs, TimeUnit.NANOSECONDS);
  }

  private void release() {
    timerSet = false;
    if (context.isRemoved()) {
      return;
    }
    long nowNs = clockNs.getAsLong();
    long nextNs = Long.MAX_VALUE;
    boolean sent = false;
    Lane[] all = lanes.values().toArray(new Lane[0]);
    for (Lane lane : all) {
      for (Waiting next = lane.queue.poll(nowNs); next != null; next = lane.queue.poll(nowNs)) {
        context.write(next.packet(), next.promise());
        sent = true;
      }
      nextNs = Math.min(nextNs, lane.queue.delayNs(nowNs));
    }
    if (sent) {
      context.flush();
    }
    if (nextNs != Long.MAX_VALUE) {
      setTimer(nextNs, nowNs);
    }
    for (Lane lane : all) {
      if (lane.wasCongested && !lane.queue.isCongested()) {
        lane.wasCongested = false;
        lane.onRelieved.run();
      }
    }
  }

  /** A packet that found the pacing queue full. */
  static final class PacketDroppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PacketDroppedException() {
      super("pacing queue full", null, false, false);
    }
  }
}
