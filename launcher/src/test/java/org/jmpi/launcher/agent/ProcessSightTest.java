package org.jmpi.launcher.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessSightTest {
  private static final String REST =
      " 1 4242 7 0 -1 4194560 10 0 0 0 250 31 0 0 20 0 5 0 987654 1 2 3\n";

  @Test
  void shouldReadTheLineOfAnyName() {
    for (String name : new String[] {"java", "a b", ") T 9 (", "("}) {
      assertEquals(
          Optional.of(new ProcessSight('T', 4242, 281, 987654)),
          ProcessSight.parse("77 (" + name + ") T" + REST),
          name);
    }
    assertTrue(ProcessSight.parse("").isEmpty());
    assertTrue(ProcessSight.parse("77 (java) T 1 2").isEmpty());
    assertTrue(ProcessSight.parse("77 (java) T" + REST.replace("250", "x")).isEmpty());
  }

  @Test
  void shouldTellStatesApart() {
    assertTrue(new ProcessSight('T', 1, 0, 0).isStopped());
    assertTrue(new ProcessSight('t', 1, 0, 0).isStopped());
    assertFalse(new ProcessSight('Z', 1, 0, 0).isStopped());
    assertFalse(new ProcessSight('Z', 1, 0, 0).isAlive());
    assertTrue(new ProcessSight('D', 1, 0, 0).runs());
    assertFalse(new ProcessSight('T', 1, 0, 0).runs());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldSeeWhichThreadsAreReady() throws Exception {
    // Whoever looks runs; a thread that has begun to wait for this one does not.
    CountDownLatch never = new CountDownLatch(1);
    Thread waiting = new Thread(() -> await(never), "waiting");
    waiting.start();
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    Map<Long, ProcessSight> threads = ProcessSight.threadsOf(ProcessHandle.current().pid());
    never.countDown();
    waiting.join();
    assertTrue(threads.values().stream().anyMatch(ProcessSight::isReady), "" + threads);
    assertTrue(threads.values().stream().anyMatch(sight -> !sight.isReady()), "" + threads);
    assertEquals(Map.of(), ProcessSight.threadsOf(-1));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldRecognizeThisProcessAndNoOther() {
    String own = ProcessSight.ownIdentity();
    assertTrue(ProcessSight.ofIdentity(own).isPresent(), own);
    String pid = Long.toString(ProcessHandle.current().pid());
    assertTrue(own.contains("/" + pid + "/"), own);
    assertTrue(ProcessSight.ofIdentity(own + "1").isEmpty(), "one that started at another time");
    assertTrue(ProcessSight.ofIdentity("x" + own).isEmpty(), "one of another kernel");
    assertTrue(ProcessSight.ofIdentity(own.replace("/" + pid + "/", "/x/")).isEmpty());
    assertTrue(ProcessSight.ofIdentity("").isEmpty());
    assertTrue(ProcessSight.ofIdentity(null).isEmpty());
  }
}
