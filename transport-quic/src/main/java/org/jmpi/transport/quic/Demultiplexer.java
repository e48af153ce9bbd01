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
  private ChannelHandlerContext[] codecs = {};
  private final Set<ChannelHandlerContext> dialling = new HashSet<>();
  private final Set<InetSocketAddress> dialled = new HashSet<>();
  private Runnable onStranger = () -> {};
  private long strayPackets;
  private final LongSupplier clockNs;
  private final LongObjectHashMap<LongSupplier> bulkInputs = new LongObjectHashMap<>();
  private final AnswerHold hold = new AnswerHold();
  private boolean timerSet;
  private long heldBatches;

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
    codecs = Arrays.copyOf(codecs, codecs.length + 1);
    codecs[codecs.length - 1] = codec;
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
    bulkInputs.put(idRandomPart, rttNs);
  }

  void removeBulkInput(long idRandomPart) {
    bulkInputs.remove(idRandomPart);
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
    hold.onPacket(bulkRttNs(packet, idIndex));
    ChannelHandlerContext codec = route(packet, idIndex);
    if (codec == null) {
      strayPackets++;
      packet.release();
    } else {
      InetSocketAddress sender = packet.sender();
      ((ChannelInboundHandler) codec.handler()).channelRead(codec, packet);
      if (dialling.contains(codec) && !dialled.contains(sender)) {
        onStranger.run();
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    long waitNs = hold.waitNs(clockNs.getAsLong());
    if (waitNs == 0) {
      answer();
      return;
    }
    heldBatches++;
    if (!timerSet) {
      timerSet = true;
      ctx.executor().schedule(() -> onTimer(ctx), waitNs, TimeUnit.NANOSECONDS);
    }
  }

  /** All codecs must see the end of a batch, and none of them passes it on. */
  private void answer() throws Exception {
    hold.answered();
    for (ChannelHandlerContext codec : codecs) {
      ((ChannelInboundHandler) codec.handler()).channelReadComplete(codec);
    }
  }

  /** It is not set back when an answer has gone meanwhile: then it is early, and set again. */
  private Void onTimer(ChannelHandlerContext ctx) throws Exception {
    timerSet = false;
    if (hold.isWaiting() && !ctx.isRemoved()) {
      channelReadComplete(ctx);
    }
    return null;
  }

  private long bulkRttNs(DatagramPacket packet, int idIndex) {
    if (bulkInputs.isEmpty() || idIndex < 0) {
      return 0;
    }
    LongSupplier rttNs = bulkInputs.get(PacketHeader.randomPart(packet.content(), idIndex));
    return rttNs == null ? 0 : rttNs.getAsLong();
  }

  private ChannelHandlerContext route(DatagramPacket packet, int idIndex) {
    if (idIndex >= 0) {
      int tag = packet.content().getInt(idIndex);
      for (int i = 0; i < tags.length; i++) {
        if (tags[i] == tag) {
          return codecs[i];
        }
      }
    }
    return PacketHeader.isLong(packet.content()) ? acceptor.apply(packet.sender()) : null;
  }
}
