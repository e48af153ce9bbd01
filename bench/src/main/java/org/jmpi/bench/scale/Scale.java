package org.jmpi.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jmpi.bench.plot.NetworkPicture;
import org.jmpi.coll.RankSteps;
import org.jmpi.coll.ScheduleSource;
import org.jmpi.topology.Tiers;

/**
 * Prints what collectives take on 10 to 10,000 ranks, flat and on levels, as a table; {@code --csv
 * FILE} writes the figures for {@code org.jmpi.bench.plot.Plots}, and pictures of the networks
 * beside them.
 *
 * <pre>Scale [--ranks 10,100] [--ops allreduce,bcast] [--sizes 8,65536] [--net NAME|FILE]
 *   [--algorithms levelled_ring,ring] [--csv FILE] [--max-steps N]</pre>
 */
public final class Scale {
  private static final String TITLE =
      """
      | | bytes | ranks | | algorithm | ms | of bound | WAN MB | WAN messages | in turn | messages | of a rank | KB of a rank |
      |---|---:|---:|---|---|---:|---:|---:|---:|---:|---:|---:|---:|""";

  private static final String CSV_TITLE =
      "benchmark,way,library,network,bytes,Ranks,Time(ms),WAN(MB),WAN messages,WAN in turn,Messages,"
          + "Messages per rank,Memory per rank(KB),Algorithm";

  private static final long LONG_BYTES = 1 << 20;
  private static final double NS_PER_MS = 1e6;
  private static final double MS_PER_S = 1e3;
  private static final double NS_PER_S = 1e9;
  private static final double BYTES_PER_MB = 1e6;
  private static final double BYTES_PER_KB = 1e3;

  private final ScaleOptions options;
  private final List<String> csv = new ArrayList<>(List.of(CSV_TITLE));
  private final List<String> notes = new ArrayList<>();

  private Scale(ScaleOptions options) {
    this.options = options;
  }

  /** See the class. */
  public static void main(String[] args) throws IOException {
    try {
      new Scale(ScaleOptions.of(args)).run();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private void run() throws IOException {
    List<Cluster> clusters = new ArrayList<>();
    if (options.net != null) {
      boolean isName = Networks.NAMES.contains(options.net);
      clusters.add(
          ClusterText.read(
              isName ? Networks.named(options.net) : Files.readString(Path.of(options.net))));
    } else {
      for (int ranks : options.ranks) {
        clusters.add(ClusterText.read(Networks.of(ranks)));
      }
    }
    clusters.forEach(cluster -> System.out.println("- " + cluster));
    System.out.println();
    System.out.println(TITLE);
    long startNs = System.nanoTime();
    for (ScaleOptions.Case each : options.cases()) {
      for (Cluster cluster : clusters) {
        ways(cluster, each);
      }
    }
    System.out.println();
    notes.forEach(System.out::println);
    System.out.printf(
        Locale.ROOT, "All of it in %.1f s.%n", (System.nanoTime() - startNs) / NS_PER_S);
    if (options.csv != null) {
      Files.write(options.csv, csv);
      for (Cluster cluster : clusters) {
        if (cluster.sites() > 1) {
          String name = options.net == null ? cluster.size() + "-ranks" : "described";
          Path picture = options.csv.resolveSibling("network-" + name + ".png");
          NetworkPicture.draw(cluster.sketch(), picture);
          System.out.println(picture);
        }
      }
    }
  }

  private void ways(Cluster cluster, ScaleOptions.Case each) {
    Tiers tiers = cluster.tiers();
    way("flat", cluster, Tiers.flat(cluster.size()), each);
    if (tiers.levels() > 0) {
      way("levelled", cluster, tiers, each);
    }
    for (String algorithm : options.algorithms) {
      if (ScheduleSource.algorithms(each.kind()).contains(algorithm)) {
        Map<String, String> settings = Map.of(each.kind().settingKey(), algorithm);
        print("set", cluster, each, run(cluster, new ScheduleSource(tiers, settings), each));
      }
    }
  }

  private void way(String way, Cluster cluster, Tiers tiers, ScaleOptions.Case each) {
    ScheduleSource source = new ScheduleSource(tiers, Map.of());
    RankSteps middle = source.steps(each.kind(), each.lengthBytes(), 0, cluster.size() / 2);
    long steps = (long) middle.size() * cluster.size();
    if (steps <= options.maxSteps) {
      print(way, cluster, each, run(cluster, source, each));
      return;
    }
    note(way, cluster, each, middle.algorithm(), steps);
    for (String other : ScheduleSource.algorithms(each.kind())) {
      ScheduleSource instead = new ScheduleSource(tiers, Map.of(each.kind().settingKey(), other));
      middle = instead.steps(each.kind(), each.lengthBytes(), 0, cluster.size() / 2);
      steps = (long) middle.size() * cluster.size();
      boolean isOfThisWay = other.startsWith("levelled") == tiers.levels() > 0;
      if (isOfThisWay && middle.algorithm().equals(other) && steps <= options.maxSteps) {
        print(way, cluster, each, run(cluster, instead, each));
      }
    }
  }

  private static Result run(Cluster cluster, ScheduleSource source, ScaleOptions.Case each) {
    return Simulation.run(cluster, rank -> source.steps(each.kind(), each.lengthBytes(), 0, rank));
  }

  private void note(
      String way, Cluster cluster, ScaleOptions.Case each, String algorithm, long steps) {
    notes.add(
        String.format(
            Locale.ROOT,
            "%s of %d bytes on %d ranks, %s: %s, which the library would take, has %d million steps;"
                + " more than %d million are not run (--max-steps), others are instead.",
            name(each),
            each.lengthBytes(),
            cluster.size(),
            way,
            algorithm,
            steps / 1_000_000,
            options.maxSteps / 1_000_000));
  }

  private void print(String way, Cluster cluster, ScaleOptions.Case each, Result result) {
    double ms = result.completionNs() / NS_PER_MS;
    double wanMb = result.wanBytes() / BYTES_PER_MB;
    double memoryKb = (result.temporaryBytes() + result.scheduleBytes()) / BYTES_PER_KB;
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %d | %s | %s | %s | %s | %s | %d | %d | %d | %d | %s |%n",
        name(each),
        each.lengthBytes(),
        cluster.size(),
        way,
        result.algorithm(),
        significant(ms),
        ofBound(cluster, each, ms),
        significant(wanMb),
        result.wanMessages(),
        result.wanInTurn(),
        result.messages(),
        result.messagesPerRank(),
        significant(memoryKb));
    csv.add(
        String.format(
            Locale.ROOT,
            "scale_%s_%d,%s,JMPI,%s,%d,%d,%.6f,%.6f,%d,%d,%d,%d,%.3f,%s",
            each.kind().name().toLowerCase(Locale.ROOT),
            each.lengthBytes(),
            way,
            "described",
            each.lengthBytes(),
            cluster.size(),
            ms,
            wanMb,
            result.wanMessages(),
            result.wanInTurn(),
            result.messages(),
            result.messagesPerRank(),
            memoryKb,
            result.algorithm()));
  }

  /** Of vectors that every site sends or receives once; short ones are not bound by lines. */
  private static String ofBound(Cluster cluster, ScaleOptions.Case each, double ms) {
    boolean isVector =
        switch (each.kind()) {
          case ALLREDUCE, BCAST, REDUCE -> each.lengthBytes() >= LONG_BYTES;
          default -> false;
        };
    double boundMs = cluster.boundSeconds(each.lengthBytes()) * MS_PER_S;
    return isVector && boundMs > 0 ? String.format(Locale.ROOT, "%.2f", ms / boundMs) : "-";
  }

  private static String name(ScaleOptions.Case each) {
    return each.kind().mpiName().substring("MPI_".length()).toLowerCase(Locale.ROOT);
  }

  /** Three digits that count. */
  private static String significant(double value) {
    int decimals = value >= 99.95 || value == 0 ? 0 : value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
