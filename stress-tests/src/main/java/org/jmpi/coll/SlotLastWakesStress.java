package org.jmpi.coll;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Two members publish while a third goes to sleep until both have: one of the two wakes it. */
@JCStressTest
@Outcome(
    id = "false, false, false",
    expect = Expect.FORBIDDEN,
    desc = "it sleeps, both have published and nobody wakes it")
@Outcome(expect = Expect.ACCEPTABLE, desc = "it does not sleep, or is woken")
@State
public class SlotLastWakesStress {
  private final ByteBuffer memory =
      ByteBuffer.allocate(HostSlots.memoryBytes(3)).order(ByteOrder.LITTLE_ENDIAN);
  private final HostSlots first = new HostSlots(memory, 0, 3);
  private final HostSlots second = new HostSlots(memory, 1, 3);
  private final HostSlots sleeper = new HostSlots(memory, 2, 3);

  /** Says that it sleeps, then looks once more. */
  @Actor
  public void sleep(ZZZ_Result result) {
    sleeper.sleep(HostSlots.untilAllAt(1, 0, 3));
    result.r1 =
        HostSlots.numberOf(sleeper.flag(0, 1)) == 1 && HostSlots.numberOf(sleeper.flag(1, 1)) == 1;
  }

  /** Publishes, then looks for sleepers. */
  @Actor
  public void publishFirst(ZZZ_Result result) {
    first.publish(1, 1 << 8);
    result.r2 = first.hasSleepers() && first.mustWake(2);
  }

  /** The same. */
  @Actor
  public void publishSecond(ZZZ_Result result) {
    second.publish(1, 1 << 8);
    result.r3 = second.hasSleepers() && second.mustWake(2);
  }
}
