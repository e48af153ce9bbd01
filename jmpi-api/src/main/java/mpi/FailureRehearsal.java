package mpi;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jmpi.runtime.Engine;
import org.jmpi.runtime.Rehearsal;

/**
 * Goes through the death of a rank, and all that a program does then, on a job of its own inside
 * this process, while the program begins: the first death costs a virtual machine that meets these
 * calls for the first time 40 ms, on a machine where the next one costs 4. Then begins a repair
 * with the other processes of the job. And goes through it again now and then, after pauses that
 * grow: what the program calls all the time is compiled meanwhile as if no call ever failed, and
 * the first failure throws that away.
 *
 * <p>In a thread of its own, which neither holds up the program nor outlives it. It touches nothing
 * of the program's job; whatever goes wrong in it goes wrong in it alone, and costs no more than
 * that the first repair is slower.
 */
final class FailureRehearsal extends Thread {
  private static final int RANKS = 3;
  private static final int VICTIM = RANKS - 1;

  /** Some methods are only compiled when they have been called often enough. */
  private static final int ROUNDS = 3;

  /** So often again, 100 ms after the first rounds, then after twice as long each time. */
  private static final int AGAIN = 8;

  private static final long FIRST_PAUSE_MS = 100;

  private final MpiObjectCodec codec;
  private final Engine engine;
  private Rehearsal current;
  private boolean ended;
  private volatile int done;

  FailureRehearsal(MpiObjectCodec codec, Engine engine) {
    super("jmpi-rehearsal");
    this.codec = codec;
    this.engine = engine;
    setDaemon(true);
  }

  /** How many deaths have been gone through to the end. */
  int done() {
    return done;
  }

  /** Calls that wait end at once. */
  void end() {
    Rehearsal open;
    synchronized (this) {
      ended = true;
      open = current;
      notifyAll();
    }
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void run() {
    try {
      engine.watchNeighbours();
      for (int round = 0; round < ROUNDS; round++) {
        goThrough();
      }
      // A short program is over before the others are troubled with it.
      pause(FIRST_PAUSE_MS);
      engine.rehearseRepair();
      for (int again = 0; again < AGAIN; again++) {
        pause(FIRST_PAUSE_MS << again);
        goThrough();
      }
    } catch (RuntimeException | InterruptedException e) {
      // It has been ended in the middle; or the program will see the same when it matters.
      return;
    }
  }

  private void goThrough() throws InterruptedException {
    if (begin()) {
      try (Rehearsal job = current) {
        die(job);
        done++;
      }
    }
  }

  private synchronized void pause(long millis) throws InterruptedException {
    long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long leftNs = untilNs - System.nanoTime();
    while (!ended && leftNs > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, leftNs);
      leftNs = untilNs - System.nanoTime();
    }
  }

  private synchronized boolean begin() {
    if (!ended) {
      current = new Rehearsal(RANKS, codec);
    }
    return !ended;
  }

  private void die(Rehearsal job) throws InterruptedException {
    CountDownLatch collectives = new CountDownLatch(RANKS);
    Thread[] threads = new Thread[RANKS];
    for (int rank = 0; rank < RANKS; rank++) {
      threads[rank] = new Rank(job, rank, collectives);
      threads[rank].start();
    }
    collectives.await();
    threads[VICTIM].join();
    job.die(VICTIM);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** A rank that adds up until the last one is dead. */
  private static final class Rank extends Thread {
    private final Intracomm world = new Intracomm(false);
    private final int rank;
    private final CountDownLatch added;

    Rank(Rehearsal job, int rank, CountDownLatch added) {
      super("jmpi-rehearsal-" + rank);
      this.rank = rank;
      this.added = added;
      setDaemon(true);
      world.attach(job.world(rank));
    }

    @Override
    public void run() {
      try {
        world.setErrhandler(MPI.ERRORS_RETURN);
        addUp(world);
        added.countDown();
        if (rank != VICTIM) {
          survive();
        }
      } catch (MPIException e) {
        // It has been ended in the middle.
        return;
      } finally {
        added.countDown();
      }
    }

    private void survive() throws MPIException {
      try {
        addUp(world);
      } catch (MPIException e) {
        requireFailure(e);
      }
      world.revoke();
      try {
        addUp(world);
      } catch (MPIException e) {
        requireFailure(e);
      }
      world.getFailed();
      Intracomm left = world.shrink();
      addUp(left);
      left.agree(1);
      left.free();
    }

    private static void addUp(Intracomm comm) throws MPIException {
      long[] sum = {1};
      comm.allReduce(sum, 1, MPI.LONG, MPI.SUM);
    }

    private static void requireFailure(MPIException e) throws MPIException {
      if (e.getErrorClass() != MPI.ERR_PROC_FAILED && e.getErrorClass() != MPI.ERR_REVOKED) {
        throw e;
      }
    }
  }
}
