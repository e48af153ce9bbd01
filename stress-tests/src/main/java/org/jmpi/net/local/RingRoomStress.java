package org.jmpi.net.local;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The ring is full; the producer waits for room while the consumer makes some. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "woken though it had seen the room")
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "woken")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "it saw the room itself")
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "it waits for ever")
@State
public class RingRoomStress {
  private final RingProducer producer;
  private final RingConsumer consumer;

  /** All but the last record of a quarter were read. */
  public RingRoomStress() {
    ByteBuffer memory =
        Ring.format(
            ByteBuffer.allocate(Ring.memoryBytes(1 << 10)).order(ByteOrder.LITTLE_ENDIAN), 0, 1);
    producer = new RingProducer(memory);
    consumer = new RingConsumer(memory);
    while (producer.claimFrame(40) != null) {
      producer.publish();
    }
    for (int i = 0; i < 3; i++) {
      consumer.peek();
      consumer.consume();
    }
    consumer.peek();
  }

  /** Reads the last of a quarter; says whether it would ring. */
  @Actor
  public void consume(ZZ_Result result) {
    result.r1 = consumer.consume();
  }

  /** Says that it waits, then looks again. */
  @Actor
  public void produce(ZZ_Result result) {
    producer.awaitRoom();
    result.r2 = producer.claimFrame(40) != null;
  }
}
