package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Launched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose hosts are at sites; all agents run on this machine. */
@EnabledOnOs(OS.LINUX)
class SiteTest {
  /** 2 MB, three times, and each pair of the three sites needs a part of it each way. */
  private static final double LEAST_MB = 1;

  @TempDir Path directory;

  @BeforeEach
  void writeTheRemoteShell() throws Exception {
    Path script = directory.resolve("rsh");
    Files.writeString(script, "#!/bin/sh\nshift\nexec \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  @DisplayName(
      "the user guide: sites of the host file and of --site reach the ranks; --report-topology tells"
          + " them, and what went between them")
  void shouldTellWhatWentBetweenSites() throws Exception {
    Files.writeString(
        directory.resolve("hosts"), "localhost slots=2 site=paris\nb site=paris\nc\nd\n");
    String options = "--rsh ./rsh --hostfile hosts --site c=rome --site d=oslo --report-topology";
    Launched job = Launched.jmpirun(directory, options, "where").expect(0);
    assertEquals(3, job.said("at paris with 3 of paris:2+1,rome:1,oslo:1").size(), job::toString);
    assertEquals(1, job.said("at rome with 1 of paris:2+1,rome:1,oslo:1").size(), job::toString);
    List<String> lines =
        job.err().lines().map(line -> line.replace("jmpirun:", "").strip()).toList();
    assertTrue(lines.get(0).startsWith("where the ranks are"), job::toString);
    assertTrue(lines.stream().anyMatch(line -> line.matches("paris +b +2")), job::err);
    for (List<String> pair :
        List.of(
            List.of("paris", "rome"),
            List.of("rome", "oslo"),
            List.of("oslo", "paris"),
            List.of("rome", "paris"))) {
      String[] row =
          lines.stream()
              .map(line -> line.split("\\s+"))
              .filter(words -> words.length == 7 && Arrays.asList(words).subList(0, 2).equals(pair))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no line of " + pair + " in " + job.err()));
      assertTrue(Double.parseDouble(row[2]) > 0, () -> "RTT of " + pair + ": " + job.err());
      assertTrue(Double.parseDouble(row[4]) > 0, () -> "rate of " + pair + ": " + job.err());
      assertTrue(Double.parseDouble(row[5]) > LEAST_MB, () -> "MB of " + pair + ": " + job.err());
      assertTrue(Long.parseLong(row[6]) > 0, () -> "messages of " + pair + ": " + job.err());
    }
  }

  @Test
  @DisplayName(
      "the user guide: with --site measure the ranks find the sites, and all find the same; with"
          + " --map they are pretended")
  void shouldFindTheSameSitesAtAllRanks() throws Exception {
    String options = "--rsh ./rsh --host localhost:2,b:1,c:1 --site measure";
    Launched job = Launched.jmpirun(directory, options, "where").expect(0);
    assertEquals(4, job.said("at site").size(), job::toString);
    String topology = job.out().replaceAll("(?s).* of (site0\\S+).*", "$1");
    assertFalse(topology.isEmpty());
    assertEquals(
        4,
        job.out().lines().filter(line -> line.endsWith(" of " + topology)).count(),
        job::toString);
    assertEquals("", job.err());
    job = Launched.jmpirun(directory, "-n 3 --map a:1,b:1,a:1", "where").expect(0);
    assertEquals(2, job.said("at a with 2 of a:1,b:1,a:1").size(), job::toString);
  }

  @Test
  @DisplayName("the user guide: a site of a host that is not there is a wrong command line")
  void shouldRefuseSitesOfHostsThatAreNotThere() throws Exception {
    Launched job = Launched.jmpirun(directory, "-n 2 --site b=rome", "where").expect(2);
    assertTrue(job.err().contains("there is no host 'b' in this job"), job::toString);
  }
}
