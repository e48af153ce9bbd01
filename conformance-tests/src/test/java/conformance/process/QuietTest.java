package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import conformance.programs.Program;
import conformance.support.Launched;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing on standard error: on this JDK and on the newest one that is installed. */
@EnabledOnOs(OS.LINUX)
class QuietTest {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

  @TempDir Path directory;

  static Set<Path> jdks() throws IOException {
    Set<Path> homes = new LinkedHashSet<>(Set.of(Path.of(System.getProperty("java.home"))));
    Path newest = null;
    int version = Runtime.version().feature();
    if (Files.isDirectory(INSTALLED)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(INSTALLED)) {
        for (Path home : all) {
          Path release = home.resolve("release");
          Matcher matcher =
              VERSION.matcher(Files.isReadable(release) ? Files.readString(release) : "");
          boolean runs = Files.isExecutable(home.resolve("bin/java"));
          if (runs && matcher.find() && Integer.parseInt(matcher.group(1)) > version) {
            version = Integer.parseInt(matcher.group(1));
            newest = home;
          }
        }
      }
    }
    if (newest != null) {
      homes.add(newest);
    }
    return homes;
  }

  static Stream<List<Object>> ways() throws IOException {
    List<List<Object>> all = new ArrayList<>();
    for (Path jdk : jdks()) {
      all.add(List.of(jdk, "jmpirun"));
      all.add(List.of(jdk, "jmpirun java"));
      all.add(List.of(jdk, "in-process"));
      all.add(List.of(jdk, "singleton"));
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  @DisplayName("the user guide: no warnings on JDK 17 and newer, however the program is started")
  void shouldWriteNothingOnStandardError(List<Object> way) throws Exception {
    Path jdk = (Path) way.get(0);
    String main = Program.class.getName();
    String jar = Launched.HOME.resolve("lib/jmpi.jar").toString();
    String path = Launched.CLASS_PATH;
    List<String> words =
        switch ((String) way.get(1)) {
          case "jmpirun" -> List.of(Launched.JMPIRUN, "-n", "3", "-cp", path, main, "exchange");
          case "jmpirun java" ->
              List.of(
                  Launched.JMPIRUN, "-n", "3", "java", "-Xmx256m", "-cp", path, main, "exchange");
          case "in-process" ->
              List.of(Launched.JMPIRUN, "-n", "3", "--in-process", "-cp", path, main, "exchange");
          default ->
              List.of(
                  jdk.resolve("bin/java").toString(), "-cp", jar + ":" + path, main, "exchange");
        };
    // As a user has it who works with this JDK: its java is the first on the path.
    Map<String, String> environment =
        Map.of(
            "JAVA_HOME", jdk.toString(), "PATH", jdk.resolve("bin") + ":" + System.getenv("PATH"));
    Launched job = Launched.command(directory, environment, words).expect(0);
    assertEquals("", job.err());
    assertEquals(way.get(1).equals("singleton") ? 1 : 3, job.said("exchanged").size());
  }
}
