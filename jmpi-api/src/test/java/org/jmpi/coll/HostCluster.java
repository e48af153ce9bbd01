package org.jmpi.coll;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.Progress;
import org.jmpi.p2p.SharedWait;

/**
 * Members that share memory. Each has a thread, since its calls block, but only one runs at a time:
 * whoever waits hands the baton on, and the seed says to whom. So a run can be repeated, and a wait
 * that never ends is found by counting.
 */
final class HostCluster implements AutoCloseable {
  private static final int MAX_LOOKS = 200_000;

  /** What a member does. */
  interface Program {
    void run(int rank) throws Exception;
  }

  /** Ends the thread of a member that was killed. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Random random;
  private final PortCluster messages;
  private final Member[] members;

  /** Those who create or open nothing, by rank. */
  final boolean[] refusesMemory;

  /** Names of segments that a process could open now. */
  final Map<Long, ByteBuffer> named = new TreeMap<>();

  int segmentsMade;
  private final List<String> errors = new ArrayList<>();
  private int looks;
  private int killAtLook = -1;
  private int victim;
  private String seedText;

  HostCluster(int size, long seed, Map<String, String> settings) {
    seedText = size + " ranks, seed " + seed;
    random = new Random(seed);
    messages = new PortCluster(size, seed, settings);
    refusesMemory = new boolean[size];
    members = new Member[size];
    for (int rank = 0; rank < size; rank++) {
      members[rank] = new Member(rank);
    }
  }

  int size() {
    return members.length;
  }

  Random random() {
    return random;
  }

  Collectives collectives(int rank) {
    return messages.collectives(rank);
  }

  BlockingCollectives blocking(int rank) {
    return members[rank].blocking;
  }

  /** Kills a member when so many looks at memory or messages have been taken from now on. */
  void killAfter(int looksFromNow, int rank) {
    killAtLook = looks + looksFromNow;
    victim = rank;
  }

  boolean isDead(int rank) {
    return messages.isDead(rank);
  }

  int looks() {
    return looks;
  }

  /** Runs the program at all living members until all are through. */
  void run(Program program) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Member member : members) {
      if (!isDead(member.rank)) {
        member.running = true;
        threads.add(new Thread(() -> member.run(program), "rank " + member.rank));
      }
    }
    threads.forEach(Thread::start);
    handOn(null);
    for (Thread thread : threads) {
      thread.join(60_000);
      if (thread.isAlive()) {
        throw new AssertionError(seedText + ": " + thread + " does not end");
      }
    }
    messages.drain();
    if (!errors.isEmpty()) {
      throw new AssertionError(seedText + ": " + errors);
    }
  }

  @Override
  public void close() {
    for (Member member : members) {
      member.blocking.close();
    }
  }

  private void handOn(Member from) {
    Member[] runnable = Arrays.stream(members).filter(m -> m.running).toArray(Member[]::new);
    if (runnable.length == 0) {
      return;
    }
    Member next = runnable[random.nextInt(runnable.length)];
    if (next == from) {
      return;
    }
    next.baton.release();
    if (from != null && from.running) {
      from.takeBaton();
    }
  }

  private final class Member implements Progress, HostMemory {
    final int rank;
    final Semaphore baton = new Semaphore(0);
    final BlockingCollectives blocking;
    volatile boolean running;

    Member(int rank) {
      this.rank = rank;
      this.blocking =
          new BlockingCollectives(
              messages.collectives(rank),
              this,
              this,
              77,
              HostExtras.of(messages.size(), 0, 0),
              null);
    }

    void run(Program program) {
      takeBaton();
      try {
        program.run(rank);
      } catch (Killed e) {
        // As wanted.
      } catch (Throwable t) {
        java.io.StringWriter trace = new java.io.StringWriter();
        t.printStackTrace(new java.io.PrintWriter(trace));
        errors.add("rank " + rank + ": " + trace);
      } finally {
        running = false;
        handOn(this);
      }
    }

    void takeBaton() {
      try {
        if (!baton.tryAcquire(60, TimeUnit.SECONDS)) {
          throw new AssertionError("the baton is lost");
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** Lets messages move and others run. */
    private void pause() {
      if (++looks == killAtLook) {
        messages.kill(victim);
      }
      if (messages.isDead(rank)) {
        throw new Killed();
      }
      if (looks > MAX_LOOKS) {
        throw new AssertionError("rank " + rank + " waits for ever");
      }
      messages.step(random.nextInt(3));
      handOn(this);
      if (messages.isDead(rank)) {
        throw new Killed();
      }
    }

    // ---- the lock is the baton

    @Override
    public void enter() {}

    @Override
    public void exit() {}

    @Override
    public void await(Operation operation) {
      while (!operation.isDone()) {
        pause();
      }
    }

    @Override
    public void awaitUntil(BooleanSupplier condition) {
      while (!condition.getAsBoolean()) {
        pause();
      }
    }

    @Override
    public void awaitShared(SharedWait wait) {
      boolean asleep = false;
      while (wait.look() != SharedWait.Look.DONE) {
        if (!asleep && random.nextInt(4) == 0) {
          asleep = true;
          wait.beginSleep();
        }
        pause();
      }
      if (asleep) {
        wait.endSleep();
      }
    }

    @Override
    public void poll() {
      messages.step(1);
    }

    @Override
    public void offload(Work work) {
      throw new AssertionError("the runner has a progress of its own");
    }

    // ---- memory

    @Override
    public boolean isSharedBy(int[] processes) {
      return processes.length == size() && processes[0] == PortCluster.FIRST_PROCESS;
    }

    @Override
    public ByteBuffer create(long name, int lengthBytes) {
      if (refusesMemory[rank]) {
        return null;
      }
      segmentsMade++;
      ByteBuffer memory =
          ByteBuffer.allocateDirect(lengthBytes + 64)
              .alignedSlice(64)
              .limit(lengthBytes)
              .slice()
              .order(ByteOrder.LITTLE_ENDIAN);
      if (named.put(name, memory) != null) {
        throw new AssertionError("two segments of one name");
      }
      return memory;
    }

    @Override
    public ByteBuffer open(long name, int lengthBytes) {
      ByteBuffer memory = named.get(name);
      return refusesMemory[rank] ? null : memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void unlink(long name) {
      if (named.remove(name) == null) {
        throw new AssertionError("no segment of this name");
      }
    }

    @Override
    public void wake(int process) {
      int member = process - PortCluster.FIRST_PROCESS;
      if (member < 0 || member >= size() || member == rank) {
        throw new AssertionError("wakes process " + process);
      }
    }
  }
}
