package inprocess;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReference;
import org.jmpi.coll.CollectiveKind;
import org.jmpi.comm.Communicator;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOps;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.StatusRecord;
import org.jmpi.runtime.Engine;

/** Collectives over memory that the ranks of a JVM share, between all the other things of MPI. */
public final class SharedProgram {
  private static final int LARGE = 300_000;

  private SharedProgram() {}

  public static void main(String[] args) throws Exception {
    Engine engine = Engine.start(SharedProgram.class.getClassLoader(), null);
    Communicator world = engine.world();
    int rounds = Integer.parseInt(args[1]);
    switch (args[0]) {
      case "sums" -> sums(world, rounds);
      case "mix" -> mix(world, rounds);
      case "communicators" -> communicators(world, rounds);
      case "threads" -> threads(world, rounds);
      case "allocation" -> allocation(world, rounds);
      default -> throw new IllegalArgumentException(args[0]);
    }
    engine.finish();
  }

  /** Short and long ones in turn, from arrays and from direct buffers. */
  private static void sums(Communicator world, int rounds) {
    int size = world.size();
    int[] counts = {1, 20, 500, 5000, 60_000};
    for (int round = 0; round < rounds; round++) {
      int count = counts[round % counts.length];
      int root = round % size;
      long[] in = new long[count];
      ByteBuffer out = ByteBuffer.allocateDirect(8 * count).order(ByteOrder.nativeOrder());
      for (int i = 0; i < count; i++) {
        in[i] = world.rank() + i + round;
      }
      world.blocking().allReduce(in, 0, out, 0, count, Layout.LONG, ReduceOps.SUM);
      for (int i = 0; i < count; i++) {
        long expected = (long) size * (size - 1) / 2 + (long) size * (i + round);
        require(out.getLong(8 * i) == expected, "sum " + i + " of round " + round);
      }
      world.blocking().bcast(in, 0, count, Layout.LONG, root);
      require(in[count - 1] == root + count - 1 + round, "bcast of round " + round);
      world.blocking().barrier();
    }
    requireShared(world, CollectiveKind.ALLREDUCE);
    requireShared(world, CollectiveKind.BCAST);
    requireShared(world, CollectiveKind.BARRIER);
  }

  /**
   * A rank inside a barrier answers large messages, and collectives that do not block go on beside.
   */
  private static void mix(Communicator world, int rounds) {
    int rank = world.rank();
    int size = world.size();
    int[] out = new int[LARGE];
    int[] in = new int[LARGE];
    for (int round = 0; round < rounds; round++) {
      int sender = round % size;
      long[] sum = {0};
      Operation beside = startSum(world, new long[] {rank + round}, sum);
      if (rank == sender) {
        out[LARGE - 1] = round;
        for (int peer = 0; peer < size; peer++) {
          if (peer != rank) {
            world.send(SendMode.SYNCHRONOUS, out, 0, LARGE, Layout.INT, peer, round);
          }
        }
        world.blocking().barrier();
      } else {
        Operation receive = world.startRecv(in, 0, LARGE, Layout.INT, sender, round);
        world.blocking().barrier();
        require(receive.isDone(), "the sender came to the barrier before its message had arrived");
        require(in[LARGE - 1] == round, "message of round " + round);
      }
      double[] max = {rank * 0.5};
      world
          .blocking()
          .allReduce(
              org.jmpi.coll.Collectives.IN_PLACE, 0, max, 0, 1, Layout.DOUBLE, ReduceOps.MAX);
      require(max[0] == (size - 1) * 0.5, "maximum " + max[0]);
      world.await(beside);
      require(beside.error() == null, "" + beside.error());
      require(sum[0] == (long) size * round + size * (size - 1) / 2, "sum beside " + sum[0]);
    }
    requireShared(world, CollectiveKind.BARRIER);
  }

  private static Operation startSum(Communicator world, long[] own, long[] sum) {
    world.progress().enter();
    try {
      return world.collectives().startAllReduce(own, 0, sum, 0, 1, Layout.LONG, ReduceOps.SUM);
    } finally {
      world.progress().exit();
    }
  }

  private static void communicators(Communicator world, int rounds) {
    for (int round = 0; round < rounds; round++) {
      Communicator half = world.split(world.rank() % 2, world.rank());
      int[] sum = new int[1];
      half.blocking().allReduce(new int[] {round}, 0, sum, 0, 1, Layout.INT, ReduceOps.SUM);
      require(sum[0] == round * half.size(), "sum " + sum[0]);
      if (round % 16 == 0) {
        half.blocking().bcast(new byte[50_000], 0, 50_000, Layout.BYTE, 0);
      }
      half.free();
    }
  }

  /** One thread passes messages on, another is in collectives of another communicator. */
  private static void threads(Communicator world, int rounds) throws InterruptedException {
    Communicator other = world.dup();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                for (int round = 0; round < rounds; round++) {
                  pass(other, round);
                }
              } catch (Throwable t) {
                failure.set(t);
              }
            });
    thread.start();
    sums(world, rounds);
    thread.join();
    require(failure.get() == null, "the other thread: " + failure.get());
  }

  private static void pass(Communicator c, int round) {
    int next = (c.rank() + 1) % c.size();
    int previous = (c.rank() + c.size() - 1) % c.size();
    int[] in = new int[1];
    Operation receive = c.startRecv(in, 0, 1, Layout.INT, previous, 3);
    c.send(SendMode.STANDARD, new int[] {round}, 0, 1, Layout.INT, next, 3);
    c.await(receive);
    require(receive.error() == null && in[0] == round, "passed " + in[0] + " in round " + round);
    c.recv(in, 0, 0, Layout.INT, Communicator.PROC_NULL, 0, new StatusRecord());
  }

  private static void allocation(Communicator world, int rounds) {
    double[] in = new double[8];
    double[] out = new double[8];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long best = Long.MAX_VALUE;
    for (int window = 0; window < 5; window++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int round = 0; round < rounds; round++) {
        world.blocking().barrier();
        world.blocking().bcast(in, 0, 8, Layout.DOUBLE, 0);
        world.blocking().allReduce(in, 0, out, 0, 8, Layout.DOUBLE, ReduceOps.SUM);
        world.blocking().reduce(in, 0, out, 0, 1, Layout.DOUBLE, ReduceOps.SUM, 0);
      }
      best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
    }
    require(best < 8L * rounds, "bytes per round of four calls: " + (double) best / rounds);
    requireShared(world, CollectiveKind.REDUCE);
  }

  private static void requireShared(Communicator world, CollectiveKind kind) {
    String ran = world.collectives().lastAlgorithm(kind);
    require(world.size() == 1 || ran.startsWith("shared_"), kind + " ran as " + ran);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
