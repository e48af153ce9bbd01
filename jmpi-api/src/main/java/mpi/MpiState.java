package mpi;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jmpi.comm.Communicator;
import org.jmpi.comm.Places;
import org.jmpi.comm.Respawn;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.StatusRecord;
import org.jmpi.runtime.Engine;

/**
 * Where this rank stands between Init and Finalize. Static because this package is defined once for
 * each rank.
 */
final class MpiState {
  private static final String ARGS_SETTING = "args";
  private static final String ARGS_MPJ = "mpj";
  private static final int MPJ_PREFIX_WORDS = 3;

  /** The devices that MPJ Express's starter puts third. */
  private static final Set<String> MPJ_DEVICES =
      Set.of("multicore", "smpdev", "niodev", "hybdev", "mxdev", "native", "natmpjdev");

  private static final ThreadLocal<StatusRecord> RECORD =
      new ThreadLocal<>() {
        @Override
        protected StatusRecord initialValue() {
          return new StatusRecord();
        }
      };

  private static final MpiObjectCodec CODEC = new MpiObjectCodec();

  private static volatile Engine engine;
  private static volatile boolean active;
  private static volatile boolean finalized;
  private static volatile Thread mainThread;
  private static int threadLevel;
  private static FailureRehearsal rehearsal;

  private MpiState() {}

  /** Between Init and Finalize. */
  static boolean isActive() {
    return active;
  }

  static boolean isInitialized() {
    return engine != null;
  }

  static boolean isFinalized() {
    return finalized;
  }

  static boolean isMainThread() {
    return Thread.currentThread() == mainThread;
  }

  static int threadLevel() {
    return threadLevel;
  }

  /**
   * MPI_Init_thread (MPI-4.1 §11.6.2).
   *
   * @return the program's own arguments
   */
  static synchronized String[] init(String call, String[] args, int requiredLevel) {
    try {
      if (finalized) {
        throw Errors.error(
            ErrorClass.OTHER, "MPI was finalized: a process can initialise it only once");
      }
      if (engine != null) {
        throw Errors.error(ErrorClass.OTHER, "MPI is initialised already: call it once");
      }
      if (requiredLevel < MPI.THREAD_SINGLE || requiredLevel > MPI.THREAD_MULTIPLE) {
        throw Errors.error(
            ErrorClass.ARG,
            "thread level " + requiredLevel + ": use one of the four MPI.THREAD_… constants");
      }
      Engine started = Engine.start(MPI.class.getClassLoader(), CODEC);
      CODEC.setFilterPattern(started.settings().get(MpiObjectCodec.FILTER_SETTING));
      mainThread = Thread.currentThread();
      threadLevel = MPI.THREAD_MULTIPLE;
      MPI.COMM_WORLD.attach(started.world());
      MPI.COMM_SELF.attach(started.self());
      MPI.INFO_ENV.putAll(Places.describe(started.world()));
      engine = started;
      active = true;
      installExceptionHandler(mainThread);
      if (started.survivesFailures() && !started.isInProcess()) {
        rehearsal = new FailureRehearsal(CODEC, started);
        rehearsal.start();
      }
      return appArguments(args, started);
    } catch (EngineException e) {
      throw Errors.onSelf(call, e);
    }
  }

  /** MPI_Finalize (MPI-4.1 §11.2.2). */
  static synchronized void finish(String call) {
    try {
      requireActive();
      MPI.COMM_SELF.deleteAttributes();
      BufferedSends.INSTANCE.finish();
      if (rehearsal != null) {
        rehearsal.end();
      }
      engine.finish();
      active = false;
      finalized = true;
      MPI.COMM_WORLD.detach();
      MPI.COMM_SELF.detach();
    } catch (EngineException e) {
      throw Errors.onSelf(call, e);
    }
  }

  /** Fails unless between Init and Finalize. */
  static void requireActive() {
    if (!active) {
      throw finalized
          ? Errors.error(ErrorClass.OTHER, "called after MPI.Finalize; make it the last MPI call")
          : Errors.error(ErrorClass.OTHER, "called before MPI.Init; call MPI.Init(args) first");
    }
  }

  static Communicator world() {
    requireActive();
    return engine.world();
  }

  static MpiObjectCodec codec() {
    return CODEC;
  }

  static Engine engine() {
    requireActive();
    return engine;
  }

  /**
   * A status record for the time of one call of this thread: keeps the blocking receive free of
   * garbage.
   */
  static StatusRecord record() {
    return RECORD.get();
  }

  /** Process index of this rank, or −1 outside Init … Finalize. */
  static int selfProcess() {
    Engine current = engine;
    return current == null ? -1 : current.self().group().process(0);
  }

  /** {@code [host:pid] rank r of MPI.COMM_WORLD}, for people. */
  static String whoAmI() {
    Engine current = engine;
    String host = current == null ? "localhost" : current.processInfo().hostName();
    String rank = current == null ? "?" : Integer.toString(current.world().rank());
    return "["
        + host
        + ":"
        + ProcessHandle.current().pid()
        + "] rank "
        + rank
        + " of MPI.COMM_WORLD";
  }

  /**
   * Ends the job, which says why in one line; does not return where the engine can end this
   * process.
   */
  static void abort(int exitCode, String line) {
    engine.abort(exitCode, line);
  }

  /**
   * An exception that escapes from main would leave the process hanging on any other thread of the
   * program, and the job waiting for this rank. A handler that the program has set is called first.
   */
  private static void installExceptionHandler(Thread thread) {
    if (thread.getUncaughtExceptionHandler() != thread.getThreadGroup()) {
      return;
    }
    thread.setUncaughtExceptionHandler(
        new Thread.UncaughtExceptionHandler() {
          @Override
          public void uncaughtException(Thread failed, Throwable exception) {
            onUncaught(failed, exception);
          }
        });
  }

  private static void onUncaught(Thread failed, Throwable exception) {
    Thread.UncaughtExceptionHandler own = Thread.getDefaultUncaughtExceptionHandler();
    try {
      if (own == null) {
        System.err.print("Exception in thread \"" + failed.getName() + "\" ");
        exception.printStackTrace();
      } else {
        own.uncaughtException(failed, exception);
      }
    } finally {
      if (active) {
        engine.abort(1, whoAmI() + ": uncaught " + exception);
      }
    }
  }

  /**
   * Drops the words {@code rank size device} that MPJ Express's starter puts before the program's
   * own.
   */
  private static String[] appArguments(String[] args, Engine started) {
    if (args == null) {
      return new String[0];
    }
    boolean isNewcomer = Respawn.isNewcomer(started.world());
    // It has the command of the one in whose place it is.
    int rank = isNewcomer ? number(System.getenv("JMPI_RANK")) : started.world().rank();
    int size = isNewcomer ? number(System.getenv("JMPI_SIZE")) : started.world().size();
    return hasMpjPrefix(args, started.settings(), rank, size)
        ? Arrays.copyOfRange(args, MPJ_PREFIX_WORDS, args.length)
        : args;
  }

  private static int number(String variable) {
    try {
      return Integer.parseInt(variable);
    } catch (NumberFormatException e) {
      // The program was started by a script of its own that dropped it.
      return -1;
    }
  }

  /**
   * True when the launcher was told to pass the prefix, or when the first three words can be
   * nothing else: this rank, the number of ranks, and the name of one of MPJ's devices.
   */
  static boolean hasMpjPrefix(String[] args, Map<String, String> settings, int rank, int size) {
    return args.length >= MPJ_PREFIX_WORDS
        && Integer.toString(rank).equals(args[0])
        && Integer.toString(size).equals(args[1])
        && (ARGS_MPJ.equals(settings.get(ARGS_SETTING)) || MPJ_DEVICES.contains(args[2]));
  }
}
