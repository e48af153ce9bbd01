package org.jmpi.bench.scale;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * Measures on real ranks what {@link Simulation} computes: all start a collective at one moment, it
 * is complete when the last is done. The moment is one of {@link System#nanoTime}, so all ranks
 * must run on one kernel, as the hosts of a laboratory in network namespaces do. Prints a line for
 * each case, which {@link Calibration} reads. Data are checked. The case {@code send} is one
 * message from rank 0 to the first of the upper half of the ranks, until it is there; {@code swap}
 * is one each way between the two, until both are there.
 *
 * <pre>jmpirun … LabCase LABEL REPETITIONS allreduce:8 bcast:8388608 …</pre>
 */
public final class LabCase {
  private static final int WARM_UP = 3;
  private static final long LEAD_NS = 250_000_000;
  private static final long SPIN_NS = 1_000_000;
  private static final double NS_PER_MS = 1e6;

  private final Intracomm world = MPI.COMM_WORLD;
  private final int rank = world.getRank();
  private final int size = world.getSize();
  private double[] vector;
  private double[] result;

  private LabCase() throws MPIException {}

  /** See the class. */
  public static void main(String[] args) throws MPIException {
    String[] own = MPI.Init(args);
    LabCase lab = new LabCase();
    int repetitions = Integer.parseInt(own[1]);
    for (String each : Arrays.copyOfRange(own, 2, own.length)) {
      String[] parts = each.split(":");
      lab.measure(own[0], parts[0], Integer.parseInt(parts[1]), repetitions);
    }
    MPI.Finalize();
  }

  private void measure(String label, String op, int lengthBytes, int repetitions)
      throws MPIException {
    vector = new double[Math.max(1, lengthBytes / Double.BYTES)];
    result = new double[op.equals("allgather") ? vector.length * size : vector.length];
    double[] timesMs = new double[repetitions];
    for (int i = -WARM_UP; i < repetitions; i++) {
      double ms = once(op, i) / NS_PER_MS;
      if (i >= 0) {
        timesMs[i] = ms;
      }
    }
    if (rank == 0) {
      Arrays.sort(timesMs);
      System.out.printf(
          Locale.ROOT,
          "%s %s %d %.3f %.3f %.3f %d%n",
          label,
          op,
          lengthBytes,
          timesMs[repetitions / 2],
          timesMs[0],
          timesMs[repetitions - 1],
          repetitions);
    }
  }

  /** Nanoseconds from the common start until the last rank is done. */
  private long once(String op, int turn) throws MPIException {
    Arrays.fill(vector, op.equals("bcast") && rank != 0 ? -1 : turn + 1);
    Arrays.fill(result, -1);
    long[] startNs = {System.nanoTime() + LEAD_NS};
    world.bcast(startNs, 1, MPI.LONG, 0);
    while (System.nanoTime() - startNs[0] < -SPIN_NS) {
      LockSupport.parkNanos(SPIN_NS / 2);
    }
    while (System.nanoTime() - startNs[0] < 0) {
      Thread.onSpinWait();
    }
    call(op);
    boolean isTimed = hasResult(op) || op.equals("barrier") || op.equals("reduce");
    long[] spentNs = {isTimed ? System.nanoTime() - startNs[0] : 0};
    long[] mostNs = new long[1];
    check(op, turn);
    world.allReduce(spentNs, mostNs, 1, MPI.LONG, MPI.MAX);
    return mostNs[0];
  }

  private void call(String op) throws MPIException {
    switch (op) {
      case "barrier" -> world.barrier();
      case "bcast" -> world.bcast(vector, vector.length, MPI.DOUBLE, 0);
      case "allreduce" -> world.allReduce(vector, result, vector.length, MPI.DOUBLE, MPI.SUM);
      case "reduce" -> world.reduce(vector, result, vector.length, MPI.DOUBLE, MPI.SUM, 0);
      case "allgather" ->
          world.allGather(vector, vector.length, MPI.DOUBLE, result, vector.length, MPI.DOUBLE);
      case "send" -> {
        if (rank == 0) {
          world.send(vector, vector.length, MPI.DOUBLE, size / 2, 0);
        } else if (rank == size / 2) {
          world.recv(result, result.length, MPI.DOUBLE, 0, 0);
        }
      }
      case "swap" -> {
        if (rank == 0 || rank == size / 2) {
          int other = size / 2 - rank;
          world.sendRecv(
              vector,
              vector.length,
              MPI.DOUBLE,
              other,
              0,
              result,
              result.length,
              MPI.DOUBLE,
              other,
              0);
        }
      }
      default ->
          throw new IllegalArgumentException(
              op + " is none of send, swap, barrier, bcast, allreduce, reduce, allgather");
    }
  }

  private boolean hasResult(String op) {
    return switch (op) {
      case "barrier" -> false;
      case "reduce" -> rank == 0;
      case "send" -> rank == size / 2;
      case "swap" -> rank == 0 || rank == size / 2;
      default -> true;
    };
  }

  private void check(String op, int turn) {
    double expected =
        op.equals("allreduce") || op.equals("reduce") ? (turn + 1.0) * size : turn + 1;
    double[] data = op.equals("bcast") ? vector : result;
    for (int i = 0; hasResult(op) && i < data.length; i++) {
      if (data[i] != expected) {
        throw new IllegalStateException(
            op + ": item " + i + " at rank " + rank + " is " + data[i] + ", not " + expected);
      }
    }
  }
}
