package org.jmpi.bench.osu;

import java.util.List;
import java.util.Locale;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * One run of one benchmark: the job, the options, the output, and how a {@link Kernel} is measured.
 * Uses of MPI only what Open MPI's Java bindings have, so that the programs run there unchanged.
 */
public final class Bench {
  private static final int BATCHES = 10;
  private static final int MIN_SINGLES = 5;
  private static final int MAX_SINGLES = 100_000;
  private static final int FIRST_WARM_UP = 3;
  private static final List<String> PREFIX =
      List.of("benchmark", "label", "library", "ranks", "buffer");

  private final Options options;
  private final Intracomm world;
  private final int rank;
  private final int ranks;
  private final long initNs;
  private int seed;
  private boolean isWarm;

  private Bench(Options options, long initNs) throws MPIException {
    this.options = options;
    this.initNs = initNs;
    world = MPI.COMM_WORLD;
    rank = world.getRank();
    ranks = world.getSize();
    seed = options.number("seed", 1);
  }

  /**
   * Joins the job and reads the options.
   *
   * @param ownOptions names of options besides the common ones
   */
  public static Bench start(String[] args, String... ownOptions) throws MPIException {
    long startNs = System.nanoTime();
    String[] rest = MPI.Init(args);
    return new Bench(new Options(rest, ownOptions), System.nanoTime() - startNs);
  }

  public Intracomm world() {
    return world;
  }

  public int rank() {
    return rank;
  }

  public int ranks() {
    return ranks;
  }

  public Options options() {
    return options;
  }

  boolean isDirect() {
    return options.isDirect();
  }

  /** How long {@code MPI.Init} took. */
  long initNs() {
    return initNs;
  }

  /**
   * Ends the job when it is not one that the benchmark can run in.
   *
   * @param advice what to do
   */
  public void require(boolean isFit, String advice) throws MPIException {
    if (!isFit) {
      MPI.Finalize();
      throw new IllegalArgumentException(advice + " (this job has " + ranks + " ranks)");
    }
  }

  /** Memory of bytes, of the kind that the options say. */
  public Data bytes(int count) {
    return Data.bytes(isDirect(), count);
  }

  /** Memory of floats, of the kind that the options say. */
  Data floats(int count) {
    return Data.floats(isDirect(), count);
  }

  /**
   * Prints the header.
   *
   * @param name as OSU calls the benchmark
   * @return the table at rank 0, elsewhere null
   */
  public Table table(String name, String... columns) {
    if (rank != 0) {
      return null;
    }
    System.out.printf(
        Locale.ROOT,
        "# %s; %s; %d ranks; buffers: %s; seed %d%n# %s; a clock read takes %d ns%n# %s%n",
        name,
        label(),
        ranks,
        buffers(),
        seed,
        Machine.describe(),
        Machine.clockReadNs(),
        library());
    return new Table(
        System.out,
        options.csv(),
        PREFIX,
        List.of(name, label(), library(), String.valueOf(ranks), buffers()),
        List.of(columns));
  }

  /**
   * Measures; to be called at all ranks.
   *
   * @return the figures of all ranks at rank 0, elsewhere null
   */
  Figures measure(Kernel kernel) throws MPIException {
    verify(kernel);
    int[] plan = options.iterations() > 0 ? fixedPlan(kernel) : timedPlan(kernel);
    int batchIterations = plan[0];
    long[] batchNs = new long[plan[1]];
    for (int batch = 0; batch < batchNs.length; batch++) {
      batchNs[batch] = batch(kernel, batchIterations);
    }
    long[] singleNs = new long[plan[2]];
    singles(kernel, singleNs);
    long[] allBatchNs = gather(batchNs);
    long[] allSingleNs = gather(singleNs);
    return rank == 0 ? new Figures(ranks, batchIterations, allBatchNs, allSingleNs) : null;
  }

  /** Leaves the job. */
  public void finish() throws MPIException {
    MPI.Finalize();
  }

  /** The values of all ranks, one after the other, at rank 0; elsewhere null. */
  public long[] gather(long[] mine) throws MPIException {
    long[] all = new long[rank == 0 ? mine.length * ranks : 0];
    world.gather(mine, mine.length, MPI.LONG, all, mine.length, MPI.LONG, 0);
    return rank == 0 ? all : null;
  }

  private String label() {
    return options.text("label", "-");
  }

  private String buffers() {
    return isDirect() ? "direct" : "array";
  }

  private static String library() {
    // Open MPI goes on with who built it.
    return MPI.getLibVersion().split("[,\n]")[0];
  }

  /** A few iterations, the data looked at after each. */
  private void verify(Kernel kernel) throws MPIException {
    kernel.timedSingly(true);
    for (int i = 0; i < 2; i++) {
      batch(kernel, 1);
    }
  }

  /** Iterations of a batch, batches, iterations timed one by one: as the options say. */
  private int[] fixedPlan(Kernel kernel) throws MPIException {
    int iterations = options.iterations();
    kernel.timedSingly(false);
    batch(kernel, Math.max(1, options.warmUpIterations()));
    int batches = Math.min(BATCHES, iterations);
    return new int[] {iterations / batches, batches, Math.max(1, iterations / 2)};
  }

  /** The same by time: rank 0 warms up in batches that double, and says how it goes on. */
  private int[] timedPlan(Kernel kernel) throws MPIException {
    long warmUpNs = options.warmUpNs() * (isWarm ? 1 : FIRST_WARM_UP);
    isWarm = true;
    kernel.timedSingly(false);
    int[] plan = {1, 0, 0};
    long spentNs = 0;
    while (plan[1] == 0) {
      long ns = batch(kernel, plan[0]);
      spentNs += ns;
      if (rank == 0 && spentNs >= warmUpNs) {
        double onceNs = Math.max(1.0, (double) ns / plan[0]);
        long timeNs = options.timeNs();
        plan[0] = (int) Math.max(1, timeNs * 2 / 3 / BATCHES / onceNs);
        plan[1] = BATCHES;
        plan[2] = (int) Math.max(MIN_SINGLES, Math.min(MAX_SINGLES, timeNs / 3 / onceNs));
      } else if (rank == 0 && ns < warmUpNs / 4) {
        plan[0] *= 2;
      }
      world.bcast(plan, plan.length, MPI.INT, 0);
    }
    return plan;
  }

  /** The clock is read before the first iteration and after the last. */
  private long batch(Kernel kernel, int iterations) throws MPIException {
    int ownSeed = seed++;
    kernel.prepare(ownSeed);
    world.barrier();
    long startNs = System.nanoTime();
    for (int i = 0; i < iterations; i++) {
      kernel.once();
    }
    long elapsedNs = System.nanoTime() - startNs;
    kernel.check(ownSeed);
    return elapsedNs;
  }

  private void singles(Kernel kernel, long[] durationsNs) throws MPIException {
    kernel.timedSingly(true);
    int ownSeed = seed++;
    kernel.prepare(ownSeed);
    world.barrier();
    for (int i = 0; i < durationsNs.length; i++) {
      long startNs = System.nanoTime();
      kernel.once();
      durationsNs[i] = System.nanoTime() - startNs;
      kernel.between();
    }
    kernel.check(ownSeed);
  }
}
