package org.jmpi.transport.quic;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.collection.LongObjectHashMap;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Lets several of Netty's QUIC codecs, dialling and accepting ones, live on one UDP port. It stands
 * before them in the pipeline and gives each datagram to the codec whose tag starts the destination
 * connection id; a first datagram from a stranger goes to the accepting codec of his path. The
 * codecs' contexts are entered directly, so their order in the pipeline does not matter.
 *
 * <p>What goes out needs no routing: packets start at the tail and pass through the {@code write}
 * of all codecs, which only count them for flushing; a dial is taken to its codec by {@link
 * DialRouter}.
 *
 * <p>The end of a batch, on which the codecs answer, may wait when all of the batch belongs to
 * large messages: see {@link AnswerHold}.
 */
final class Demultiplexer extends ChannelInboundHandlerAdapter {
  private final Function<InetSocketAddress, ChannelHandlerContext> acceptor;
  private int[] tags = {};
  private Target[] targets = {};
  private final Set<ChannelHandlerContext> dialling = new HashSet<>();
  private final Set<InetSocketAddress> dialled = new HashSet<>();
  private Runnable onStranger = () -> {};
  private long strayPackets;
  private final LongSupplier clockNs;
  private final LongObjectHashMap<AnswerHold.Input> bulkInputs = new LongObjectHashMap<>();
  private Target reading;
  private long heldBatches;

  /** A codec, and when it is to answer what it has been given. */
  private static final class Target {
    private final ChannelHandlerContext codec;
    private final AnswerHold hold = new AnswerHold();
    private boolean timerSet;

    private Target(ChannelHandlerContext codec) {
      this.codec = codec;
    }
  }

  /**
   * @param acceptor gives the context of the accepting codec for a stranger's address
   * @param clockNs the time
   */
  Demultiplexer(Function<InetSocketAddress, ChannelHandlerContext> acceptor, LongSupplier clockNs) {
    this.acceptor = acceptor;
    this.clockNs = clockNs;
  }

  /** From now on datagrams for connection ids with this tag go to this codec. */
  void add(int tag, ChannelHandlerContext codec) {
    tags = Arrays.copyOf(tags, tags.length + 1);
    tags[tags.length - 1] = tag;
    targets = Arrays.copyOf(targets, targets.length + 1);
    targets[targets.length - 1] = new Target(codec);
  }

  /**
   * This codec only dials: its datagrams come from addresses that were given to {@link #expect}.
   */
  void addDialling(ChannelHandlerContext codec) {
    dialling.add(codec);
  }

  /** An address is dialled. */
  void expect(InetSocketAddress address) {
    dialled.add(address);
  }

  /**
   * On this connection, which the peer has dialled, nothing but its large messages come: its
   * packets need not be answered one by one.
   *
   * @param idRandomPart of the id that this side has given to it
   * @param rttNs tells the path's round-trip time without queues; 0 while it is not known
   */
  void addBulkInput(long idRandomPart, LongSupplier rttNs) {
    bulkInputs.put(idRandomPart, new AnswerHold.Input(rttNs));
  }

  void removeBulkInput(long idRandomPart) {
    bulkInputs.remove(idRandomPart);
  }

  /** Among the packets that are read now is one that must be answered at once after all. */
  void urge() {
    if (reading != null) {
      reading.hold.urge();
    }
  }

  /** Batches that were not answered when they had been read. */
  long heldBatches() {
    return heldBatches;
  }

  /** What to call after a dialling codec got a datagram from an address that was never dialled. */
  void onStranger(Runnable action) {
    onStranger = action;
  }

  /** Datagrams that belonged to no connection and could not begin one. */
  long strayPackets() {
    return strayPackets;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    DatagramPacket packet = (DatagramPacket) message;
    int idIndex = PacketHeader.destinationIdIndex(packet.content());
    Target target = route(packet, idIndex);
    if (target == null) {
      strayPackets++;
      packet.release();
      return;
    }
    AnswerHold.Input bulkInput = bulkInput(packet, idIndex);
    if (bulkInput == null) {
      target.hold.onPacket();
    } else {
      target.hold.onPacket(bulkInput);
    }
    reading = target;
    InetSocketAddress sender = packet.sender();
    ((ChannelInboundHandler) target.codec.handler()).channelRead(target.codec, packet);
    if (dialling.contains(target.codec) && !dialled.contains(sender)) {
      onStranger.run();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    boolean held = false;
    for (Target target : targets) {
      held |= !answer(target);
    }
    heldBatches += held ? 1 : 0;
  }

  /** Unless it may wait; a codec passes the end of a batch on to no other. */
  private boolean answer(Target target) throws Exception {
    long waitNs = target.hold.waitNs(clockNs.getAsLong());
    if (waitNs == 0) {
      target.hold.answered();
      ((ChannelInboundHandler) target.codec.handler()).channelReadComplete(target.codec);
      return true;
    }
    if (!target.timerSet) {
      target.timerSet = true;
      target.codec.executor().schedule(() -> onTimer(target), waitNs, TimeUnit.NANOSECONDS);
    }
    return false;
  }

  /** It is not set back when an answer has gone meanwhile: then it is early, and set again. */
  private Void onTimer(Target target) throws Exception {
    target.timerSet = false;
    if (target.hold.isWaiting() && !target.codec.isRemoved()) {
      answer(target);
    }
    return null;
  }

  /** The connection that it belongs to; null when that is not one for large messages alone. */
  private AnswerHold.Input bulkInput(DatagramPacket packet, int idIndex) {
    return bulkInputs.isEmpty() || idIndex < 0
        ? null
        : bulkInputs.get(PacketHeader.randomPart(packet.content(), idIndex));
  }

  private Target route(DatagramPacket packet, int idIndex) {
    if (idIndex >= 0) {
      int tag = packet.content().getInt(idIndex);
      for (int i = 0; i < tags.length; i++) {
        if (tags[i] == tag) {
          return targets[i];
        }
      }
    }
    if (!PacketHeader.isLong(packet.content())) {
      return null;
    }
    ChannelHandlerContext codec = acceptor.apply(packet.sender());
    for (Target target : targets) {
      if (target.codec == codec) {
        return target;
      }
    }
    return null;
  }
}
