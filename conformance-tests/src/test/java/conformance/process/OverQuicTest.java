package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import conformance.programs.CasesProgram;
import conformance.support.Launched;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.commons.util.StringUtils;
import org.opentest4j.AssertionFailedError;

/** The cases of the in-process tests once more, between processes over the real transport. */
@EnabledOnOs(OS.LINUX)
class OverQuicTest {
  @TempDir Path directory;

  @ParameterizedTest(name = "{0} on {1} ranks")
  @CsvSource({
    "PointToPointCases, 2",
    "PointToPointCases, 4",
    "ProbeCases, 2",
    "RequestCases, 2",
    "BufferedCases, 2",
    "CommunicatorCases, 3",
    "CommunicatorCases, 4",
    "ErrorCases, 2",
    "MpijavaCases, 3",
    "ThreadCases, 2",
    "MovementCases, 3",
    "ReductionCases, 3"
  })
  @DisplayName("the cases' own sentences, over QUIC between processes")
  void shouldHoldBetweenProcesses(String cases, int ranks) throws Exception {
    List<String> words =
        List.of(
            Launched.JMPIRUN,
            "-n",
            Integer.toString(ranks),
            "-cp",
            classPath(),
            CasesProgram.class.getName(),
            "conformance.inprocess." + cases);
    Launched job = Launched.command(directory, Map.of(), words).expect(0);
    assertEquals("", job.err());
    List<String> lines = job.out().lines().toList();
    assertEquals(ranks, lines.size(), job::toString);
    assertEquals(0, lines.stream().filter(l -> l.contains(": 0 cases")).count(), job::toString);
  }

  /** The tests' own classes and those that assertions need. */
  private static String classPath() {
    return Stream.of(
            CasesProgram.class, Assertions.class, AssertionFailedError.class, StringUtils.class)
        .map(type -> type.getProtectionDomain().getCodeSource())
        .map(CodeSource::getLocation)
        .map(location -> Path.of(location.getPath()).toString())
        .distinct()
        .collect(Collectors.joining(":"));
  }
}
