package org.jmpi.bench.plot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@link NetworkPicture} draws.
 *
 * @param title of the picture
 * @param sites in the order in which they are drawn
 * @param links directed, between the sites
 */
public record NetworkSketch(String title, List<Site> sites, List<Link> links) {
  /** So many hosts have a line each. */
  private static final int MAX_HOSTS = 6;

  /**
   * A site.
   *
   * @param hosts a line of text for each
   */
  public record Site(String name, List<String> hosts) {
    /** What its box says. */
    List<String> lines() {
      List<String> lines = new ArrayList<>(List.of("site " + name));
      lines.addAll(hosts.subList(0, Math.min(MAX_HOSTS, hosts.size())));
      if (hosts.size() > MAX_HOSTS) {
        lines.add("and " + (hosts.size() - MAX_HOSTS) + " hosts more");
      }
      return lines;
    }
  }

  /**
   * One direction between two sites.
   *
   * @param from index of a site
   * @param to index of another
   * @param rttMs 0: unknown
   * @param lossPercent negative: unknown
   * @param mbitPerSecond 0: unknown
   */
  public record Link(int from, int to, double rttMs, double lossPercent, double mbitPerSecond) {
    /** What is known. */
    String text() {
      List<String> words = new ArrayList<>();
      if (mbitPerSecond > 0) {
        words.add(String.format(Locale.ROOT, "%.1f Mbit/s", mbitPerSecond));
      }
      if (rttMs > 0) {
        words.add(String.format(Locale.ROOT, "RTT %.1f ms", rttMs));
      }
      if (lossPercent >= 0) {
        words.add(String.format(Locale.ROOT, "loss %.2f %%", lossPercent));
      }
      return String.join(", ", words);
    }
  }

  /**
   * Reads the tables that {@code jmpirun --report-topology} writes at the end of a job; other lines
   * are passed over.
   *
   * @throws IllegalArgumentException when there is no site in them
   */
  public static NetworkSketch ofReport(Path report, String title) throws IOException {
    Map<String, List<String>> sites = new LinkedHashMap<>();
    List<String[]> pairs = new ArrayList<>();
    String table = "";
    for (String line : Files.readAllLines(report)) {
      String[] words = line.replaceFirst("^jmpirun:", "").trim().split("\\s+");
      if (line.startsWith("jmpirun: ") && !line.startsWith("jmpirun:   ")) {
        table = line;
      } else if (words.length == 3 && table.endsWith("finalized were:")) {
        if (!words[0].equals("site")) {
          sites
              .computeIfAbsent(words[0], name -> new ArrayList<>())
              .add(words[1] + ": ranks " + words[2]);
        }
      } else if (words.length == 7 && table.contains("measured in passing")) {
        pairs.add(words);
      }
    }
    if (sites.isEmpty()) {
      throw new IllegalArgumentException(report + ": no table of sites by --report-topology");
    }
    List<String> names = List.copyOf(sites.keySet());
    List<Link> links = new ArrayList<>();
    for (String[] pair : pairs) {
      int from = names.indexOf(pair[0]);
      int to = names.indexOf(pair[1]);
      if (from >= 0 && to >= 0 && from != to) {
        links.add(new Link(from, to, number(pair[2], 0), number(pair[3], -1), number(pair[4], 0)));
      }
    }
    List<Site> drawn = names.stream().map(name -> new Site(name, sites.get(name))).toList();
    return new NetworkSketch(title, drawn, links);
  }

  private static double number(String word, double unknown) {
    return word.equals("-") ? unknown : Double.parseDouble(word);
  }
}
