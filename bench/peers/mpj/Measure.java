import java.util.Arrays;
import java.util.Locale;
import mpi.Intracomm;
import mpi.MPI;

/**
 * How the programs in the mpiJava dialect measure: as {@code org.jmpi.bench.osu} does, so that the
 * figures can be set side by side. After a look at the data and a warm-up, rank 0 chooses how many
 * iterations fill the time. Two thirds of the time go to batches with the clock read at their ends
 * only, one third to iterations that are timed one by one.
 */
final class Measure {
  private static final int BATCHES = 10;
  private static final int MIN_SINGLES = 5;
  private static final int MAX_SINGLES = 100_000;
  private static final int FIRST_WARM_UP = 3;
  private static final int NOISE_BITS = 4;

  /** What is measured, at one rank, for one message size. */
  interface Kernel {
    /** Writes the pattern of this seed into what is sent, and clears what is received. */
    void prepare(int seed);

    /**
     * One iteration: all that is timed.
     *
     * @param root rank that begins, where one does; in batches it goes round, so that no rank can
     *     run ahead
     */
    void once(int root);

    /** Whether what was received is as the seed says. */
    boolean isRight(int seed);
  }

  /** What the figures of a kernel are. */
  enum Style {
    /** Half the time that rank 0 needs for a message and its answer. */
    PING_PONG,
    /**
     * The time of all ranks; those timed one by one have a barrier between them, as OSU does it.
     */
    COLLECTIVE
  }

  /** Makes the kernel of a message size. */
  interface Kernels {
    Kernel of(int bytes);
  }

  private final Intracomm world = MPI.COMM_WORLD;
  private final int rank = world.Rank();
  private final int ranks = world.Size();
  private final double warmUpNs;
  private final double timeNs;
  private final int[] sizesBytes;
  private int seed;
  private boolean isWarm;

  /** Reads the options {@code --sizes A,B,… --time-ms N --warmup-ms N --seed N}. */
  Measure(String[] args) {
    warmUpNs = Double.parseDouble(option(args, "--warmup-ms", "300")) * 1e6;
    timeNs = Double.parseDouble(option(args, "--time-ms", "300")) * 1e6;
    seed = Integer.parseInt(option(args, "--seed", "1"));
    sizesBytes =
        Arrays.stream(option(args, "--sizes", "8").split(","))
            .mapToInt(Integer::parseInt)
            .toArray();
  }

  private static String option(String[] args, String name, String otherwise) {
    int at = Arrays.asList(args).indexOf(name);
    return at < 0 ? otherwise : args[at + 1];
  }

  int rank() {
    return rank;
  }

  int ranks() {
    return ranks;
  }

  /** Prints the header, then a row per size at rank 0; times in microseconds. */
  void run(String name, Style style, Kernels kernels) {
    if (rank == 0) {
      System.out.printf(
          "# %s; %d ranks; buffers: array; seed %d; MPJ Express%n", name, ranks, seed);
      System.out.printf(
          "%-10s %17s %17s %17s %17s %17s %17s %17s%n",
          "# Size",
          "Avg Latency(us)",
          "Batch P50(us)",
          "P50(us)",
          "P99(us)",
          "P99.9(us)",
          "MB/s",
          "Iterations");
    }
    for (int bytes : sizesBytes) {
      measure(kernels.of(bytes), bytes, style);
    }
  }

  private void measure(Kernel kernel, int bytes, Style style) {
    for (int i = 0; i < 2; i++) {
      batch(kernel, 1);
    }
    int[] plan = plan(kernel);
    long[] batchNs = new long[plan[1]];
    for (int i = 0; i < batchNs.length; i++) {
      batchNs[i] = batch(kernel, plan[0]);
    }
    long[] singleNs = singles(kernel, plan[2], style);
    long[] allBatchNs = gather(batchNs);
    long[] allSingleNs = gather(singleNs);
    if (rank == 0) {
      int parts = style == Style.PING_PONG ? 2 : 1;
      int timedRanks = style == Style.PING_PONG ? 1 : ranks;
      print(
          bytes,
          plan[0],
          Arrays.copyOf(allBatchNs, timedRanks * batchNs.length),
          Arrays.copyOf(allSingleNs, timedRanks * singleNs.length),
          parts);
    }
  }

  /**
   * Warms up in batches that double; rank 0 says how it goes on: iterations of a batch, batches,
   * singles.
   */
  private int[] plan(Kernel kernel) {
    double wantedNs = warmUpNs * (isWarm ? 1 : FIRST_WARM_UP);
    isWarm = true;
    int[] plan = {1, 0, 0};
    double spentNs = 0;
    while (plan[1] == 0) {
      double ns = batch(kernel, plan[0]);
      spentNs += ns;
      if (rank == 0 && spentNs >= wantedNs) {
        double onceNs = Math.max(1, ns / plan[0]);
        plan[0] = (int) Math.max(1, timeNs * 2 / 3 / BATCHES / onceNs);
        plan[1] = BATCHES;
        plan[2] = (int) Math.max(MIN_SINGLES, Math.min(MAX_SINGLES, timeNs / 3 / onceNs));
      } else if (rank == 0 && ns < wantedNs / 4) {
        plan[0] *= 2;
      }
      world.Bcast(plan, 0, plan.length, MPI.INT, 0);
    }
    return plan;
  }

  private long batch(Kernel kernel, int iterations) {
    int ownSeed = seed++;
    kernel.prepare(ownSeed);
    world.Barrier();
    int root = 0;
    long startNs = System.nanoTime();
    for (int i = 0; i < iterations; i++) {
      kernel.once(root);
      root = root + 1 == ranks ? 0 : root + 1;
    }
    long elapsedNs = System.nanoTime() - startNs;
    check(kernel, ownSeed);
    return elapsedNs;
  }

  private long[] singles(Kernel kernel, int count, Style style) {
    int ownSeed = seed++;
    long[] durationsNs = new long[count];
    kernel.prepare(ownSeed);
    world.Barrier();
    for (int i = 0; i < count; i++) {
      long startNs = System.nanoTime();
      kernel.once(0);
      durationsNs[i] = System.nanoTime() - startNs;
      if (style == Style.COLLECTIVE) {
        world.Barrier();
      }
    }
    check(kernel, ownSeed);
    return durationsNs;
  }

  private void check(Kernel kernel, int ownSeed) {
    if (!kernel.isRight(ownSeed)) {
      System.err.println("wrong data at rank " + rank + ", seed " + ownSeed);
      // The ranks share one process, which would go on without this one.
      Runtime.getRuntime().halt(1);
    }
  }

  private long[] gather(long[] mine) {
    long[] all = new long[mine.length * ranks];
    world.Gather(mine, 0, mine.length, MPI.LONG, all, 0, mine.length, MPI.LONG, 0);
    return all;
  }

  private static void print(
      int bytes, int batchIterations, long[] batchNs, long[] singleNs, int parts) {
    double toUs = 1e3 * parts;
    Arrays.sort(batchNs);
    Arrays.sort(singleNs);
    int middle = batchNs.length / 2;
    double medianNs =
        batchNs.length % 2 == 1 ? batchNs[middle] : (batchNs[middle - 1] + batchNs[middle]) / 2.0;
    double batchUs = medianNs / toUs / batchIterations;
    System.out.printf(
        Locale.ROOT,
        "%-10d %17.2f %17.2f %17.2f %17.2f %17.2f %17.2f %17d%n",
        bytes,
        Arrays.stream(batchNs).average().orElse(0) / toUs / batchIterations,
        batchUs,
        percentile(singleNs, 50) / toUs,
        percentile(singleNs, 99) / toUs,
        percentile(singleNs, 99.9) / toUs,
        bytes / batchUs,
        (long) batchIterations * BATCHES);
  }

  private static long percentile(long[] sorted, double percent) {
    return sorted[Math.min(sorted.length - 1, (int) (percent / 100 * sorted.length))];
  }

  /** 0 to 15, without a short period: a block in a wrong place is seen. */
  static int noise(int index, int seed) {
    return (index + seed) * 0x9E3779B1 >>> Integer.SIZE - NOISE_BITS;
  }

  /** Writes the pattern of a seed; the byte -1 never occurs in it. */
  static void fill(byte[] memory, int factor, int seed) {
    for (int i = 0; i < memory.length; i++) {
      memory[i] = element(i, factor, seed);
    }
  }

  /** Whether memory is as {@link #fill} writes it. */
  static boolean isFilled(byte[] memory, int factor, int seed) {
    for (int i = 0; i < memory.length; i++) {
      if (memory[i] != element(i, factor, seed)) {
        return false;
      }
    }
    return true;
  }

  private static byte element(int index, int factor, int seed) {
    return (byte) (factor % 15 << NOISE_BITS | noise(index, seed));
  }
}
