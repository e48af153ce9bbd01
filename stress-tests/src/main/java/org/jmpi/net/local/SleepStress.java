package org.jmpi.net.local;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** One process publishes and looks whether to ring while the other goes to sleep. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "rung though it does not sleep")
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "it does not sleep")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "it sleeps and is rung")
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "it sleeps and nobody rings")
@State
public class SleepStress {
  private final RingProducer producer;
  private final RingConsumer consumer;
  private final Mailbox mailbox =
      new Mailbox(ByteBuffer.allocate(Mailbox.lengthBytes(2)).order(ByteOrder.LITTLE_ENDIAN));

  /** The ring is empty. */
  public SleepStress() {
    ByteBuffer memory =
        Ring.format(
            ByteBuffer.allocate(Ring.memoryBytes(1 << 10)).order(ByteOrder.LITTLE_ENDIAN), 0, 1);
    producer = new RingProducer(memory);
    consumer = new RingConsumer(memory);
  }

  /** Says that it sleeps, then looks into its ring. */
  @Actor
  public void sleep(ZZ_Result result) {
    mailbox.beginSleep();
    result.r1 = consumer.hasRecord();
  }

  /** Publishes, then looks for a sleeper. */
  @Actor
  public void publish(ZZ_Result result) {
    producer.claimFrame(8).putLong(5);
    producer.publish();
    result.r2 = mailbox.mustRing();
  }
}
