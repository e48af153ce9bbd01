package conformance.programs;

import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;
import mpi.Status;

/** What the started jobs run: the first argument says which program. */
public final class Program {
  private static final int TAG = 7;

  private Program() {}

  public static void main(String[] args) throws Exception {
    String[] rest = MPI.Init(args);
    Intracomm world = MPI.COMM_WORLD;
    switch (rest[0]) {
      case "arguments" -> say(world, String.join(" ", args) + " -> " + String.join(" ", rest));
      case "hello" -> say(world, "hello of " + world.getSize());
      case "exchange" -> exchange(world);
      case "loop" -> loop(world, Integer.parseInt(rest[1]));
      case "hang" -> hang(world);
      case "throw", "exit", "exit 0", "abort" -> fail(world, rest[0]);
      case "return" -> {
        meet(world);
        if (world.getRank() == world.getSize() - 1) {
          return;
        }
        world.recv(new int[1], 1, MPI.INT, world.getSize() - 1, TAG);
      }
      case "deaf" -> deaf(world);
      case "fatal" -> fatal(world);
      case "late" -> late(world);
      case "flood" -> flood(world, Integer.parseInt(rest[1]), Integer.parseInt(rest[2]));
      case "stream" -> stream(world);
      case "traffic" -> Traffic.run(world, Long.parseLong(rest[1]));
      case "collective-traffic" -> Traffic.runCollectives(world, Long.parseLong(rest[1]));
      case "direct-messages" -> DirectMessages.run(world, Integer.parseInt(rest[1]));
      case "direct-until-death" -> DirectMessages.runUntilDeath(world);
      case "survive" -> Survivors.run(world);
      case "reordered" -> Reordered.run(world);
      case "kill all", "await", "compute", "leave", "remember" -> Mortals.run(world, rest);
      case "patience" -> Patience.run(world, Long.parseLong(rest[1]), Integer.parseInt(rest[2]));
      case "refill" -> Refilled.run(world, rest);
      case "cuttable" -> Cuttable.run(world, rest[1]);
      case "spawn" -> Spawners.run(world, rest[1]);
      case "interrupted" ->
          Interrupted.run(world, Integer.parseInt(rest[1]), Long.parseLong(rest[2]));
      case "where" -> Where.run(world);
      case "large" -> Large.run(world, Integer.parseInt(rest[1]));
      default -> throw new IllegalArgumentException(rest[0]);
    }
    MPI.Finalize();
  }

  /** A line with the rank and the process. */
  static void say(Intracomm world, String text) {
    long pid = ProcessHandle.current().pid();
    System.out.println("rank " + world.getRank() + " pid " + pid + ": " + text);
    System.out.flush();
  }

  private static void check(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException(what);
    }
  }

  /** Small and large messages between all pairs, in both spellings, and some collectives. */
  static void exchange(Intracomm world) {
    exchange(world, 0, 1, 1_000, 300_000);
    Object[] objects = {world.getRank() == 0 ? "from the root" : null};
    world.Bcast(objects, 0, 1, MPI.OBJECT, 0);
    check(objects[0].equals("from the root"), "got " + objects[0]);
    int[] sum = {world.getRank()};
    world.allReduce(sum, 1, MPI.INT, MPI.SUM);
    check(sum[0] == world.getSize() * (world.getSize() - 1) / 2, "sum " + sum[0]);
    say(world, "exchanged");
  }

  private static void exchange(Intracomm world, int... lengths) {
    int me = world.getRank();
    int size = world.getSize();
    for (int length : lengths) {
      for (int step = 0; step < size; step++) {
        int to = (me + step) % size;
        int from = (me - step + size) % size;
        DoubleBuffer in = MPI.newDoubleBuffer(length);
        Request receive = world.iRecv(in, length, MPI.DOUBLE, from, TAG);
        double[] out = new double[length];
        Arrays.fill(out, me + 0.5);
        world.Send(out, 0, length, MPI.DOUBLE, to, TAG);
        Status status = receive.waitStatus();
        check(status.getCount(MPI.DOUBLE) == length, "count " + status.getCount(MPI.DOUBLE));
        for (int i = 0; i < length; i++) {
          if (in.get(i) != from + 0.5) {
            throw new IllegalStateException("element " + i + " from " + from + ": " + in.get(i));
          }
        }
      }
    }
  }

  private static void loop(Intracomm world, int rounds) {
    int size = world.getSize();
    long[] sum = new long[2];
    for (int i = 0; i < rounds; i++) {
      sum[0] = world.getRank();
      sum[1] = i;
      world.allReduce(sum, 2, MPI.LONG, MPI.SUM);
      check(sum[0] == size * (size - 1L) / 2 && sum[1] == (long) i * size, "round " + i);
    }
    say(world, "looped");
  }

  /** All have a connection to all. */
  static void meet(Intracomm world) {
    exchange(world, 10);
    say(world, "waits");
    // All have written before one of them fails: their lines must not be lost.
    world.barrier();
  }

  /** All know each other, then all wait for what nobody sends. */
  private static void hang(Intracomm world) {
    meet(world);
    world.recv(new int[1], 1, MPI.INT, (world.getRank() + 1) % world.getSize(), TAG + 1);
  }

  /** The last rank aborts while the others do something that never ends and is no call of MPI. */
  private static void deaf(Intracomm world) throws InterruptedException {
    world.barrier();
    if (world.getRank() == world.getSize() - 1) {
      world.abort(7);
    }
    new CountDownLatch(1).await();
  }

  /** The last rank leaves in some way while the others wait for it. */
  private static void fail(Intracomm world, String how) {
    meet(world);
    if (world.getRank() == world.getSize() - 1) {
      switch (how) {
        case "throw" -> throw new IllegalStateException("thrown on purpose");
        case "exit" -> System.exit(3);
        case "abort" -> world.abort(7);
        default -> System.exit(0);
      }
    }
    world.recv(new int[1], 1, MPI.INT, world.getSize() - 1, TAG + 1);
  }

  /**
   * Rank 0 is in Finalize long before the others receive what it has sent: in a buffered send, in a
   * send whose request was freed, in a small one that completed at once.
   */
  private static void late(Intracomm world) throws Exception {
    int length = 500_000;
    int[] data = new int[length];
    if (world.getRank() == 0) {
      data[length - 1] = 42;
      MPI.attachBuffer(new byte[world.getSize() * (4 * length + MPI.BSEND_OVERHEAD)]);
      for (int to = 1; to < world.getSize(); to++) {
        world.send(new int[] {41}, 1, MPI.INT, to, 1);
        world.bSend(data, length, MPI.INT, to, 2);
        world.iSend(IntBuffer.wrap(data), length, MPI.INT, to, 3).free();
      }
      say(world, "sent");
      return;
    }
    long startNs = System.nanoTime();
    while (System.nanoTime() - startNs < 1_500_000_000L) {
      Thread.onSpinWait();
    }
    for (int tag = 3; tag >= 1; tag--) {
      int last = tag == 1 ? 0 : length - 1;
      world.recv(data, length, MPI.INT, 0, tag);
      check(data[last] == (tag == 1 ? 41 : 42), "tag " + tag + ": " + data[last]);
    }
    say(world, "received");
  }

  /** More outstanding bytes than the receiver has memory for. */
  private static void flood(Intracomm world, int messages, int length) {
    if (world.getRank() == 0) {
      IntBuffer data = MPI.newIntBuffer(length);
      data.put(length - 1, 5);
      Request[] sends = new Request[messages];
      for (int i = 0; i < messages; i++) {
        sends[i] = world.iSend(data, length, MPI.INT, 1, 1);
      }
      world.send(new int[] {6}, 1, MPI.INT, 1, 2);
      Request.waitAll(sends);
    } else {
      int[] in = new int[length];
      world.recv(in, 1, MPI.INT, 0, 2);
      check(in[0] == 6, "got " + in[0]);
      for (int i = 0; i < messages; i++) {
        in[length - 1] = 0;
        world.recv(in, length, MPI.INT, 0, 1);
        check(in[length - 1] == 5, "wrong data");
      }
    }
    say(world, "flooded");
  }

  /** Large messages round the ring until the end. */
  private static void stream(Intracomm world) {
    int length = 1_000_000;
    int right = (world.getRank() + 1) % world.getSize();
    int left = (world.getRank() + world.getSize() - 1) % world.getSize();
    int[] out = new int[length];
    int[] in = new int[length];
    for (int i = 0; i < Integer.MAX_VALUE; i++) {
      world.sendRecv(out, length, MPI.INT, right, 1, in, length, MPI.INT, left, 1);
      if (i == 3) {
        say(world, "streams");
      }
    }
  }

  /** The last rank uses a wrong rank without an error handler. */
  private static void fatal(Intracomm world) {
    if (world.getRank() == world.getSize() - 1) {
      world.send(new int[1], 1, MPI.INT, 99, TAG);
    }
    world.recv(new int[1], 1, MPI.INT, world.getSize() - 1, TAG);
  }

  /** Kills rank 2 while the others have all kinds of operations pending on it. */
  static final class Survivors {
    private static final int DEAD = 2;

    private Survivors() {}

    static void run(Intracomm world) throws Exception {
      world.setErrhandler(MPI.ERRORS_RETURN);
      int me = world.getRank();
      Intracomm pair = world.split(me == DEAD ? 1 : 0, me);
      meet(world);
      if (me == DEAD) {
        // Waits until the others have started what is to fail.
        world.recv(new int[1], 1, MPI.INT, 0, 1);
        world.recv(new int[1], 1, MPI.INT, 1, 1);
        // They get the beginning of a message, whose end will never come.
        for (int to = 0; to < DEAD; to++) {
          world.iSend(IntBuffer.allocate(50_000_000), 50_000_000, MPI.INT, to, 9);
        }
        String pid = Long.toString(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-KILL", pid).start().waitFor();
        world.recv(new int[1], 1, MPI.INT, 0, 99);
      }
      IntBuffer large = IntBuffer.allocate(4_000_000);
      IntBuffer half = IntBuffer.allocate(50_000_000);
      Request torn = world.iRecv(half, half.capacity(), MPI.INT, DEAD, 9);
      String[] names = {"iRecv", "isSend", "large iSend", "iBarrier", "iAllReduce", "ANY_SOURCE"};
      Request[] pending = {
        world.iRecv(IntBuffer.allocate(1), 1, MPI.INT, DEAD, 2),
        world.isSend(IntBuffer.allocate(1), 1, MPI.INT, DEAD, 3),
        world.iSend(large, large.capacity(), MPI.INT, DEAD, 4),
        world.iBarrier(),
        world.iAllReduce(IntBuffer.allocate(5), 5, MPI.INT, MPI.SUM),
        world.iRecv(IntBuffer.allocate(1), 1, MPI.INT, MPI.ANY_SOURCE, 5)
      };
      world.send(new int[1], 1, MPI.INT, DEAD, 1);
      for (int i = 0; i < pending.length; i++) {
        say(world, names[i] + " " + outcome(pending[i]::waitFor));
      }
      say(world, "torn " + outcome(torn::waitFor));
      say(world, "send " + outcome(() -> world.send(new int[1], 1, MPI.INT, DEAD, 6)));
      say(world, "recv " + outcome(() -> world.recv(new int[1], 1, MPI.INT, DEAD, 6)));
      say(world, "probe " + outcome(() -> world.probe(DEAD, 6)));
      say(world, "barrier " + outcome(world::barrier));
      // What does not involve the dead is undisturbed.
      int[] in = new int[1];
      int other = 1 - me;
      world.sendRecv(new int[] {me}, 1, MPI.INT, other, 8, in, 1, MPI.INT, other, 8);
      check(in[0] == other, "got " + in[0]);
      int[] sum = {me + 1};
      pair.allReduce(sum, 1, MPI.INT, MPI.SUM);
      check(sum[0] == 3, "sum " + sum[0]);
      say(world, "lives");
    }
  }

  /** How a call ended. */
  static String outcome(Runnable call) {
    try {
      call.run();
      return "succeeded";
    } catch (MPIException e) {
      return "error " + e.getErrorClass() + " ranks " + Arrays.toString(e.getFailedRanks());
    }
  }

  /** One message of more bytes than an int can count. */
  static final class Large {
    private Large() {}

    static void run(Intracomm world, int doubles) {
      double[] data = new double[doubles];
      int me = world.getRank();
      if (me == 0) {
        for (int i = 0; i < doubles; i++) {
          data[i] = i * 0.5;
        }
      }
      world.barrier();
      double startS = MPI.wtime();
      if (me == 0) {
        world.send(data, doubles, MPI.DOUBLE, 1, TAG);
      } else {
        Status status = world.recv(data, doubles, MPI.DOUBLE, 0, TAG);
        double tookS = MPI.wtime() - startS;
        check(status.getCount(MPI.DOUBLE) == doubles, "count " + status.getCount(MPI.DOUBLE));
        for (int i = 0; i < doubles; i++) {
          if (data[i] != i * 0.5) {
            throw new IllegalStateException("element " + i + " is " + data[i]);
          }
        }
        say(
            world,
            String.format(
                "received %.2f GB in %.2f s, %.3f GB/s",
                doubles * 8e-9, tookS, doubles * 8e-9 / tookS));
      }
    }
  }
}
