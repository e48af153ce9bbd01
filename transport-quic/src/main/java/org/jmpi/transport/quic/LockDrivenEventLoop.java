package org.jmpi.transport.quic;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A Netty event loop without a thread: whoever holds the engine's lock <em>is</em> the event loop.
 * The thread that waits for a message polls the socket itself, so that no message is handed from
 * thread to thread.
 *
 * <p>Netty's {@code ManualIoEventLoop} belongs to one thread for ever ({@code inEventLoop} is
 * final), hence this class.
 *
 * <p><b>Memory visibility.</b> The plain fields of the loop, of its channels and of the codec are
 * only touched where {@link #inEventLoop()} is true, that is while the lock is held. Releasing the
 * lock happens-before the next acquisition, so a new owner sees everything that the one before
 * wrote; two owners at once do not exist. Other threads reach the loop only through {@link
 * #execute} (a concurrent queue) and {@link #wakeUp} (a volatile flag and the handler's own
 * atomic).
 *
 * <p><b>No lost wake-up.</b> A waker sets the flag and then asks the handler to wake; the handler
 * publishes that it will sleep and then asks {@code canBlock}, which reads the flag: one of the two
 * sees the other.
 */
final class LockDrivenEventLoop extends AbstractScheduledEventExecutor implements IoEventLoop {
  private final EventLoopOwner owner;
  private final IoHandler handler;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Promise<Void> termination = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);
  private final IoHandlerContext nonBlocking = new NonBlocking();
  private final Blocking blocking = new Blocking();
  private volatile boolean wakeRequested;
  private volatile boolean shuttingDown;
  private boolean initialized;
  private int failures;

  LockDrivenEventLoop(EventLoopOwner owner, IoHandlerFactory factory) {
    this.owner = owner;
    this.handler = factory.newHandler(this);
  }

  /**
   * Runs the input, timers and tasks that are ready, and does not wait.
   *
   * @return how many were run
   */
  int poll() {
    return run(nonBlocking);
  }

  /**
   * Waits for input, a timer, a task or a wake-up, at most {@code maxWaitNs}, and runs what is
   * ready then.
   *
   * @return how many were run
   */
  int awaitInput(long maxWaitNs) {
    if (maxWaitNs <= 0 || wakeRequested) {
      wakeRequested = false;
      return run(nonBlocking);
    }
    blocking.maxWaitNs = maxWaitNs;
    try {
      return run(blocking);
    } finally {
      wakeRequested = false;
    }
  }

  /**
   * Ends {@link #awaitInput} now or, when nobody waits, the next time it is called. For any thread.
   */
  void wakeUp() {
    wakeRequested = true;
    handler.wakeup();
  }

  /** True when {@link #poll} would find something to run besides input. */
  boolean hasWork() {
    return !tasks.isEmpty() || hasScheduledTasks();
  }

  /** Tasks that ended with an exception; each was logged and ended nothing but itself. */
  int failures() {
    return failures;
  }

  /** Closes what is registered and gives the descriptors back. Idempotent; called by the owner. */
  void terminate() {
    checkOwner();
    if (termination.isDone()) {
      return;
    }
    shuttingDown = true;
    handler.prepareToDestroy();
    runTasks();
    cancelScheduledTasks();
    handler.destroy();
    runTasks();
    termination.setSuccess(null);
  }

  @Override
  public boolean inEventLoop(Thread thread) {
    return thread == Thread.currentThread() && owner.isHeldByCaller();
  }

  @Override
  public void execute(Runnable task) {
    if (termination.isDone()) {
      throw new RejectedExecutionException("the event loop is closed");
    }
    tasks.add(task);
    if (!owner.isHeldByCaller()) {
      handler.wakeup();
    }
  }

  @Override
  public IoEventLoop next() {
    return this;
  }

  @Override
  public IoEventLoopGroup parent() {
    return null;
  }

  @Override
  public Future<IoRegistration> register(IoHandle handle) {
    Promise<IoRegistration> promise = newPromise();
    if (inEventLoop()) {
      register(handle, promise);
    } else {
      execute(() -> register(handle, promise));
    }
    return promise;
  }

  @Override
  @Deprecated
  public ChannelFuture register(Channel channel) {
    return register(new DefaultChannelPromise(channel, this));
  }

  @Override
  @Deprecated
  public ChannelFuture register(ChannelPromise promise) {
    promise.channel().unsafe().register(this, promise);
    return promise;
  }

  @Override
  @Deprecated
  public ChannelFuture register(Channel channel, ChannelPromise promise) {
    channel.unsafe().register(this, promise);
    return promise;
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return handler.isCompatible(handleType);
  }

  @Override
  public boolean isIoType(Class<? extends IoHandler> handlerType) {
    return handler.getClass().equals(handlerType);
  }

  @Override
  public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
    shuttingDown = true;
    if (inEventLoop()) {
      terminate();
    } else if (!termination.isDone()) {
      execute(this::terminate);
    }
    return termination;
  }

  @Override
  @Deprecated
  public void shutdown() {
    shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public Future<?> terminationFuture() {
    return termination;
  }

  @Override
  public boolean isShuttingDown() {
    return shuttingDown;
  }

  @Override
  public boolean isShutdown() {
    return termination.isDone();
  }

  @Override
  public boolean isTerminated() {
    return termination.isDone();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return termination.await(timeout, unit);
  }

  private int run(IoHandlerContext context) {
    checkOwner();
    if (termination.isDone()) {
      return 0;
    }
    if (!initialized) {
      initialized = true;
      handler.initialize();
    }
    return handler.run(context) + runTasks();
  }

  /**
   * Runs what is queued now; what these tasks queue waits for the next turn, so that input is not
   * starved.
   */
  private int runTasks() {
    fetchFromScheduledTaskQueue(tasks);
    int limit = tasks.isEmpty() ? 0 : tasks.size();
    int done = 0;
    while (done < limit) {
      Runnable task = tasks.poll();
      if (task == null) {
        break;
      }
      done++;
      try {
        task.run();
      } catch (RuntimeException | LinkageError | AssertionError e) {
        failures++;
        QuicLog.LOG.warn("A task of the QUIC event loop failed; the loop goes on", e);
      }
    }
    return done;
  }

  private void register(IoHandle handle, Promise<IoRegistration> promise) {
    try {
      promise.setSuccess(handler.register(handle));
    } catch (Exception e) {
      promise.setFailure(e);
    }
  }

  private void checkOwner() {
    if (!owner.isHeldByCaller()) {
      throw new IllegalStateException("the event loop may only be run under the engine's lock");
    }
  }

  private boolean mayBlock() {
    return tasks.isEmpty() && !wakeRequested && !hasScheduledTasks();
  }

  private static final class NonBlocking implements IoHandlerContext {
    @Override
    public boolean canBlock() {
      return false;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return 0;
    }

    @Override
    public long deadlineNanos() {
      return -1;
    }
  }

  private final class Blocking implements IoHandlerContext {
    private long maxWaitNs;

    @Override
    public boolean canBlock() {
      return mayBlock();
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return Math.min(maxWaitNs, LockDrivenEventLoop.this.delayNanos(currentTimeNanos, maxWaitNs));
    }

    @Override
    public long deadlineNanos() {
      long nextNs = nextScheduledTaskDeadlineNanos();
      long nowNs = ticker().nanoTime();
      return nextNs == -1 || nextNs - nowNs > maxWaitNs ? nowNs + maxWaitNs : nextNs;
    }
  }
}
