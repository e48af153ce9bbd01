package inprocess;

import java.util.concurrent.atomic.AtomicInteger;
import org.jmpi.comm.Communicator;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOps;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.Progress;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.StatusRecord;
import org.jmpi.runtime.Engine;

/**
 * Runs on each rank of the in-process tests; outside org.jmpi, so that each rank's loader defines
 * it anew.
 */
public final class RankProgram {
  /** Proof (d): one per rank, though all ranks share the JVM. */
  private static final AtomicInteger CALLS = new AtomicInteger();

  private RankProgram() {}

  public static void main(String[] args) {
    if (CALLS.incrementAndGet() != 1) {
      throw new AssertionError("statics are shared between ranks");
    }
    Engine engine = Engine.start(RankProgram.class.getClassLoader(), null);
    Communicator world = engine.world();
    switch (args[0]) {
      case "pingpong" -> pingPong(world, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      case "ring" -> ring(world, Integer.parseInt(args[1]));
      case "collectives" -> collectives(world);
      case "throw" -> throwAtRank1(world);
      case "abort" -> abortAtRank1(engine);
      case "unfinished" -> {
        if (world.rank() == 1) {
          return;
        }
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
    engine.finish();
  }

  private static void pingPong(Communicator world, int rounds, int length) {
    double[] data = new double[length];
    StatusRecord status = new StatusRecord();
    long start = System.nanoTime();
    for (int i = 0; i < rounds; i++) {
      if (world.rank() == 0) {
        data[length - 1] = i;
        world.send(SendMode.STANDARD, data, 0, length, Layout.DOUBLE, 1, 5);
        world.recv(data, 0, length, Layout.DOUBLE, 1, 5, status);
        if (data[length - 1] != i + 1 || status.lengthBytes != 8L * length) {
          throw new AssertionError("round " + i + ": got " + data[length - 1]);
        }
      } else if (world.rank() == 1) {
        world.recv(data, 0, length, Layout.DOUBLE, 0, 5, status);
        data[length - 1]++;
        world.send(SendMode.STANDARD, data, 0, length, Layout.DOUBLE, 0, 5);
      }
    }
    if (world.rank() == 0 && Boolean.getBoolean("jmpi.test.print")) {
      System.out.printf("round trip %.3f us%n", (System.nanoTime() - start) / 1e3 / rounds);
    }
  }

  private static void ring(Communicator world, int rounds) {
    int next = (world.rank() + 1) % world.size();
    int previous = (world.rank() + world.size() - 1) % world.size();
    int[] out = new int[1];
    int[] in = new int[1];
    for (int i = 0; i < rounds; i++) {
      out[0] = world.rank() * 1000 + i;
      Operation receive = world.startRecv(in, 0, 1, Layout.INT, previous, i);
      Operation send = world.startSend(SendMode.SYNCHRONOUS, out, 0, 1, Layout.INT, next, i);
      world.await(send);
      world.await(receive);
      if (receive.error() != null || in[0] != previous * 1000 + i) {
        throw new AssertionError("round " + i + ": got " + in[0]);
      }
    }
  }

  private static void collectives(Communicator world) {
    Communicator odd = world.split(world.rank() % 2, -world.rank());
    Communicator copy = world.dup();
    float[] mine = new float[100_000];
    float[] sum = new float[mine.length];
    java.util.Arrays.fill(mine, world.rank() + 1);
    Progress progress = copy.progress();
    progress.enter();
    try {
      Operation op =
          copy.collectives()
              .startAllReduce(mine, 0, sum, 0, mine.length, Layout.FLOAT, ReduceOps.SUM);
      progress.await(op);
      if (op.error() != null) {
        throw op.error();
      }
    } finally {
      progress.exit();
    }
    int n = world.size();
    if (sum[77_777] != n * (n + 1) / 2f) {
      throw new AssertionError("sum is " + sum[77_777]);
    }
    if (odd.size() != (n + 1 - world.rank() % 2) / 2
        || odd.group().process(odd.rank()) != world.rank()) {
      throw new AssertionError("split is wrong: " + odd.group());
    }
    odd.free();
    copy.free();
  }

  private static void throwAtRank1(Communicator world) {
    if (world.rank() == 1) {
      throw new IllegalStateException("bug at rank 1");
    }
    world.recv(new int[1], 0, 1, Layout.INT, 1, 0, new StatusRecord());
  }

  private static void abortAtRank1(Engine engine) {
    if (engine.world().rank() == 1) {
      throw engine.abort(42, "rank 1 gives up");
    }
    engine.world().recv(new int[1], 0, 1, Layout.INT, 1, 0, new StatusRecord());
  }
}
