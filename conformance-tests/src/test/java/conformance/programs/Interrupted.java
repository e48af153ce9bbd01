package conformance.programs;

import static conformance.programs.Program.say;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * In the midst of every collective the last rank is killed, until one is left; the others repair
 * and go on. All values are checked.
 */
final class Interrupted {
  private static final int[] COUNTS = {3, 20_000};
  private static final long LATEST_NS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int CORRUPT = 3;

  /** Of {@code n} ints from or for each; throws IllegalStateException on a wrong value. */
  private interface Collective {
    void run(Intracomm comm, int n) throws MPIException;
  }

  private Interrupted() {}

  /** Every second collective, from the given one on, needs as many ranks and one more. */
  static void run(Intracomm world, int first, long seed) {
    world.setErrhandler(MPI.ERRORS_RETURN);
    long[] pids = new long[world.getSize()];
    pids[world.getRank()] = ProcessHandle.current().pid();
    world.allGather(pids, 1, MPI.LONG);
    awaitAll(world);
    Random random = new Random(seed);
    Intracomm comm = world;
    List<Map.Entry<String, Collective>> all = new ArrayList<>(collectives().entrySet());
    for (int i = first; i < all.size(); i += 2) {
      Collective collective = all.get(i).getValue();
      try {
        for (int count : COUNTS) {
          collective.run(comm, count);
        }
        if (comm.getRank() == 0) {
          killLater(pids[comm.getSize() - 1], random.nextLong(LATEST_NS));
        }
        for (int round = 0; ; round++) {
          collective.run(comm, COUNTS[round % COUNTS.length]);
        }
      } catch (IllegalStateException e) {
        say(world, "CORRUPT in " + all.get(i).getKey() + ": " + e.getMessage());
        Runtime.getRuntime().halt(CORRUPT);
      } catch (MPIException e) {
        if (e.getErrorClass() != MPI.ERR_PROC_FAILED && e.getErrorClass() != MPI.ERR_REVOKED) {
          throw e;
        }
        comm.revoke();
        comm = comm.shrink();
      }
      say(world, "after " + all.get(i).getKey() + " " + comm.getSize() + " are left");
    }
  }

  /** Rank 0 goes on, and kills, when nobody is in the exchange of pids any more. */
  private static void awaitAll(Intracomm world) {
    if (world.getRank() > 0) {
      world.send(new int[1], 1, MPI.INT, 0, 0);
    }
    for (int rank = 1; world.getRank() == 0 && rank < world.getSize(); rank++) {
      world.recv(new int[1], 1, MPI.INT, rank, 0);
    }
  }

  private static void killLater(long pid, long afterNs) {
    Thread killer =
        new Thread(
            () -> {
              LockSupport.parkNanos(afterNs);
              ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            });
    killer.setDaemon(true);
    killer.start();
  }

  private static Map<String, Collective> collectives() {
    Map<String, Collective> all = new LinkedHashMap<>();
    all.put("barrier", (c, n) -> c.barrier());
    all.put("bcast", Interrupted::bcast);
    all.put("gather", Interrupted::gather);
    all.put("scatter", Interrupted::scatter);
    all.put("allGather", Interrupted::allGather);
    all.put("allToAll", Interrupted::allToAll);
    all.put("reduce", Interrupted::reduce);
    all.put("allReduce", Interrupted::allReduce);
    all.put("reduceScatterBlock", Interrupted::reduceScatterBlock);
    all.put("scan", Interrupted::scan);
    all.put("exScan", Interrupted::exScan);
    all.put("dup", (c, n) -> c.dup().free());
    return all;
  }

  private static void bcast(Intracomm c, int n) throws MPIException {
    int[] data = c.getRank() == 0 ? filled(n, 0) : new int[n];
    c.bcast(data, n, MPI.INT, 0);
    check(data, 0, n, 0);
  }

  private static void gather(Intracomm c, int n) throws MPIException {
    int[] all = new int[n * c.getSize()];
    c.gather(filled(n, c.getRank()), n, MPI.INT, all, n, MPI.INT, 0);
    for (int rank = 0; c.getRank() == 0 && rank < c.getSize(); rank++) {
      check(all, rank * n, n, rank);
    }
  }

  private static void scatter(Intracomm c, int n) throws MPIException {
    int[] all = new int[n * c.getSize()];
    for (int rank = 0; rank < c.getSize(); rank++) {
      System.arraycopy(filled(n, rank), 0, all, rank * n, n);
    }
    int[] mine = new int[n];
    c.scatter(all, n, MPI.INT, mine, n, MPI.INT, 0);
    check(mine, 0, n, c.getRank());
  }

  private static void allGather(Intracomm c, int n) throws MPIException {
    int[] all = new int[n * c.getSize()];
    c.allGather(filled(n, c.getRank()), n, MPI.INT, all, n, MPI.INT);
    for (int rank = 0; rank < c.getSize(); rank++) {
      check(all, rank * n, n, rank);
    }
  }

  private static void allToAll(Intracomm c, int n) throws MPIException {
    int[] out = new int[n * c.getSize()];
    for (int rank = 0; rank < c.getSize(); rank++) {
      System.arraycopy(filled(n, 10 * c.getRank() + rank), 0, out, rank * n, n);
    }
    int[] in = new int[n * c.getSize()];
    c.allToAll(out, n, MPI.INT, in, n, MPI.INT);
    for (int rank = 0; rank < c.getSize(); rank++) {
      check(in, rank * n, n, 10 * rank + c.getRank());
    }
  }

  private static void reduce(Intracomm c, int n) throws MPIException {
    int[] sum = new int[n];
    c.reduce(filled(n, c.getRank()), sum, n, MPI.INT, MPI.SUM, 0);
    if (c.getRank() == 0) {
      checkSum(sum, c.getSize());
    }
  }

  private static void allReduce(Intracomm c, int n) throws MPIException {
    int[] sum = new int[n];
    c.allReduce(filled(n, c.getRank()), sum, n, MPI.INT, MPI.SUM);
    checkSum(sum, c.getSize());
  }

  private static void reduceScatterBlock(Intracomm c, int n) throws MPIException {
    int[] out = new int[n * c.getSize()];
    for (int rank = 0; rank < c.getSize(); rank++) {
      System.arraycopy(filled(n, c.getRank()), 0, out, rank * n, n);
    }
    int[] sum = new int[n];
    c.reduceScatterBlock(out, sum, n, MPI.INT, MPI.SUM);
    checkSum(sum, c.getSize());
  }

  private static void scan(Intracomm c, int n) throws MPIException {
    int[] sum = new int[n];
    c.scan(filled(n, c.getRank()), sum, n, MPI.INT, MPI.SUM);
    checkSum(sum, c.getRank() + 1);
  }

  private static void exScan(Intracomm c, int n) throws MPIException {
    int[] sum = new int[n];
    c.exScan(filled(n, c.getRank()), sum, n, MPI.INT, MPI.SUM);
    if (c.getRank() > 0) {
      checkSum(sum, c.getRank());
    }
  }

  private static int[] filled(int n, int from) {
    int[] data = new int[n];
    for (int i = 0; i < n; i++) {
      data[i] = 1000 * from + i;
    }
    return data;
  }

  private static void check(int[] data, int at, int n, int from) {
    for (int i = 0; i < n; i++) {
      if (data[at + i] != 1000 * from + i) {
        throw new IllegalStateException("element " + (at + i) + " is " + data[at + i]);
      }
    }
  }

  /** Of the first ranks. */
  private static void checkSum(int[] sum, int ranks) {
    for (int i = 0; i < sum.length; i++) {
      if (sum[i] != 500 * ranks * (ranks - 1) + ranks * i) {
        throw new IllegalStateException("the sum at " + i + " is " + sum[i]);
      }
    }
  }
}
