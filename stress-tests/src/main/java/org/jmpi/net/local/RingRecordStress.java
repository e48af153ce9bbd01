package org.jmpi.net.local;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two records, the second beyond the end of the ring so that a gap leads to it, at places where
 * other data lay before.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing there yet")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first, whole")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both, whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "half a record, or the second before the first")
@State
public class RingRecordStress {
  private static final int BODY_BYTES = 100;

  private final RingProducer producer;
  private final RingConsumer consumer;

  /** 13 lines of ones have gone through a ring of 16. */
  public RingRecordStress() {
    ByteBuffer memory =
        Ring.format(
            ByteBuffer.allocate(Ring.memoryBytes(1 << 10)).order(ByteOrder.LITTLE_ENDIAN), 0, 1);
    producer = new RingProducer(memory);
    consumer = new RingConsumer(memory);
    for (int i = 0; i < 13; i++) {
      ByteBuffer body = producer.claimFrame(56);
      for (int at = 0; at < 7; at++) {
        body.putLong(-1);
      }
      producer.publish();
      consumer.peek();
      consumer.consume();
    }
  }

  /** Writes both. */
  @Actor
  public void produce() {
    write(17, 1);
    write(-18, 2);
  }

  /** Reads what is there. */
  @Actor
  public void consume(II_Result result) {
    result.r1 = read(17, 1);
    result.r2 = result.r1 == 1 ? read(-18, 2) : 0;
  }

  private void write(long id, int value) {
    ByteBuffer body = producer.claimBulk(id, ~id, BODY_BYTES);
    while (body.hasRemaining()) {
      body.put((byte) value);
    }
    producer.publish();
  }

  /** 0 nothing, 1 whole, 2 and more: what is wrong. */
  private int read(long id, int value) {
    ByteBuffer body = consumer.peek();
    if (body == null) {
      return 0;
    }
    if (consumer.kind() != Ring.BULK || body.remaining() != BODY_BYTES) {
      return 2;
    }
    if (consumer.id() != id || consumer.offset() != ~id) {
      return 3;
    }
    while (body.hasRemaining()) {
      if (body.get() != value) {
        return 4;
      }
    }
    consumer.consume();
    return 1;
  }
}
