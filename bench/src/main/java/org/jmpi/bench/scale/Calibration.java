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
 * Puts what {@link LabCase} measured beside what the simulator says for the same network. Its
 * parameters are taken from messages of the same job: what a message costs besides the way, from
 * the shortest {@code send}, and the efficiency of the link, from the longest; for collectives that
 * fill both directions from the longest {@code swap}. Nothing is taken from the collectives, which
 * are what is compared.
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
      String description = Files.readString(Path.of(args[0]));
      String oneWay = fitted(description, job, "send");
      boolean hasSwap = job.stream().anyMatch(line -> line.op().equals("swap"));
      String bothWays = hasSwap ? fitted(description, job, "swap") : oneWay;
      notes.add(label + ", fitted to its single messages: " + costs(oneWay));
      notes.add(label + ", fitted to its messages both ways: " + costs(bothWays));
      for (Line line : job) {
        String text = goesBothWays(line) ? bothWays : oneWay;
        if (line.op().equals("swap")) {
          double ms = sendMs(ClusterText.read(oneWay), line.lengthBytes());
          print(line, "sendRecv", ms, ms);
        } else if (!line.op().equals("send")) {
          Result result = simulate(ClusterText.read(text), line);
          Result firstCome = simulate(ClusterText.read(text + "queue fair=0\n"), line);
          print(
              line,
              result.algorithm(),
              result.completionNs() / NS_PER_MS,
              firstCome.completionNs() / NS_PER_MS);
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

  /** Whether it fills both directions of a link at the same time. */
  private static boolean goesBothWays(Line line) {
    return line.op().equals("allreduce") || line.op().equals("allgather");
  }

  private static String costs(String text) {
    return text.substring(text.indexOf("cpu send")).trim().replace(System.lineSeparator(), "; ");
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
   * @param longOp whether the longest {@code send} shows the efficiency, or the longest {@code
   *     swap}
   * @throws IllegalArgumentException when there are not two lengths of single messages
   */
  static String fitted(String description, List<Line> lines, String longOp) {
    Line shortest = extreme(of("send", lines), true);
    Line longest = extreme(of(longOp, lines), false);
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

  private static List<Line> of(String op, List<Line> lines) {
    return lines.stream().filter(line -> line.op().equals(op)).toList();
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
