package org.jmpi.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class RemoteShellTest {
  private static final List<String> AGENT = List.of("/opt/my jmpi/bin/jmpirun", "--agent");

  @Test
  void shouldPutTheHostWhereTheTemplateSays() {
    assertEquals(
        List.of("ip", "netns", "exec", "a", "/opt/my jmpi/bin/jmpirun", "--agent"),
        RemoteShell.command("ip netns exec {host}", "a", AGENT));
    assertEquals(
        List.of("ssh", "-p", "22", "a", "'/opt/my jmpi/bin/jmpirun'", "--agent"),
        RemoteShell.command("ssh -p 22", "a", AGENT));
  }

  @Test
  void shouldKeepQuotedWordsTogether() {
    assertEquals(List.of("a b", "c", "", "d'e"), RemoteShell.split("'a b' c \"\" d\"'\"e "));
    assertThrows(UsageException.class, () -> RemoteShell.split("'a"));
  }

  @Test
  void shouldNotTakeAnOptionForAHost() {
    assertThrows(UsageException.class, () -> RemoteShell.command("ssh", "-oProxyCommand=x", AGENT));
  }
}
