package conformance.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jmpi.runtime.InProcess;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The suite on in-process ranks, each datatype, buffer and root once; and what it says of bad
 * cases.
 */
class SuiteTest {
  private static final Duration BOUND = Duration.ofSeconds(200);
  private static final String MOVERS =
      "(?i)(bcast|gather|scatter|alltoall|reduce|scan|barrier).*(WORLD|SPLIT)";

  @TempDir Path folder;

  @ParameterizedTest(name = "on {0} ranks")
  @ValueSource(ints = {1, 2, 3, 5})
  @DisplayName("all cases of the suite hold")
  void shouldHold(int ranks) {
    InProcess.run(ranks, BOUND, Map.of(), Suite.class, "--bound-s", "100");
  }

  @Test
  @Tag("sweep")
  @DisplayName("all cases of collectives hold where members are at several, uneven sites")
  void shouldHoldOnSeveralSites() {
    Map<String, String> map = Map.of("topology", "a:3+2,b:1,c:2");
    InProcess.run(8, BOUND, map, Suite.class, "--bound-s", "100", "--only", MOVERS);
  }

  @Test
  @DisplayName("a case that fails is reported with what, where and at which rank; the others go on")
  void shouldReportWhatFails() throws IOException {
    Path file = folder.resolve("results");
    InProcess.RankFailure failure =
        assertThrows(
            InProcess.RankFailure.class, () -> run(file, FailingTable.class, "--bound-s", "100"));
    assertTrue(failure.getMessage().contains("3 conformance tests failed"), failure.getMessage());
    List<String> lines = Files.readAllLines(file);
    assertEquals(List.of("0", "5", "2", "2", "0", "0"), failuresByTest(lines), lines::toString);
    assertHas(lines, "why", "rank 1:", "data: item 3 of INT", "expected 77");
    assertHas(lines, "why", "rank 0:", "MPI_ERR_RANK instead of MPI_ERR_TAG");
    assertHas(lines, "why", "rank 1:", "on purpose", "FailingTable.java");
    assertEquals("end", lines.get(lines.size() - 1));
  }

  @ParameterizedTest(name = "full: {0}")
  @ValueSource(booleans = {true, false})
  @DisplayName("the matrix has every pair of datatype, buffer and root, or at least each of them")
  void shouldGoThroughTheMatrix(boolean full) {
    List<String> words = new ArrayList<>(List.of("--table", MatrixTable.class.getName()));
    words.addAll(full ? List.of("--full", "--only", "pairs") : List.of("--only", "each"));
    InProcess.run(2, BOUND, Map.of(), Suite.class, words.toArray(String[]::new));
  }

  @Test
  @DisplayName("a case that hangs ends the job, which says which case and where")
  void shouldReportWhatHangs() throws IOException {
    Path file = folder.resolve("results");
    InProcess.RankFailure failure =
        assertThrows(
            InProcess.RankFailure.class, () -> run(file, HangingTable.class, "--bound-s", "1"));
    List<String> lines = Files.readAllLines(file);
    assertEquals(List.of("0"), failuresByTest(lines), failure::getMessage);
    assertHas(lines, "hang", "waits for ever on DUP", "HangingTable", "recv");
  }

  private static void run(Path file, Class<?> table, String... more) {
    InProcess.run(
        2,
        BOUND,
        Map.of(),
        Suite.class,
        more[0],
        more[1],
        "--results",
        file.toString(),
        "--table",
        table.getName());
  }

  private static List<String> failuresByTest(List<String> lines) {
    return lines.stream().filter(l -> l.startsWith("test\t")).map(l -> l.split("\t")[4]).toList();
  }

  private static void assertHas(List<String> lines, String kind, String... words) {
    assertTrue(
        lines.stream()
            .filter(l -> l.startsWith(kind))
            .anyMatch(l -> List.of(words).stream().allMatch(l::contains)),
        () -> "no line with " + List.of(words) + " in " + lines);
  }
}
