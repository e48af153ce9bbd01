package org.jmpi.bench;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long a hello program takes from start to end, the whole command, beside a bare JVM in the
 * same turn: one run of each, over and over, so that whatever else the machine does meets all of
 * them. Prints a line of CSV for each number of ranks.
 */
public final class StartUp {
  private static final long BOUND_S = 120;
  private static final double NS_PER_MS = 1e6;

  /** Clock ticks of {@code /proc}, on all Linux that Java runs on. */
  private static final double MS_PER_TICK = 10;

  private StartUp() {}

  /** What the bare JVM runs: the first argument is then {@value #BARE}. */
  private static final String BARE = "bare";

  /**
   * Runs it.
   *
   * @param args runs, numbers of ranks separated by commas, jmpirun, class path of the programs,
   *     and options for jmpirun
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length == 1 && args[0].equals(BARE)) {
      System.out.println("hello");
      return;
    }
    int runs = Integer.parseInt(args[0]);
    int[] ranks = Arrays.stream(args[1].split(",")).mapToInt(Integer::parseInt).toArray();
    List<String> options = List.of(args).subList(4, args.length);
    List<List<String>> commands = new ArrayList<>();
    commands.add(bare(args[3]));
    for (int count : ranks) {
      commands.add(job(args[2], count, options, args[3], "org.jmpi.examples.openmpi.Hello"));
    }
    double[][] ms = new double[commands.size()][runs];
    double[][] cpuMs = new double[commands.size()][runs];
    for (int run = -1; run < runs; run++) {
      for (int i = 0; i < commands.size(); i++) {
        double cpuBeforeMs = childrenCpuMs();
        long startNs = System.nanoTime();
        await(new ProcessBuilder(commands.get(i)).redirectOutput(Redirect.DISCARD));
        if (run >= 0) {
          ms[i][run] = (System.nanoTime() - startNs) / NS_PER_MS;
          cpuMs[i][run] = childrenCpuMs() - cpuBeforeMs;
        }
      }
    }
    System.out.println("ranks,p50_ms,p90_ms,bare_jvm_p50_ms,ratio,cpu_p50_ms,resident_mb");
    double bareMs = quantile(ms[0], 0.5);
    for (int i = 1; i < commands.size(); i++) {
      double p50Ms = quantile(ms[i], 0.5);
      System.out.println(
          String.format(
              Locale.ROOT,
              "%d,%.1f,%.1f,%.1f,%.2f,%.0f,%s",
              ranks[i - 1],
              p50Ms,
              quantile(ms[i], 0.9),
              bareMs,
              p50Ms / bareMs,
              quantile(cpuMs[i], 0.5),
              resident(
                  job(args[2], ranks[i - 1], options, args[3], "org.jmpi.bench.osu.OsuMemory"))));
    }
  }

  private static List<String> bare(String classPath) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(java, "-cp", classPath, StartUp.class.getName(), BARE);
  }

  private static List<String> job(
      String jmpirun, int ranks, List<String> options, String classPath, String main) {
    List<String> words = new ArrayList<>(List.of(jmpirun, "-n", Integer.toString(ranks)));
    words.addAll(options);
    words.addAll(List.of("-cp", classPath, main));
    return words;
  }

  /**
   * Resident memory of an idle rank, the mean over the ranks, as the memory benchmark prints it.
   */
  private static String resident(List<String> command) throws IOException, InterruptedException {
    File output = File.createTempFile("jmpi-start", ".txt");
    try {
      await(new ProcessBuilder(command).redirectOutput(output));
      for (String line : Files.readAllLines(output.toPath())) {
        String[] columns = line.strip().split("\\s+");
        if (columns[0].equals("idle")) {
          return columns[1];
        }
      }
      throw new IOException("no line 'idle' in the output of " + command);
    } finally {
      Files.delete(output.toPath());
    }
  }

  private static void await(ProcessBuilder command) throws IOException, InterruptedException {
    Process process = command.redirectError(Redirect.INHERIT).start();
    try {
      if (!process.waitFor(BOUND_S, TimeUnit.SECONDS)) {
        throw new IOException(command.command() + " did not end within " + BOUND_S + " s");
      }
      if (process.exitValue() != 0) {
        throw new IOException(command.command() + " ended with " + process.exitValue());
      }
    } finally {
      process.destroy();
    }
  }

  /** CPU time of all children that have ended and theirs; 0 where there is no such file. */
  private static double childrenCpuMs() throws IOException {
    Path stat = Path.of("/proc/self/stat");
    if (!Files.isReadable(stat)) {
      return 0;
    }
    String text = Files.readString(stat);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * MS_PER_TICK;
  }

  private static double quantile(double[] values, double part) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.round(part * (sorted.length - 1))];
  }
}
