package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.programs.Brief;
import conformance.support.Launched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes a rank slow to start is not there. */
class StartTest {
  private static final int RANKS = 2;

  /** Part of the name of the class of each lambda, on all JDKs. */
  private static final String LAMBDA = "$$Lambda";

  @TempDir Path directory;

  @Test
  @DisplayName("Init and Finalize link no lambda of ours and map no file: 0.2 ms and 8 ms each")
  void shouldLoadNoLambdaAndMapNoFileInAProgramThatSaysNothing() throws Exception {
    Launched.command(
            directory,
            Map.of(),
            List.of(
                Launched.JMPIRUN,
                "-n",
                Integer.toString(RANKS),
                "--jvm-opts",
                "-Xlog:class+load:file=" + directory.resolve("classes-%p"),
                "-cp",
                Launched.CLASS_PATH,
                Brief.class.getName()))
        .expect(0);
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> logs =
          files.filter(f -> f.getFileName().toString().startsWith("classes-")).toList();
      assertEquals(RANKS, logs.size(), logs::toString);
      for (Path log : logs) {
        List<String> classes = Files.readAllLines(log);
        assertTrue(classes.stream().anyMatch(line -> line.contains(" mpi.MpiState ")), "no log");
        assertEquals(
            List.of(),
            classes.stream()
                .filter(line -> line.contains(" mpi.") || line.contains(" org.jmpi."))
                .filter(line -> line.contains(LAMBDA))
                .toList());
        assertEquals(
            List.of(),
            classes.stream()
                .filter(line -> line.contains(" org.jmpi.net.local.Mailbox "))
                .toList());
      }
    }
  }
}
