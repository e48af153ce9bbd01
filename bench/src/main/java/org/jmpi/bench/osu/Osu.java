package org.jmpi.bench.osu;

import java.util.Locale;
import mpi.Comm;
import mpi.MPI;
import mpi.MPIException;
import org.HdrHistogram.Histogram;

/** What the benchmarks share: options, headers, percentiles. */
final class Osu {
  private static final double NS_PER_US = 1e3;

  private Osu() {}

  /** The value of {@code --name} in args, or {@code otherwise}. */
  static int option(String[] args, String name, int otherwise) {
    for (int i = 0; i + 1 < args.length; i++) {
      if (args[i].equals("--" + name)) {
        return Integer.parseInt(args[i + 1]);
      }
    }
    return otherwise;
  }

  static void header(Comm comm, String title, String columns) throws MPIException {
    if (comm.getRank() == 0) {
      System.out.printf(
          "# %s; %d ranks; Java %s; %d processors; %s %s%n# %s%n",
          title,
          comm.getSize(),
          Runtime.version(),
          Runtime.getRuntime().availableProcessors(),
          System.getProperty("os.name"),
          System.getProperty("os.version"),
          columns);
    }
  }

  static Histogram newHistogram() {
    return new Histogram(60_000_000_000L, 3);
  }

  /** One line: size, mean, percentiles, in microseconds; {@code parts} divides a round trip. */
  static void latencyLine(int bytes, Histogram ns, double parts) {
    double scale = NS_PER_US * parts;
    System.out.printf(
        Locale.ROOT,
        "%-12d %12.2f %12.2f %12.2f %12.2f%n",
        bytes,
        ns.getMean() / scale,
        ns.getValueAtPercentile(50) / scale,
        ns.getValueAtPercentile(99) / scale,
        ns.getValueAtPercentile(99.9) / scale);
  }

  static void check(boolean right, String what) {
    if (!right) {
      throw new IllegalStateException("wrong data: " + what);
    }
  }

  /** Rank 0 of a job of two or more, else an explanation and the end. */
  static void requireTwo(Comm comm) throws MPIException {
    if (comm.getSize() < 2) {
      System.err.println("this benchmark needs two ranks: jmpirun -n 2 …");
      MPI.Finalize();
      System.exit(2);
    }
  }
}
