package org.jmpi.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostsTest {
  @Test
  void shouldReadAListWithSlots() {
    assertEquals(
        List.of(new Host("a", 2), new Host("b", 1), new Host("c.d", 3)),
        Hosts.parseList("a:2,b,c.d:3"));
    assertEquals(List.of(new Host("a", 3)), Hosts.parseList("a:2,a"));
    assertEquals(List.of(new Host("fd00::a", 1)), Hosts.parseList("fd00::a"));
  }

  @Test
  void shouldReadAHostFileOfOpenMpi() {
    List<String> lines =
        List.of("# two hosts", "", "alpha slots=2", "beta  slots = 4 max_slots=8 # fast", "gamma");
    assertEquals(
        List.of(new Host("alpha", 2), new Host("beta", 4), new Host("gamma", 1)),
        Hosts.parseLines(lines, "hosts"));
  }

  @Test
  void shouldReadHowLongAHostMayBeSilent() {
    List<String> lines = List.of("far slots=2 ft-host-timeout=15", "near", "any ft-host-timeout=0");
    assertEquals(
        List.of(new Host("far", 2, 15_000), new Host("near", 1, Host.USUAL), new Host("any", 1, 0)),
        Hosts.parseLines(lines, "hosts"));
    for (String wrong : List.of("a ft-host-timeout=-1", "a ft-host-timeout=1ms")) {
      UsageException e =
          assertThrows(UsageException.class, () -> Hosts.parseLines(List.of(wrong), "hosts"));
      assertTrue(e.getMessage().startsWith("hosts:1: "), e.getMessage());
    }
  }

  @Test
  void shouldSayWhichLineIsWrong() {
    UsageException e =
        assertThrows(
            UsageException.class, () -> Hosts.parseLines(List.of("a", "b cpus=3"), "hosts"));
    assertTrue(e.getMessage().startsWith("hosts:2: 'cpus=3'"), e.getMessage());
    assertThrows(UsageException.class, () -> Hosts.parseLines(List.of("a slots=0"), "hosts"));
    assertThrows(UsageException.class, () -> Hosts.parseLines(List.of("# none"), "hosts"));
    assertThrows(UsageException.class, () -> Hosts.parseList("a,,b"));
    assertThrows(UsageException.class, () -> Hosts.parseList("a:99999999999"));
  }

  @Test
  void shouldFillSlotsInOrderThenBeginAgain() {
    List<Host> hosts = List.of(new Host("a", 2), new Host("b", 1));
    assertArrayEquals(new int[] {0, 0, 1, 0, 0, 1, 0}, Hosts.place(7, hosts));
  }
}
