package org.jmpi.net.local;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two processes have published for one that sleeps. */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the first rings")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the second rings")
@Outcome(expect = Expect.FORBIDDEN, desc = "nobody rings, or both do")
@State
public class TwoBellsStress {
  private final Mailbox mailbox =
      new Mailbox(ByteBuffer.allocate(Mailbox.lengthBytes(2)).order(ByteOrder.LITTLE_ENDIAN));

  /** It sleeps already. */
  public TwoBellsStress() {
    mailbox.beginSleep();
  }

  /** One of the two. */
  @Actor
  public void first(ZZ_Result result) {
    result.r1 = mailbox.mustRing();
  }

  /** The other. */
  @Actor
  public void second(ZZ_Result result) {
    result.r2 = mailbox.mustRing();
  }
}
