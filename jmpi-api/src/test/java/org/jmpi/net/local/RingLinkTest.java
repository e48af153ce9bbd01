package org.jmpi.net.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jmpi.net.Link;
import org.jmpi.net.LinkEvents;
import org.junit.jupiter.api.Test;

class RingLinkTest {
  private static final int RING_BYTES = 1 << 15;

  private final Ring forth = new Ring(RING_BYTES);
  private final Ring back = new Ring(RING_BYTES);
  private int ringsAtProducer;
  private int writable;
  private int frames;
  private boolean handlerThrows;

  private final RingLink producer = new RingLink(1, "test", forth, back, () -> {}, new Events());
  private final RingLink consumer =
      new RingLink(0, "test", back, forth, () -> ringsAtProducer++, new Events());

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
    public void onUnreachable(Link link, String reason) {}
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

  private void fill() {
    while (producer.claim(24) != null) {
      producer.publish();
    }
  }

  @Test
  void shouldCarryRecordsOfAllLengthsBetweenTwoThreads() throws InterruptedException {
    for (long seed = 1; seed <= 4; seed++) {
      Ring ring = new Ring(1 << 12);
      int records = 50_000;
      AtomicReference<Throwable> failure = new AtomicReference<>();
      long theSeed = seed;
      Thread sender =
          new Thread(
              () -> {
                try {
                  Random random = new Random(theSeed);
                  for (int i = 0; i < records && failure.get() == null; i++) {
                    int length = length(random, ring);
                    ByteBuffer body = ring.claim(length);
                    while (body == null) {
                      if (failure.get() != null) {
                        return;
                      }
                      Thread.yield();
                      body = ring.claim(length);
                    }
                    for (int at = 0; at < length; at++) {
                      body.put((byte) (i + at));
                    }
                    ring.publish(Ring.BULK, i, ~i);
                  }
                } catch (RuntimeException | Error e) {
                  failure.compareAndSet(null, e);
                }
              });
      sender.start();
      try {
        Random random = new Random(seed);
        long deadlineNs = System.nanoTime() + 60_000_000_000L;
        for (int i = 0; i < records; i++) {
          int length = length(random, ring);
          ByteBuffer body = ring.peek();
          while (body == null) {
            assertTrue(System.nanoTime() < deadlineNs, "stuck at record " + i + ", seed " + seed);
            Thread.yield();
            body = ring.peek();
          }
          String what = "record " + i + ", seed " + seed;
          assertEquals(length, body.remaining(), what);
          assertEquals(Ring.BULK, ring.kind(), what);
          assertEquals(i, ring.id(), what);
          assertEquals(~i, ring.offset(), what);
          for (int at = 0; at < length; at++) {
            if (body.get() != (byte) (i + at)) {
              throw new AssertionError(what + ": byte " + at + " is wrong");
            }
          }
          ring.consume(length);
        }
      } catch (Throwable t) {
        failure.compareAndSet(null, t);
        throw t;
      } finally {
        sender.join();
      }
      assertNull(failure.get(), "seed " + seed);
    }
  }

  private static int length(Random random, Ring ring) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> ring.maxBodyBytes();
      default -> random.nextInt(ring.maxBodyBytes() + 1);
    };
  }
}
