package org.jmpi.bench.scale;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the description of a network, a line each (docs/benchmarks.md):
 *
 * <pre>
 * site A hosts=2 processes=4 up=100 down=100   # Mbit/s; sites=3: A1, A2, A3 alike
 * wan delay=25 rate=100 efficiency=0.94        # between all sites: ms one way, Mbit/s
 * pair A B delay=10 rate=50                    # between two, both directions
 * link B A rate=20                             # one direction
 * lan delay=0.05 rate=10000                    # between hosts of a site: each network card
 * host delay=0.001 rate=64000                  # between processes of a host: its memory
 * cpu send=10 receive=10 local-send=1 local-receive=1 reduce=4000 copy=8000   # us, MB/s
 * message header=64 eager=16384                # bytes
 * queue fair=1                                 # 0: links serve first come, first served
 * </pre>
 *
 * Later lines override earlier ones parameter by parameter. {@code efficiency} is the part of the
 * rate that is payload. {@code #} starts a comment.
 */
final class ClusterText {
  private static final double BYTES_PER_MBIT = 125_000;
  private static final double BYTES_PER_MB = 1e6;
  private static final double NS_PER_MS = 1e6;
  private static final double NS_PER_US = 1e3;
  private static final Set<String> WAN_KEYS = Set.of("delay", "rate", "efficiency");

  private final List<Cluster.Site> sites = new ArrayList<>();
  private final List<String> siteNames = new ArrayList<>();
  private final Map<String, Map<String, Double>> pairs = new HashMap<>();
  private final Map<String, Double> wan = values("delay", 25.0, "rate", 0.0, "efficiency", 1.0);
  private final Map<String, Double> lan =
      values("delay", 0.05, "rate", 10_000.0, "efficiency", 1.0);
  private final Map<String, Double> host = values("delay", 0.001, "rate", 64_000.0);
  private final Map<String, Double> cpu = new HashMap<>();
  private final Map<String, Double> message = values("header", 64.0, "eager", 16_384.0);

  private final Map<String, Double> queue = new HashMap<>(Map.of("fair", 1.0));

  private ClusterText() {
    cpu.putAll(values("send", 10.0, "receive", 10.0, "reduce", 4_000.0));
    cpu.putAll(values("local-send", 1.0, "local-receive", 1.0, "copy", 8_000.0));
  }

  /**
   * The network of a description.
   *
   * @throws IllegalArgumentException naming the line that is not understood
   */
  static Cluster read(String text) {
    ClusterText reader = new ClusterText();
    for (String line : text.split("\n")) {
      String content = line.replaceFirst("#.*", "").trim();
      if (!content.isEmpty()) {
        try {
          reader.take(content.split("\\s+"));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("'" + line.trim() + "': " + e.getMessage(), e);
        }
      }
    }
    return reader.cluster();
  }

  private void take(String[] words) {
    switch (words[0]) {
      case "site" -> site(words);
      case "wan" -> override(wan, words, 1);
      case "lan" -> override(lan, words, 1);
      case "host" -> override(host, words, 1);
      case "cpu" -> override(cpu, words, 1);
      case "message" -> override(message, words, 1);
      case "queue" -> override(queue, words, 1);
      case "pair" -> {
        between(words, 1, 2);
        between(words, 2, 1);
      }
      case "link" -> between(words, 1, 2);
      default ->
          throw new IllegalArgumentException(
              words[0] + " is none of site, wan, pair, link, lan, host, cpu, message, queue");
    }
  }

  private void site(String[] words) {
    requireName(words, 1);
    Map<String, Double> of = values("sites", 1.0, "hosts", 1.0, "processes", 1.0);
    of.putAll(values("up", 0.0, "down", 0.0, "efficiency", 1.0));
    override(of, words, 2);
    int count = of.get("sites").intValue();
    for (int i = 1; i <= count; i++) {
      String name = count == 1 ? words[1] : words[1] + i;
      siteNames.add(name);
      double bytesPerMbit = BYTES_PER_MBIT * of.get("efficiency");
      sites.add(
          new Cluster.Site(
              name,
              of.get("hosts").intValue(),
              of.get("processes").intValue(),
              of.get("up") * bytesPerMbit,
              of.get("down") * bytesPerMbit));
    }
  }

  private void between(String[] words, int from, int to) {
    requireName(words, 2);
    Map<String, Double> of =
        pairs.computeIfAbsent(
            requireSite(words[from]) + " " + requireSite(words[to]), name -> new HashMap<>());
    for (int i = 3; i < words.length; i++) {
      put(of, words[i], WAN_KEYS);
    }
  }

  private Cluster cluster() {
    if (sites.isEmpty()) {
      throw new IllegalArgumentException("no line 'site NAME hosts=N processes=N'");
    }
    Cluster.Pair[][] between = new Cluster.Pair[sites.size()][sites.size()];
    for (Cluster.Pair[] row : between) {
      Arrays.fill(row, pair(wan));
    }
    for (Map.Entry<String, Map<String, Double>> own : pairs.entrySet()) {
      String[] names = own.getKey().split(" ");
      Map<String, Double> of = new HashMap<>(wan);
      of.putAll(own.getValue());
      between[siteNames.indexOf(names[0])][siteNames.indexOf(names[1])] = pair(of);
    }
    return new Cluster(sites.toArray(new Cluster.Site[0]), between, levels(), costs());
  }

  private static Cluster.Pair pair(Map<String, Double> of) {
    return new Cluster.Pair(
        of.get("rate") * BYTES_PER_MBIT * of.get("efficiency"),
        Math.round(of.get("delay") * NS_PER_MS));
  }

  private Cluster.Levels levels() {
    return new Cluster.Levels(
        lan.get("rate") * BYTES_PER_MBIT * lan.get("efficiency"),
        Math.round(lan.get("delay") * NS_PER_MS),
        host.get("rate") * BYTES_PER_MBIT,
        Math.round(host.get("delay") * NS_PER_MS),
        queue.get("fair") > 0);
  }

  private Cluster.Costs costs() {
    return new Cluster.Costs(
        Math.round(cpu.get("send") * NS_PER_US),
        Math.round(cpu.get("receive") * NS_PER_US),
        Math.round(cpu.get("local-send") * NS_PER_US),
        Math.round(cpu.get("local-receive") * NS_PER_US),
        cpu.get("reduce") * BYTES_PER_MB,
        cpu.get("copy") * BYTES_PER_MB,
        message.get("header").intValue(),
        message.get("eager").intValue());
  }

  private String requireSite(String name) {
    if (!siteNames.contains(name)) {
      throw new IllegalArgumentException("no site " + name + " before this line");
    }
    return name;
  }

  private static void requireName(String[] words, int names) {
    if (words.length <= names || words[names].contains("=")) {
      throw new IllegalArgumentException("a name is missing");
    }
  }

  private static void override(Map<String, Double> of, String[] words, int from) {
    for (int i = from; i < words.length; i++) {
      put(of, words[i], of.keySet());
    }
  }

  private static void put(Map<String, Double> of, String setting, Set<String> keys) {
    String[] parts = setting.split("=", 2);
    if (parts.length < 2 || !keys.contains(parts[0])) {
      throw new IllegalArgumentException(setting + " is not KEY=NUMBER with a KEY of " + keys);
    }
    double value = Double.parseDouble(parts[1]);
    if (!(value >= 0)) {
      throw new IllegalArgumentException(setting + " must not be negative");
    }
    of.put(parts[0], value);
  }

  private static Map<String, Double> values(String first, double one, String second, double two) {
    Map<String, Double> of = new HashMap<>();
    of.put(first, one);
    of.put(second, two);
    return of;
  }

  private static Map<String, Double> values(
      String first, double one, String second, double two, String third, double three) {
    Map<String, Double> of = values(first, one, second, two);
    of.put(third, three);
    return of;
  }
}
