package conformance.suite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import mpi.Comm;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * Where a case runs: one rank of one communicator. What is wrong is noted and the case goes on, so
 * that this rank does not leave the others waiting.
 */
public final class Place {
  private static final int[] COUNTS = {1, 3, 0, 17, 260};

  /** With more things than this no product is made of them. */
  private static final int MANY = 20;

  /** So many of many things are tried when not all are. */
  private static final int THIN = 16;

  private static final int MAX_MESSAGES = 4;
  private static final int MAX_MESSAGE_LENGTH = 1000;
  private static final long SOON_NS = 20_000_000_000L;

  /** A prime, so that the values of an item and of its neighbours differ; less than UNTOUCHED. */
  private static final int MODULUS = 97;

  /** Something that may throw. */
  public interface Step {
    /** What it throws is a failure. */
    void run() throws Exception;
  }

  /** One point of the matrix; {@code T} is mostly the datatype. */
  public interface Cell<T> {
    /** {@code root} is null for calls without one; {@code count} in items. */
    void run(T thing, Store store, Root root, int count) throws Exception;
  }

  private final Comm comm;
  private final boolean inter;
  private final int rank;
  private final int size;
  private final int peers;
  private final int group;
  private final boolean full;
  private final Supplier<Intracomm> untouched;
  private final List<String> messages = new ArrayList<>();
  private int turn;
  private int cells;
  private int failures;
  private Supplier<String> current;

  /**
   * @param group in an intercommunicator 0 or 1
   * @param full every pair of datatype, buffer and root, not only each of them
   * @param seed where the round of counts starts, equal at all ranks
   * @param untouched makes a communicator without an error handler
   */
  Place(Comm comm, int group, boolean full, int seed, Supplier<Intracomm> untouched) {
    this.comm = comm;
    this.inter = comm.isInter();
    this.rank = comm.getRank();
    this.size = comm.getSize();
    this.peers = inter ? ((Intercomm) comm).getRemoteSize() : size;
    this.group = group;
    this.full = full;
    this.untouched = untouched;
    this.turn = Math.floorMod(seed, 1000);
  }

  /** The communicator. */
  public Comm comm() {
    return comm;
  }

  /** The communicator of one group. */
  public Intracomm intra() {
    return (Intracomm) comm;
  }

  /** The communicator of two groups. */
  public Intercomm inter() {
    return (Intercomm) comm;
  }

  /**
   * A communicator of the same processes that nobody set an error handler for; to be freed.
   * Collective; for cases on SELF and DUP.
   */
  public Intracomm untouched() {
    return untouched.get();
  }

  /** Whether it has two groups. */
  public boolean isInter() {
    return inter;
  }

  /** This process's rank in its own group. */
  public int rank() {
    return rank;
  }

  /** Size of its own group. */
  public int size() {
    return size;
  }

  /** Size of the group that messages go to: the remote one, or the only one. */
  public int peers() {
    return peers;
  }

  /** 0 or 1 in an intercommunicator. */
  public int group() {
    return group;
  }

  /** What this process's data are made from. */
  public int id() {
    return inter ? 2 * rank + group : rank;
  }

  /** What the data of member {@code peer} of the group that messages come from are made from. */
  public int idOf(int peer) {
    return inter ? 2 * peer + 1 - group : peer;
  }

  /** Item {@code i} of a process: differs between processes, fits a byte. */
  public static long value(int id, int i) {
    return (i * 7L + id * 13L) % MODULUS;
  }

  /** Whom this process sends to: its right neighbour or its opposite, MPI.PROC_NULL for nobody. */
  public int right() {
    return inter ? (rank < peers ? rank : MPI.PROC_NULL) : (rank + 1) % size;
  }

  /** Who sends to this process. */
  public int left() {
    return inter ? right() : (rank + size - 1) % size;
  }

  /** Every process as a root once. */
  public List<Root> roots() {
    List<Root> roots = new ArrayList<>();
    if (!inter) {
      for (int r = 0; r < size; r++) {
        roots.add(Root.of(r, rank));
      }
      return roots;
    }
    for (int g = 0; g < 2; g++) {
      for (int r = 0; r < (g == group ? size : peers); r++) {
        roots.add(g == group ? Root.near(r, rank, 2 * r + g) : Root.far(r, 2 * r + g));
      }
    }
    return roots;
  }

  /** Takes {@code cell} through datatypes, or what else there is, buffers and roots. */
  public <T> void matrix(List<T> things, List<Store> stores, List<Root> roots, Cell<T> cell) {
    int across = Math.max(stores.size(), roots.size());
    boolean product = full && things.size() <= MANY;
    int few = things.size() <= MANY ? Math.max(things.size(), across) : THIN;
    int rounds = product ? things.size() * across : full ? things.size() : few;
    int start = turn;
    for (int i = 0; i < rounds; i++) {
      // In a product j runs through all buffers and all roots for each thing, shifted by one from
      // thing to thing; else all run side by side, each from its own start.
      int k = product ? i / across : i + start;
      int j = product ? i % across + k : i + start / 3;
      T thing = things.get(k % things.size());
      Store wanted = stores.get(j % stores.size());
      Store store = thing == Kind.OBJECT && !wanted.isArray() ? Store.ARRAY : wanted;
      Root root = roots.get((product ? i % across : i + start / 7) % roots.size());
      int count = COUNTS[turn++ % COUNTS.length];
      cell(
          () -> count + " " + thing + " in " + store + (root == null ? "" : ", root " + root),
          () -> cell.run(thing, store, root, count));
    }
  }

  /** As {@link #matrix(List, List, List, Cell)} for calls without a root. */
  public <T> void matrix(List<T> things, List<Store> stores, Cell<T> cell) {
    matrix(things, stores, Arrays.asList((Root) null), cell);
  }

  /** One point of the matrix: its failure ends it and nothing else. */
  public void cell(Supplier<String> what, Step step) {
    cells++;
    current = what;
    try {
      step.run();
    } catch (Exception | AssertionError | LinkageError e) {
      fail(describe(e));
    } finally {
      current = null;
    }
  }

  /** Notes that something is wrong. */
  public void fail(String message) {
    failures++;
    if (messages.size() < MAX_MESSAGES) {
      String text = (current == null ? "" : current.get() + ": ") + message;
      messages.add(text.substring(0, Math.min(text.length(), MAX_MESSAGE_LENGTH)));
    }
  }

  /** {@code condition} holds. */
  public void check(boolean condition, String what) {
    if (!condition) {
      fail("not so: " + what);
    }
  }

  /** Two values are equal. */
  public void equal(Object expected, Object actual, String what) {
    if (!Objects.deepEquals(expected, actual)) {
      fail(what + " is " + show(actual) + ", expected " + show(expected));
    }
  }

  /** {@code call} raises an error of this class whose message has all these words. */
  public void error(int errorClass, Step call, String... words) {
    try {
      call.run();
      fail("no error, expected " + ErrorNames.of(errorClass));
    } catch (MPIException e) {
      if (e.getErrorClass() != errorClass) {
        fail(
            "error "
                + ErrorNames.of(e.getErrorClass())
                + " instead of "
                + ErrorNames.of(errorClass)
                + ": "
                + e.getMessage());
        return;
      }
      for (String word : words) {
        if (e.getMessage() == null || !e.getMessage().contains(word)) {
          fail("the message does not say '" + word + "': " + e.getMessage());
        }
      }
    } catch (Exception | LinkageError e) {
      fail("expected " + ErrorNames.of(errorClass) + ", but " + describe(e));
    }
  }

  /** {@code condition} comes true while this thread looks again and again. */
  public void soon(String what, BooleanSupplier condition) {
    long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startNs > SOON_NS) {
        throw new AssertionError("in 20 s not: " + what);
      }
      Thread.yield();
    }
  }

  /** Points of the matrix so far. */
  int cells() {
    return cells;
  }

  int failures() {
    return failures;
  }

  List<String> messages() {
    return messages;
  }

  static String describe(Throwable thrown) {
    StackTraceElement where = null;
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (frame.getClassName().startsWith("conformance.")) {
        where = frame;
        break;
      }
    }
    return "it threw " + thrown + (where == null ? "" : " (at " + where + ")");
  }

  private static String show(Object value) {
    String text = Arrays.deepToString(new Object[] {value});
    return text.substring(1, text.length() - 1);
  }
}
