package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Launched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deaths at random moments while ranks talk through shared memory, in messages or in collectives:
 * the property {@code conformance.kills} says how many, {@code conformance.seed} repeats a run.
 */
@EnabledOnOs(OS.LINUX)
class KillTest {
  private static final int RANKS = 3;
  private static final Pattern FOLDER = Pattern.compile("runs in [0-9a-f]+:(\\S+)");

  @TempDir Path directory;

  private final long seed = Long.getLong("conformance.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Set<Path> folders = new HashSet<>();

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  @DisplayName(
      "the user guide: however a rank or jmpirun dies, nothing hangs, no message is torn, and"
          + " nothing is left in the shared folder after the next start")
  void shouldLeaveNothingAndCorruptNothing() throws Exception {
    int kills = Integer.getInteger("conformance.kills", 5);
    System.out.println("KillTest: " + kills + " kills, seed " + seed);
    for (int round = 0; round < kills; round++) {
      String what = "round " + round + ", seed " + seed;
      Path own = Files.createDirectory(directory.resolve("round-" + round));
      switch (round % 5) {
        case 0, 1 -> killARank(own, "continue", 0, false, what);
        case 2 -> killARank(own, "end", 137, false, what);
        case 3 -> killARank(own, "continue", 0, true, what);
        default -> killJmpirun(own, what);
      }
    }
    Launched.jmpirun(directory, "-n 2", "hello").expect(0);
    assertFalse(folders.isEmpty(), "no folder was seen");
    for (Path folder : folders) {
      assertFalse(Files.exists(folder), () -> folder + " was left, seed " + seed);
    }
  }

  /** One rank dies, at once or after it was stopped in the middle of whatever it did. */
  private void killARank(Path own, String onFailure, int exitCode, boolean stopFirst, String what)
      throws Exception {
    Launched job = start(own, "-n " + RANKS + " --on-failure " + onFailure);
    Map<Integer, Long> pids = job.awaitRanks(RANKS, "runs");
    pause(random.nextInt(400));
    long victim = pids.get(random.nextInt(RANKS));
    if (stopFirst) {
      Launched.signal("STOP", victim);
      pause(random.nextInt(400));
    }
    Launched.signal("KILL", victim);
    job.expect(exitCode);
    check(job, what);
    if (onFailure.equals("continue")) {
      assertEquals(RANKS - 1, job.said("intact").size(), () -> what + "\n" + job);
    }
  }

  /** Also before the ranks have begun. */
  private void killJmpirun(Path own, String what) throws Exception {
    Launched job = start(own, "-n " + RANKS);
    if (random.nextBoolean()) {
      job.awaitRanks(RANKS, "runs");
    }
    pause(random.nextInt(1000));
    Launched.signal("KILL", job.process().pid());
    job.expectNobody();
    check(job, what);
  }

  private Launched start(Path own, String options) throws Exception {
    String what = random.nextBoolean() ? "traffic" : "collective-traffic";
    return Launched.jmpirun(own, options, what, Long.toString(random.nextLong()));
  }

  private void check(Launched job, String what) {
    assertFalse(job.out().contains("CORRUPT"), () -> what + "\n" + job);
    Matcher folder = FOLDER.matcher(job.out());
    while (folder.find()) {
      folders.add(Path.of(folder.group(1)));
    }
    assertTrue(folders.size() < 1000, what);
  }

  private static void pause(int millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
