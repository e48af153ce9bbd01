package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The event loop that belongs to whoever holds the lock. */
class LockDrivenEventLoopTest {
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(600);
  private static final long BOUND_NS = TimeUnit.SECONDS.toNanos(60);

  private final ReentrantLock lock = new ReentrantLock();

  static Stream<IoHandlerFactory> handlers() {
    return Epoll.isAvailable()
        ? Stream.of(EpollIoHandler.newFactory(), NioIoHandler.newFactory())
        : Stream.of(NioIoHandler.newFactory());
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void shouldBelongToWhoeverHoldsTheLock(IoHandlerFactory factory) throws InterruptedException {
    LockDrivenEventLoop loop = newLoop(factory);
    assertFalse(loop.inEventLoop());
    assertThrows(IllegalStateException.class, loop::poll);
    lock.lock();
    try {
      assertTrue(loop.inEventLoop());
      loop.poll();
    } finally {
      lock.unlock();
    }
    AtomicReference<Boolean> elsewhere = new AtomicReference<>();
    Thread other =
        new Thread(
            () -> {
              lock.lock();
              try {
                loop.poll();
                elsewhere.set(loop.inEventLoop());
              } finally {
                lock.unlock();
              }
            });
    other.start();
    other.join();
    assertEquals(Boolean.TRUE, elsewhere.get());
    end(loop);
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void shouldNotLoseAWakeUpThatComesBefore(IoHandlerFactory factory) {
    LockDrivenEventLoop loop = newLoop(factory);
    lock.lock();
    for (int i = 0; i < 100; i++) {
      loop.wakeUp();
      assertWithinBound(() -> loop.awaitInput(LONG_NS));
    }
    lock.unlock();
    end(loop);
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void shouldWakeWhenAnotherThreadSaysSo(IoHandlerFactory factory) throws InterruptedException {
    LockDrivenEventLoop loop = newLoop(factory);
    int rounds = 500;
    Thread waker =
        new Thread(
            () -> {
              for (int i = 0; i < rounds; i++) {
                loop.execute(() -> {});
                loop.wakeUp();
              }
            });
    lock.lock();
    waker.start();
    int ran = 0;
    long startNs = System.nanoTime();
    while (ran < rounds) {
      ran += loop.awaitInput(LONG_NS);
      assertTrue(System.nanoTime() - startNs < BOUND_NS, ran + " of " + rounds);
    }
    waker.join();
    lock.unlock();
    end(loop);
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void shouldWakeForATimer(IoHandlerFactory factory) {
    LockDrivenEventLoop loop = newLoop(factory);
    lock.lock();
    List<String> ran = new ArrayList<>();
    loop.schedule(() -> ran.add("timer"), 20, TimeUnit.MILLISECONDS);
    assertWithinBound(
        () -> {
          while (ran.isEmpty()) {
            loop.awaitInput(LONG_NS);
          }
        });
    lock.unlock();
    end(loop);
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void shouldWaitNoLongerThanTold(IoHandlerFactory factory) {
    LockDrivenEventLoop loop = newLoop(factory);
    lock.lock();
    long startNs = System.nanoTime();
    assertWithinBound(() -> loop.awaitInput(TimeUnit.MILLISECONDS.toNanos(30)));
    assertTrue(System.nanoTime() - startNs >= TimeUnit.MILLISECONDS.toNanos(25));
    lock.unlock();
    end(loop);
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void shouldSurviveATaskThatFails(IoHandlerFactory factory) {
    LockDrivenEventLoop loop = newLoop(factory);
    lock.lock();
    List<String> ran = new ArrayList<>();
    loop.execute(
        () -> {
          throw new IllegalStateException("boom");
        });
    loop.execute(() -> ran.add("next"));
    assertEquals(2, loop.poll());
    assertEquals(List.of("next"), ran);
    assertEquals(1, loop.failures());
    lock.unlock();
    end(loop);
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void shouldPassBetweenThreadsThatWaitInTurn(IoHandlerFactory factory)
      throws InterruptedException {
    LockDrivenEventLoop loop = newLoop(factory);
    int threads = 3;
    int rounds = 2_000;
    int[] unguarded = new int[1];
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      new Thread(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  loop.wakeUp();
                  lock.lock();
                  try {
                    loop.execute(() -> unguarded[0]++);
                    loop.awaitInput(1_000_000);
                  } finally {
                    lock.unlock();
                  }
                }
                done.countDown();
              })
          .start();
    }
    assertTrue(done.await(60, TimeUnit.SECONDS));
    lock.lock();
    loop.poll();
    assertEquals(threads * rounds, unguarded[0]);
    assertEquals(0, loop.failures());
    lock.unlock();
    end(loop);
  }

  private LockDrivenEventLoop newLoop(IoHandlerFactory factory) {
    return new LockDrivenEventLoop(lock::isHeldByCurrentThread, factory);
  }

  private void end(LockDrivenEventLoop loop) {
    lock.lock();
    loop.terminate();
    loop.terminate();
    lock.unlock();
    assertTrue(loop.isTerminated());
  }

  private static void assertWithinBound(Runnable work) {
    long startNs = System.nanoTime();
    work.run();
    assertTrue(System.nanoTime() - startNs < BOUND_NS, "it took too long");
  }
}
