package org.jmpi.net;

import java.util.function.LongSupplier;
import org.jmpi.job.Job;

/** What a transport gets from the engine that uses it. */
public interface TransportContext {
  /** Identity, addresses, credentials, settings. */
  Job job();

  /** Where input goes. */
  LinkEvents events();

  /** The clock: nanoseconds from an arbitrary origin. */
  LongSupplier clockNs();

  /** True when the calling thread holds the engine's lock. */
  boolean isLockHeld();

  /** Runs blocking work (a look-up, key generation) on a background thread, outside the lock. */
  void runBlocking(Runnable work);

  /** Runs {@code work} under the engine's lock soon, on any thread, and wakes who waits. */
  void runLocked(Runnable work);
}
