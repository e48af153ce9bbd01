package org.jmpi.net.local;

import static org.jmpi.net.local.Ring.INT;
import static org.jmpi.net.local.Ring.LONG;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * What a ring's header says about reading from its producer's memory: who the producer is, how that
 * is proved, and what the consumer has found. The producer writes a line of its own, the consumer
 * into its line.
 */
final class Pledge {
  private static final int PID = 192;
  private static final int TOKEN_ADDRESS = 200;
  private static final int TOKEN = 208;
  private static final int WITHDRAWALS = 216;
  private static final int VERDICT = 72;
  private static final int REFUSED = 2;

  private final ByteBuffer ring;

  /** Over the memory of a ring. */
  Pledge(ByteBuffer ring) {
    this.ring = ring;
  }

  // ---- producer

  /** Says who offers, and which word its memory holds where. */
  void sign(long pid, long tokenAddress, long token) {
    LONG.setOpaque(ring, TOKEN_ADDRESS, tokenAddress);
    LONG.setOpaque(ring, TOKEN, token);
    LONG.setRelease(ring, PID, pid);
  }

  /** True when the consumer cannot read there, now or later. */
  boolean isRefused() {
    return (int) INT.getAcquire(ring, VERDICT) == REFUSED;
  }

  /** Sets how often offers were withdrawn, before anything that happens to the memory later. */
  void withdraw(long withdrawals) {
    LONG.setRelease(ring, WITHDRAWALS, withdrawals);
    VarHandle.fullFence();
  }

  // ---- consumer

  /** The producer's process number as it sees it itself; 0: it has not said. */
  long pid() {
    return (long) LONG.getAcquire(ring, PID);
  }

  long tokenAddress() {
    return (long) LONG.getOpaque(ring, TOKEN_ADDRESS);
  }

  long token() {
    return (long) LONG.getOpaque(ring, TOKEN);
  }

  /** How often offers were withdrawn, as of after everything that was read before. */
  long withdrawals() {
    VarHandle.fullFence();
    return (long) LONG.getAcquire(ring, WITHDRAWALS);
  }

  void refuse() {
    INT.setRelease(ring, VERDICT, REFUSED);
  }
}
