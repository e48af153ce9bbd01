package org.jmpi.p2p;

/** Is told when an operation is done. Called under the engine's lock; must not block. */
public interface Completion {
  /** {@code operation} is done: look at {@link Operation#error()}. */
  void completed(Operation operation);
}
