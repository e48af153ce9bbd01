package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the codecs of a port are given, and when they are told to answer; in virtual time. */
class DemultiplexerTest {
  private static final int TAG = 0x1234abcd;
  private static final int OTHER_TAG = 0x5678abcd;
  private static final long SMALL = 17;
  private static final long LARGE = 18;
  private static final InetSocketAddress PEER = new InetSocketAddress(4433);

  private final Codec codec = new Codec();
  private final Codec other = new Codec();
  private long nowNs;
  private Demultiplexer demultiplexer;
  private EmbeddedChannel channel;

  @BeforeEach
  void open() {
    channel = new EmbeddedChannel();
    channel.freezeTime();
    demultiplexer = new Demultiplexer(sender -> null, () -> nowNs);
    channel.pipeline().addLast(demultiplexer).addLast("codec", codec).addLast("other", other);
    demultiplexer.add(TAG, channel.pipeline().context("codec"));
    demultiplexer.add(OTHER_TAG, channel.pipeline().context("other"));
    demultiplexer.addBulkInput(LARGE, () -> TimeUnit.MILLISECONDS.toNanos(50));
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void shouldHaveSmallMessagesAnsweredAtOnce() {
    for (int i = 1; i <= 5; i++) {
      arrive(SMALL);
      assertEquals(i, codec.answers);
    }
    assertEquals(5, codec.packets);
  }

  @Test
  void shouldHandOverPacketsOfLargeMessagesAtOnceButAnswerThemTogether() {
    for (int i = 1; i <= 3 * AnswerHold.MOST_PACKETS; i++) {
      arrive(LARGE);
      assertEquals(i, codec.packets);
      assertEquals(i / AnswerHold.MOST_PACKETS, codec.answers);
    }
  }

  @Test
  void shouldHaveTheLastPacketsAnsweredThoughNothingComesAnyMore() {
    arrive(LARGE);
    pass(AnswerHold.MOST_NS - 1);
    assertEquals(0, codec.answers);
    pass(1);
    assertEquals(1, codec.answers);
    pass(10 * AnswerHold.MOST_NS);
    assertEquals(1, codec.answers);
  }

  /** The timer of the first batch comes in the middle of the second. */
  @Test
  void shouldNotCutAHoldShortWhenAnotherHasEndedBefore() {
    arrive(LARGE);
    pass(AnswerHold.MOST_NS / 2);
    arrive(SMALL);
    assertEquals(1, codec.answers);
    arrive(LARGE);
    pass(AnswerHold.MOST_NS / 2);
    assertEquals(1, codec.answers);
    pass(AnswerHold.MOST_NS / 2);
    assertEquals(2, codec.answers);
  }

  /** Acknowledgements of what this side sends come to the codec that dials. */
  @Test
  void shouldNotCutAHoldShortForWhatAnotherCodecGets() {
    arrive(LARGE);
    int answersBefore = other.answers;
    arrive(OTHER_TAG, SMALL);
    assertEquals(0, codec.answers);
    assertEquals(1, other.packets);
    assertEquals(answersBefore + 1, other.answers);
    pass(AnswerHold.MOST_NS);
    assertEquals(1, codec.answers);
  }

  @Test
  void shouldAnswerAtOnceWhenWhoReadsWantsIt() {
    arrive(LARGE);
    codec.onRead = demultiplexer::urge;
    arrive(LARGE);
    assertEquals(1, codec.answers);
    codec.onRead = () -> {};
    arrive(LARGE);
    assertEquals(1, codec.answers);
  }

  @Test
  void shouldAnswerAtOnceWhenTheConnectionIsGone() {
    demultiplexer.removeBulkInput(LARGE);
    arrive(LARGE);
    assertEquals(1, codec.answers);
  }

  private void arrive(long idRandomPart) {
    arrive(TAG, idRandomPart);
  }

  private void arrive(int tag, long idRandomPart) {
    channel.writeInbound(
        new DatagramPacket(
            Unpooled.buffer().writeByte(0x40).writeInt(tag).writeLong(idRandomPart).writeZero(1400),
            PEER,
            PEER));
  }

  private void pass(long ns) {
    nowNs += ns;
    channel.advanceTimeBy(ns, TimeUnit.NANOSECONDS);
    channel.runPendingTasks();
  }

  private static final class Codec extends ChannelInboundHandlerAdapter {
    private int packets;
    private int answers;
    private Runnable onRead = () -> {};

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      packets++;
      onRead.run();
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      answers++;
    }
  }
}
