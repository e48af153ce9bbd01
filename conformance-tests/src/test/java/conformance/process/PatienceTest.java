package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Launched;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nobody is suspected who is only slow: the property {@code conformance.patience-s} says for how
 * long, {@code conformance.patience-nodes} how much one rank keeps alive through its collections,
 * and {@code conformance.patience-pause-ms} how long one of these has to take at least.
 */
@EnabledOnOs(OS.LINUX)
class PatienceTest {
  private static final Pattern PAUSE = Pattern.compile("longest collection (\\d+) ms");
  private static final int HOGS_PER_PROCESSOR = 4;

  @TempDir Path directory;

  private final List<Process> hogs = new ArrayList<>();

  @AfterEach
  void stopHogs() {
    hogs.forEach(Process::destroyForcibly);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  @DisplayName(
      "the user guide: nobody is suspected for garbage collection, for a processor that others"
          + " use, nor for making no MPI calls; also not on another host")
  void shouldSuspectNobody() throws Exception {
    long seconds = Long.getLong("conformance.patience-s", 3);
    int nodes = Integer.getInteger("conformance.patience-nodes", 1_000_000);
    long pauseMs = Long.getLong("conformance.patience-pause-ms", 1);
    for (int i = 0; i < HOGS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(); i++) {
      hogs.add(
          new ProcessBuilder("sh", "-c", "while :; do :; done")
              .redirectInput(new File("/dev/null"))
              .start());
    }
    Path script = directory.resolve("rsh");
    Files.writeString(script, "#!/bin/sh\nshift\nexec \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    Launched job =
        Launched.jmpirun(
            directory,
            "--rsh ./rsh --host localhost:2,b:2 --with-ft ulfm --jvm-opts -XX:+UseSerialGC",
            "patience",
            Long.toString(seconds),
            Integer.toString(nodes));
    job.expectWithin(seconds + TimeUnit.MINUTES.toSeconds(5), 0);
    assertTrue(hogs.stream().allMatch(Process::isAlive), "a hog has ended");
    assertEquals(4, job.said("patience succeeded").size(), job::toString);
    assertEquals(List.of(), job.own(), job::toString);
    Matcher pause = PAUSE.matcher(job.out());
    assertTrue(pause.find(), job::toString);
    assertTrue(Long.parseLong(pause.group(1)) >= pauseMs, job::toString);
    job.out().lines().filter(line -> line.contains("longest")).forEach(System.out::println);
  }
}
