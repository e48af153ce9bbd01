package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Launched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that end well. */
@EnabledOnOs(OS.LINUX)
class JobTest {
  @TempDir Path directory;

  @ParameterizedTest(name = "{1} on {0} ranks")
  @CsvSource({"1, hello, 0", "3, exchange, 0", "6, exchange, 0", "2, loop, 3000", "16, loop, 200"})
  @DisplayName(
      "MPI-4.1 §11.5 MPIEXEC: -n ranks are started and know each other; all end with 0, so jmpirun"
          + " does")
  void shouldRunToTheEnd(int ranks, String program, String rounds) throws Exception {
    Launched job = Launched.jmpirun(directory, "-n " + ranks, program, rounds).expect(0);
    String last = program.equals("exchange") ? "exchanged" : program.equals("loop") ? "looped" : "";
    assertEquals(ranks, job.said(last).size(), job::toString);
    assertEquals("", job.err());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"", " --in-process"})
  @DisplayName(
      "MPI-4.1 §11.2.2 MPI_Finalize, its examples with MPI_Bsend and MPI_Request_free: what was sent"
          + " before arrives, however late it is received")
  void shouldDeliverWhatWasSentBeforeFinalize(String option) throws Exception {
    Launched job = Launched.jmpirun(directory, "-n 3" + option, "late").expect(0);
    assertEquals(2, job.said("received").size(), job::toString);
    assertEquals("", job.err());
  }

  @Test
  @DisplayName(
      "MPI-4.1 §8.5: with reorder = true the implementation may choose ranks so that the topology"
          + " suits the machine; with false each process keeps its rank")
  void shouldBringNeighboursToOneHost() throws Exception {
    Path script = directory.resolve("rsh");
    Files.writeString(script, "#!/bin/sh\nshift\nexec \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    String hosts = "--rsh ./rsh --host localhost:2,b:2";
    Launched job = Launched.jmpirun(directory, hosts, "reordered").expect(0);
    assertEquals(4, job.said("kept: neighbour elsewhere").size(), job::toString);
    for (String what : List.of("graph", "adjacent", "distributed")) {
      assertEquals(4, job.said(what + ": neighbour here").size(), job::toString);
    }
  }

  @ParameterizedTest(name = "jmpirun{0}")
  @CsvSource({
    "'', ''",
    "' --in-process', ''",
    "' --args mpj', 'R 2 niodev '",
    "' --args mpj --in-process', 'R 2 multicore '"
  })
  @DisplayName("MPJ Express: main gets rank, size and device first; MPI.Init returns the others")
  void shouldPassArgumentsAsTheDialectHasThem(String options, String prefix) throws Exception {
    Launched job = Launched.jmpirun(directory, "-n 2" + options, "arguments", "-x", "7").expect(0);
    for (int rank = 0; rank < 2; rank++) {
      String line = prefix.replace("R", "" + rank) + "arguments -x 7 -> arguments -x 7";
      assertTrue(job.said(line).containsKey(rank), job::toString);
    }
    assertEquals("", job.err());
  }

  @Test
  @DisplayName(
      "MPI-4.1 §3.5 Fairness and resource limitations: 400 MB of outstanding sends do not exhaust a"
          + " receiver of 96 MB")
  void shouldBoundWhatAFloodCosts() throws Exception {
    Launched job =
        Launched.jmpirun(directory, "-n 2 --jvm-opts -Xmx96m", "flood", "40000", "2500").expect(0);
    assertEquals(2, job.said("flooded").size(), job::toString);
    assertEquals("", job.err());
  }
}
