package org.jmpi.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How jobs of real processes end: exit codes, one line that says why, nobody left. */
@EnabledOnOs(OS.LINUX)
class JobEndTest {
  @TempDir Path directory;

  @Test
  void shouldRunToAGoodEnd() throws Exception {
    Launched job = Launched.probe(directory, "-n 4", "hello").expect(0);
    assertEquals(
        List.of(
            "rank 0 of 4 agent 0",
            "rank 1 of 4 agent 0",
            "rank 2 of 4 agent 0",
            "rank 3 of 4 agent 0"),
        job.out().lines().sorted().toList());
    assertEquals("", job.err());
  }

  @ParameterizedTest
  @CsvSource({
    "exit, 3, ended with exit code 3 before MPI.Finalize",
    "throw, 1, ended with exit code 1 before MPI.Finalize",
    "abort, 42, aborted the job with code 42: the probe wants it",
    "no-finalize, 1, without MPI.Finalize"
  })
  void shouldEndTheJobWithTheFirstFailure(String mode, int code, String words) throws Exception {
    Launched job = Launched.probe(directory, "-n 3", mode).expect(code);
    assertEquals(1, job.own().size(), job.toString());
    assertTrue(job.own().get(0).startsWith("jmpirun: rank 2 on host "), job.toString());
    assertTrue(job.own().get(0).contains(words), job.toString());
  }

  @Test
  void shouldEndSoonAfterAKill() throws Exception {
    Launched job = Launched.probe(directory, "-n 3", "hang").awaitOutput("of 3", 3);
    ProcessHandle rank =
        job.process().children().filter(p -> arguments(p).contains("Probe")).findFirst().get();
    long killedNs = System.nanoTime();
    Launched.signal("KILL", rank.pid());
    job.expect(137);
    // The others would hang for a minute.
    assertTrue(System.nanoTime() - killedNs < TimeUnit.SECONDS.toNanos(30), "slow: " + job);
    assertEquals(1, job.own().size(), job.toString());
    assertTrue(
        job.own().get(0).contains("(pid " + rank.pid() + ") was killed by signal 9"),
        job.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hang", "plain-hang"})
  void shouldLeaveNobodyWhenJmpirunIsKilled(String mode) throws Exception {
    Launched job = Launched.probe(directory, "-n 3", mode);
    job.awaitOutput(mode.equals("hang") ? "of 3" : "here", 3);
    assertTrue(job.survivors().size() >= 4, "too few processes: " + job.survivors());
    job.signal("KILL");
    job.expectNobody();
  }

  /** The parent-death signal alone: the guard, which is the other net, is killed first. */
  @Test
  void shouldLeaveNobodyEvenWithoutTheGuard() throws Exception {
    Launched job = Launched.probe(directory, "-n 2", "plain-hang").awaitOutput("here", 2);
    ProcessHandle guard =
        job.process().children().filter(p -> arguments(p).contains("jmpi-guard")).findFirst().get();
    Launched.signal("KILL", guard.pid());
    Launched.await("the guard lives", () -> !guard.isAlive());
    job.signal("KILL");
    job.expectNobody();
  }

  /** The guard alone: a shell's child asks for no parent-death signal. */
  @Test
  void shouldLeaveNoChildOfARank() throws Exception {
    Launched job =
        Launched.start(directory, "-n", "2", "sh", "-c", "sleep 77 & echo here; wait")
            .awaitOutput("here", 2);
    job.signal("KILL");
    job.expectNobody();
  }

  @Test
  void shouldKillWhatARankLeavesBehind() throws Exception {
    Launched job =
        Launched.start(directory, "-n", "2", "sh", "-c", "sleep 77 & echo here").expect(0);
    assertTrue(job.tookMs() < TimeUnit.SECONDS.toMillis(30), "it waited for the sleepers");
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  void shouldEndAllOnASignal(String signal, int code) throws Exception {
    Launched job = Launched.probe(directory, "-n 3", "hang").awaitOutput("of 3", 3);
    job.signal(signal);
    job.expect(code);
    assertEquals(List.of("jmpirun: interrupted; the job is ended"), job.own());
  }

  @Test
  void shouldKillWhoIgnoresTheRequest() throws Exception {
    Launched job =
        Launched.start(
                directory,
                "-n",
                "2",
                "--grace",
                "0.3",
                "sh",
                "-c",
                "trap '' TERM; echo here; while :; do sleep 1; done")
            .awaitOutput("here", 2);
    job.signal("TERM");
    job.expect(143);
  }

  @Test
  void shouldDumpThreadsAtTheTimeLimit() throws Exception {
    String hangs = "is initialized: hangs on purpose";
    Launched job = Launched.probe(directory, "-n 2 --timeout 2", "hang").expect(124);
    if (job.err().split(hangs, -1).length < 3) {
      // The machine is busy: the ranks had not come so far.
      job = Launched.probe(directory, "-n 2 --timeout 20", "hang").expect(124);
    }
    for (int rank = 0; rank < 2; rank++) {
      assertTrue(job.out().contains("[" + rank + "] Full thread dump"), job.toString());
    }
    int second = job.out().indexOf("[1] Full thread dump");
    assertFalse(job.out().substring(second).contains("\n[0] "), "the dumps are mixed");
    assertTrue(job.out().contains("Probe.hang"), job.toString());
    assertTrue(job.err().contains(hangs), job.toString());
  }

  @Test
  void shouldGoOnWithoutAKilledRankWhenAskedTo() throws Exception {
    Launched job = Launched.probe(directory, "-n 3 --on-failure continue", "survive").expect(0);
    assertTrue(job.out().contains("rank 0 heard of 2: was killed by signal 9"), job.toString());
    assertTrue(job.out().contains("rank 1 heard of 2: was killed by signal 9"), job.toString());
    assertEquals(1, job.own().size(), job.toString());
  }

  @Test
  void shouldReportEveryState() throws Exception {
    Launched job = Launched.probe(directory, "-n 1 --report-state", "hello").expect(0);
    List<String> states = job.own().stream().map(l -> l.replaceFirst(".* ", "")).toList();
    assertEquals(List.of("started", "initialized", "finalized", "ended"), states, job.toString());
  }

  @Test
  void shouldSayWhatCannotBeStarted() throws Exception {
    Launched job = Launched.start(directory, "-n", "2", "./nothing").expect(127);
    assertEquals(1, job.own().size(), job.toString());
    assertTrue(job.own().get(0).contains("there is no program"), job.toString());
    job = Launched.start(directory, "-n", "2", "-cp", "missing.jar", "Main").expect(127);
    assertTrue(job.own().get(0).contains("'missing.jar', which does not exist"), job.toString());
    job = Launched.start(directory, "-n", "0", "-cp", ".", "Main").expect(2);
    assertEquals(List.of("jmpirun: -n 0: at least one rank is needed"), job.own());
  }

  private static String arguments(ProcessHandle process) {
    return process.info().commandLine().orElse("")
        + String.join(" ", process.info().arguments().orElse(new String[0]));
  }
}
