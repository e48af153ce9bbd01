package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import conformance.programs.CasesProgram;
import conformance.programs.MortalCasesProgram;
import conformance.support.Launched;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
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

  /** One job for all cases of a number of ranks: most of the time goes to starting it. */
  @ParameterizedTest(name = "{2} on {0} ranks over {1}")
  @CsvSource({
    "2, shm, PointToPointCases ProbeCases RequestCases BufferedCases ErrorCases ThreadCases"
        + " DatatypeCases CachingCases IntercommCases",
    "3, shm, MpijavaCases MovementCases ReductionCases",
    "4, shm, PointToPointCases CommunicatorCases TopologyCases",
    "2, quic, ProbeCases RequestCases ThreadCases",
    "3, quic, CommunicatorCases MovementCases ReductionCases DatatypeCases",
    "4, quic, PointToPointCases TopologyCases IntercommCases"
  })
  @DisplayName("the cases' own sentences, between processes")
  void shouldHoldBetweenProcesses(int ranks, String transport, String cases) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                Launched.JMPIRUN,
                "-n",
                Integer.toString(ranks),
                "--transport",
                transport,
                "-cp",
                classPath(),
                CasesProgram.class.getName()));
    List<String> classes = List.of(cases.split(" "));
    classes.forEach(name -> words.add("conformance.inprocess." + name));
    Launched job = Launched.command(directory, Map.of(), words).expect(0);
    assertEquals("", job.err());
    List<String> lines = job.out().lines().toList();
    assertEquals(ranks * classes.size(), lines.size(), job::toString);
    assertEquals(0, lines.stream().filter(l -> l.contains(": 0 cases")).count(), job::toString);
  }

  /** Each case takes a rank or more with it. */
  @ParameterizedTest(name = "on {0} ranks over {1}")
  @CsvSource({
    "8, shm, RepairCases.overlappingCommunicators:6 FailureCases.collectivesWithTheDead:5"
        + " FailureCases.pendingReceiveFromAnySource:3 FailureCases.blockingFromAnySource:3"
        + " RepairCases.finalizesInTheMiddle:4, 2",
    "6, quic, FailureCases.errorRange:4 FailureCases.namedOperationsWithTheDead:3"
        + " RepairCases.agreesOnFailures:3 RepairCases.shrinksDownToOne:2, 2"
  })
  @DisplayName("the cases' own sentences of ULFM, between processes that are killed")
  void shouldHoldWhereProcessesAreKilled(int ranks, String transport, String cases, int left)
      throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                Launched.JMPIRUN,
                "-n",
                Integer.toString(ranks),
                "--with-ft",
                "ulfm",
                "--transport",
                transport,
                "-cp",
                classPath(),
                MortalCasesProgram.class.getName()));
    List<String> names = List.of(cases.split(" "));
    words.addAll(names);
    Launched job = Launched.command(directory, Map.of(), words).expect(0);
    assertEquals(
        Collections.nCopies(left, names.size() + " cases hold"),
        job.out().lines().toList(),
        job::toString);
    assertEquals(ranks - left, job.own().size(), job::toString);
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
