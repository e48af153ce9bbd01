package org.jmpi.topology;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.jmpi.error.EngineException;
import org.jmpi.job.ProcessId;
import org.jmpi.job.ProcessInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkMapTest {
  @Test
  void shouldKnowHostsAndSites() {
    NetworkMap map = map("paris:0", "paris:0", "paris:1", "rome:2");
    assertEquals(List.of("paris", "rome"), map.sites());
    assertEquals(0, map.siteOf(2));
    assertEquals(1, map.siteOf(3));
    assertEquals(-1, map.siteOf(4));
    assertEquals("rome", map.siteName(3));
    assertEquals("host2", map.hostName(3));
    assertEquals(2, map.processesBeside(0));
    assertEquals(map.hostOf(0), map.hostOf(1));
    assertTrue(map.hostOf(1) != map.hostOf(2));
  }

  @Test
  void shouldMakeTheLevelsOfAGroup() {
    NetworkMap map = map("p:0", "r:1", "p:0", "p:2", "r:1", "r:3");
    Tiers all = map.tiers(all(6));
    assertTrue(all.isWide());
    assertEquals(2, all.levels());
    assertTrue(all.isOnSharedHosts());
    assertArrayEquals(new int[] {0, 1, 0, 0, 1, 1}, groups(all, 0));
    assertArrayEquals(new int[] {0, 1, 0, 2, 1, 3}, groups(all, 1));
    Tiers part = map.tiers(new int[] {5, 0, 1});
    assertEquals(1, part.levels(), "all are alone on their hosts");
    assertTrue(!part.isOnSharedHosts());
    assertArrayEquals(new int[] {0, 1, 0}, groups(part, 0));
    Tiers inside = map.tiers(new int[] {0, 2, 3});
    assertEquals(1, inside.levels());
    assertTrue(!inside.isWide(), "one site has no long links");
    assertEquals(0, map.tiers(new int[] {0, 2}).levels());
    assertEquals(0, map.tiers(new int[] {0, 1}).levels(), "two processes have one way");
  }

  @Test
  void shouldLeaveOutHostsThatAreSites() {
    Tiers tiers = map("p:0", "p:0", "r:1", "r:1").tiers(all(4));
    assertEquals(1, tiers.levels());
    assertTrue(tiers.isWide() && tiers.isOnSharedHosts());
  }

  @Test
  void shouldKeepSitesOfOneProcessEach() {
    Tiers tiers = map("p:0", "r:1", "s:2").tiers(all(3));
    assertEquals(1, tiers.levels());
    assertEquals(3, tiers.rates().groups());
  }

  @Test
  void shouldTakeHostsOfWhichNothingWasSaidForOneSite() {
    assertTrue(!map(":0", ":0", ":1").tiers(all(3)).isWide());
    assertArrayEquals(new int[] {0, 1, 0}, groups(map(":0", "p:1", ":2").tiers(all(3)), 0));
  }

  @Test
  void shouldPretend() {
    List<ProcessInfo> world = world(":0", ":0", ":0", ":0", ":0", ":0", ":0");
    NetworkMap map =
        NetworkMap.of(world, i -> fail(i), Map.of(PretendedMap.SETTING, "a:2+1,b:3,a:1"));
    assertEquals(List.of("a", "b"), map.sites());
    Tiers tiers = map.tiers(all(7));
    assertArrayEquals(new int[] {0, 0, 0, 1, 1, 1, 0}, groups(tiers, 0));
    assertArrayEquals(new int[] {0, 0, 1, 2, 2, 2, 3}, groups(tiers, 1));
    assertEquals(7, map.processesBeside(0), "what is true stays true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "a:", ":2", "a:0", "a:2+", "a:2,", "a:1+x", "a:99999999", "a:-1"})
  void shouldSayWhatIsWrongWithAPretence(String text) {
    EngineException e = assertThrows(EngineException.class, () -> PretendedMap.parse(text));
    assertTrue(e.getMessage().startsWith("topology=" + text + ": "), e.getMessage());
  }

  @Test
  void shouldPlaceThoseThatJoinByWhatIsSaidOfThem() {
    ProcessInfo joined = new ProcessInfo(new ProcessId(1, 3, 0), 1, "host1", "r");
    NetworkMap map =
        NetworkMap.of(world("p:0", "p:0", "r:1"), i -> i == 3 ? joined : fail(i), Map.of());
    assertArrayEquals(new int[] {0, 0, 1, 1}, groups(map.tiers(all(4)), 0));
    assertEquals("", map.siteName(4));
  }

  @Test
  void shouldUseMeasuredSitesAmongThoseThatMeasuredOnly() {
    ProcessInfo joined = new ProcessInfo(new ProcessId(1, 4, 0), 1, "host1", "");
    NetworkMap map =
        NetworkMap.of(world(":0", ":0", ":1", ":1"), i -> joined, Map.of())
            .withSites(Map.of(0, "site0", 1, "site1"));
    assertTrue(map.tiers(all(4)).isWide());
    assertTrue(!map.tiers(all(5)).isWide(), "the fifth does not know what was measured");
    assertEquals(List.of("site0", "site1"), map.sites());
  }

  private static ProcessInfo fail(int index) {
    throw new NoSuchElementException("no process " + index);
  }

  private static NetworkMap map(String... places) {
    return NetworkMap.of(world(places));
  }

  /** From {@code site:agent} each. */
  private static List<ProcessInfo> world(String... places) {
    List<ProcessInfo> world = new ArrayList<>();
    for (String place : places) {
      int colon = place.indexOf(':');
      int agent = Integer.parseInt(place.substring(colon + 1));
      world.add(
          new ProcessInfo(
              new ProcessId(1, world.size(), 0), agent, "host" + agent, place.substring(0, colon)));
    }
    return world;
  }

  private static int[] all(int count) {
    return IntStream.range(0, count).toArray();
  }

  private static int[] groups(Tiers tiers, int level) {
    return IntStream.range(0, tiers.size()).map(rank -> tiers.groupOf(level, rank)).toArray();
  }
}
