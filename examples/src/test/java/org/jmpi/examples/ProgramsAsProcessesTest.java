package org.jmpi.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user types: the distribution's jmpirun and the class path of the examples. */
@EnabledOnOs(OS.LINUX)
class ProgramsAsProcessesTest {
  private static final Path JMPIRUN = Path.of("..", "build", "jmpi", "bin", "jmpirun");
  private static final long BOUND_S = 120;

  @TempDir Path directory;

  /** How a job ended. */
  private record Ended(int exitCode, String out, String err) {}

  @ParameterizedTest
  @CsvSource({
    "openmpi.Heat, 20 10, 20 x 20 points on 2 x 2 ranks: right",
    "mpijava.Queens, 6, '6 queens: 4 different boards, as known'",
    "openmpi.MatrixMultiply, 20, product of two matrices of 20 x 20 by 4 ranks: right",
    "mpijava.WordCount, '', as counted alone",
    "openmpi.PersistentRing, 10, 'all tokens are home, as expected'"
  })
  void shouldSayThatItsResultIsRight(String program, String arguments, String line)
      throws Exception {
    Ended job = run(program, arguments);
    assertEquals(0, job.exitCode, job::toString);
    assertTrue(job.out.contains(line), job::toString);
    assertEquals(1, job.out.lines().count(), job::toString);
    assertEquals("", job.err);
  }

  @Test
  void shouldTrainOnWhenARankIsKilled() throws Exception {
    Ended job =
        run(
            "--with-ft ulfm",
            "digits.TrainDigits",
            "--survive --spares 1 --epochs 40 --hidden 32 --kill-rank 2 --kill-at-step 40");
    assertEquals(0, job.exitCode, job::toString);
    String said =
        "rank 2 has failed at epoch 4; rank 3, a spare, takes the place of rank 2;"
            + " going on with 3 ranks";
    assertTrue(job.out.contains(said), job::toString);
    assertTrue(job.out.contains("identical weights on all ranks: yes"), job::toString);
    assertTrue(job.err.startsWith("jmpirun: rank 2 on host "), job::toString);
    assertTrue(job.err.contains("SIGKILL"), job::toString);
  }

  @Test
  void shouldEndWithAnErrorWhenItCannotWork() throws Exception {
    Ended job = run("mpijava.WordCount", "no-such-file");
    assertEquals(1, job.exitCode, job::toString);
    assertEquals("", job.out);
    assertTrue(job.err.contains("java.nio.file.NoSuchFileException: no-such-file"), job::toString);
  }

  @Test
  void shouldGoOnAfterDeaths() throws Exception {
    Ended job = run("--with-ft ulfm", "recovery.RecoveryDemo", "2");
    assertEquals(0, job.exitCode, job::toString);
    for (int victim = 2; victim < 4; victim++) {
      assertTrue(job.out.contains("rank " + victim + " was killed; "), job::toString);
      assertTrue(job.err.contains("jmpirun: rank " + victim + " on host "), job::toString);
    }
    assertTrue(job.out.contains("went on with 2 ranks"), job::toString);
  }

  private Ended run(String program, String arguments) throws Exception {
    return run("", program, arguments);
  }

  private Ended run(String options, String program, String arguments) throws Exception {
    File out = directory.resolve("out").toFile();
    File err = directory.resolve("err").toFile();
    String command =
        JMPIRUN + " -n 4 " + options + " -cp " + classes() + " org.jmpi.examples." + program;
    Process process =
        new ProcessBuilder((command + " " + arguments).trim().split(" +"))
            .redirectOutput(out)
            .redirectError(err)
            .start();
    try {
      assertTrue(process.waitFor(BOUND_S, TimeUnit.SECONDS), () -> command + " does not end");
    } finally {
      process.destroy();
    }
    return new Ended(
        process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
  }

  private static Path classes() throws URISyntaxException {
    return Path.of(
        org.jmpi.examples.openmpi.Heat.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toURI());
  }
}
