package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Launched;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that fail: soon, with the right exit code, one line that says why, and nobody left. */
@EnabledOnOs(OS.LINUX)
class FailureTest {
  private static final int RANKS = 3;

  /** The promise is 2 s; the rest is for a machine that does other work beside. */
  private static final long SOON_NS = TimeUnit.SECONDS.toNanos(30);

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}: exit code {1}")
  @CsvSource({
    "throw, 1, uncaught java.lang.IllegalStateException: thrown on purpose",
    "exit, 3, ended with exit code 3 before MPI.Finalize",
    "abort, 7, abort(7)",
    "exit 0, 1, without MPI.Finalize",
    "return, 1, without MPI.Finalize",
    "fatal, 6, MPI_ERR_RANK"
  })
  @DisplayName(
      "MPI-4.1 §11.4.2 MPI_Abort and §9.3 MPI_ERRORS_ARE_FATAL; the user guide: exit code of the"
          + " first rank that failed, and one line that names rank, host, pid and cause")
  void shouldEndWithTheFirstFailure(String how, int code, String cause) throws Exception {
    Launched job = Launched.jmpirun(directory, "-n " + RANKS, how);
    if (!how.equals("fatal")) {
      job.awaitRanks(RANKS, "waits");
    }
    long startNs = System.nanoTime();
    job.expect(code);
    assertSoon(startNs, job);
    assertOneLine(job, RANKS - 1, cause);
  }

  @Test
  @DisplayName("the user guide: a rank killed by SIGKILL ends the job with 128 + 9")
  void shouldEndWhenARankIsKilled() throws Exception {
    Launched job = Launched.jmpirun(directory, "-n " + RANKS, "hang");
    Map<Integer, Long> pids = job.awaitRanks(RANKS, "waits");
    long startNs = System.nanoTime();
    Launched.signal("KILL", pids.get(1));
    job.expect(137);
    assertSoon(startNs, job);
    assertOneLine(job, 1, "(pid " + pids.get(1) + ") was killed by signal 9 (SIGKILL)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "quic"})
  @DisplayName("the user guide: the same while large messages are under way")
  void shouldEndWhenARankIsKilledInTheMiddle(String transport) throws Exception {
    Launched job = Launched.jmpirun(directory, "-n 3 --transport " + transport, "stream");
    Map<Integer, Long> pids = job.awaitRanks(3, "streams");
    long startNs = System.nanoTime();
    Launched.signal("KILL", pids.get(0));
    job.expect(137);
    assertSoon(startNs, job);
    assertOneLine(job, 0, "was killed by signal 9 (SIGKILL)");
  }

  @ParameterizedTest(name = "{0}: exit code {1}")
  @CsvSource({
    "throw, 1, thrown on purpose",
    "abort, 7, abort(7)",
    "deaf, 7, abort(7)",
    "return, 1, Finalize",
    "fatal, 6, MPI_ERR_RANK"
  })
  @DisplayName("the user guide: jmpirun --in-process ends with the same exit codes")
  void shouldEndInProcessToo(String how, int code, String cause) throws Exception {
    Launched job = Launched.jmpirun(directory, "-n " + RANKS + " --in-process", how).expect(code);
    assertEquals(1, job.own().size(), job::toString);
    assertTrue(job.own().get(0).contains("rank " + (RANKS - 1)), job::toString);
    assertTrue(job.own().get(0).contains(cause), job::toString);
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  @DisplayName("the user guide: Ctrl-C and TERM end all ranks")
  void shouldEndOnASignal(String signal, int code) throws Exception {
    Launched job = Launched.jmpirun(directory, "-n " + RANKS, "hang");
    job.awaitRanks(RANKS, "waits");
    long startNs = System.nanoTime();
    Launched.signal(signal, job.process().pid());
    job.expect(code);
    assertSoon(startNs, job);
    assertEquals(1, job.own().size(), job::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  @DisplayName("the user guide: no rank is left when jmpirun itself is killed")
  void shouldLeaveNobodyWithoutTheLauncher(int ranks) throws Exception {
    Launched job = Launched.jmpirun(directory, "-n " + ranks, "hang");
    job.awaitRanks(ranks, "waits");
    assertTrue(job.survivors().size() > ranks, () -> "too few: " + job.survivors());
    long startNs = System.nanoTime();
    Launched.signal("KILL", job.process().pid());
    job.expectNobody();
    assertSoon(startNs, job);
  }

  private static void assertSoon(long startNs, Launched job) {
    long tookNs = System.nanoTime() - startNs;
    assertTrue(tookNs < SOON_NS, () -> "it took " + tookNs / 1_000_000 + " ms\n" + job);
  }

  private static void assertOneLine(Launched job, int rank, String cause) {
    assertEquals(1, job.own().size(), job::toString);
    String line = job.own().get(0);
    assertTrue(line.matches("jmpirun: rank " + rank + " on host \\S+ \\(pid \\d+\\) .*"), line);
    assertTrue(line.contains(cause), line);
  }
}
