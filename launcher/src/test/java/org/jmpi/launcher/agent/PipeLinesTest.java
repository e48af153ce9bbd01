package org.jmpi.launcher.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jmpi.error.EngineException;
import org.jmpi.job.ProcessId;
import org.jmpi.job.ProcessInfo;
import org.jmpi.launcher.rank.Joins;
import org.jmpi.launcher.rank.LaunchedJob;
import org.jmpi.launcher.wire.PipeNames;
import org.jmpi.launcher.wire.RankDown;
import org.jmpi.launcher.wire.RankUp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class PipeLinesTest {
  private static final long BOUND_S = 20;
  private static final int RANK = 1;

  @TempDir Path directory;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> orphans = new LinkedBlockingQueue<>();
  private String refusal;
  private RankLines lines;

  @BeforeEach
  void open() throws IOException {
    lines = PipeLines.open(directory, new Heard()).orElse(null);
    assumeTrue(lines != null, "there are no such pipes on this system");
    lines.expect(RANK);
  }

  @AfterEach
  void close() {
    if (lines != null) {
      lines.close();
    }
  }

  @Test
  void shouldCarryARankFromHelloToItsEnd() throws Exception {
    LaunchedJob job = join();
    assertEquals(new ProcessId(9, RANK, 0), job.self());
    assertEquals(Map.of("k", "v"), job.settings());
    assertEquals("hello 1", next());
    job.initialized();
    assertEquals("1 Initialized[]", next());
    job.abort(3, "why");
    assertEquals("1 Abort[exitCode=3, reason=why]", next());
    lines.close();
    assertNotNull(orphans.poll(BOUND_S, TimeUnit.SECONDS), "the rank did not see the agent's end");
  }

  @Test
  void shouldLetOneProcessTakeThePlaceOfARank() throws Exception {
    join();
    EngineException second = assertThrows(EngineException.class, this::join);
    assertTrue(second.getMessage().contains("has joined the job already"), second.getMessage());
  }

  @Test
  void shouldTellWhyARankIsRefused() {
    refusal = "not today";
    EngineException refused = assertThrows(EngineException.class, this::join);
    assertTrue(refused.getMessage().contains("not today"), refused.getMessage());
  }

  @Test
  void shouldSeeTheEndOfARank() throws Exception {
    try (OutputStream rank = new FileOutputStream(up())) {
      rank.write(hello(RANK, RankUp.VERSION));
      assertEquals("hello 1", next());
      assertEquals(0, events.size(), "the line lives while the rank has it open");
    }
    assertEquals("closed 1", next());
    lines.send(RANK, new byte[] {1});
  }

  @Test
  void shouldEndALineThatBeginsWithSomethingElse() throws Exception {
    try (OutputStream rank = new FileOutputStream(up())) {
      rank.write(hello(RANK + 1, RankUp.VERSION));
      assertBroken(rank);
    }
    assertEquals(0, events.size(), "a stranger was let in");
  }

  @Test
  void shouldRefuseAnotherVersion() throws Exception {
    assertTrue(PipeNames.down(directory.toFile(), RANK).renameTo(taken()));
    try (OutputStream rank = new FileOutputStream(up())) {
      rank.write(hello(RANK, RankUp.VERSION + 1));
      try (InputStream answer = new FileInputStream(taken())) {
        byte[] expected = new RankDown.Refused(LifeLines.otherVersion(RankUp.VERSION + 1)).encode();
        ByteArrayOutputStream came = new ByteArrayOutputStream();
        answer.transferTo(came);
        assertArrayEquals(expected, came.toByteArray());
      }
    }
  }

  @Test
  void shouldNotWaitForARankThatDoesNotRead() throws Exception {
    assertTrue(PipeNames.down(directory.toFile(), RANK).renameTo(taken()));
    try (OutputStream rank = new FileOutputStream(up())) {
      rank.write(hello(RANK, RankUp.VERSION));
      assertEquals("hello 1", next());
      byte[] frame = new byte[1 << 20];
      for (long sentBytes = 0; sentBytes <= 2L * LifeLines.MAX_QUEUED_BYTES; sentBytes += 1 << 20) {
        lines.send(RANK, frame);
      }
      // It is given up: what was under way is read, then the end.
      try (InputStream answer = new FileInputStream(taken())) {
        long bytes = answer.transferTo(OutputStream.nullOutputStream());
        assertTrue(bytes <= 2L * frame.length, bytes + " bytes came though nobody had read");
      }
    }
  }

  @Test
  void shouldLeaveNothingWhenARankHasNeverCome() throws Exception {
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(up().toPath())));
    int absent = 7;
    lines.expect(absent);
    lines.forget(absent);
    assertTrue(hasEnded("life-line " + absent), "a thread waits for a rank for ever");
    lines.close();
    assertEquals(List.of(), List.of(directory.toFile().list()));
  }

  private LaunchedJob join() {
    return Joins.join(lines.address() + "#" + RANK, orphans::add);
  }

  private File up() {
    return PipeNames.up(directory.toFile(), RANK);
  }

  private File taken() {
    return PipeNames.taken(directory.toFile(), RANK);
  }

  private static byte[] hello(int index, int version) {
    return new RankUp.Hello(version, index, 1, new byte[0]).encode();
  }

  /** A pipe that nobody reads takes no more. */
  private static void assertBroken(OutputStream pipe) {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_S);
    assertThrows(
        IOException.class,
        () -> {
          while (System.nanoTime() < deadlineNs) {
            pipe.write(0);
            Thread.yield();
          }
        });
  }

  private String next() throws InterruptedException {
    return events.poll(BOUND_S, TimeUnit.SECONDS);
  }

  private final class Heard implements RankLines.Events {
    @Override
    public String onHello(int index) {
      return refusal;
    }

    @Override
    public void onFrame(int index, byte[] frame) {
      RankUp message = RankUp.decode(frame);
      if (message instanceof RankUp.Hello hello) {
        events.add("hello " + index);
        List<ProcessInfo> world =
            List.of(
                new ProcessInfo(new ProcessId(9, 0, 0), 0, "h"),
                new ProcessInfo(new ProcessId(9, 1, 0), 0, "h"));
        lines.send(
            index,
            new RankDown.Welcome(9, hello.index(), 0, 2, false, 0, world, Map.of("k", "v"))
                .encode());
      } else {
        events.add(index + " " + message);
      }
    }

    @Override
    public void onClosed(int index) {
      events.add("closed " + index);
    }
  }

  private static boolean hasEnded(String thread) throws InterruptedException {
    boolean ended = true;
    for (Thread each : Thread.getAllStackTraces().keySet()) {
      if (each.getName().equals(thread)) {
        each.join(TimeUnit.SECONDS.toMillis(BOUND_S));
        ended &= !each.isAlive();
      }
    }
    return ended;
  }
}
