package org.jmpi.coll;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** One member publishes its slot and looks for sleepers while another one goes to sleep. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "woken though it does not sleep")
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "it does not sleep")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "it sleeps and is woken")
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "it sleeps and nobody wakes it")
@State
public class SlotSleepStress {
  private final ByteBuffer memory =
      ByteBuffer.allocate(HostSlots.memoryBytes(2)).order(ByteOrder.LITTLE_ENDIAN);
  private final HostSlots publisher = new HostSlots(memory, 0, 2);
  private final HostSlots sleeper = new HostSlots(memory, 1, 2);

  /** Says that it sleeps, then looks once more. */
  @Actor
  public void sleep(ZZ_Result result) {
    sleeper.sleep(HostSlots.untilAllAt(1, 0, 2));
    result.r1 = HostSlots.numberOf(sleeper.flag(0, 1)) == 1;
  }

  /** Publishes, then looks for sleepers. */
  @Actor
  public void publish(ZZ_Result result) {
    publisher.publish(1, 1 << 8);
    result.r2 = publisher.hasSleepers() && publisher.mustWake(1);
  }
}
