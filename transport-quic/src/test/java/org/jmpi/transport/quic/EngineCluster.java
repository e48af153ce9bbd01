package org.jmpi.transport.quic;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.job.Contact;
import org.jmpi.job.Credentials;
import org.jmpi.job.Job;
import org.jmpi.job.JobListener;
import org.jmpi.job.ProcessId;
import org.jmpi.job.ProcessInfo;
import org.jmpi.runtime.Engine;

/** Ranks in one JVM that talk over real QUIC, each with a thread of its own. */
final class EngineCluster implements AutoCloseable {
  private static final long JOB = 0x5eed1234L;
  private static final long BUSY_FACTOR = 3;

  final Engine[] engines;
  final ClusterJob[] jobs;
  final LossyRelay[] relays;
  private final TestAuthority authority = new TestAuthority();
  private final List<ProcessInfo> world = new ArrayList<>();
  private final Map<Integer, Contact> contacts = new HashMap<>();
  private final Map<String, String> settings;
  private final boolean[] finished;
  private boolean failed;

  /** What a rank does. */
  interface Body {
    void run(int rank, Engine engine) throws Exception;
  }

  EngineCluster(int size, Map<String, String> settings) {
    this(size, settings, null);
  }

  /** With a relay before each rank when {@code model} is not null. */
  EngineCluster(int size, Map<String, String> settings, LossyRelay.Model model) {
    this.settings = new HashMap<>(settings);
    this.settings.put("udp-address", "127.0.0.1");
    engines = new Engine[size];
    jobs = new ClusterJob[size];
    finished = new boolean[size];
    relays = new LossyRelay[model == null ? 0 : size];
    for (int rank = 0; rank < size; rank++) {
      world.add(new ProcessInfo(new ProcessId(JOB, rank, 0), 0, "test"));
    }
    for (int rank = 0; rank < size; rank++) {
      if (model != null) {
        relays[rank] = new LossyRelay(model, rank);
      }
      jobs[rank] = new ClusterJob(rank);
      engines[rank] = Engine.join(jobs[rank], null);
    }
  }

  /**
   * Runs the body on all ranks; fails with everybody's state when one fails or takes too long.
   *
   * @param boundSeconds on a machine that does nothing else; a busy one gets more
   */
  void run(long boundSeconds, String what, Body body) {
    Throwable[] failures = new Throwable[engines.length];
    Thread[] threads = new Thread[engines.length];
    for (int rank = 0; rank < engines.length; rank++) {
      int self = rank;
      threads[rank] =
          new Thread(
              () -> {
                try {
                  body.run(self, engines[self]);
                } catch (Throwable e) {
                  failures[self] = e;
                }
              },
              "rank-" + rank);
      threads[rank].setDaemon(true);
      threads[rank].start();
    }
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(BUSY_FACTOR * boundSeconds);
    boolean late = false;
    for (int rank = 0; rank < threads.length; rank++) {
      try {
        while (threads[rank].isAlive() && System.nanoTime() < deadlineNs && !anyOf(failures)) {
          threads[rank].join(20);
        }
        threads[rank].join(anyOf(failures) ? 100 : 1);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      late |= threads[rank].isAlive();
    }
    for (int rank = 0; rank < failures.length; rank++) {
      if (failures[rank] != null) {
        failed = true;
        throw new AssertionError(
            what + ": rank " + rank + " failed: " + failures[rank] + "\n" + describe(),
            failures[rank]);
      }
    }
    if (late) {
      failed = true;
      throw new AssertionError(
          what + ": not done after " + BUSY_FACTOR * boundSeconds + " s\n" + describe());
    }
  }

  private static boolean anyOf(Throwable[] failures) {
    for (Throwable failure : failures) {
      if (failure != null) {
        return true;
      }
    }
    return false;
  }

  String describe() {
    StringBuilder text = new StringBuilder();
    for (Engine engine : engines) {
      text.append(engine.describe());
    }
    for (LossyRelay relay : relays) {
      text.append(relay).append('\n');
    }
    return text.toString();
  }

  /** Waits for a condition that is looked at under the rank's lock. */
  void awaitAt(int rank, String what, long boundSeconds, BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(boundSeconds);
    Engine engine = engines[rank];
    engine.progress().enter();
    boolean met;
    try {
      // The wait ends by itself only when something happens: a sleeping rank wakes once a second.
      engine
          .progress()
          .awaitUntil(() -> condition.getAsBoolean() || System.nanoTime() > deadlineNs);
      met = condition.getAsBoolean();
    } finally {
      engine.progress().exit();
    }
    if (!met) {
      failed = true;
      throw new AssertionError("waited in vain: " + what + "\n" + describe());
    }
  }

  /** Under the lock of {@code rank} only. */
  QuicLink link(int rank, int peer) {
    return (QuicLink) jobs[rank].transport.link(peer);
  }

  /** Under the lock of {@code rank} only. */
  QuicTransport transport(int rank) {
    return jobs[rank].transport;
  }

  /** Runs something under a rank's lock. */
  void locked(int rank, Runnable task) {
    engines[rank].progress().enter();
    try {
      task.run();
    } finally {
      engines[rank].progress().exit();
    }
  }

  /**
   * Closes the connection that {@code rank} writes on to {@code peer}; false when there is none.
   */
  boolean kill(int rank, int peer) {
    boolean[] killed = {false};
    locked(
        rank,
        () -> {
          QuicConnection connection =
              jobs[rank].transport == null ? null : link(rank, peer).connection();
          if (connection != null && connection.isOpen()) {
            connection.close(CloseReason.CODE_INTERNAL, "killed by the test");
            killed[0] = true;
          }
        });
    return killed[0];
  }

  long duplicates() {
    return sum((rank, peer) -> link(rank, peer).session().duplicates());
  }

  long replacedConnections() {
    return sum((rank, peer) -> link(rank, peer).session().rewinds());
  }

  private interface PairCount {
    long of(int rank, int peer);
  }

  private long sum(PairCount count) {
    long[] sum = {0};
    for (int rank = 0; rank < engines.length; rank++) {
      int self = rank;
      locked(
          rank,
          () -> {
            for (int peer = 0; peer < engines.length; peer++) {
              if (peer != self && jobs[self].transport != null) {
                sum[0] += count.of(self, peer);
              }
            }
          });
    }
    return sum[0];
  }

  /** Finalizes one rank. */
  void finish(int rank) {
    finished[rank] = true;
    engines[rank].finish();
  }

  @Override
  public void close() {
    if (!failed) {
      run(
          40,
          "finalize",
          (rank, engine) -> {
            if (!finished[rank]) {
              finish(rank);
            }
          });
    }
    for (LossyRelay relay : relays) {
      relay.close();
    }
  }

  /** One rank's view of the shared table. */
  final class ClusterJob implements Job {
    private final int rank;
    private JobListener listener;
    private volatile InetSocketAddress real;
    private volatile boolean left;
    volatile QuicTransport transport;

    /** This process has not been told of that one yet; −1: it knows all. */
    volatile int stranger = -1;

    /** What it publishes in the place of where it really is; null: that. */
    volatile InetSocketAddress shown;

    /** How often it asked for a way through a third host. */
    final AtomicInteger relaysAsked = new AtomicInteger();

    /** How often somebody asked for the stranger. */
    final AtomicInteger askedForStranger = new AtomicInteger();

    ClusterJob(int rank) {
      this.rank = rank;
    }

    @Override
    public ProcessId self() {
      return world.get(rank).id();
    }

    @Override
    public List<ProcessInfo> world() {
      return world;
    }

    @Override
    public ProcessInfo process(int processIndex) {
      if (processIndex == stranger) {
        askedForStranger.incrementAndGet();
        throw new NoSuchElementException("no process " + processIndex + " in this job");
      }
      return world.get(processIndex);
    }

    @Override
    public Map<String, String> settings() {
      return settings;
    }

    @Override
    public void listen(JobListener newListener) {
      synchronized (contacts) {
        listener = newListener;
      }
    }

    @Override
    public void initialized() {}

    @Override
    public void finalized() {
      left = true;
    }

    @Override
    public void publish(Contact self) {
      int port = self.addresses().get(0).getPort();
      real = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      InetSocketAddress told = relays.length == 0 ? real : relays[rank].before(real);
      synchronized (contacts) {
        contacts.put(rank, new Contact(self.id(), List.of(shown == null ? told : shown)));
        contacts.notifyAll();
      }
    }

    @Override
    public Contact lookUp(int processIndex, long timeoutNs) {
      long deadlineNs = System.nanoTime() + timeoutNs;
      synchronized (contacts) {
        if (!contacts.containsKey(processIndex)) {
          jobs[processIndex].listener.onContactWanted();
        }
        while (!contacts.containsKey(processIndex)) {
          long leftNs = deadlineNs - System.nanoTime();
          if (leftNs <= 0) {
            throw new EngineException(ErrorClass.OTHER, "no contact of process " + processIndex);
          }
          try {
            TimeUnit.NANOSECONDS.timedWait(contacts, leftNs);
          } catch (InterruptedException e) {
            throw new EngineException(ErrorClass.OTHER, "interrupted", e);
          }
        }
        return contacts.get(processIndex);
      }
    }

    @Override
    public List<InetSocketAddress> relay(int processIndex, long timeoutNs) {
      relaysAsked.incrementAndGet();
      if (jobs[processIndex].left) {
        listener.onProcessLeft(processIndex);
      }
      InetSocketAddress way = jobs[processIndex].shown == null ? null : jobs[processIndex].real;
      return way == null ? List.of() : List.of(way);
    }

    @Override
    public Credentials credentials(long timeoutNs) {
      synchronized (authority) {
        return authority.issue(self());
      }
    }

    @Override
    public void abort(int exitCode, String reason) {
      throw new AssertionError("rank " + rank + " aborts: " + reason);
    }

    @Override
    public void close() {}
  }
}
