package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Launched;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Long messages between processes, read from their sender's memory or not. */
@EnabledOnOs(OS.LINUX)
class SingleCopyTest {
  private static final Pattern READ =
      Pattern.compile("declined \\d+, bytes read (\\d+)(?: by (\\S+))?");
  private static final int LONG_MESSAGE_BYTES = 32 << 20;

  @TempDir Path directory;

  @Test
  @DisplayName(
      "the user guide, shm-single-copy: on, every long message from a direct buffer into a direct"
          + " buffer is read from the sender's memory; all arrive as they were sent")
  void shouldReadWhatIsDirect() throws Exception {
    Launched job = run("on", "direct-messages", "1").expect(0);
    assertEquals(2, job.said("intact").size(), job::toString);
    // The lengths above the eager limit, once from direct into direct.
    long each = 16_385 + 65_536 + 131_072 + 131_073 + (1 << 20) + ((1 << 20) + 1) + 9_000_001;
    Matcher read = READ.matcher(job.err());
    for (int rank = 0; rank < 2; rank++) {
      assertTrue(read.find(), job::toString);
      assertEquals(each, Long.parseLong(read.group(1)), job::toString);
      boolean calls = Runtime.version().feature() >= 22;
      assertTrue(read.group(2).startsWith(calls ? "process_vm_readv" : "/proc"), job::toString);
    }
  }

  @Test
  @DisplayName("the user guide, shm-single-copy: off, nothing is read so, and all arrive")
  void shouldArriveWithout() throws Exception {
    Launched job = run("off", "direct-messages", "1").expect(0);
    assertEquals(2, job.said("intact").size(), job::toString);
    assertFalse(job.err().contains("single copy"), job::toString);
  }

  @Test
  @DisplayName("the user guide, shm-single-copy: auto, both ways are taken and all arrive")
  void shouldArriveWhereItIsChosen() throws Exception {
    Launched job = run("auto", "direct-messages", "12").expect(0);
    assertEquals(2, job.said("intact").size(), job::toString);
    Matcher read = READ.matcher(job.err());
    assertTrue(read.find() && Long.parseLong(read.group(1)) > 0, job::toString);
  }

  @Test
  @DisplayName("ULFM: a receive whose sender dies while its memory is read ends with an error")
  void shouldEndAReceiveWhoseSenderIsKilled() throws Exception {
    long seed = Long.getLong("conformance.seed", System.nanoTime());
    Launched job = run("on", "direct-until-death");
    long sender = job.awaitRanks(2, "runs").get(0);
    // Some five messages long: in the middle of one nearly always.
    LockSupport.parkNanos(new Random(seed).nextLong(TimeUnit.MILLISECONDS.toNanos(100)));
    Launched.signal("KILL", sender);
    job.expect(0);
    String what = "seed " + seed + "\n" + job;
    assertFalse(job.out().contains("CORRUPT"), what);
    assertEquals(1, job.said("intact").size(), what);
    Matcher read = READ.matcher(job.err());
    assertTrue(read.find(), what);
    assertTrue(Long.parseLong(read.group(1)) >= 3L * LONG_MESSAGE_BYTES, what);
  }

  private Launched run(String setting, String... program) throws Exception {
    return Launched.jmpirun(
        directory,
        "-n 2 --on-failure continue --report-state --setting shm-single-copy=" + setting,
        program);
  }
}
