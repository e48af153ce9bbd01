package org.jmpi.bench.scale;

import java.util.List;
import java.util.Locale;

/**
 * The networks of the table: more sites, larger sites and more processes on a host as ranks become
 * more; between sites the link of the WAN laboratory, ten times as fast from 1,000 ranks on.
 */
final class Networks {
  /** Where links are long, as they are here, the library copies sends of up to a MiB. */
  private static final String COMMON =
      """
      lan delay=0.05 rate=10000 efficiency=0.94
      host delay=0.001 rate=64000
      cpu send=15 receive=15 local-send=1 local-receive=1 reduce=4000 copy=8000
      message header=64 eager=1048576
      """;

  private Networks() {}

  /**
   * The description for a number of ranks.
   *
   * @throws IllegalArgumentException when there is none
   */
  static String of(int ranks) {
    return switch (ranks) {
      case 10 -> text(2, 5, 1, 100);
      case 100 -> text(4, 5, 5, 100);
      case 1_000 -> text(5, 20, 10, 1000);
      case 10_000 -> text(10, 50, 20, 1000);
      default ->
          throw new IllegalArgumentException(
              "a network of " + ranks + " ranks: there are 10, 100, 1000 and 10000; or --net FILE");
    };
  }

  /** Names of networks beside those by number of ranks. */
  static final List<String> NAMES = List.of("unequal", "detour");

  /**
   * A network by its name: {@code unequal}, three sites whose lines have 100, 50 and 20 Mbit/s, two
   * ranks each, as the laboratory's {@code three-sites.conf}; {@code detour}, four sites of which
   * two pairs have a tenth of the others' rate.
   */
  static String named(String name) {
    return name.equals("unequal")
        ? """
        site A processes=2 up=100 down=100 efficiency=0.93
        site B processes=2 up=50 down=50 efficiency=0.93
        site C processes=2 up=20 down=20 efficiency=0.93
        wan delay=25
        pair A B delay=10
        """
            + COMMON
        : """
        site A processes=2
        site B processes=2
        site C processes=2
        site D processes=2
        wan delay=25 rate=100 efficiency=0.93
        pair A B rate=10
        pair C D rate=10
        """
            + COMMON;
  }

  private static String text(int sites, int hosts, int processes, int mbit) {
    return String.format(
            Locale.ROOT,
            """
            site S sites=%d hosts=%d processes=%d up=%d down=%d efficiency=0.93
            wan delay=25
            """,
            sites,
            hosts,
            processes,
            mbit,
            mbit)
        + COMMON;
  }
}
