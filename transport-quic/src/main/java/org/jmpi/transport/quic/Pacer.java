package org.jmpi.transport.quic;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.concurrent.ScheduledFuture;
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
  private static final int WAIT_SMOOTHING = 16;

  /** Packets leave in groups: a timer for each would take half of a processor. */
  private static final long MIN_TIMER_NS = 500_000L;

  /** Who is later than this was stopped, and not held up by others that want the processor. */
  private static final long MAX_LATENESS_NS = 10_000_000L;

  private static final int LATENESS_RISES = 4;
  private static final int LATENESS_FALLS = 32;

  private final LongSupplier clockNs;
  private final LongObjectHashMap<Lane> lanes = new LongObjectHashMap<>();
  private ChannelHandlerContext context;
  private long wakeAtNs;
  private ScheduledFuture<?> timer;
  private long latenessNs;

  Pacer(LongSupplier clockNs) {
    this.clockNs = clockNs;
  }

  /** One connection's queue. */
  static final class Lane {
    private final PacedQueue<Waiting> queue;
    private final boolean urgent;
    private final PacedPath path;
    private long delayed;
    private long meanWaitNs;

    /**
     * A lane whose queue is empty.
     *
     * @param urgent what waits here goes before what waits in others
     */
    Lane(PacedQueue<Waiting> queue, boolean urgent, PacedPath path) {
      this.queue = queue;
      this.urgent = urgent;
      this.path = path;
    }

    PacedQueue<Waiting> queue() {
      return queue;
    }

    /** Packets that had to wait. */
    long delayed() {
      return delayed;
    }

    /** How long the last packets waited, on average. */
    long meanWaitNs() {
      return meanWaitNs;
    }

    private void waited(long ns) {
      meanWaitNs += (ns - meanWaitNs) / WAIT_SMOOTHING;
    }
  }

  /** A packet in a queue. */
  record Waiting(DatagramPacket packet, ChannelPromise promise, long sinceNs) {}

  /**
   * How much later than it wanted it came to send lately, about; at most 10 ms. Where many
   * processes share a processor it comes some milliseconds late each time.
   */
  long latenessNs() {
    return latenessNs;
  }

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
    long nowNs = clockNs.getAsLong();
    lane.path.beforePacket(nowNs);
    Waiting waiting = new Waiting(packet, promise, nowNs);
    switch (lane.queue.offer(waiting, packet.content().readableBytes(), nowNs)) {
      case SEND -> {
        lane.waited(0);
        ctx.write(packet, promise);
      }
      case QUEUED -> {
        lane.delayed++;
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
    long waitNs = Math.max(delayNs, MIN_TIMER_NS);
    if (timer != null) {
      if (wakeAtNs - nowNs <= waitNs) {
        return;
      }
      timer.cancel(false);
    }
    wakeAtNs = nowNs + waitNs;
    timer = context.executor().schedule((Runnable) this::onTimer, waitNs, TimeUnit.NANOSECONDS);
  }

  private void onTimer() {
    timer = null;
    if (!context.isRemoved()) {
      long nowNs = clockNs.getAsLong();
      long lateNs = Math.min(MAX_LATENESS_NS, Math.max(0, nowNs - wakeAtNs));
      latenessNs += (lateNs - latenessNs) / (lateNs > latenessNs ? LATENESS_RISES : LATENESS_FALLS);
      release(nowNs);
    }
  }

  private void release(long nowNs) {
    Lane[] all = lanes.values().toArray(new Lane[0]);
    boolean sent = release(all, true, nowNs);
    sent |= release(all, false, nowNs);
    if (sent) {
      context.flush();
    }
    long nextNs = Long.MAX_VALUE;
    for (Lane lane : all) {
      nextNs = Math.min(nextNs, lane.queue.delayNs(nowNs));
    }
    if (nextNs != Long.MAX_VALUE) {
      setTimer(nextNs, nowNs);
    }
    for (Lane lane : all) {
      if (!lane.path.isCongested()) {
        lane.path.relieved();
      }
    }
  }

  /** Packets in turn from all lanes of a kind, so that none waits for another's queue to empty. */
  private boolean release(Lane[] all, boolean urgent, long nowNs) {
    boolean sent = false;
    boolean more = true;
    while (more) {
      more = false;
      for (Lane lane : all) {
        Waiting next = lane.urgent == urgent ? lane.queue.poll(nowNs) : null;
        if (next != null) {
          lane.waited(nowNs - next.sinceNs());
          context.write(next.packet(), next.promise());
          more = true;
        }
      }
      sent |= more;
    }
    return sent;
  }

  /** A packet that found the pacing queue full. */
  static final class PacketDroppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PacketDroppedException() {
      super("pacing queue full", null, false, false);
    }
  }
}
