package org.jmpi.transport.quic;

/**
 * Tells who may run the event loop and touch its channels: the thread that holds the engine's lock.
 */
@FunctionalInterface
public interface EventLoopOwner {
  /** True when the calling thread holds the lock that guards the event loop. */
  boolean isHeldByCaller();
}
