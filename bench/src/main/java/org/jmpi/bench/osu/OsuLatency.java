package org.jmpi.bench.osu;

import mpi.Comm;
import mpi.MPI;
import mpi.MPIException;
import org.HdrHistogram.Histogram;

/**
 * osu_latency: ping-pong between ranks 0 and 1, half a round trip per column. Options: {@code
 * --min}, {@code --max} bytes, {@code --iterations}.
 */
public final class OsuLatency {
  private static final int TAG = 1;
  private static final int LARGE_BYTES = 64 << 10;

  private OsuLatency() {}

  /** Runs it. */
  public static void main(String[] args) throws MPIException {
    String[] rest = MPI.Init(args);
    Comm world = MPI.COMM_WORLD;
    Osu.requireTwo(world);
    int min = Osu.option(rest, "min", 1);
    int max = Osu.option(rest, "max", 4 << 20);
    int iterations = Osu.option(rest, "iterations", 10_000);
    Osu.header(world, "osu_latency", "Size  Mean(us)  P50(us)  P99(us)  P99.9(us)");
    for (int bytes = min; bytes <= max; bytes *= 2) {
      int count = bytes > LARGE_BYTES ? Math.max(20, iterations / (bytes / 4096)) : iterations;
      Histogram roundTripsNs = pingPong(world, bytes, count);
      if (world.getRank() == 0) {
        Osu.latencyLine(bytes, roundTripsNs, 2);
      }
    }
    MPI.Finalize();
  }

  private static Histogram pingPong(Comm world, int bytes, int iterations) throws MPIException {
    byte[] data = new byte[bytes];
    int rank = world.getRank();
    Histogram ns = Osu.newHistogram();
    int warmUp = iterations / 2 + 1;
    for (int i = -warmUp; i < iterations; i++) {
      if (rank == 0) {
        data[bytes - 1] = (byte) i;
        long start = System.nanoTime();
        world.send(data, bytes, MPI.BYTE, 1, TAG);
        world.recv(data, bytes, MPI.BYTE, 1, TAG);
        if (i >= 0) {
          ns.recordValue(System.nanoTime() - start);
        }
        Osu.check(data[bytes - 1] == (byte) (i + 1), "round trip " + i);
      } else if (rank == 1) {
        world.recv(data, bytes, MPI.BYTE, 0, TAG);
        data[bytes - 1]++;
        world.send(data, bytes, MPI.BYTE, 0, TAG);
      }
    }
    return ns;
  }
}
