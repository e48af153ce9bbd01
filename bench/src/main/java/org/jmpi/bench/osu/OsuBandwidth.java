package org.jmpi.bench.osu;

import java.nio.ByteBuffer;
import java.util.Locale;
import mpi.Comm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;

/**
 * osu_bw: rank 0 streams windows of messages to rank 1, which answers each window. Options: {@code
 * --min}, {@code --max} bytes, {@code --window} messages, {@code --seconds} and {@code --warmup}
 * seconds per size.
 */
public final class OsuBandwidth {
  private static final int TAG = 1;
  private static final int WINDOW_BYTES = 64 << 20;

  private OsuBandwidth() {}

  /** Runs it. */
  public static void main(String[] args) throws MPIException {
    String[] rest = MPI.Init(args);
    Comm world = MPI.COMM_WORLD;
    Osu.requireTwo(world);
    int min = Osu.option(rest, "min", 1);
    int max = Osu.option(rest, "max", 4 << 20);
    int window = Osu.option(rest, "window", 64);
    int seconds = Osu.option(rest, "seconds", 1);
    int warmUpSeconds = Osu.option(rest, "warmup", 2);
    Osu.header(world, "osu_bw", "Size  Bandwidth(MB/s)  Gbit/s  Messages/s");
    for (int bytes = min; bytes <= max; bytes *= 2) {
      stream(
          world,
          bytes,
          Math.max(2, Math.min(window, WINDOW_BYTES / bytes)),
          seconds,
          warmUpSeconds);
    }
    MPI.Finalize();
  }

  private static void stream(Comm world, int bytes, int window, int seconds, int warmUpSeconds)
      throws MPIException {
    ByteBuffer[] buffers = new ByteBuffer[window];
    for (int i = 0; i < window; i++) {
      buffers[i] = MPI.newByteBuffer(bytes);
    }
    int rank = world.getRank();
    Request[] requests = new Request[window];
    byte[] answer = new byte[1];
    long startNs = 0;
    long windows = 0;
    long warmUpNs = System.nanoTime();
    // The first seconds warm up: compilers run beside the ranks. Rank 0 says when it is over.
    for (int round = 0; ; round++) {
      if (startNs == 0 && System.nanoTime() - warmUpNs > warmUpSeconds * 1_000_000_000L) {
        startNs = System.nanoTime();
        windows = 0;
      }
      boolean last =
          startNs != 0 && windows > 0 && System.nanoTime() - startNs > seconds * 1_000_000_000L;
      if (rank == 0) {
        for (int i = 0; i < window; i++) {
          buffers[i].put(0, (byte) (last ? 1 : 0)).put(bytes - 1, (byte) (last ? 1 : round << 1));
          requests[i] = world.iSend(buffers[i], bytes, MPI.BYTE, 1, TAG);
        }
        Request.waitAll(requests);
        world.recv(answer, 1, MPI.BYTE, 1, TAG);
      } else if (rank == 1) {
        for (int i = 0; i < window; i++) {
          requests[i] = world.iRecv(buffers[i], bytes, MPI.BYTE, 0, TAG);
        }
        Request.waitAll(requests);
        last = (buffers[0].get(bytes - 1) & 1) == 1;
        for (ByteBuffer buffer : buffers) {
          Osu.check(buffer.get(bytes - 1) == (byte) (last ? 1 : round << 1), "window " + round);
        }
        world.send(answer, 1, MPI.BYTE, 0, TAG);
      }
      windows++;
      if (last || rank > 1) {
        break;
      }
    }
    if (rank == 0) {
      double perSecond = (double) windows * window * 1e9 / (System.nanoTime() - startNs);
      System.out.printf(
          Locale.ROOT,
          "%-12d %12.2f %10.3f %12.0f%n",
          bytes,
          perSecond * bytes / 1e6,
          perSecond * bytes * 8 / 1e9,
          perSecond);
    }
  }
}
