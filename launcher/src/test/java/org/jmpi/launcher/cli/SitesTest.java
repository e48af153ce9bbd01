package org.jmpi.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SitesTest {
  private static final List<Host> HOSTS =
      List.of(new Host("a", 1), new Host("b", 1), new Host("c", 1));

  @Test
  void shouldPutHostsAtSites() {
    List<Host> placed = Sites.assign(HOSTS, List.of("a,b=paris", "c=rome"));
    assertEquals(List.of("paris", "paris", "rome"), placed.stream().map(Host::site).toList());
    placed = Sites.assign(HOSTS, List.of("b=rome", "b=rome"));
    assertEquals(List.of("", "rome", ""), placed.stream().map(Host::site).toList());
  }

  @Test
  void shouldReadSitesInHostFiles() {
    List<Host> hosts =
        Hosts.parseLines(List.of("a slots=4 site=paris", "b site = rome", "a site=paris"), "f");
    assertEquals(List.of("paris", "rome"), hosts.stream().map(Host::site).toList());
    assertEquals(5, hosts.get(0).slots());
    UsageException e =
        assertThrows(
            UsageException.class,
            () -> Hosts.parseLines(List.of("a site=paris", "a site=rome"), "f"));
    assertEquals("f:2: host 'a' cannot be at two sites, paris and rome", e.getMessage());
    assertThrows(
        UsageException.class,
        () -> Sites.assign(hosts, List.of("a=rome")),
        "the option says another site than the file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "d=paris| there is no host 'd' in this job; the hosts are: a, b, c",
        "a| write HOST,HOST=NAME, or measure",
        "=paris| write HOST,HOST=NAME, or measure",
        "a=| '' is no name for a site",
        "a=x y| 'x y' is no name for a site",
        "a=measure| 'measure' is no name for a site"
      })
  void shouldSayWhatIsWrong(String option, String words) {
    UsageException e =
        assertThrows(UsageException.class, () -> Sites.assign(HOSTS, List.of(option)));
    String message = e.getMessage();
    assertTrue(message.startsWith("--site " + option + ": " + words), message);
  }

  @Test
  void shouldEitherNameOrMeasure() {
    assertTrue(Sites.isMeasured(List.of("measure")));
    assertFalse(Sites.isMeasured(List.of("a=paris")));
    assertThrows(UsageException.class, () -> Sites.isMeasured(List.of("measure", "a=paris")));
    assertEquals(HOSTS, Sites.assign(HOSTS, List.of("measure")));
  }
}
