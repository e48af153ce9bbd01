package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import conformance.support.Launched;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel lists while a job runs. */
@EnabledOnOs(OS.LINUX)
class SocketTest {
  private static final int RANKS = 4;

  @TempDir Path directory;

  @BeforeEach
  void needSs() {
    assumeTrue(isThere(), "ss is not installed");
  }

  private static boolean isThere() {
    try {
      return new ProcessBuilder("ss", "-V").start().waitFor() == 0;
    } catch (Exception e) {
      return false;
    }
  }

  @Test
  @DisplayName("the architecture: between ranks UDP only; nothing listens on TCP")
  void shouldUseUdpOnly() throws Exception {
    Launched job = Launched.jmpirun(directory, "-n " + RANKS + " --transport quic", "hang");
    Map<Integer, Long> pids = job.awaitRanks(RANKS, "waits");
    List<String> sockets = sockets();
    for (long pid : pids.values()) {
      List<String> own = sockets.stream().filter(l -> l.contains("pid=" + pid + ",")).toList();
      assertFalse(own.isEmpty(), () -> "rank of pid " + pid + " has no socket: " + sockets);
      assertTrue(own.stream().allMatch(l -> l.startsWith("udp ")), own::toString);
    }
    String launcher = "pid=" + job.process().pid() + ",";
    assertTrue(sockets.stream().noneMatch(l -> l.contains(launcher)), sockets::toString);
    Launched.signal("TERM", job.process().pid());
    job.expect(143);
  }

  @Test
  @DisplayName("the architecture: inside a host no network at all")
  void shouldUseNoNetworkInsideAHost() throws Exception {
    Launched job = Launched.jmpirun(directory, "-n " + RANKS, "hang");
    Map<Integer, Long> pids = job.awaitRanks(RANKS, "waits");
    List<String> sockets = sockets();
    for (long pid : pids.values()) {
      assertTrue(sockets.stream().noneMatch(l -> l.contains("pid=" + pid + ",")), job::toString);
    }
    Launched.signal("TERM", job.process().pid());
    job.expect(143);
  }

  @Test
  @DisplayName("the user guide: --udp-ports A-B names the ports that ranks may listen on")
  void shouldKeepToTheGivenPorts() throws Exception {
    int first = ThreadLocalRandom.current().nextInt(20_000, 30_000);
    int last = first + 19;
    Launched job =
        Launched.jmpirun(
            directory, "-n 3 --transport quic --udp-ports " + first + "-" + last, "hang");
    Map<Integer, Long> pids = job.awaitRanks(3, "waits");
    List<String> sockets = sockets();
    for (long pid : pids.values()) {
      List<Integer> ports =
          sockets.stream()
              .filter(l -> l.contains("pid=" + pid + ","))
              .map(l -> l.split("\\s+")[4].replaceAll(".*:", ""))
              .map(Integer::valueOf)
              .toList();
      assertFalse(ports.isEmpty(), sockets::toString);
      for (int port : ports) {
        assertTrue(port >= first && port <= last, () -> port + " is not in " + first + "…" + last);
      }
    }
    Launched.signal("TERM", job.process().pid());
    job.expect(143);
  }

  @Test
  @DisplayName("the user guide: too few ports are an error that says so")
  void shouldSayWhenThePortsDoNotSuffice() throws Exception {
    int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
    Launched job =
        Launched.jmpirun(
            directory, "-n 2 --transport quic --udp-ports " + port + "-" + port, "exchange");
    job.process().waitFor();
    assertTrue(job.process().exitValue() != 0, job::toString);
    assertEquals(1, job.own().size(), job::toString);
    assertTrue(job.err().contains(Integer.toString(port)), job::toString);
    job.expectNobody();
  }

  private static List<String> sockets() throws Exception {
    Process ss = new ProcessBuilder("ss", "-tuanpH").redirectErrorStream(true).start();
    String text = new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, ss.waitFor(), text);
    return text.lines().toList();
  }
}
