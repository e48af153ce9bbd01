package org.jmpi.transport.quic;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Lets several of Netty's QUIC codecs, dialling and accepting ones, live on one UDP port. It stands
 * before them in the pipeline and gives each datagram to the codec whose tag starts the destination
 * connection id; a first datagram from a stranger goes to the accepting codec of his path. The
 * codecs' contexts are entered directly, so their order in the pipeline does not matter.
 *
 * <p>What goes out needs no routing: packets start at the tail and pass through the {@code write}
 * of all codecs, which only count them for flushing; a dial is taken to its codec by {@link
 * DialRouter}.
 */
final class Demultiplexer extends ChannelInboundHandlerAdapter {
  private final Function<InetSocketAddress, ChannelHandlerContext> acceptor;
  private int[] tags = {};
  private ChannelHandlerContext[] codecs = {};
  private final Set<ChannelHandlerContext> dialling = new HashSet<>();
  private final Set<InetSocketAddress> dialled = new HashSet<>();
  private Runnable onStranger = () -> {};
  private long strayPackets;

  /**
   * @param acceptor gives the context of the accepting codec for a stranger's address
   */
  Demultiplexer(Function<InetSocketAddress, ChannelHandlerContext> acceptor) {
    this.acceptor = acceptor;
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
    ChannelHandlerContext codec = route(packet);
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

  /** All codecs must see the end of a batch, and none of them passes it on. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    for (ChannelHandlerContext codec : codecs) {
      ((ChannelInboundHandler) codec.handler()).channelReadComplete(codec);
    }
  }

  private ChannelHandlerContext route(DatagramPacket packet) {
    int idIndex = PacketHeader.destinationIdIndex(packet.content());
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
