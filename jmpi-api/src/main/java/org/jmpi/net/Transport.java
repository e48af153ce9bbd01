package org.jmpi.net;

/**
 * A way to reach peers, driven by whichever thread holds the engine's lock. No thread of its own
 * touches protocol state. {@link #poll} and {@link #link} are called under the lock; {@link
 * #wakeUp} by anyone.
 */
public interface Transport extends AutoCloseable {
  /** For example {@code quic}. */
  String name();

  /** The link to a peer, made on first use; never blocks: dialling goes on in the background. */
  Link link(int peer);

  /**
   * Handles the input, timers and writes that are ready.
   *
   * @return true when anything was done
   */
  boolean poll();

  /**
   * True when all that {@link #poll} and {@link #awaitInput} did since this was last asked was for
   * peers so far away that to be woken takes no time beside the way: waiting awake does not pay
   * then.
   */
  default boolean wasFar() {
    return false;
  }

  /**
   * Says that this rank is about to sleep, so that peers wake it: what they publish after this call
   * has returned true ends {@link #awaitInput} of the transport that is slept in. Called under the
   * lock, for every transport.
   *
   * @return false when there is something to poll already
   */
  default boolean prepareToSleep() {
    return true;
  }

  /** The sleep is over: peers need not wake this rank any more. */
  default void sleepEnded() {}

  /**
   * Waits until there may be something to poll, at most {@code maxWaitNs}, or until {@link
   * #wakeUp}. A wake-up that comes before the call is not lost. Called under the lock, which is
   * <em>kept</em>.
   */
  void awaitInput(long maxWaitNs);

  /** Ends {@link #awaitInput}, now or the next time it is called. */
  void wakeUp();

  /** Closes all links and gives everything back. */
  @Override
  void close();
}
