package org.jmpi.launcher.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jmpi.launcher.wire.AgentDown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
final class InputFeederTest {
  private static final int RANK = 3;
  private static final long BOUND_S = 20;

  @TempDir Path directory;

  private final BlockingQueue<AgentDown> sent = new LinkedBlockingQueue<>();

  @Test
  void shouldLeaveAReadThatWaits() throws Exception {
    Path pipe = directory.resolve("input");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    try (RandomAccessFile bothEnds = new RandomAccessFile(pipe.toFile(), "rw")) {
      FileChannel in = bothEnds.getChannel();
      InputFeeder feeder = new InputFeeder(RANK, false, in, sent::add);
      Thread thread = feeder.start();
      // Not through the channel: its reader keeps writers out.
      bothEnds.write(new byte[] {7, 8});
      AgentDown first = sent.poll(BOUND_S, TimeUnit.SECONDS);
      assertArrayEquals(new byte[] {7, 8}, assertInstanceOf(AgentDown.Input.class, first).bytes());
      assertTrue(thread.isAlive(), "more may come");
      feeder.close();
      thread.join(TimeUnit.SECONDS.toMillis(BOUND_S));
      assertFalse(thread.isAlive(), "left in a read, it would hold up the end of jmpirun");
    }
  }
}
