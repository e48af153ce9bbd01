package org.jmpi.net.local;

/**
 * Keeps channels open though the calling thread of the program was interrupted: ask {@link
 * Thread#interrupted()} first, and {@link #restore} at the end.
 */
final class Interruption {
  private Interruption() {}

  /** A thread that was interrupted stays interrupted. */
  static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
