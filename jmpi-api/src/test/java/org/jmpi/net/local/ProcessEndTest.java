package org.jmpi.net.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProcessEndTest {
  private static final int RUNNING = 0;
  private static final int EXITING = 4;
  private static final int KILL_PENDING = 256;
  private static final long START = 77;

  private static int seen(char state, int flags, int pending, int exitCode) {
    StringBuilder line = new StringBuilder("12 (a) b (c) " + state);
    for (int field = 1; field < 50; field++) {
      long value =
          switch (field) {
            case 6 -> flags;
            case 19 -> START;
            case 28 -> pending;
            case 49 -> exitCode;
            default -> 1;
          };
      line.append(' ').append(value);
    }
    return ProcessEnd.deadlySignal(ProcessEnd.fields(line.toString()), START);
  }

  @Test
  void shouldSeeWhoIsBeingKilled() {
    assertEquals(9, seen('R', RUNNING, KILL_PENDING, 9));
    assertEquals(9, seen('R', EXITING, 0, 9));
    assertEquals(9, seen('Z', EXITING, 0, 9));
    assertEquals(6, seen('D', EXITING, 0, 0x80 | 6));
  }

  @Test
  void shouldTakeNobodyForDeadWhoMayLive() {
    assertEquals(0, seen('S', RUNNING, 0, 0), "sleeps");
    assertEquals(0, seen('T', RUNNING, 0, 19), "is stopped");
    assertEquals(0, seen('R', RUNNING, 0, 19), "is being stopped");
    assertEquals(0, seen('Z', EXITING, 0, 19), "its first thread is gone, the others are stopped");
    assertEquals(0, seen('Z', EXITING, 0, 0), "its first thread is gone");
    assertEquals(0, seen('R', RUNNING, KILL_PENDING, 0), "another thread executes a new program");
    assertEquals(0, seen('Z', EXITING, 0, 3 << 8), "ends with a code, which its agent will see");
    assertNull(ProcessEnd.fields("12 (cut short) R 1 2 3"));
  }

  @Test
  @Timeout(60)
  void shouldSeeTheEndOfARealProcess() throws IOException, InterruptedException {
    ProcessEnd.Identity self = ProcessEnd.self();
    assumeTrue(self.pid() == ProcessHandle.current().pid(), "a system without /proc");
    assertEquals(0, ProcessEnd.deadlySignal(self, self));
    Process child = new ProcessBuilder("sleep", "60").start();
    try {
      String[] fields = ProcessEnd.read(Long.toString(child.pid()));
      ProcessEnd.Identity sleeper =
          new ProcessEnd.Identity(
              child.pid(), Long.parseLong(fields[ProcessEnd.START_TICKS]), self.space());
      assertEquals(0, ProcessEnd.deadlySignal(self, sleeper));
      child.destroyForcibly();
      int signal = 0;
      // It can be seen until somebody has collected its exit: perhaps too late.
      while (signal == 0 && child.isAlive()) {
        signal = ProcessEnd.deadlySignal(self, sleeper);
      }
      if (signal != 0) {
        assertEquals(9, signal);
      }
      assertNotEquals(0, child.waitFor());
      assertEquals(0, ProcessEnd.deadlySignal(self, sleeper), "nobody is there any more");
    } finally {
      child.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }
}
