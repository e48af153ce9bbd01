package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import conformance.support.Launched;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mpi.MPI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code jmpirun --with-ft ulfm}: ranks and agents die or are stopped, the others hear and go on.
 */
@EnabledOnOs(OS.LINUX)
class FaultToleranceTest {
  private static final String FT = " --with-ft ulfm ";
  private static final double SOON_MS = 2000;

  /** As on another kernel: jmpirun and the agent cannot see each other. */
  private static final String OWN_NUMBERS = "unshare --pid --fork --kill-child --mount-proc";

  private static final Pattern TOOK = Pattern.compile("after ([0-9.]+) ms");

  @TempDir Path directory;

  @Test
  @DisplayName("the user guide: a rank that is killed is reported to the others, down to the last")
  void shouldGoOnDownToTheLastRank() throws Exception {
    Launched job = Launched.jmpirun(directory, "-n 4" + FT, "kill all").expect(0);
    for (int victim = 1; victim < 4; victim++) {
      String heard = failed(victim);
      assertEquals(victim, job.said(heard).size(), job::toString);
      String line = job.own().get(3 - victim);
      assertTrue(line.startsWith("jmpirun: rank " + victim + " on host "), line);
      assertTrue(line.contains(" was killed by signal 9 (SIGKILL)"), line);
    }
    assertEquals(3, job.own().size(), job::toString);
    System.out.println("FaultToleranceTest: from SIGKILL to the error of a receive");
    Matcher took = TOOK.matcher(job.out());
    while (took.find()) {
      System.out.println("  " + took.group(1) + " ms");
      assertTrue(Double.parseDouble(took.group(1)) < SOON_MS, job::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, shm", "1, quic"})
  @DisplayName(
      "ULFM, collective communication: whichever is under way when a member is killed, nobody waits"
          + " for ever, no value is wrong, and the others go on, down to the last")
  void shouldBearAKillInEveryCollective(int first, String transport) throws Exception {
    int kills = 6;
    long seed = Long.getLong("conformance.seed", System.nanoTime());
    Launched job =
        Launched.jmpirun(
                directory,
                "-n " + (kills + 1) + " --transport " + transport + FT,
                "interrupted",
                Integer.toString(first),
                Long.toString(seed))
            .expect(0);
    String where = "conformance.seed=" + seed + "\n" + job;
    for (int left = kills; left > 0; left--) {
      String end = " " + left + " are left";
      long said = job.out().lines().filter(l -> l.contains(": after ") && l.endsWith(end)).count();
      assertEquals(left, said, where);
    }
    assertEquals(kills, job.own().size(), where);
  }

  @Test
  @DisplayName("the user guide: spares take the ranks of those that are killed, with their state")
  void shouldGiveTheStateOfTheDeadToSpares() throws Exception {
    Launched job = Launched.jmpirun(directory, "-n 5" + FT, "remember");
    Map<Integer, Long> pids = job.awaitRanks(5, "ready");
    Launched.signal("KILL", pids.get(1));
    // Three that work, and the spare that is left.
    job.awaitRanks(4, "has 1 spare");
    Launched.signal("KILL", pids.get(0));
    job.expect(0);
    assertEquals(Set.of(2, 3, 4), job.said("remembers").keySet(), job::toString);
    assertEquals(2, job.own().size(), job::toString);
  }

  @Test
  @DisplayName("the user guide: a rank that ends by itself does not end the job, its code counts")
  void shouldGoOnAfterAnExit() throws Exception {
    Launched job = Launched.jmpirun(directory, "-n 3 --enable-recovery", "leave", "3").expect(3);
    assertEquals(2, job.said(failed(2)).size(), job::toString);
    assertEquals(1, job.own().size(), job::toString);
    assertTrue(job.own().get(0).contains("ended with exit code 3 before MPI.Finalize"));
  }

  @Test
  @DisplayName("the user guide: a rank that stays stopped is killed by its agent and reported")
  void shouldKillARankThatStaysStopped() throws Exception {
    Launched job = Launched.jmpirun(directory, "-n 3" + FT, "await", "1", "0");
    Launched.signal("STOP", job.awaitRanks(3, "ready").get(1));
    job.expect(0);
    assertEquals(2, job.said(failed(1)).size(), job::toString);
    assertEquals(1, job.own().size(), job::toString);
    assertTrue(
        job.own()
            .get(0)
            .contains("was stopped (SIGSTOP) for 0.5 s and has been killed by its agent"),
        job::toString);
  }

  @Test
  @DisplayName("the user guide: nobody is suspected for pauses, nor for making no MPI calls")
  void shouldSuspectNobodyForBeingSlow() throws Exception {
    Launched job = Launched.jmpirun(directory, "-n 3 --ft-stop-timeout 5" + FT, "compute", "3000");
    long slow = job.awaitRanks(3, "ready").get(2);
    for (int i = 0; i < 3; i++) {
      Launched.signal("STOP", slow);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
      Launched.signal("CONT", slow);
    }
    job.expect(0);
    assertEquals(3, job.said("succeeded").size(), job::toString);
    assertEquals(List.of(), job.own(), job::toString);
  }

  @Test
  @DisplayName("the user guide: when an agent is killed, its ranks die and the others go on")
  void shouldGoOnWithoutAKilledAgent() throws Exception {
    Launched job = onTwoHosts("", "", FT, "0");
    job.awaitRanks(3, "ready");
    Launched.signal("KILL", agent(job));
    job.expect(0);
    assertEquals(2, job.said(failed(2)).size(), job::toString);
    assertTrue(job.own().get(0).startsWith("jmpirun: lost host b with rank 2: "), job::toString);
    assertTrue(job.own().get(0).endsWith(" (the job goes on)"), job::toString);
  }

  @Test
  @DisplayName("the user guide: a host that is silent for too long is given up")
  void shouldGoOnWithoutASilentAgent() throws Exception {
    Launched job = onTwoHosts("", "", FT, "0");
    job.awaitRanks(3, "ready");
    Launched.signal("STOP", agent(job));
    job.expect(0);
    assertEquals(2, job.said(failed(2)).size(), job::toString);
    assertTrue(
        job.own()
            .get(0)
            .startsWith(
                "jmpirun: lost host b with rank 2: jmpirun has heard nothing of it for 1 s"),
        job::toString);
  }

  @Test
  @DisplayName("the user guide: when jmpirun is killed, all ranks are")
  void shouldEndWithJmpirun() throws Exception {
    Launched job = onTwoHosts("", "", FT, "0");
    job.awaitRanks(3, "ready");
    Launched.signal("KILL", job.process().pid());
    job.expectNobody();
  }

  /**
   * The connection is cut and heals; nobody is stopped, and neither side sees the other's process.
   */
  @Test
  @DisplayName("the user guide: a host that was given up and comes back is refused")
  void shouldRefuseAHostThatComesBack() throws Exception {
    Launched job = onTwoHosts("cat | " + OWN_NUMBERS, " | cat", FT, "2000");
    job.awaitRanks(3, "ready");
    List<Long> link = pids(job, "cat\0");
    assertEquals(2, link.size(), job::toString);
    for (long cat : link) {
      Launched.signal("STOP", cat);
    }
    job.awaitRanks(2, failed(2));
    for (long cat : link) {
      Launched.signal("CONT", cat);
    }
    job.expect(0);
    String refusal =
        "jmpirun: [b] jmpi agent: the job goes on without this host: jmpirun has heard nothing of";
    assertTrue(job.own().stream().anyMatch(line -> line.startsWith(refusal)), job::toString);
  }

  @Test
  @DisplayName("the user guide: an agent that does not hear jmpirun kills its ranks and ends")
  void shouldEndAnAgentThatIsCutOff() throws Exception {
    Launched job = onTwoHosts(OWN_NUMBERS, "", " --ft-host-timeout 0.6" + FT, "0");
    job.awaitRanks(3, "ready");
    long agent = agent(job);
    Launched.signal("STOP", job.process().pid());
    job.awaitEnd(agent);
    assertEquals(0, job.said(failed(2)).size(), job::toString);
    Launched.signal("CONT", job.process().pid());
    job.expect(0);
    assertEquals(2, job.said(failed(2)).size(), job::toString);
    assertTrue(
        job.err().contains("[b] jmpi agent: nothing was heard of jmpirun for 1.8 s"),
        job::toString);
  }

  /**
   * Ranks 0 and 1 here, rank 2 with an agent of its own; all wait for rank 2.
   *
   * @param before what stands before the agent's command
   * @param after what stands after it
   */
  private Launched onTwoHosts(String before, String after, String options, String goOnMs)
      throws Exception {
    Path script = directory.resolve("rsh");
    String command = (after.isEmpty() ? "exec " : "") + before + " \"$@\"" + after;
    Files.writeString(script, "#!/bin/sh\nshift\n" + command + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    if (!before.isEmpty()) {
      assumeTrue(works("./rsh", "b", "true"), "name spaces of process numbers cannot be made here");
    }
    return Launched.jmpirun(
        directory, "--rsh ./rsh --host localhost:2,b" + options, "await", "2", goOnMs);
  }

  private boolean works(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .start();
    boolean ended = process.waitFor(30, TimeUnit.SECONDS);
    process.destroyForcibly();
    return ended && process.exitValue() == 0;
  }

  private static long agent(Launched job) {
    return pids(job, "Main\0--agent").get(0);
  }

  private static List<Long> pids(Launched job, String words) {
    return job.survivors().stream()
        .filter(process -> commandLine(process).contains(words))
        .map(ProcessHandle::pid)
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException e) {
      // It has ended.
      return "";
    }
  }

  private static String failed(int rank) {
    return "error " + MPI.ERR_PROC_FAILED + " ranks [" + rank + "]";
  }
}
