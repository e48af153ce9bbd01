package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import conformance.support.Launched;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that end well. */
@EnabledOnOs(OS.LINUX)
class JobTest {
  @TempDir Path directory;

  @ParameterizedTest(name = "{1} on {0} ranks")
  @CsvSource({
    "1, hello, 0",
    "4, hello, 0",
    "16, hello, 0",
    "3, exchange, 0",
    "6, exchange, 0",
    "2, loop, 3000",
    "16, loop, 200"
  })
  @DisplayName(
      "MPI-4.1 §11.5 MPIEXEC: -n ranks are started and know each other; all end with 0, so jmpirun"
          + " does")
  void shouldRunToTheEnd(int ranks, String program, String rounds) throws Exception {
    Launched job = Launched.jmpirun(directory, "-n " + ranks, program, rounds).expect(0);
    String last = program.equals("exchange") ? "exchanged" : program.equals("loop") ? "looped" : "";
    assertEquals(ranks, job.said(last).size(), job::toString);
    assertEquals("", job.err());
  }
}
