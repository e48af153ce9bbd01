package org.jmpi.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jmpi.coll.CollectiveKind;
import org.jmpi.coll.ScheduleSource;
import org.jmpi.topology.Tiers;

/**
 * Puts what {@link LabCase} measured beside what the simulator says for the same network. Two
 * parameters are taken from the single messages of the same job, {@code send}: what a message costs
 * besides the way, from the shortest, and the efficiency of the link, from the longest; nothing is
 * taken from the collectives, which are what is compared.
 *
 * <pre>Calibration DESCRIPTION LINES</pre>
 */
public final class Calibration {
  private static final double NS_PER_MS = 1e6;
  private static final double MS_PER_US = 1e-3;
  private static final double TOLERANCE = 0.15;

  /** A line of {@link LabCase}: label, operation, bytes, median, least and most in ms. */
  record Line(String label, String op, long lengthBytes, double medianMs, double leastMs) {
    static Line of(String text) {
      String[] words = text.trim().split("\\s+");
      if (words.length < 5) {
        throw new IllegalArgumentException("'" + text + "' is no line of LabCase");
      }
      return new Line(
          words[0],
          words[1],
          Long.parseLong(words[2]),
          Double.parseDouble(words[3]),
          Double.parseDouble(words[4]));
    }
  }

  private Calibration() {}

  /**
   * Compares.
   *
   * @param args the description of the network, and the file with the measured lines
   */
  public static void main(String[] args) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(args[1]))) {
      lines.add(Line.of(line));
    }
    System.out.println(
        "| | bytes | | algorithm | laboratory ms | simulated ms | ratio | | first come ms |");
    System.out.println("|---|---:|---|---|---:|---:|---:|---|---:|");
    List<String> notes = new ArrayList<>();
    for (String label : lines.stream().map(Line::label).distinct().toList()) {
      // Each job has its own single messages: what else the machine does changes between jobs.
      List<Line> job = lines.stream().filter(line -> line.label().equals(label)).toList();
      String text = fitted(Files.readString(Path.of(args[0])), job);
      String fitted =
          text.substring(text.indexOf("cpu send")).trim().replace(System.lineSeparator(), "; ");
      notes.add(label + ", fitted to its single messages: " + fitted);
      Cluster cluster = ClusterText.read(text);
      Cluster firstCome = ClusterText.read(text + "queue fair=0\n");
      for (Line line : job) {
        if (line.op().equals("swap")) {
          // The two directions of a link have nothing to do with each other.
          double ms = sendMs(cluster, line.lengthBytes());
          print(line, "sendRecv", ms, ms);
        } else if (!line.op().equals("send")) {
          Result result = simulate(cluster, line);
          double firstComeMs = simulate(firstCome, line).completionNs() / NS_PER_MS;
          print(line, result.algorithm(), result.completionNs() / NS_PER_MS, firstComeMs);
        }
      }
    }
    System.out.println();
    notes.forEach(System.out::println);
  }

  private static void print(Line line, String algorithm, double simulatedMs, double firstComeMs) {
    double ratio = simulatedMs / line.medianMs();
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %s | %s | %.1f | %.1f | %.2f | %s | %.1f |%n",
        line.op(),
        line.lengthBytes(),
        line.label(),
        algorithm,
        line.medianMs(),
        simulatedMs,
        ratio,
        Math.abs(ratio - 1) <= TOLERANCE ? "within 15 %" : "off",
        firstComeMs);
  }

  /** What the simulator says for a measured case; levelled unless its label is "flat". */
  static Result simulate(Cluster cluster, Line line) {
    Tiers tiers = line.label().equals("flat") ? Tiers.flat(cluster.size()) : cluster.tiers();
    ScheduleSource source = new ScheduleSource(tiers, Map.of());
    CollectiveKind kind = CollectiveKind.valueOf(line.op().toUpperCase(Locale.ROOT));
    return Simulation.run(cluster, rank -> source.steps(kind, line.lengthBytes(), 0, rank));
  }

  /**
   * The description with the costs of a message and the efficiency of the links between sites that
   * the measured single messages show.
   *
   * @throws IllegalArgumentException when there are not two lengths of single messages
   */
  static String fitted(String description, List<Line> lines) {
    List<Line> single = lines.stream().filter(line -> line.op().equals("send")).toList();
    Line shortest = extreme(single, true);
    Line longest = extreme(single, false);
    if (shortest == longest) {
      throw new IllegalArgumentException("lines 'send' of two lengths are needed");
    }
    double idealMs = sendMs(ClusterText.read(description + costs(0, 1)), shortest.lengthBytes());
    double costUs = Math.max(0, (shortest.medianMs() - idealMs) / 2 / MS_PER_US);
    double low = 0.001;
    double high = 1;
    for (int i = 0; i < 40; i++) {
      double middle = (low + high) / 2;
      Cluster cluster = ClusterText.read(description + costs(costUs, middle));
      if (sendMs(cluster, longest.lengthBytes()) > longest.medianMs()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return description + costs(costUs, (low + high) / 2);
  }

  private static Line extreme(List<Line> lines, boolean isShortest) {
    Line found = null;
    for (Line line : lines) {
      if (found == null || isShortest == line.lengthBytes() < found.lengthBytes()) {
        found = line;
      }
    }
    return found;
  }

  private static String costs(double costUs, double efficiency) {
    return String.format(
        Locale.ROOT,
        "%ncpu send=%.3f receive=%.3f%nwan efficiency=%.5f%n",
        costUs,
        costUs,
        efficiency);
  }

  /** One message between the two sites, as {@link LabCase} measures it. */
  private static double sendMs(Cluster cluster, long lengthBytes) {
    return Simulation.single(cluster, 0, cluster.size() / 2, lengthBytes) / NS_PER_MS;
  }
}
