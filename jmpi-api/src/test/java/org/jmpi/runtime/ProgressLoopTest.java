package org.jmpi.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.net.BulkSource;
import org.jmpi.net.Link;
import org.jmpi.net.Transport;
import org.jmpi.p2p.MatchContext;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;
import org.jmpi.p2p.RecvOp;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.SendOp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wait, with a transport that does what the test says. */
class ProgressLoopTest {
  private static final long BOUND_NS = 20_000_000_000L;

  private final ScriptedLink link = new ScriptedLink();
  private final ScriptedTransport transport = new ScriptedTransport(link);
  private final List<Thread> threads = new ArrayList<>();
  private final WatchedLock lock = new WatchedLock();
  private ProgressLoop loop;
  private P2pEngine engine;
  private MatchContext context;

  @BeforeEach
  void start() {
    loop = new ProgressLoop("progress under test", true, lock);
    engine = new P2pEngine(peer -> link, loop::offload, (peer, why) -> {});
    loop.start(engine, transport);
    loop.enter();
    context = engine.openContext(7L << 32, new int[] {0, 1}, 0);
    loop.exit();
  }

  @AfterEach
  void end() {
    link.broken = false;
    transport.failure = null;
    loop.close();
    transport.wakeUp();
    for (Thread thread : threads) {
      assertEnds(thread);
    }
  }

  @Test
  void shouldGiveTheLockBackWhenFlushingFails() {
    link.broken = true;
    loop.enter();
    engine.send(message(), null);
    assertThrows(IllegalArgumentException.class, loop::exit);
    assertFalse(loop.isHeld(), "every other thread of the rank waits for ever now");
  }

  @Test
  void shouldNotSleepOnMessagesThatAnotherThreadHasJustSent() {
    loop.enter();
    loop.addTransport(transport, true);
    loop.exit();
    Thread waiter = inBackground(() -> awaitMessage(message()));
    until(() -> waiter.getState() == Thread.State.TIMED_WAITING, "nobody waits for input");
    for (int round = 0; round < 200; round++) {
      for (int i = 0; i < 5; i++) {
        loop.enter();
        engine.send(message(), null);
        loop.exit();
      }
      until(() -> link.unflushed.get() == 0, "messages never left");
    }
    assertEquals(0, transport.sleptOnMessages.get(), "somebody slept while messages lay");
    assertTrue(waiter.isAlive());
  }

  @Test
  void shouldTellAllThreadsWhenTheEngineHasFailed() {
    AtomicReference<Throwable> first = new AtomicReference<>();
    AtomicReference<Throwable> second = new AtomicReference<>();
    Thread one = inBackground(() -> first.set(thrownBy(() -> awaitMessage(message()))));
    until(() -> one.getState() == Thread.State.TIMED_WAITING, "nobody waits for input");
    Thread two = inBackground(() -> second.set(thrownBy(() -> awaitMessage(message()))));
    until(() -> two.getState() == Thread.State.WAITING, "the second thread does not wait");
    transport.failure = new IllegalArgumentException("broken by the test");
    transport.wakeUp();
    assertEnds(one);
    assertEnds(two);
    for (Throwable thrown : List.of(first.get(), second.get())) {
      assertTrue(thrown.toString().contains("broken by the test"), "does not say why: " + thrown);
    }
    EngineException later = assertThrows(EngineException.class, loop::enter);
    assertEquals(ErrorClass.INTERN, later.errorClass());
    assertTrue(later.getMessage().contains("broken by the test"), later.getMessage());
    assertFalse(loop.isHeld());
  }

  @Test
  void shouldTellTheProgramWhatFailedWhileItComputed() {
    transport.failure = new IllegalArgumentException("broken by the test");
    transport.wakeUp();
    AtomicReference<EngineException> seen = new AtomicReference<>();
    until(
        () -> {
          try {
            loop.enter();
          } catch (EngineException e) {
            seen.set(e);
            return true;
          }
          loop.exit();
          // The background thread takes over when the program is quiet for a while.
          long quietSinceNs = System.nanoTime();
          while (System.nanoTime() - quietSinceNs < 5_000_000) {
            Thread.onSpinWait();
          }
          return false;
        },
        "the failure is not told");
    assertTrue(seen.get().getMessage().contains("broken by the test"));
  }

  @Test
  void shouldNotSpinWhenInterruptedAndKeepTheFlag() {
    AtomicInteger flagKept = new AtomicInteger();
    RecvOp op = receive();
    Thread waiter =
        inBackground(
            () -> {
              Thread.currentThread().interrupt();
              loop.enter();
              try {
                engine.recv(op, null);
                loop.await(op);
              } finally {
                loop.exit();
              }
              flagKept.set(Thread.currentThread().isInterrupted() ? 1 : -1);
            });
    until(() -> !op.isDone() && transport.sleepers() > 0, "the interrupted thread does not sleep");
    int before = transport.sleeps.get();
    waiter.interrupt();
    long startNs = System.nanoTime();
    until(() -> System.nanoTime() - startNs > 50_000_000, "time stands still");
    loop.runLocked(() -> engine.cancel(op));
    assertEnds(waiter);
    assertEquals(1, flagKept.get(), "the interrupt is lost");
    int sleeps = transport.sleeps.get() - before;
    assertTrue(sleeps < 10, "an interrupted thread spins: slept " + sleeps + " times in 50 ms");
  }

  @Test
  void shouldEndWaitsThatOutliveTheLoop() {
    AtomicReference<Throwable> first = new AtomicReference<>();
    AtomicReference<Throwable> second = new AtomicReference<>();
    Thread one = inBackground(() -> first.set(thrownBy(() -> awaitMessage(message()))));
    until(() -> one.getState() == Thread.State.TIMED_WAITING, "nobody waits for input");
    Thread two = inBackground(() -> second.set(thrownBy(() -> awaitMessage(message()))));
    until(() -> two.getState() == Thread.State.WAITING, "the second thread does not wait");
    loop.close();
    assertEnds(one);
    assertEnds(two);
    assertTrue(first.get() instanceof EngineException, "" + first.get());
    assertTrue(second.get() instanceof EngineException, "" + second.get());
  }

  @Test
  void shouldRunLongWorkWhoeverIsThere() {
    for (int round = 0; round < 200; round++) {
      int waiters = round % 3;
      List<RecvOp> ops = new ArrayList<>();
      List<Thread> waiting = new ArrayList<>();
      for (int i = 0; i < waiters; i++) {
        RecvOp op = receive();
        ops.add(op);
        waiting.add(
            inBackground(
                () -> {
                  loop.enter();
                  try {
                    engine.recv(op, null);
                    loop.await(op);
                  } finally {
                    loop.exit();
                  }
                }));
      }
      AtomicInteger done = new AtomicInteger();
      for (int i = 0; i < 3; i++) {
        loop.enter();
        loop.offload(
            new Progress.Work() {
              @Override
              public void run() {
                if (loop.isHeld()) {
                  throw new AssertionError("long work under the lock");
                }
              }

              @Override
              public void finished(Throwable failure) {
                if (failure == null && loop.isHeld()) {
                  done.incrementAndGet();
                }
              }
            });
        loop.exit();
      }
      until(() -> done.get() == 3, "work is not done in round " + round);
      for (int i = 0; i < waiters; i++) {
        RecvOp op = ops.get(i);
        until(
            () -> {
              loop.runLocked(() -> engine.cancel(op));
              return op.isDone() && !waiting.get(ops.indexOf(op)).isAlive();
            },
            "a cancelled receive is still waited for");
      }
      threads.removeAll(waiting);
    }
  }

  @Test
  void shouldNotSleepWithTheLockThatAThreadIsAboutToTakeBack() {
    until(() -> transport.sleepers() > 0, "nobody drives while the program computes");
    transport.onPoll.set(() -> until(lock::hasQueuedThreads, "nobody wants the lock"));
    transport.wakeUp();
    until(() -> transport.onPoll.get() == null, "the background thread does not poll");
    loop.enter();
    try {
      until(lock::hasQueuedThreads, "the background thread does not want the lock back");
      lock.slow = Thread.currentThread();
      loop.poll();
      assertTrue(lock.wasLate, "the lock was not given up for the background thread");
      assertFalse(lock.sleptWithIt, "a call would have waited for the end of another one's sleep");
    } finally {
      lock.slow = null;
      loop.exit();
    }
  }

  /** Input from a peer so far away comes each fraction of a millisecond, as in a transfer. */
  @Test
  void shouldSleepAtOnceWhereAllThatComesIsFromFarAway() {
    assertEquals(1, idlePollsBeforeSleep(true));
    assertTrue(idlePollsBeforeSleep(false) > 1);
  }

  private int idlePollsBeforeSleep(boolean far) {
    FarTransport distant = new FarTransport(far);
    loop.enter();
    try {
      loop.addTransport(distant, false);
      loop.awaitUntil(() -> distant.idlePollsBeforeSleep > 0);
    } finally {
      loop.exit();
    }
    return distant.idlePollsBeforeSleep;
  }

  private SendOp message() {
    SendOp op = new SendOp();
    op.payload().set(new byte[8], 0, 8, Layout.BYTE);
    return op.to(context, 1, 3, SendMode.STANDARD);
  }

  private RecvOp receive() {
    RecvOp op = new RecvOp();
    op.payload().set(new byte[8], 0, 8, Layout.BYTE);
    return op.from(context, 1, 3);
  }

  /** Waits for an answer that never comes. */
  private void awaitMessage(SendOp synchronous) {
    loop.enter();
    try {
      synchronous.to(context, 1, 4, SendMode.SYNCHRONOUS);
      engine.send(synchronous, null);
      loop.await(synchronous);
    } finally {
      loop.exit();
    }
  }

  private Thread inBackground(Runnable task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (EngineException e) {
                // The loop was closed at the end of the test.
              }
            });
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
    return thread;
  }

  private static Throwable thrownBy(Runnable task) {
    try {
      task.run();
      return new AssertionError("returned");
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  private static void assertEnds(Thread thread) {
    until(() -> !thread.isAlive(), "a thread does not end");
  }

  private static void until(BooleanSupplier condition, String otherwise) {
    long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - startNs < BOUND_NS, otherwise);
      Thread.yield();
    }
  }

  /** Has a thread that loses its processor just before it takes the lock back. */
  private final class WatchedLock extends ReentrantLock {
    private static final long serialVersionUID = 1;
    transient volatile Thread slow;
    volatile boolean wasLate;
    volatile boolean sleptWithIt;

    @Override
    public void lock() {
      if (Thread.currentThread() == slow) {
        wasLate = true;
        until(() -> transport.sleepers() > 0 || !isLocked(), "the lock is kept, awake");
        sleptWithIt |= transport.sleepers() > 0;
      }
      super.lock();
    }
  }

  /** Input is what the test says; sleeping is counted. */
  private static final class ScriptedTransport implements Transport {
    final Semaphore wakeUps = new Semaphore(0);
    final AtomicInteger sleeps = new AtomicInteger();
    final AtomicInteger sleptOnMessages = new AtomicInteger();
    final AtomicReference<Runnable> onPoll = new AtomicReference<>();
    volatile RuntimeException failure;
    private final ScriptedLink link;
    private volatile int sleeping;

    ScriptedTransport(ScriptedLink link) {
      this.link = link;
    }

    int sleepers() {
      return sleeping;
    }

    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public Link link(int peer) {
      throw new AssertionError("links come from the test");
    }

    @Override
    public boolean poll() {
      if (failure != null) {
        throw failure;
      }
      Runnable once = onPoll.getAndSet(null);
      if (once != null) {
        once.run();
      }
      return false;
    }

    @Override
    public void awaitInput(long maxWaitNs) {
      sleeps.incrementAndGet();
      // With the lock held: nobody can add any now.
      if (link.unflushed.get() > 0) {
        sleptOnMessages.incrementAndGet();
      }
      sleeping++;
      try {
        wakeUps.tryAcquire(maxWaitNs, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        // As parking does, and a selector.
        Thread.currentThread().interrupt();
      }
      wakeUps.drainPermits();
      sleeping--;
    }

    @Override
    public void wakeUp() {
      wakeUps.release();
    }

    @Override
    public void close() {}
  }

  /** Has input for a while, then none. */
  private static final class FarTransport implements Transport {
    private final boolean far;
    private int input = 100;
    private int idlePolls;
    int idlePollsBeforeSleep;

    FarTransport(boolean far) {
      this.far = far;
    }

    @Override
    public String name() {
      return "far";
    }

    @Override
    public Link link(int peer) {
      throw new AssertionError("links come from the test");
    }

    @Override
    public boolean poll() {
      if (input > 0) {
        input--;
        return true;
      }
      idlePolls++;
      return false;
    }

    @Override
    public boolean wasFar() {
      return far;
    }

    @Override
    public void awaitInput(long maxWaitNs) {
      if (input == 0 && idlePollsBeforeSleep == 0) {
        idlePollsBeforeSleep = idlePolls;
      }
    }

    @Override
    public void wakeUp() {}

    @Override
    public void close() {}
  }

  /** Takes everything. */
  private static final class ScriptedLink implements Link {
    final AtomicInteger unflushed = new AtomicInteger();
    volatile boolean broken;
    private final ByteBuffer frame = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    @Override
    public int peer() {
      return 1;
    }

    @Override
    public String transportName() {
      return "scripted";
    }

    @Override
    public ByteBuffer claim(int lengthBytes) {
      return frame.clear().limit(lengthBytes);
    }

    @Override
    public void publish() {
      unflushed.incrementAndGet();
    }

    @Override
    public void flush() {
      if (broken) {
        throw new IllegalArgumentException("the link is broken by the test");
      }
      unflushed.set(0);
    }

    @Override
    public int maxFrameBytes() {
      return 1 << 16;
    }

    @Override
    public int eagerLimitBytes() {
      return 1 << 12;
    }

    @Override
    public void startBulk(BulkSource source) {}

    @Override
    public void stopBulk(BulkSource source) {}

    @Override
    public boolean isDrained() {
      return true;
    }

    @Override
    public void peerFinalized() {}

    @Override
    public void close() {}

    @Override
    public String report() {
      return "scripted";
    }
  }
}
