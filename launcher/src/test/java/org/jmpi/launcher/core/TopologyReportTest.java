package org.jmpi.launcher.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jmpi.job.ProcessId;
import org.jmpi.job.ProcessInfo;
import org.jmpi.job.SiteTraffic;
import org.jmpi.launcher.wire.RankUp;
import org.junit.jupiter.api.Test;

class TopologyReportTest {
  @Test
  void shouldTellWhereTheRanksAre() {
    List<ProcessInfo> world =
        List.of(
            info(0, "a", "paris"), info(1, "b", "rome"), info(2, "a", "paris"), info(3, "c", ""));
    assertEquals(
        List.of(
            "where the ranks are:",
            "  site   host  ranks",
            "  paris  a     0,2",
            "  rome   b     1",
            "  ?      c     3"),
        TopologyReport.placement(world));
  }

  @Test
  void shouldTellWhatWentBetweenSites() {
    TopologyReport report = new TopologyReport();
    report.add(
        1, new RankUp.Measured("a", "paris", List.of(traffic("rome", 51_000_000, 1000, 10, 20))));
    report.add(
        0,
        new RankUp.Measured(
            "a",
            "paris",
            List.of(traffic("rome", 50_000_000, 1000, 0, 5), traffic("paris", 0, 0, 0, 7))));
    report.add(2, new RankUp.Measured("b", "rome", List.of(traffic("paris", 0, 0, 0, 1))));
    assertEquals(
        List.of(
            "where the 3 ranks that finalized were:",
            "  site   host  ranks",
            "  paris  a     0-1",
            "  rome   b     2",
            "what they sent, and measured in passing:",
            "  from   to     RTT ms  loss %  Mbit/s     MB  messages",
            "  paris  paris       -       -   100.0  0.014         7",
            "  paris  rome    50.00    0.50   100.0  0.050        25",
            "  rome   paris       -       -   100.0  0.002         1",
            "  paris <" + "-".repeat(40) + "> rome  50.00 ms"),
        report.lines());
  }

  @Test
  void shouldTellNothingOfAJobInWhichNobodyFinalized() {
    assertEquals(List.of(), new TopologyReport().lines());
  }

  private static SiteTraffic traffic(String site, long rttNs, long sent, long lost, int messages) {
    return new SiteTraffic(site, rttNs, sent, lost, 12_500_000, messages, 2000L * messages);
  }

  private static ProcessInfo info(int index, String host, String site) {
    return new ProcessInfo(new ProcessId(1, index, 0), 0, host, site);
  }
}
