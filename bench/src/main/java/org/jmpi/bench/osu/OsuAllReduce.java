package org.jmpi.bench.osu;

import mpi.Comm;
import mpi.MPI;
import mpi.MPIException;
import org.HdrHistogram.Histogram;

/**
 * osu_allreduce: allReduce of floats over all ranks; the time of rank 0. Options: {@code --min},
 * {@code --max} bytes, {@code --iterations}.
 */
public final class OsuAllReduce {
  private static final int LARGE_BYTES = 64 << 10;

  private OsuAllReduce() {}

  /** Runs it. */
  public static void main(String[] args) throws MPIException {
    String[] rest = MPI.Init(args);
    Comm world = MPI.COMM_WORLD;
    int min = Math.max(Float.BYTES, Osu.option(rest, "min", Float.BYTES));
    int max = Osu.option(rest, "max", 1 << 20);
    int iterations = Osu.option(rest, "iterations", 2_000);
    Osu.header(world, "osu_allreduce", "Size  Mean(us)  P50(us)  P99(us)  P99.9(us)");
    for (int bytes = min; bytes <= max; bytes *= 2) {
      int count = bytes > LARGE_BYTES ? Math.max(20, iterations / (bytes / 4096)) : iterations;
      Histogram ns = reduce(world, bytes / Float.BYTES, count);
      if (world.getRank() == 0) {
        Osu.latencyLine(bytes, ns, 1);
      }
    }
    MPI.Finalize();
  }

  private static Histogram reduce(Comm world, int count, int iterations) throws MPIException {
    float[] mine = new float[count];
    float[] sum = new float[count];
    int size = world.getSize();
    Histogram ns = Osu.newHistogram();
    int warmUp = iterations / 2 + 1;
    for (int i = -warmUp; i < iterations; i++) {
      float value = i & 7;
      mine[0] = value + world.getRank();
      mine[count - 1] = mine[0];
      long start = System.nanoTime();
      world.allReduce(mine, sum, count, MPI.FLOAT, MPI.SUM);
      if (i >= 0) {
        ns.recordValue(System.nanoTime() - start);
      }
      float expected = size * value + size * (size - 1) / 2f;
      Osu.check(sum[count - 1] == expected, "allReduce " + i + ": " + sum[count - 1]);
    }
    return ns;
  }
}
