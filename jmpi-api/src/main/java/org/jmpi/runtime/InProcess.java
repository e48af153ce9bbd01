package org.jmpi.runtime;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Runs the ranks of a job as threads of this JVM, each with its own class loader: for a look with a
 * debugger, an IDE, a unit test.
 *
 * <pre>
 * InProcess.run(4, Ring.class, "10");   // throws when a rank fails
 * </pre>
 */
public final class InProcess {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);
  private static final long GRACE_NS = 1_000_000_000L;

  /** How often is looked whether a rank has failed. */
  private static final long LOOK_MS = 100;

  private static final String FAULT_TOLERANCE_SETTING = "ft";
  private static final String ARGS_SETTING = "args";
  private static final String ARGS_MPJ = "mpj";
  private static final String MPJ_DEVICE = "multicore";

  /**
   * What a rank's failure looks like to a unit test; the cause is what the rank threw. Those of
   * other ranks, which may be its consequence or not, are suppressed in that of the first, in the
   * order of their ends.
   */
  public static final class RankFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int rank;

    RankFailure(int rank, String message, Throwable cause) {
      super(message, cause);
      this.rank = rank;
    }

    /** The first rank that failed. */
    public int rank() {
      return rank;
    }
  }

  private InProcess() {}

  /**
   * Runs {@code main.main(args)} on each of {@code ranks} ranks and waits for all, two minutes at
   * most.
   *
   * @throws RankFailure when a rank throws, aborts, leaves without Finalize, or does not end in
   *     time
   */
  public static void run(int ranks, Class<?> main, String... args) {
    run(ranks, DEFAULT_TIMEOUT, Map.of(), main, args);
  }

  /**
   * As {@link #run(int, Class, String...)} with a bound and with settings for all ranks (as {@code
   * jmpirun --setting}).
   *
   * @throws RankFailure as above
   */
  public static void run(
      int ranks, Duration timeout, Map<String, String> settings, Class<?> main, String... args) {
    InProcessJob job = new InProcessJob(ranks, settings);
    RankThread[] threads = start(job, ranks, List.of(), main.getName(), args, settings);
    RankThread failed = awaitAll(threads, timeout.toNanos(), () -> false);
    if (failed != null) {
      RankFailure failure = new RankFailure(failed.rank, failed.describe(job), failed.thrown);
      Arrays.stream(threads)
          .filter(thread -> thread != failed && thread.hasFailed())
          .sorted(Comparator.comparingLong(thread -> thread.endedNs))
          .map(thread -> new RankFailure(thread.rank, thread.describe(job), thread.thrown))
          .forEach(failure::addSuppressed);
      throw failure;
    }
  }

  /**
   * As {@code jmpirun --in-process}: runs the program and returns the job's exit code; a failure is
   * said on standard error. When a rank fails or aborts, the others have a second to end; those
   * that do not are left behind, since a thread cannot be killed: the caller ends the JVM.
   *
   * @param classPath where the program's classes are, before this JVM's own class path
   * @param settings equal for all ranks
   */
  public static int run(
      int ranks,
      List<URL> classPath,
      String mainClass,
      List<String> args,
      Map<String, String> settings) {
    InProcessJob job = new InProcessJob(ranks, settings);
    RankThread[] threads =
        start(job, ranks, classPath, mainClass, args.toArray(String[]::new), settings);
    RankThread failed = awaitAll(threads, Long.MAX_VALUE, () -> isBroken(job, threads, settings));
    if (failed == null) {
      return 0;
    }
    if (failed.thrown != null && job.abortReason() == null) {
      failed.thrown.printStackTrace();
    }
    System.err.println("jmpirun: " + failed.describe(job));
    return job.abortReason() != null ? exitCode(job.abortCode()) : 1;
  }

  private static int exitCode(int code) {
    return (code & 0xFF) == 0 ? 1 : code & 0xFF;
  }

  private static RankThread[] start(
      InProcessJob job,
      int ranks,
      List<URL> classPath,
      String mainClass,
      String[] args,
      Map<String, String> settings) {
    if (ranks < 1) {
      throw new IllegalArgumentException("a job needs at least one rank, not " + ranks);
    }
    RankThread[] threads = new RankThread[ranks];
    for (int rank = 0; rank < ranks; rank++) {
      String[] words = ARGS_MPJ.equals(settings.get(ARGS_SETTING)) ? mpj(rank, ranks, args) : args;
      threads[rank] = new RankThread(job, rank, classPath, mainClass, words);
    }
    for (RankThread thread : threads) {
      thread.start();
    }
    return threads;
  }

  /** What MPJ Express gives to main when its ranks are threads. */
  private static String[] mpj(int rank, int ranks, String[] args) {
    List<String> words = new ArrayList<>();
    words.add(Integer.toString(rank));
    words.add(Integer.toString(ranks));
    words.add(MPJ_DEVICE);
    words.addAll(List.of(args));
    return words.toArray(String[]::new);
  }

  /** Whether the other ranks have nothing to go on for. */
  private static boolean isBroken(
      InProcessJob job, RankThread[] threads, Map<String, String> settings) {
    boolean survivable = "true".equals(settings.get(FAULT_TOLERANCE_SETTING));
    return job.abortReason() != null
        || (!survivable && Arrays.stream(threads).anyMatch(t -> t.ended && t.hasFailed()));
  }

  /**
   * Waits for all ranks, no longer than {@link #GRACE_NS} once the job is {@code broken}; returns
   * the first that failed, or null.
   */
  private static RankThread awaitAll(RankThread[] threads, long timeoutNs, BooleanSupplier broken) {
    long limitNs = timeoutNs;
    long startNs = System.nanoTime();
    boolean isBroken = false;
    boolean interrupted = false;
    for (RankThread thread : threads) {
      while (thread.isAlive()) {
        long passedNs = System.nanoTime() - startNs;
        if (!isBroken && broken.getAsBoolean()) {
          isBroken = true;
          limitNs = Math.min(limitNs, passedNs + GRACE_NS);
        }
        if (passedNs >= limitNs || interrupted) {
          break;
        }
        try {
          thread.join(Math.min(LOOK_MS, (limitNs - passedNs) / 1_000_000 + 1));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    RankThread first = null;
    for (RankThread thread : threads) {
      if (thread.hasFailed() && (first == null || thread.endedNs < first.endedNs)) {
        first = thread;
      }
    }
    return first;
  }

  /** One rank. */
  private static final class RankThread extends Thread {
    private final InProcessJob job;
    private final int rank;
    private final String mainClass;
    private final String[] args;
    private final RankLoader loader;
    private volatile Throwable thrown;
    private volatile boolean leftUnfinished;
    private volatile boolean ended;
    private volatile long endedNs = Long.MAX_VALUE;

    RankThread(InProcessJob job, int rank, List<URL> classPath, String mainClass, String[] args) {
      super("rank " + rank);
      this.job = job;
      this.rank = rank;
      this.mainClass = mainClass;
      this.args = args.clone();
      this.loader =
          new RankLoader(classPath, InProcess.class.getClassLoader(), job.member(rank), job.hub());
      setDaemon(true);
      setContextClassLoader(loader);
    }

    @Override
    public void run() {
      try {
        Method main = Class.forName(mainClass, true, loader).getMethod("main", String[].class);
        if (!Modifier.isStatic(main.getModifiers())) {
          throw new NoSuchMethodException(mainClass + ".main is not static");
        }
        main.setAccessible(true);
        main.invoke(null, (Object) args);
        leftUnfinished = job.member(rank).isUnfinished();
      } catch (InvocationTargetException e) {
        thrown = e.getCause();
      } catch (Throwable t) {
        thrown = t;
      }
      endedNs = System.nanoTime();
      ended = true;
      if (hasFailed()) {
        job.failed(rank, thrown == null ? "ended without Finalize" : "threw " + thrown);
      }
    }

    boolean hasFailed() {
      return !ended || thrown != null || leftUnfinished;
    }

    String describe(InProcessJob job) {
      if (job.abortReason() != null) {
        return job.abortReason();
      }
      if (!ended) {
        StringBuilder where = new StringBuilder("rank " + rank + " did not end in time; it is at");
        for (StackTraceElement frame : getStackTrace()) {
          where.append("\n    ").append(frame);
        }
        return where.toString();
      }
      return "rank "
          + rank
          + (thrown != null
              ? " failed: " + thrown
              : " ended without calling Finalize: call MPI.Finalize() before main returns");
    }
  }
}
