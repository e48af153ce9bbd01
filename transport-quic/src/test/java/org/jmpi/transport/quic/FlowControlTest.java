package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import org.junit.jupiter.api.Test;

/** What bulk may take of a connection's credit (RFC 9000 §4.1). */
class FlowControlTest {
  private static final int CHUNK_BYTES = 64 << 10;

  /** The codec widens a window when half of it is used: so much of 16 MB is always there. */
  private static final long LEAST_WINDOW_BYTES = 8L << 20;

  /** Nothing moves any more when so many turns in a row did not. */
  private static final int STILL_TURNS = 1000;

  /** More than the connection's first window: then the codec's own tuning sets its size. */
  private static final long LONG_BYTES = 208L << 20;

  private long sentBytes;
  private QuicStreamChannel bulkAtReceiver;

  /**
   * The measured trap: a bulk stream that fills its window (after losses the codec lets it,
   * whatever the congestion window is) took all of the connection's credit, and small messages on
   * other streams waited for seconds.
   */
  @Test
  void shouldLeaveCreditForSmallMessagesWhenBulkHasFilledItsWindow() {
    try (EndpointPair job = new EndpointPair()) {
      EndpointPair.Node one = job.add(1, QuicSettings.DEFAULTS);
      EndpointPair.Node two = job.add(2, QuicSettings.DEFAULTS);
      EndpointPair.Log log = one.dial(two, two.id);
      job.until("a connection", () -> log.connected && two.accepted.size() == 1);
      EndpointPair.Log target = two.accepted.get(0);
      target.connection.codecChannel().pipeline().addFirst(new CatchBulk());
      OutgoingStream eager = log.open(StreamKind.EAGER);
      OutgoingStream bulk = log.open(StreamKind.BULK);

      fillWindow(job, one, bulk, target);
      exchangeSmall(job, one, log, eager, target, "first");
      bulkAtReceiver.config().setAutoRead(true);
      job.until(
          "bulk flows again",
          () -> {
            pump(one, bulk, LONG_BYTES);
            return target.bytes >= LONG_BYTES;
          });

      fillWindow(job, one, bulk, target);
      exchangeSmall(job, one, log, eager, target, "second");
      bulkAtReceiver.config().setAutoRead(true);
      job.until("the rest", () -> target.bytes >= sentBytes);
    }
  }

  /** The receiver stops reading bulk; the sender writes until the stream's window is full. */
  private void fillWindow(
      EndpointPair job, EndpointPair.Node one, OutgoingStream bulk, EndpointPair.Log target) {
    job.until(
        "the bulk stream",
        () -> {
          pump(one, bulk, sentBytes + (bulkAtReceiver == null ? CHUNK_BYTES : 0));
          return bulkAtReceiver != null && target.bytes >= sentBytes;
        });
    bulkAtReceiver.config().setAutoRead(false);
    int[] turns = {0};
    job.until(
        "a full window",
        () -> {
          long before = sentBytes;
          pump(one, bulk, Long.MAX_VALUE);
          turns[0] = sentBytes == before ? turns[0] + 1 : 0;
          return sentBytes - target.bytes > LEAST_WINDOW_BYTES - CHUNK_BYTES
              && turns[0] >= STILL_TURNS;
        });
    assertEquals(0, bulk.writableBytes());
  }

  /** More small messages than one packet holds, on a stream of their own. */
  private static void exchangeSmall(
      EndpointPair job,
      EndpointPair.Node one,
      EndpointPair.Log log,
      OutgoingStream eager,
      EndpointPair.Log target,
      String what) {
    for (int i = 0; i < 100; i++) {
      log.send(eager, one.endpoint, what + i + ".");
    }
    job.until("small messages", () -> target.text.indexOf(what + "99.") >= 0);
    assertEquals(0, eager.pendingBytes());
  }

  private void pump(EndpointPair.Node one, OutgoingStream bulk, long limitBytes) {
    while (sentBytes < limitBytes) {
      int bytes = Math.min(bulk.writableBytes(), CHUNK_BYTES);
      if (bytes == 0) {
        return;
      }
      ByteBuf data = one.endpoint.allocator().directBuffer(bytes);
      bulk.write(data.writeZero(bytes));
      sentBytes += bytes;
    }
  }

  private final class CatchBulk extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      QuicStreamChannel stream = (QuicStreamChannel) message;
      if (stream.type() == QuicStreamType.UNIDIRECTIONAL) {
        bulkAtReceiver = stream;
      }
      ctx.fireChannelRead(message);
    }
  }
}
