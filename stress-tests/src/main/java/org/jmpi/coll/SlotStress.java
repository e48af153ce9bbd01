package org.jmpi.coll;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** One member publishes its slot while another one reads it. */
@JCStressTest
@Outcome(id = "0, -1, -1", expect = Expect.ACCEPTABLE, desc = "not published yet")
@Outcome(id = "1, 8, 5", expect = Expect.ACCEPTABLE, desc = "published whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "published before it was written")
@State
public class SlotStress {
  private final ByteBuffer memory =
      ByteBuffer.allocate(HostSlots.memoryBytes(2)).order(ByteOrder.LITTLE_ENDIAN);
  private final HostSlots writer = new HostSlots(memory, 0, 2);
  private final HostSlots reader = new HostSlots(memory, 1, 2);

  /** Writes data and length, then the flag. */
  @Actor
  public void publish() {
    memory.putLong(writer.dataAt(0, 1, 8), 5);
    writer.setLength(1, 8);
    writer.publish(1, 1 << 8);
  }

  /** Reads the flag, then length and data. */
  @Actor
  public void read(JJJ_Result result) {
    result.r1 = HostSlots.numberOf(reader.flag(0, 1));
    result.r2 = result.r1 == 1 ? reader.length(0, 1) : -1;
    result.r3 = result.r1 == 1 ? memory.getLong(reader.dataAt(0, 1, 8)) : -1;
  }
}
