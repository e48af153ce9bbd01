package org.jmpi.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jmpi.comm.AgreeOperation;
import org.jmpi.job.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A rank agrees while another one is still in Init. */
class EarlyAgreementTest {
  private static final long BOUND_S = 30;
  private static final String LATE_LOOP = "jmpi-progress-1";

  private static final String EARLY = "early";

  private final ExecutorService threads =
      Executors.newSingleThreadExecutor(task -> new Thread(task, EARLY));
  private final ExecutorService others = Executors.newSingleThreadExecutor();
  private final InProcessJob job = new InProcessJob(2, Map.of("ft", "true"));
  private final Engine early = Engine.rehearse(job.member(0), job.hub(), new NoObjects());
  private boolean hasLookedFirst;

  @AfterEach
  void end() {
    early.abandon();
    threads.shutdownNow();
    others.shutdownNow();
  }

  @Test
  void shouldUnderstandWhatComesBeforeInitIsOver() throws Exception {
    Future<AgreeOperation> first = threads.submit(() -> early.world().repair().agree(7));
    // Its message is in the ring before the other one is there.
    await(() -> sleeps(EARLY));
    Engine late = Engine.rehearse(slowly(job.member(1)), job.hub(), new NoObjects());
    try {
      assertTrue(hasLookedFirst, "the late one's loop has not looked in the middle of Init");
      Future<AgreeOperation> last = others.submit(() -> late.world().repair().agree(14));
      AgreeOperation second = last.get(BOUND_S, TimeUnit.SECONDS);
      assertEquals(6, second.agreed().value());
      assertEquals(0, second.agreed().failed().size());
      assertEquals(6, first.get(BOUND_S, TimeUnit.SECONDS).agreed().value());
    } finally {
      late.abandon();
    }
  }

  /** Once its loop runs, Init goes on only when that has looked and found nothing more to do. */
  private Job slowly(Job member) {
    return (Job)
        Proxy.newProxyInstance(
            Job.class.getClassLoader(),
            new Class<?>[] {Job.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("world") && find(LATE_LOOP).isPresent()) {
                await(() -> sleeps(LATE_LOOP));
                hasLookedFirst = true;
              }
              try {
                return method.invoke(member, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Whether a thread waits for input, having found none. */
  private static boolean sleeps(String thread) {
    return find(thread)
        .map(t -> Arrays.stream(t.getStackTrace()))
        .map(stack -> stack.anyMatch(frame -> frame.getMethodName().equals("awaitInput")))
        .orElse(false);
  }

  private static Optional<Thread> find(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .findFirst();
  }

  private static void await(BooleanSupplier condition) {
    long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(BOUND_S), "waited in vain");
      Thread.onSpinWait();
    }
  }
}
