package org.jmpi.net.local;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two processes publish and look whether to ring while a third goes to sleep. */
@JCStressTest
@Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "the first rings")
@Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "the second rings")
@Outcome(id = "[123], [01], 0", expect = Expect.ACCEPTABLE, desc = "it does not sleep")
@Outcome(id = "[123], 0, 1", expect = Expect.ACCEPTABLE, desc = "it does not sleep")
@Outcome(id = "0, 0, 0", expect = Expect.FORBIDDEN, desc = "it sleeps and nobody rings")
@Outcome(expect = Expect.FORBIDDEN, desc = "two bells for one sleep")
@State
public class SleepStress {
  private final RingProducer[] producers = new RingProducer[2];
  private final RingConsumer[] consumers = new RingConsumer[2];
  private final Mailbox mailbox =
      new Mailbox(ByteBuffer.allocate(Mailbox.lengthBytes(4)).order(ByteOrder.LITTLE_ENDIAN));

  /** All rings are empty. */
  public SleepStress() {
    for (int i = 0; i < 2; i++) {
      ByteBuffer memory =
          Ring.format(
              ByteBuffer.allocate(Ring.memoryBytes(1 << 10)).order(ByteOrder.LITTLE_ENDIAN), i, 2);
      producers[i] = new RingProducer(memory);
      consumers[i] = new RingConsumer(memory);
    }
  }

  /** Says that it sleeps, then looks into its rings. */
  @Actor
  public void sleep(III_Result result) {
    mailbox.beginSleep();
    result.r1 = (consumers[0].hasRecord() ? 1 : 0) + (consumers[1].hasRecord() ? 2 : 0);
  }

  /** Publishes, then looks for a sleeper. */
  @Actor
  public void first(III_Result result) {
    result.r2 = publish(producers[0]);
  }

  /** As the first. */
  @Actor
  public void second(III_Result result) {
    result.r3 = publish(producers[1]);
  }

  private int publish(RingProducer producer) {
    producer.claimFrame(8).putLong(5);
    producer.publish();
    return mailbox.mustRing() ? 1 : 0;
  }
}
