package org.jmpi.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jmpi.launcher.programs.Probe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What goes into jobs of real processes and what comes out. */
@EnabledOnOs(OS.LINUX)
class JobInputOutputTest {
  @TempDir Path directory;

  @Test
  void shouldNotMixLongLines() throws Exception {
    Launched job = Launched.probe(directory, "-n 4", "lines", "300000").expect(0);
    List<String> lines = job.out().lines().toList();
    assertEquals(24, lines.size(), "5 long lines and a last one without line feed per rank");
    for (String line : lines) {
      assertEquals(1, line.replace(" end", "").chars().distinct().count(), "a mixed line");
      assertTrue(line.length() == 300_000 || line.endsWith(" end"), line.length() + " characters");
    }
  }

  @Test
  void shouldTagEachLine() throws Exception {
    Launched job = Launched.probe(directory, "-n 2 --tag-output", "hello").expect(0);
    assertEquals(
        List.of("[0] rank 0 of 2 agent 0", "[1] rank 1 of 2 agent 0"),
        job.out().lines().sorted().toList());
  }

  @Test
  void shouldStampEachLine() throws Exception {
    Launched job = Launched.probe(directory, "-n 1 --timestamp --tag-output", "hello").expect(0);
    assertTrue(
        job.out().matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\[0] rank 0.*\\n"),
        job.out());
  }

  @Test
  void shouldKeepAFilePerRankAfterACrash() throws Exception {
    Launched.probe(directory, "-n 2 --output-dir logs", "hello").expect(0);
    assertEquals("rank 0 of 2 agent 0\n", Files.readString(directory.resolve("logs/rank-0.txt")));
    Launched.probe(directory, "-n 2 --output-dir logs", "throw").expect(1);
    List<String> crashed = Files.readAllLines(directory.resolve("logs/rank-1.txt"));
    assertTrue(crashed.contains("rank 1 of 2 agent 0"), crashed.toString());
    assertTrue(
        crashed.stream().anyMatch(l -> l.endsWith("IllegalStateException: thrown by the probe")),
        crashed.toString());
  }

  @Test
  void shouldSayWhenTheFilesCannotBeWritten() throws Exception {
    Files.createDirectories(directory.resolve("logs"));
    Files.createSymbolicLink(directory.resolve("logs/rank-0.txt"), Path.of("/dev/full"));
    Launched job = Launched.probe(directory, "-n 1 --output-dir logs", "hello").expect(1);
    assertTrue(job.out().contains("rank 0 of 1"), job.toString());
    assertEquals(1, job.own().size(), job.toString());
    assertTrue(job.own().get(0).contains("No space left on device"), job.toString());
    Files.delete(directory.resolve("logs/rank-0.txt"));
  }

  @Test
  void shouldEndTheJobWhenStandardOutputIsFull() throws Exception {
    Files.createSymbolicLink(directory.resolve("out"), Path.of("/dev/full"));
    Launched job = Launched.start(directory, "-n", "2", "sh", "-c", "echo x; sleep 50").expect(1);
    assertTrue(
        job.own()
            .contains(
                "jmpirun: cannot write to standard output: No space left on device; the job is ended"),
        job.toString());
    Files.delete(directory.resolve("out"));
  }

  @Test
  void shouldFeedTheChosenRank() throws Exception {
    Path input = directory.resolve("input");
    Files.writeString(input, "line\n".repeat(100_000));
    Launched job =
        Launched.start(
                directory,
                input.toFile(),
                Map.of(),
                "-n",
                "2",
                "--stdin",
                "1",
                "-cp",
                Launched.CLASS_PATH,
                Probe.class.getName(),
                "cat")
            .expect(0);
    assertEquals(List.of("0 read 0", "1 read 100000"), job.out().lines().sorted().toList());
    job =
        Launched.start(
                directory,
                input.toFile(),
                Map.of(),
                "-n",
                "1",
                "--stdin",
                "none",
                "-cp",
                Launched.CLASS_PATH,
                Probe.class.getName(),
                "cat")
            .expect(0);
    assertEquals("0 read 0\n", job.out());
  }

  @Test
  void shouldPassVariablesAndDirectoriesOn() throws Exception {
    Files.createDirectories(directory.resolve("a b"));
    Launched job =
        Launched.start(
                directory,
                new File("/dev/null"),
                Map.of("OWN", "mine"),
                "-n",
                "1",
                "-x",
                "OWN",
                "-x",
                "SET=x y",
                "--wdir",
                "a b",
                "-cp",
                Launched.CLASS_PATH,
                Probe.class.getName(),
                "env",
                "SET")
            .expect(0);
    assertEquals("x y " + directory.toRealPath().resolve("a b") + "\n", job.out());
  }

  @Test
  void shouldRunSeveralProgramsAsOneJob() throws Exception {
    Launched job =
        Launched.start(
                directory,
                "-n",
                "1",
                "-cp",
                Launched.CLASS_PATH,
                Probe.class.getName(),
                "hello",
                ":",
                "-n",
                "2",
                "java",
                "-Xmx64m",
                "-cp",
                Launched.CLASS_PATH,
                Probe.class.getName(),
                "hello")
            .expect(0);
    assertEquals(3, job.out().lines().filter(l -> l.contains("of 3")).count(), job.toString());
  }

  @Test
  void shouldPassArgumentsOnAsTheyAre() throws Exception {
    Launched job = Launched.probe(directory, "-n 1", "args", "a b", "$HOME", "'q'", "").expect(0);
    assertEquals("args|a b|$HOME|'q'|\n", job.out());
  }
}
