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

/** The cases of the in-process tests once more, between processes over the real transports. */
@EnabledOnOs(OS.LINUX)
class BetweenProcessesTest {
  @TempDir Path directory;

  @ParameterizedTest(name = "{0} on {1} ranks over {2}")
  @CsvSource({
    "PointToPointCases, 2, shm",
    "PointToPointCases, 4, shm",
    "ProbeCases, 2, shm",
    "RequestCases, 2, shm",
    "BufferedCases, 2, shm",
    "CommunicatorCases, 4, shm",
    "ErrorCases, 2, shm",
    "MpijavaCases, 3, shm",
    "ThreadCases, 2, shm",
    "MovementCases, 3, shm",
    "ReductionCases, 3, shm",
    "PointToPointCases, 4, quic",
    "ProbeCases, 2, quic",
    "RequestCases, 2, quic",
    "CommunicatorCases, 3, quic",
    "ThreadCases, 2, quic",
    "MovementCases, 3, quic",
    "ReductionCases, 3, quic"
  })
  @DisplayName("the cases' own sentences, between processes")
  void shouldHoldBetweenProcesses(String cases, int ranks, String transport) throws Exception {
    List<String> words =
        List.of(
            Launched.JMPIRUN,
            "-n",
            Integer.toString(ranks),
            "--transport",
            transport,
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
