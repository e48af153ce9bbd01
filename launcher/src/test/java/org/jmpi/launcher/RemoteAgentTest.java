package org.jmpi.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agents on "other" hosts: a script that runs the command here, after a greeting, as a login shell
 * may print one.
 */
@EnabledOnOs(OS.LINUX)
class RemoteAgentTest {
  @TempDir Path directory;

  @BeforeEach
  void writeRemoteShell() throws Exception {
    Path script = directory.resolve("rsh");
    Files.writeString(
        script,
        """
        #!/bin/sh
        if [ "$1" = down ]; then echo "no route to $1" >&2; exit 7; fi
        echo "Welcome to $1"
        shift
        exec "$@"
        """);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void shouldRunRanksOnTwoAgents() throws Exception {
    Launched job =
        Launched.probe(directory, "--rsh ./rsh --host a:2,b:1,localhost:1", "look-up", "300")
            .expect(0);
    List<String> lines = job.out().lines().sorted().toList();
    assertTrue(
        lines.containsAll(
            List.of(
                "rank 0 of 4 agent 0",
                "rank 1 of 4 agent 0",
                "rank 2 of 4 agent 1",
                "rank 3 of 4 agent 2",
                "found 1 loopback first true")),
        job.toString());
    assertEquals(4, lines.stream().filter(l -> l.startsWith("found")).count(), job.toString());
    assertEquals(
        4,
        lines.stream().filter(l -> l.startsWith("certificate [[6, jmpi:")).count(),
        job.toString());
  }

  @Test
  void shouldEndTheJobWithTheRankThatFails() throws Exception {
    Launched job = Launched.probe(directory, "--rsh ./rsh --host a,b", "exit").expect(3);
    assertEquals(1, job.own().size(), job.toString());
    assertTrue(job.own().get(0).startsWith("jmpirun: rank 1 on host b (pid "), job.toString());
  }

  @Test
  void shouldLeaveNobodyWhenJmpirunIsKilled() throws Exception {
    Launched job =
        Launched.probe(directory, "--rsh ./rsh --host a:2,b:1", "plain-hang")
            .awaitOutput("here", 3);
    job.signal("KILL");
    job.expectNobody();
  }

  @Test
  void shouldEndTheJobWhenAnAgentIsKilled() throws Exception {
    Launched job =
        Launched.probe(directory, "--rsh ./rsh --host a:2,b:1", "plain-hang")
            .awaitOutput("here", 3);
    ProcessHandle agent =
        job.survivors().stream()
            .filter(p -> p.info().commandLine().orElse("").contains("AgentMain"))
            .findFirst()
            .get();
    Launched.signal("KILL", agent.pid());
    job.expect(137);
    assertTrue(job.own().get(0).startsWith("jmpirun: lost host "), job.toString());
  }

  @Test
  void shouldNameTheHostThatCannotBeReached() throws Exception {
    Launched job = Launched.probe(directory, "--rsh ./rsh --host a,down", "hello").expect(1);
    assertTrue(
        job.own()
            .contains(
                "jmpirun: no agent on host down: its command './rsh' ended with 7: no route to down"),
        job.toString());
    job = Launched.probe(directory, "--rsh ./missing --host a", "hello").expect(1);
    assertTrue(job.own().get(0).contains("cannot run './missing'"), job.toString());
  }

  @Test
  void shouldCarryMuchOutput() throws Exception {
    Launched job = Launched.probe(directory, "--rsh ./rsh --host a:2", "lines", "400000").expect(0);
    assertEquals(12, job.out().lines().count());
    assertTrue(
        job.out().lines().allMatch(l -> l.replace(" end", "").chars().distinct().count() == 1));
  }

  @Test
  void shouldRunInANetworkNamespace() throws Exception {
    assumeTrue(
        run("ip", "netns", "add", "jmpi-launch") == 0, "network namespaces cannot be made here");
    try {
      assertEquals(0, run("ip", "-n", "jmpi-launch", "link", "set", "lo", "up"));
      Launched job =
          Launched.start(
                  directory,
                  "--host",
                  "jmpi-launch,localhost",
                  "--rsh",
                  "ip netns exec {host}",
                  "sh",
                  "-c",
                  "echo links: $(ls /sys/class/net | wc -l) $(readlink /proc/self/ns/net)")
              .expect(0);
      assertEquals(2, job.out().lines().distinct().count(), job.toString());
    } finally {
      run("ip", "netns", "del", "jmpi-launch");
    }
  }

  private static int run(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
