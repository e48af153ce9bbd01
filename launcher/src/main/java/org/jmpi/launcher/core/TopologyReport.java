package org.jmpi.launcher.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jmpi.job.ProcessInfo;
import org.jmpi.job.SiteTraffic;
import org.jmpi.launcher.wire.RankUp;

/**
 * What {@code --report-topology} tells: which host and site each rank is on, and what went between
 * the sites, as the ranks measured it.
 */
final class TopologyReport {
  private static final String UNKNOWN = "?";
  private static final double BITS_PER_MEGABIT = 1e6;
  private static final double NS_PER_MS = 1e6;
  private static final int LONGEST_LINE = 40;

  private final Map<List<String>, SiteTraffic> pairs = new LinkedHashMap<>();
  private final Map<List<String>, List<Integer>> places = new LinkedHashMap<>();
  private int reports;

  /** Where the ranks are, as planned: by site and host. */
  static List<String> placement(List<ProcessInfo> world) {
    Map<List<String>, List<Integer>> ranks = new LinkedHashMap<>();
    for (ProcessInfo each : world) {
      ranks
          .computeIfAbsent(List.of(name(each.site()), each.hostName()), k -> new ArrayList<>())
          .add(each.id().index());
    }
    return placement("where the ranks are:", ranks);
  }

  /** A rank has finalized. */
  void add(int rank, RankUp.Measured measured) {
    reports++;
    places
        .computeIfAbsent(List.of(name(measured.site()), measured.host()), key -> new ArrayList<>())
        .add(rank);
    for (SiteTraffic each : measured.traffic()) {
      pairs.merge(List.of(name(measured.site()), name(each.site())), each, TopologyReport::sum);
    }
  }

  /** The tables, once the ranks have finalized; empty when none has. */
  List<String> lines() {
    if (reports == 0) {
      return List.of();
    }
    places.values().forEach(ranks -> ranks.sort(null));
    Map<List<String>, List<Integer>> inOrder = new LinkedHashMap<>();
    Map<String, Integer> firstRanks = new HashMap<>();
    places.entrySet().stream()
        .sorted(Comparator.comparing(e -> e.getValue().get(0)))
        .forEach(
            e -> {
              inOrder.put(e.getKey(), e.getValue());
              firstRanks.putIfAbsent(e.getKey().get(0), e.getValue().get(0));
            });
    List<String> lines = new ArrayList<>();
    lines.addAll(placement("where the " + reports + " ranks that finalized were:", inOrder));
    lines.add("what they sent, and measured in passing:");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("from", "to", "RTT ms", "loss %", "Mbit/s", "MB", "messages"));
    Comparator<List<String>> byFirstRank =
        Comparator.comparing(pair -> firstRanks.getOrDefault(pair.get(0), Integer.MAX_VALUE));
    List<List<String>> sorted = new ArrayList<>(pairs.keySet());
    sorted.sort(
        byFirstRank.thenComparing(pair -> firstRanks.getOrDefault(pair.get(1), Integer.MAX_VALUE)));
    sorted.forEach(pair -> rows.add(row(pair, pairs.get(pair))));
    lines.addAll(table(rows, 2));
    lines.addAll(picture(sorted));
    return lines;
  }

  /** A line between each two sites, the longer the farther they are apart. */
  private List<String> picture(List<List<String>> sorted) {
    List<String> lines = new ArrayList<>();
    Set<List<String>> drawn = new HashSet<>();
    long most = 0;
    for (List<String> pair : sorted) {
      most = Math.max(most, isBetween(pair) ? rttNs(pair) : 0);
    }
    for (List<String> pair : sorted) {
      if (isBetween(pair) && rttNs(pair) > 0 && drawn.add(pair) && drawn.add(reverse(pair))) {
        int length = (int) Math.max(2, LONGEST_LINE * rttNs(pair) / most);
        lines.add(
            "  "
                + pair.get(0)
                + " <"
                + "-".repeat(length)
                + "> "
                + pair.get(1)
                + "  "
                + milliseconds(rttNs(pair))
                + " ms");
      }
    }
    return lines;
  }

  /** The least that either side has seen; 0: unknown. */
  private long rttNs(List<String> pair) {
    long there = pairs.get(pair).leastRttNs();
    SiteTraffic back = pairs.get(reverse(pair));
    return back == null || back.leastRttNs() == 0
        ? there
        : there == 0 ? back.leastRttNs() : Math.min(there, back.leastRttNs());
  }

  private static List<String> reverse(List<String> pair) {
    return List.of(pair.get(1), pair.get(0));
  }

  private static boolean isBetween(List<String> pair) {
    return !pair.get(0).equals(pair.get(1));
  }

  private static List<String> placement(String title, Map<List<String>, List<Integer>> ranks) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("site", "host", "ranks"));
    ranks.forEach((place, who) -> rows.add(List.of(place.get(0), place.get(1), spans(who))));
    List<String> lines = new ArrayList<>(List.of(title));
    lines.addAll(table(rows, 3));
    return lines;
  }

  /** {@code 0-3,8}. */
  static String spans(List<Integer> sorted) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sorted.size(); ) {
      int last = i;
      while (last + 1 < sorted.size() && sorted.get(last + 1) == sorted.get(last) + 1) {
        last++;
      }
      text.append(text.length() == 0 ? "" : ",").append(sorted.get(i));
      if (last > i) {
        text.append('-').append(sorted.get(last));
      }
      i = last + 1;
    }
    return text.toString();
  }

  private static List<String> row(List<String> pair, SiteTraffic traffic) {
    return List.of(
        pair.get(0),
        pair.get(1),
        traffic.leastRttNs() == 0 ? "-" : milliseconds(traffic.leastRttNs()),
        traffic.sentPackets() == 0
            ? "-"
            : format("%.2f", 100.0 * traffic.lostPackets() / traffic.sentPackets()),
        traffic.rateBytesPerSecond() == 0
            ? "-"
            : format("%.1f", traffic.rateBytesPerSecond() * Byte.SIZE / BITS_PER_MEGABIT),
        format("%.3f", traffic.bytesOut() / 1e6),
        Long.toString(traffic.messagesOut()));
  }

  private static String milliseconds(long ns) {
    return format("%.2f", ns / NS_PER_MS);
  }

  private static String format(String form, double value) {
    return String.format(Locale.ROOT, form, value);
  }

  /** Columns of one width; the first {@code texts} of them start at the left. */
  private static List<String> table(List<List<String>> rows, int texts) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String pad = " ".repeat(widths[column] - row.get(column).length());
        line.append("  ").append(column < texts ? row.get(column) + pad : pad + row.get(column));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static String name(String site) {
    return site.isEmpty() ? UNKNOWN : site;
  }

  private static SiteTraffic sum(SiteTraffic a, SiteTraffic b) {
    boolean isOneUnknown = a.leastRttNs() == 0 || b.leastRttNs() == 0;
    return new SiteTraffic(
        a.site(),
        isOneUnknown
            ? Math.max(a.leastRttNs(), b.leastRttNs())
            : Math.min(a.leastRttNs(), b.leastRttNs()),
        a.sentPackets() + b.sentPackets(),
        a.lostPackets() + b.lostPackets(),
        Math.max(a.rateBytesPerSecond(), b.rateBytesPerSecond()),
        a.messagesOut() + b.messagesOut(),
        a.bytesOut() + b.bytesOut());
  }
}
