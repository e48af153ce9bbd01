package org.jmpi.comm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jmpi.coll.HostMemory;
import org.jmpi.fault.SharedAgreement;
import org.jmpi.fault.SharedAgreement.Step;
import org.jmpi.fault.SharedWords;
import org.jmpi.p2p.Progress;
import org.jmpi.p2p.SharedWait;

/**
 * The agreements of a communicator over memory that all members share: drives {@link
 * SharedAgreement}, wakes and is woken. Under the lock.
 */
final class MemoryAgreement implements SharedWait {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final SharedAgreement core;
  private final Progress progress;
  private final HostMemory memory;
  private final ProcessGroup members;

  /** Agreements of one communicator are one after the other; a program may break the rule. */
  private boolean busy;

  private boolean over;

  MemoryAgreement(Communicator communicator, ByteBuffer words) {
    Process process = communicator.process();
    this.members = communicator.members();
    this.progress = process.progress();
    this.memory = process.hostMemory();
    this.core =
        process
            .recovery()
            .overMemory(
                new Words(words.order(ByteOrder.LITTLE_ENDIAN)),
                members.rankOf(process.index()),
                members.size());
  }

  /** False once it has said that nothing more is decided here. */
  boolean isOpen() {
    return !over;
  }

  /** A member is dead. */
  void giveUp() {
    core.giveUp();
  }

  /**
   * Takes part in the next agreement and waits for its end.
   *
   * @return true when it is decided
   */
  boolean run(long flags, long proposal) {
    if (busy) {
      return false;
    }
    busy = true;
    try {
      core.begin(flags, proposal);
      if (look() != Look.DONE) {
        progress.awaitShared(this);
      }
    } finally {
      busy = false;
    }
    return end();
  }

  /** Leaves with the next agreement, at once. */
  void leave() {
    core.giveUp();
    if (!busy) {
      core.begin(0, 0);
      look();
      end();
    }
  }

  /** {@link SharedAgreement#flags}. */
  long flags() {
    return core.flags();
  }

  /** {@link SharedAgreement#proposal}. */
  long proposal() {
    return core.proposal();
  }

  private boolean end() {
    over = core.step() != Step.DECIDED;
    for (int member = 0; member < members.size(); member++) {
      if (core.mustWake(member)) {
        memory.wake(members.process(member));
      }
    }
    return !over;
  }

  // ---- waiting

  @Override
  public Look look() {
    Step step = core.step();
    while (step == Step.MOVED) {
      step = core.step();
    }
    return step == Step.WAITS ? Look.WAITS : Look.DONE;
  }

  @Override
  public boolean getAsBoolean() {
    return look() != Look.WAITS;
  }

  @Override
  public void beginSleep() {
    core.beginSleep();
  }

  @Override
  public void endSleep() {
    core.endSleep();
  }

  private static final class Words implements SharedWords {
    private final ByteBuffer memory;

    Words(ByteBuffer memory) {
      this.memory = memory;
    }

    @Override
    public long get(int word) {
      return (long) LONG.getVolatile(memory, Long.BYTES * word);
    }

    @Override
    public void set(int word, long value) {
      LONG.setVolatile(memory, Long.BYTES * word, value);
    }

    @Override
    public long compareAndExchange(int word, long expected, long value) {
      return (long) LONG.compareAndExchange(memory, Long.BYTES * word, expected, value);
    }
  }
}
