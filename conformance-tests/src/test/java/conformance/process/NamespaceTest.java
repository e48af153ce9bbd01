package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import conformance.support.Launched;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two hosts that share nothing but a cable: network namespaces joined by a veth pair. */
@EnabledOnOs(OS.LINUX)
class NamespaceTest {
  private static final Pattern RECEIVED = Pattern.compile("jmpi0:\\s*(\\d+)");

  @TempDir Path directory;

  private final String suffix = Integer.toHexString(ThreadLocalRandom.current().nextInt(1 << 24));
  private final String left = "jmpi-l-" + suffix;
  private final String right = "jmpi-r-" + suffix;

  @BeforeEach
  void layTheCable() throws Exception {
    assumeTrue(ip("netns add " + left) == 0, "network namespaces need root and iproute2");
    assertEquals(0, ip("netns add " + right));
    assumeTrue(
        ip("link add jmpi0 netns " + left + " type veth peer name jmpi0 netns " + right) == 0,
        "this kernel has no veth devices");
  }

  @AfterEach
  void takeItAway() throws Exception {
    ip("netns del " + left);
    ip("netns del " + right);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.231.77.%d/24", "fd77:6a6d:7069::%d/64"})
  @DisplayName(
      "the user guide: --host a,b --rsh 'ip netns exec {host}' runs ranks on hosts that only the"
          + " network joins, over IPv4 or IPv6")
  void shouldExchangeBetweenHosts(String addresses) throws Exception {
    plug(left, String.format(addresses, 1));
    plug(right, String.format(addresses, 2));
    List<String> words =
        List.of(
            Launched.JMPIRUN,
            "--host",
            left + ":2," + right + ":2",
            "--rsh",
            "ip netns exec {host}",
            "-n",
            "4",
            "-cp",
            Launched.CLASS_PATH,
            "conformance.programs.Program",
            "exchange");
    Launched job = Launched.command(directory, java.util.Map.of(), words).expect(0);
    assertEquals(4, job.said("exchanged").size(), job::toString);
    assertEquals("", job.err());
    // 2 × 2 pairs of ranks sent 2.4 MB through the cable in each direction.
    assertTrue(receivedBytes(left) > 9_600_000, () -> "too little came through the cable");
    assertTrue(receivedBytes(right) > 9_600_000, () -> "too little came through the cable");
  }

  private static void plug(String namespace, String address) throws Exception {
    assertEquals(0, ip("-n " + namespace + " link set lo up"));
    String nodad = address.contains("::") ? " nodad" : "";
    assertEquals(0, ip("-n " + namespace + " address add " + address + " dev jmpi0" + nodad));
    assertEquals(0, ip("-n " + namespace + " link set jmpi0 up"));
  }

  private static long receivedBytes(String namespace) {
    try {
      Process cat =
          new ProcessBuilder("ip", "netns", "exec", namespace, "cat", "/proc/net/dev").start();
      String text = new String(cat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher matcher = RECEIVED.matcher(text);
      assertTrue(matcher.find(), text);
      return Long.parseLong(matcher.group(1));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int ip(String arguments) throws Exception {
    List<String> words = new java.util.ArrayList<>(List.of("ip"));
    words.addAll(List.of(arguments.split(" ")));
    try {
      Process ip = new ProcessBuilder(words).redirectErrorStream(true).start();
      ip.getInputStream().readAllBytes();
      return ip.waitFor();
    } catch (java.io.IOException e) {
      return -1;
    }
  }
}
