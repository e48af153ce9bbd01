package org.jmpi.net.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.jmpi.net.Link;
import org.jmpi.net.LinkEvents;
import org.junit.jupiter.api.Test;

class RingLinkTest {
  private static final int RING_BYTES = 1 << 15;

  private final ByteBuffer forth = Ring.allocate(RING_BYTES, 0, 1);
  private final ByteBuffer back = Ring.allocate(RING_BYTES, 1, 0);
  private int ringsAtProducer;
  private int writable;
  private int frames;
  private boolean handlerThrows;
  private String unreachable;

  private final RingLink producer = link(1, forth, back, () -> {});
  private final RingLink consumer = link(0, back, forth, () -> ringsAtProducer++);

  private RingLink link(int peer, ByteBuffer out, ByteBuffer in, Bell bell) {
    RingLink link = new RingLink(peer, "test", new RingProducer(out), bell, new Events());
    link.listen(new RingConsumer(in));
    return link;
  }

  /** Counts what comes. */
  private final class Events implements LinkEvents {
    @Override
    public void onFrame(Link link, ByteBuffer frame) {
      frames++;
      if (handlerThrows) {
        throw new IllegalArgumentException("the frame is refused");
      }
    }

    @Override
    public void onBulk(Link link, long transferId, long offset, ByteBuffer chunk) {}

    @Override
    public void onWritable(Link link) {
      writable++;
    }

    @Override
    public void onBulkLost(Link link) {}

    @Override
    public void onUnreachable(Link link, String reason) {
      unreachable = reason;
    }
  }

  @Test
  void shouldBeRungUntilThereIsRoomThoughItLookedTooEarly() {
    fill();
    // The consumer makes a little room and rings; the producer looks: not enough yet.
    consumer.poll();
    producer.poll();
    assertEquals(0, writable);
    int rings = ringsAtProducer;
    while (consumer.poll()) {
      // until the ring is empty
    }
    assertTrue(ringsAtProducer > rings, "the producer sleeps for ever: nobody rang");
    producer.poll();
    assertEquals(1, writable);
  }

  @Test
  void shouldTakeARecordOnceThoughItsHandlerThrows() {
    producer.claim(64);
    producer.publish();
    handlerThrows = true;
    assertThrows(IllegalArgumentException.class, consumer::poll);
    handlerThrows = false;
    consumer.poll();
    assertEquals(1, frames);
  }

  @Test
  void shouldReportAPeerThatBreaksTheRulesAndTouchItNoMore() {
    Ring.LONG.setRelease(forth, Ring.DATA, Ring.head(9, 9));
    assertTrue(consumer.poll());
    assertTrue(unreachable.contains("corrupt"), unreachable);
    unreachable = null;
    assertFalse(consumer.poll());
    assertNull(unreachable);
    Ring.LONG.setRelease(back, Ring.CONSUMED, 1L << 40);
    RingLink other = link(0, back, Ring.allocate(RING_BYTES, 0, 1), () -> {});
    while (other.claim(24) != null) {
      other.publish();
    }
    assertTrue(other.poll());
    assertTrue(unreachable.contains("consumer"), unreachable);
  }

  @Test
  void shouldRingOnceForWhatWasPublishedTogether() {
    for (int i = 0; i < 5; i++) {
      consumer.claim(24);
      consumer.publish();
    }
    assertEquals(0, ringsAtProducer);
    consumer.flush();
    assertEquals(1, ringsAtProducer);
    consumer.flush();
    assertEquals(1, ringsAtProducer);
  }

  @Test
  void shouldTakeWhatADeadPeerHasPublished() {
    for (int i = 0; i < 200; i++) {
      producer.claim(24);
      producer.publish();
    }
    producer.claim(24);
    consumer.drain();
    assertEquals(200, frames);
  }

  private void fill() {
    while (producer.claim(24) != null) {
      producer.publish();
    }
  }
}
