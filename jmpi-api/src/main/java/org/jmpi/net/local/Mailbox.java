package org.jmpi.net.local;

import static org.jmpi.net.local.Ring.INT;
import static org.jmpi.net.local.Ring.LONG;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * What the processes of a host know of one of them: which process it is, whether it sleeps, and who
 * has made rings to it. The file is made by whoever needs it first, so a ring can be announced to a
 * process that has not started.
 *
 * <pre>
 * 0 magic u64 | 8 pid u64 | 16 start u64 | 24 space u64 | 64 state u32 | 128 arrivals u32 | 192 places: per process u32, 0: no ring from it
 * </pre>
 */
final class Mailbox {
  private static final long MAGIC = 0x31584f424c49414dL; // "MAILBOX1"
  private static final int PID = 8;
  private static final int START_TICKS = 16;
  private static final int SPACE = 24;
  private static final int STATE = 64;
  private static final int ARRIVALS = 128;
  private static final int PLACES = 192;
  private static final int PAGE_BYTES = 4096;

  private static final int AWAKE = 0;
  private static final int ASLEEP = 1;
  private static final int RUNG = 2;

  private final ByteBuffer memory;

  /** Over a file of {@link #lengthBytes}. */
  Mailbox(ByteBuffer memory) {
    this.memory = memory;
    LONG.setOpaque(memory, 0, MAGIC);
  }

  static int lengthBytes(int processes) {
    return PLACES + 4 * processes + PAGE_BYTES - 1 & -PAGE_BYTES;
  }

  // ---- its owner

  /** From now on the bell is rung. Orders this before what is read later. */
  void beginSleep() {
    INT.setOpaque(memory, STATE, ASLEEP);
    VarHandle.fullFence();
  }

  void endSleep() {
    INT.setOpaque(memory, STATE, AWAKE);
  }

  /** Says which process this is. */
  void sign(ProcessEnd.Identity owner) {
    LONG.setOpaque(memory, START_TICKS, owner.startTicks());
    LONG.setOpaque(memory, SPACE, owner.space());
    LONG.setRelease(memory, PID, owner.pid());
  }

  /** A number that changes when a process has made a ring to this one. */
  int arrivals() {
    return (int) INT.getAcquire(memory, ARRIVALS);
  }

  /** Where the ring from a process is; 0 when it has made none. */
  int place(int from) {
    return (int) INT.getAcquire(memory, PLACES + 4 * from);
  }

  // ---- its neighbours

  /** Which process it is; {@link ProcessEnd.Identity#NONE} when it has not said. */
  ProcessEnd.Identity owner() {
    long pid = (long) LONG.getAcquire(memory, PID);
    return pid == 0
        ? ProcessEnd.Identity.NONE
        : new ProcessEnd.Identity(
            pid, (long) LONG.getOpaque(memory, START_TICKS), (long) LONG.getOpaque(memory, SPACE));
  }

  /** Says that there is a ring now. */
  void announce(int from, int place) {
    INT.setRelease(memory, PLACES + 4 * from, place);
    INT.getAndAdd(memory, ARRIVALS, 1);
  }

  /**
   * True when the owner sleeps and nobody else has taken it upon himself to ring. Orders earlier
   * stores before the look.
   */
  boolean mustRing() {
    VarHandle.fullFence();
    return (int) INT.getOpaque(memory, STATE) == ASLEEP
        && INT.compareAndSet(memory, STATE, ASLEEP, RUNG);
  }
}
