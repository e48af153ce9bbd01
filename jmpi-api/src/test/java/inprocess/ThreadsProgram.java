package inprocess;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jmpi.comm.Communicator;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOps;
import org.jmpi.p2p.MatchedMessage;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.StatusRecord;
import org.jmpi.runtime.Engine;

/** Several threads per rank, and what waiting and sending cost. */
public final class ThreadsProgram {
  private static final double IDLE_SHARE = 0.02;
  private static final int IDLE_BOUND_S = 20;
  private static final int ALLOCATION_ATTEMPTS = 50;

  /**
   * Arrays of wide elements are copied in bulk through a view of the frame (see Payload), one where
   * they are packed and one where they are unpacked, unless the compiler can do without.
   */
  private static final int VIEW_BYTES = 2 * 64;

  private ThreadsProgram() {}

  /** Something that may throw. */
  private interface Task {
    void run() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    Engine engine = Engine.start(ThreadsProgram.class.getClassLoader(), null);
    Communicator world = engine.world();
    switch (args[0]) {
      case "stress" -> stress(world, Integer.parseInt(args[1]), Long.parseLong(args[2]));
      case "idle" -> idle(world);
      case "allocation" -> allocation(world);
      default -> throw new IllegalArgumentException(args[0]);
    }
    engine.finish();
  }

  // ---- MPI_THREAD_MULTIPLE

  private static void stress(Communicator world, int rounds, long seed) throws Exception {
    Communicator forCollectives = world.dup();
    List<Task> tasks =
        List.of(
            () -> exchange(world, rounds, seed),
            () -> probeAndTest(world, rounds, seed),
            () -> matchedProbes(world, rounds, seed),
            () -> collectivesBesideMessages(world, forCollectives, rounds, seed));
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (Task task : tasks) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  task.run();
                } catch (Throwable t) {
                  failure.compareAndSet(null, t);
                }
              },
              "stress " + world.rank() + "." + threads.size());
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        thread.join(10);
        if (failure.get() != null) {
          throw new AssertionError(thread.getName() + ", seed " + seed, failure.get());
        }
      }
    }
    if (failure.get() != null) {
      throw new AssertionError("seed " + seed, failure.get());
    }
  }

  /** Tag 1: blocking calls, all lengths. */
  private static void exchange(Communicator world, int rounds, long seed) {
    Random random = new Random(seed);
    StatusRecord status = new StatusRecord();
    for (int i = 0; i < rounds; i++) {
      int length = length(random);
      byte[] in = new byte[length];
      byte[] out = filled(length, world.rank(), i);
      world.sendRecv(
          out,
          0,
          length,
          Layout.BYTE,
          next(world),
          1,
          in,
          0,
          length,
          Layout.BYTE,
          previous(world),
          1,
          status);
      check(in, length, previous(world), i);
    }
  }

  /** Tag 2: nobody blocks. */
  private static void probeAndTest(Communicator world, int rounds, long seed) {
    Random random = new Random(seed + 1);
    StatusRecord status = new StatusRecord();
    for (int i = 0; i < rounds; i++) {
      int length = length(random);
      Operation send =
          world.startSend(
              SendMode.STANDARD,
              filled(length, world.rank(), i),
              0,
              length,
              Layout.BYTE,
              next(world),
              2);
      while (!world.iprobe(previous(world), 2, status)) {
        Thread.onSpinWait();
      }
      byte[] in = new byte[(int) status.lengthBytes];
      Operation receive =
          world.startRecv(in, 0, in.length, Layout.BYTE, status.source, (int) status.tag);
      while (!world.test(receive) | !world.test(send)) {
        Thread.onSpinWait();
      }
      requireGood(receive);
      requireGood(send);
      check(in, length, previous(world), i);
    }
  }

  /** Tag 3: matched probes and synchronous sends. */
  private static void matchedProbes(Communicator world, int rounds, long seed) {
    Random random = new Random(seed + 2);
    for (int i = 0; i < rounds; i++) {
      int length = length(random);
      byte[] out = filled(length, world.rank(), i);
      Operation send =
          world.startSend(SendMode.SYNCHRONOUS, out, 0, length, Layout.BYTE, next(world), 3);
      MatchedMessage message = world.mprobe(P2pEngine.ANY_SOURCE, 3);
      byte[] in = new byte[(int) message.status().lengthBytes];
      Operation receive = world.startRecvMatched(message, in, 0, in.length, Layout.BYTE);
      world.await(receive);
      world.await(send);
      requireGood(receive);
      requireGood(send);
      check(in, length, previous(world), i);
    }
  }

  /** Long reductions run outside the lock; meanwhile tag 4 is waited for in any order. */
  private static void collectivesBesideMessages(
      Communicator world, Communicator other, int rounds, long seed) {
    Random random = new Random(seed + 3);
    for (int i = 0; i < rounds; i++) {
      int items = random.nextInt(4) == 0 ? 20_000 + random.nextInt(20_000) : 1 + random.nextInt(9);
      float[] mine = new float[items];
      float[] sum = new float[items];
      java.util.Arrays.fill(mine, world.rank() + 1);
      byte[] in = new byte[100];
      Operation[] all = new Operation[3];
      other.progress().enter();
      try {
        all[0] =
            other.collectives().startAllReduce(mine, 0, sum, 0, items, Layout.FLOAT, ReduceOps.SUM);
      } finally {
        other.progress().exit();
      }
      all[1] = world.startRecv(in, 0, 100, Layout.BYTE, previous(world), 4);
      all[2] =
          world.startSend(
              SendMode.STANDARD, filled(100, world.rank(), i), 0, 100, Layout.BYTE, next(world), 4);
      for (int done = 0; done < 3; done++) {
        int index = world.waits().awaitAny(all);
        requireGood(all[index]);
        all[index] = null;
      }
      check(in, 100, previous(world), i);
      int n = world.size();
      if (sum[items - 1] != n * (n + 1) / 2f) {
        throw new AssertionError("sum is " + sum[items - 1]);
      }
    }
  }

  private static int length(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> 8 << 10;
      case 2 -> 100_000 + random.nextInt(200_000);
      default -> random.nextInt(2000);
    };
  }

  private static int next(Communicator world) {
    return (world.rank() + 1) % world.size();
  }

  private static int previous(Communicator world) {
    return (world.rank() + world.size() - 1) % world.size();
  }

  private static byte[] filled(int length, int rank, int round) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = expected(rank, round, i);
    }
    return data;
  }

  private static void check(byte[] data, int length, int rank, int round) {
    if (data.length != length) {
      throw new AssertionError("round " + round + ": length " + data.length + " not " + length);
    }
    for (int i = 0; i < length; i++) {
      if (data[i] != expected(rank, round, i)) {
        throw new AssertionError("round " + round + " from " + rank + ": byte " + i + " is wrong");
      }
    }
  }

  private static byte expected(int rank, int round, int index) {
    return (byte) (rank * 31 + round * 7 + index + (index >> 8));
  }

  private static void requireGood(Operation operation) {
    if (operation.error() != null) {
      throw operation.error();
    }
  }

  // ---- waiting

  /** Two ranks wait; who waits must not use a core, but for a beginning. */
  private static void idle(Communicator world) throws Exception {
    StatusRecord status = new StatusRecord();
    if (world.rank() == 0) {
      world.recv(new int[1], 0, 1, Layout.INT, 1, 1, status);
      world.send(SendMode.STANDARD, new int[1], 0, 1, Layout.INT, 1, 2);
      return;
    }
    Thread receiver =
        new Thread(() -> world.recv(new int[1], 0, 1, Layout.INT, 0, 2, status), "idle receiver");
    receiver.setDaemon(true);
    receiver.start();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    String busy = "not measured";
    for (int second = 0; second < IDLE_BOUND_S && busy != null; second++) {
      busy = busyWaiter(threads, receiver.getName());
    }
    if (busy != null) {
      throw new AssertionError(busy);
    }
    world.send(SendMode.STANDARD, new int[1], 0, 1, Layout.INT, 0, 1);
    receiver.join();
  }

  /** Looks for a second; who of those that wait used more than a small share of a core, or null. */
  private static String busyWaiter(ThreadMXBean threads, String receiver) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    long[] ids = threads.getAllThreadIds();
    long[] before = threads.getThreadCpuTime(ids);
    long startNs = System.nanoTime();
    never.await(1, TimeUnit.SECONDS);
    long[] after = threads.getThreadCpuTime(ids);
    long lastedNs = System.nanoTime() - startNs;
    int seen = 0;
    for (int i = 0; i < ids.length; i++) {
      java.lang.management.ThreadInfo info = threads.getThreadInfo(ids[i]);
      String name = info == null ? "" : info.getThreadName();
      if (name.startsWith("rank ") || name.startsWith("jmpi-progress") || name.equals(receiver)) {
        seen++;
        double share = (after[i] - before[i]) / (double) lastedNs;
        if (share > IDLE_SHARE) {
          return name + " uses " + share * 100 + " % of a core to wait";
        }
      }
    }
    return seen < 5 ? "not all threads were measured: " + seen : null;
  }

  // ---- allocation

  private static void allocation(Communicator world) {
    for (int bytes : new int[] {8, 4096}) {
      measure(world, new byte[bytes], bytes, Layout.BYTE, 0);
      measure(world, new double[bytes / 8], bytes / 8, Layout.DOUBLE, bytes < 256 ? 0 : VIEW_BYTES);
      measure(world, ByteBuffer.allocateDirect(bytes), bytes, Layout.BYTE, 0);
    }
  }

  private static void measure(
      Communicator world, Object buffer, int count, Layout layout, int viewBytes) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    StatusRecord status = new StatusRecord();
    int messages = 2_500;
    // The least that can be allocated is 16 bytes: one of 16 messages would be noticed.
    long mostBytes = messages + (long) messages * viewBytes;
    long allocated = Long.MAX_VALUE;
    // What a compiler or a queue for the lock costs does not come back each time; on a busy machine
    // it may come often.
    for (int attempt = 0; attempt < ALLOCATION_ATTEMPTS; attempt++) {
      long before = threads.getThreadAllocatedBytes(id);
      for (int i = 0; i < messages; i++) {
        if (world.rank() == 0) {
          world.send(SendMode.STANDARD, buffer, 0, count, layout, 1, 1);
          world.recv(buffer, 0, count, layout, 1, 1, status);
        } else {
          world.recv(buffer, 0, count, layout, 0, 1, status);
          world.send(SendMode.STANDARD, buffer, 0, count, layout, 0, 1);
        }
      }
      allocated = Math.min(allocated, threads.getThreadAllocatedBytes(id) - before);
      if (areBothContent(world, allocated <= mostBytes)) {
        return;
      }
    }
    if (allocated > mostBytes) {
      throw new AssertionError(
          allocated + " bytes for " + messages + " round trips of " + count + " " + layout);
    }
  }

  private static boolean areBothContent(Communicator world, boolean mine) {
    int other = 1 - world.rank();
    int[] theirs = new int[1];
    world.send(SendMode.STANDARD, new int[] {mine ? 1 : 0}, 0, 1, Layout.INT, other, 2);
    world.recv(theirs, 0, 1, Layout.INT, other, 2, new StatusRecord());
    return mine && theirs[0] == 1;
  }
}
