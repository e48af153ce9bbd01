package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes in the place of dead ones, with checked values in every step. */
@EnabledOnOs(OS.LINUX)
class RespawnTest {
  private static final int RANKS = 4;
  private static final Pattern STARTED =
      Pattern.compile(
          "jmpirun: process (\\d+) \\(for rank \\d+\\) on host \\S+ \\(pid (\\d+)\\) started");
  private static final Pattern INITIALIZED =
      Pattern.compile("jmpirun: rank (\\d+) on host \\S+ \\(pid (\\d+)\\) initialized");
  private static final Pattern WORKS = Pattern.compile("rank (\\d+) pid (\\d+): works");

  @TempDir Path directory;

  private final long seed = Long.getLong("conformance.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @ParameterizedTest
  @ValueSource(strings = {"shm", "quic"})
  @DisplayName("the user guide, Respawn: the communicator has its old size and order again")
  void shouldGoOnWithTheSameSizeAndOrder(String transport) throws Exception {
    Launched job =
        Launched.jmpirun(
                directory,
                "-n 3 --with-ft ulfm --respawn --transport " + transport,
                "refill",
                "20",
                "0",
                "1@5",
                "0@12",
                "+1@16")
            .expect(0);
    assertEquals(3, job.said("").size(), job::toString);
    assertEquals(1, job.said("original ends with 3 after 3 repairs").size(), job::toString);
    assertEquals(Set.of(0, 1), job.said("replacement ends with 3 after").keySet(), job::toString);
  }

  @Test
  @DisplayName("the user guide, Respawn: a death during the repair is repaired too")
  void shouldBearADeathInTheRepair() throws Exception {
    Launched job =
        Launched.jmpirun(
                directory,
                "-n 4 --with-ft ulfm --respawn",
                "refill",
                "20",
                "0",
                "1@5",
                "3@5!",
                "+1@5!")
            .expect(0);
    assertEquals(2, job.said("original ends with 4").size(), job::toString);
    assertEquals(2, job.said("replacement ends with 4").size(), job::toString);
    assertEquals(3, deaths(job), job::toString);
  }

  @Test
  @DisplayName("the user guide, Respawn: when nobody more may be started, the job goes on smaller")
  void shouldGoOnSmallerWhenTheBoundIsReached() throws Exception {
    Launched job =
        Launched.jmpirun(
                directory, "-n 3 --with-ft ulfm --respawn=1", "refill", "20", "0", "1@5", "2@12")
            .expect(0);
    assertEquals(1, job.said("original ends with 2").size(), job::toString);
    assertEquals(1, job.said("replacement ends with 2").size(), job::toString);
    assertTrue(
        job.own().stream().anyMatch(l -> l.contains("nobody takes the place of rank 2")),
        job::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+start", "+exit"})
  @DisplayName("the user guide, Respawn: newcomers that die at once are replaced, up to the bound")
  void shouldGoOnSmallerWhenNewcomersDieAtOnce(String fate) throws Exception {
    Launched job =
        Launched.jmpirun(
                directory, "-n 3 --with-ft ulfm --respawn=2", "refill", "20", "0", "1@5", fate)
            .expect(fate.equals("+exit") ? 1 : 0);
    assertEquals(2, job.said("original ends with 2").size(), job::toString);
    assertEquals(3, deaths(job), job::toString);
  }

  @Test
  @DisplayName("the user guide, Respawn: if its host is lost, on one with free slots")
  void shouldMoveToAnotherHost() throws Exception {
    Path script = directory.resolve("rsh");
    Files.writeString(script, "#!/bin/sh\nshift\nexec \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    Launched job =
        Launched.jmpirun(
            directory,
            "--rsh ./rsh --host b:2,localhost:4 -n 4 --with-ft ulfm --respawn --report-state",
            "refill",
            "0",
            "1");
    await(job, "the ranks", () -> pids(INITIALIZED, job.err()).size() == RANKS);
    Launched.signal("KILL", agent(job));
    await(job, "two newcomers", () -> pids(WORKS, job.out()).size() == 2);
    Files.createFile(directory.resolve("stop"));
    job.expect(0);
    assertEquals(Set.of(0, 1), job.said("replacement ends with 4").keySet(), job::toString);
    assertEquals(Set.of(2, 3), job.said("original ends with 4").keySet(), job::toString);
  }

  private static long agent(Launched job) {
    return job.survivors().stream()
        .map(ProcessHandle::pid)
        .filter(pid -> commandLine(pid).contains("Main\0--agent"))
        .findFirst()
        .orElseThrow();
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
    } catch (IOException e) {
      // It has ended.
      return "";
    }
  }

  @Test
  @DisplayName("the user guide: --respawn needs --with-ft ulfm")
  void shouldNeedFaultTolerance() throws Exception {
    Launched job = Launched.jmpirun(directory, "-n 2 --respawn", "hello").expect(2);
    assertEquals("jmpirun: --respawn needs --with-ft ulfm", job.err().strip());
  }

  /** The property {@code conformance.kills} says how many, {@code conformance.seed} repeats. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  @DisplayName("the user guide, Respawn: whoever is killed when, all values are right in the end")
  void shouldBearDeathsAtRandomMoments() throws Exception {
    int kills = Integer.getInteger("conformance.kills", 5);
    System.out.println("RespawnTest: " + kills + " kills, seed " + seed);
    Launched job =
        Launched.jmpirun(
            directory,
            "-n " + RANKS + " --with-ft ulfm --report-state --respawn=" + 2 * kills,
            "refill",
            "0",
            "1");
    await(job, "the ranks", () -> pids(INITIALIZED, job.err()).size() == RANKS);
    Map<Integer, Long> pids = pids(INITIALIZED, job.err());
    Set<Long> killed = new HashSet<>();
    while (killed.size() < kills) {
      pause(random.nextInt(300));
      Set<Integer> ranks = new HashSet<>(Set.of(random.nextInt(RANKS)));
      if (random.nextInt(3) == 0) {
        // Neighbours would take the copies of each other's states along.
        ranks.add((ranks.iterator().next() + 2) % RANKS);
      }
      for (int rank : ranks) {
        killed.add(pids.get(rank));
        Launched.signal("KILL", pids.get(rank));
      }
      if (random.nextInt(3) == 0) {
        killANewcomer(job, killed);
      }
      BooleanSupplier isWhole =
          () -> {
            Map<Integer, Long> works = pids(WORKS, job.out());
            return ranks.stream()
                .allMatch(r -> works.containsKey(r) && !killed.contains(works.get(r)));
          };
      await(job, "ranks " + ranks + " after " + killed.size() + " kills", isWhole);
      pids.putAll(pids(WORKS, job.out()));
    }
    Files.createFile(directory.resolve("stop"));
    job.expect(0);
    assertFalse(job.err().contains("WRONG"), () -> seed + "\n" + job);
    int ended =
        job.said("original ends with 4").size() + job.said("replacement ends with 4").size();
    assertEquals(RANKS, ended, () -> seed + "\n" + job);
  }

  /** One that has not begun to work. */
  private void killANewcomer(Launched job, Set<Long> killed) throws Exception {
    await(job, "a newcomer", () -> newcomer(job, killed).isPresent());
    pause(random.nextInt(400));
    Optional<Long> victim = newcomer(job, killed);
    if (victim.isPresent()) {
      killed.add(victim.get());
      Launched.signal("KILL", victim.get());
    }
  }

  private static Optional<Long> newcomer(Launched job, Set<Long> killed) {
    Set<Long> busy = Set.copyOf(all(WORKS, job.out()));
    return all(STARTED, job.err()).stream()
        .filter(pid -> !killed.contains(pid) && !busy.contains(pid))
        .findFirst();
  }

  /** The last process of each number in the lines of that kind. */
  private static Map<Integer, Long> pids(Pattern line, String text) {
    Map<Integer, Long> pids = new TreeMap<>();
    Matcher matcher = line.matcher(text);
    while (matcher.find()) {
      pids.put(Integer.valueOf(matcher.group(1)), Long.valueOf(matcher.group(2)));
    }
    return pids;
  }

  private static List<Long> all(Pattern line, String text) {
    return line.matcher(text).results().map(found -> Long.valueOf(found.group(2))).toList();
  }

  private static long deaths(Launched job) {
    return job.own().stream().filter(l -> l.contains("(the job goes on)")).count();
  }

  private void await(Launched job, String what, BooleanSupplier condition) {
    long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (!job.process().isAlive() || System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(120)) {
        job.survivors().forEach(ProcessHandle::destroyForcibly);
        throw new AssertionError("waited for " + what + ", seed " + seed + "\n" + job);
      }
      pause(5);
    }
  }

  private static void pause(int millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
