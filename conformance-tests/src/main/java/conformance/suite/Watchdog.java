package conformance.suite;

import java.util.concurrent.locks.LockSupport;
import mpi.MPI;

/**
 * Ends the job when a test takes longer than its bound: says which, and where this rank's main
 * thread is.
 */
final class Watchdog extends Thread {
  private static final long TICK_NS = 50_000_000;

  /** The others say where they are before rank 0 ends them. */
  private static final long GRACE_NS = 1_000_000_000;

  private static final int EXIT_CODE = 3;

  private final Thread watched;
  private final long boundNs;
  private final int rank;
  private final Results results;
  private volatile String test;
  private volatile long startNs;
  private volatile boolean ended;

  Watchdog(long boundNs, int rank, Results results) {
    super("conformance-watchdog");
    this.watched = Thread.currentThread();
    this.boundNs = boundNs;
    this.rank = rank;
    this.results = results;
    setDaemon(true);
    // Where ranks are threads, abort ends the one that calls it by an exception.
    setUncaughtExceptionHandler((thread, thrown) -> {});
  }

  void begin(String name) {
    startNs = System.nanoTime();
    test = name;
  }

  void end() {
    test = null;
  }

  void close() {
    ended = true;
    LockSupport.unpark(this);
  }

  @Override
  public void run() {
    while (!ended) {
      LockSupport.parkNanos(this, TICK_NS);
      String running = test;
      if (running != null && System.nanoTime() - startNs > boundNs) {
        bark(running);
        return;
      }
    }
  }

  private void bark(String running) {
    StringBuilder text = new StringBuilder();
    text.append("conformance: rank ").append(rank).append(": ").append(running);
    text.append(" did not end within ").append(boundNs / 1_000_000_000).append(" s; it is at");
    for (StackTraceElement frame : watched.getStackTrace()) {
      text.append("\n    ").append(frame);
    }
    System.err.println(text);
    if (rank == 0) {
      results.hang(running, text.toString());
      long untilNs = System.nanoTime() + GRACE_NS;
      while (System.nanoTime() - untilNs < 0) {
        LockSupport.parkNanos(this, TICK_NS);
      }
      MPI.COMM_WORLD.abort(EXIT_CODE);
    }
  }
}
