package org.jmpi.net.local;

import java.util.function.Supplier;

/** Keeps channels open though the calling thread of the program was interrupted. */
final class Interruption {
  private Interruption() {}

  /** Does {@code work} as if nobody had interrupted this thread; it stays interrupted after. */
  static <T> T shield(Supplier<T> work) {
    boolean interrupted = Thread.interrupted();
    try {
      return work.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** As above. */
  static void shield(Runnable work) {
    shield(
        () -> {
          work.run();
          return null;
        });
  }
}
