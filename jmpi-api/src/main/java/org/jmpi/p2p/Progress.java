package org.jmpi.p2p;

import java.util.function.BooleanSupplier;

/**
 * The lock around a rank's protocol state and the wait for progress. The thread that waits polls
 * the links itself. Simulated clusters have one of their own that moves virtual time.
 */
public interface Progress {
  /** Takes the lock; not reentrant. */
  void enter();

  /** Gives the lock back. */
  void exit();

  /**
   * Drives the links until the operation is done or stalled ({@link Operation#isSettled}). Called
   * and returns with the lock held; gives it up in between.
   */
  void await(Operation operation);

  /**
   * Drives the links until {@code condition} holds (evaluated under the lock after every change).
   * Called and returns with the lock held.
   */
  void awaitUntil(BooleanSupplier condition);

  /** Handles what is ready, once, without waiting. Called with the lock held. */
  void poll();

  /**
   * Looks until all is done, with less and less haste, and drives the links in between. Called and
   * returns with the lock held; gives it up in between.
   */
  default void awaitShared(SharedWait wait) {
    awaitUntil(() -> wait.look() == SharedWait.Look.DONE);
  }

  /**
   * Runs {@code work.run()} soon on a calling or progress thread <em>outside</em> the lock, then
   * {@code work.finished()} under it. For user operators, large reductions and (de)serialisation.
   */
  void offload(Work work);

  /** Something long. Both methods are called exactly once. */
  interface Work {
    /** The long part; without the lock. An exception is kept for {@link #finished}. */
    void run();

    /** The rest; under the lock. {@code failure} is what {@link #run} threw, or null. */
    void finished(Throwable failure);
  }
}
