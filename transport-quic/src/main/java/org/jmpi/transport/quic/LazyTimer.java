package org.jmpi.transport.quic;

/**
 * Runs a task at the earliest time it was asked for. A later time that is asked for meanwhile costs
 * nothing: the task says when it runs next. Under the engine's lock.
 */
final class LazyTimer {
  private static final long NEVER = Long.MAX_VALUE;

  private final QuicTransport transport;
  private final Runnable task;
  private long atNs = NEVER;

  LazyTimer(QuicTransport transport, Runnable task) {
    this.transport = transport;
    this.task = task;
  }

  /** The task runs at {@code dueNs} at the latest; {@code Long.MAX_VALUE} asks for nothing. */
  void atLatest(long dueNs) {
    if (dueNs >= atNs) {
      return;
    }
    atNs = dueNs;
    long delayNs = Math.max(0, dueNs - transport.context().clockNs().getAsLong());
    transport
        .endpoint()
        .schedule(
            () -> {
              if (atNs == dueNs) {
                atNs = NEVER;
                task.run();
              }
            },
            delayNs);
  }
}
