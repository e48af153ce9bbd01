package conformance.suite;

import conformance.suite.cases.Lifecycle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import mpi.Intracomm;
import mpi.MPI;

/**
 * Runs all cases on the ranks of a job:
 *
 * <pre>
 * jmpirun -n 4 -cp conformance-tests/target/classes conformance.suite.Suite [OPTIONS]
 *   --full              every pair of datatype, buffer and root, not only each of them
 *   --only REGEX        tests in whose name it is found
 *   --from INDEX        tests from this one on
 *   --bound-s SECONDS   a test that takes longer ends the job (60)
 *   --results FILE      what rank 0 found, for programs; see {@link Results}
 *   --table CLASS       this table instead of the suite's own; may be given again
 *   --list              say the rules, run nothing
 * </pre>
 *
 * <p>Rank 0 prints a table by chapter, unless it writes a file. A job with failures ends with an
 * exception.
 */
public final class Suite {
  /** The end of a job with failures: no more to say than what was printed. */
  private static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failed(String message) {
      super(message, null, false, false);
    }
  }

  private final Options options;
  private final Results results;
  private final Arena arena;
  private final Watchdog watchdog;
  private int index;

  private Suite(Options options) {
    this.options = options;
    this.arena = new Arena(MPI.COMM_WORLD);
    this.results = new Results(arena.rank() == 0 ? options.results : null);
    this.watchdog = new Watchdog(options.boundNs, arena.rank(), results);
  }

  /** See {@link Suite}. */
  public static void main(String[] args) throws IOException {
    Options options = Options.of(args);
    List<Table> tables = options.tables.isEmpty() ? Tables.all() : options.tables;
    if (options.list) {
      tables.forEach(t -> t.cases().forEach(c -> System.out.println(c.name() + " — " + c.rule())));
      return;
    }
    Lifecycle before = options.tables.isEmpty() ? Lifecycle.beforeInit() : null;
    MPI.InitThread(args, MPI.THREAD_MULTIPLE);
    Suite suite = new Suite(options);
    suite.run(tables, before);
  }

  private void run(List<Table> tables, Lifecycle before) throws IOException {
    int rank = arena.rank();
    int size = arena.size();
    watchdog.start();
    if (before != null) {
      settle(
          Chapter.PROCESSES,
          "calls before MPI_Init",
          before.cells(),
          before.failures(),
          before.messages());
    }
    for (Table table : tables) {
      for (Case each : table.cases()) {
        for (CommKind kind : each.comms()) {
          if (size >= Math.max(each.leastRanks(), kind == CommKind.INTER ? 2 : 1)) {
            test(each, kind);
          }
        }
      }
    }
    watchdog.close();
    arena.free();
    MPI.Finalize();
    int failedAfter = 0;
    if (before != null && options.only.matcher(Lifecycle.AFTER).find()) {
      Lifecycle after = Lifecycle.afterFinalize();
      failedAfter = after.failures();
      if (rank == 0) {
        results.add(
            index,
            Chapter.PROCESSES,
            Lifecycle.AFTER,
            after.cells(),
            failedAfter,
            after.messages());
      } else {
        after.messages().forEach(m -> System.out.println("FAILED at rank " + rank + ": " + m));
      }
    }
    if (rank == 0) {
      results.end();
      if (options.results == null) {
        String how = options.full ? "" : ", each datatype, buffer and root once";
        results.print(System.out, "conformance on " + size + " ranks" + how);
      }
    }
    results.close();
    int failed = results.failed();
    if (failed > 0 || failedAfter > 0) {
      throw new Failed(failed + " conformance tests failed");
    }
  }

  private void test(Case each, CommKind kind) {
    String name = each.name() + " on " + kind;
    int at = index++;
    if (at < options.from || !options.only.matcher(name).find()) {
      return;
    }
    watchdog.begin(name);
    Arena.Fresh fresh = arena.fresh(kind);
    Place place =
        new Place(
            fresh.comm(),
            fresh.group(),
            options.full,
            name.hashCode(),
            () -> arena.untouched(kind));
    try {
      each.body().run(place);
    } catch (Exception | AssertionError | LinkageError e) {
      place.fail(Place.describe(e));
    }
    int failed =
        report(
            at,
            each.chapter(),
            name,
            Math.max(1, place.cells()),
            place.failures(),
            place.messages());
    arena.release(fresh, failed > 0);
    watchdog.end();
  }

  private void settle(
      Chapter chapter, String name, int cells, int failures, List<String> messages) {
    int at = index++;
    if (at < options.from || !options.only.matcher(name).find()) {
      return;
    }
    watchdog.begin(name);
    report(at, chapter, name, cells, failures, messages);
    watchdog.end();
  }

  /** Tells rank 0 what failed at which rank; returns how many failures there were at all. */
  private int report(
      int at, Chapter chapter, String name, int cells, int failures, List<String> messages) {
    Intracomm control = arena.control();
    int[] sum = {failures};
    control.allReduce(sum, 1, MPI.INT, MPI.SUM);
    List<String> all = new ArrayList<>();
    if (sum[0] > 0) {
      gather(control, messages, all);
    }
    if (arena.rank() == 0) {
      results.add(at, chapter, name, cells, sum[0], all);
    }
    return sum[0];
  }

  private static void gather(Intracomm control, List<String> messages, List<String> into) {
    StringBuilder text = new StringBuilder();
    for (String message : messages) {
      text.append("rank ").append(control.getRank()).append(": ");
      text.append(message.replace('\n', ' ')).append('\n');
    }
    byte[] mine = text.toString().getBytes(StandardCharsets.UTF_8);
    int size = control.getSize();
    int[] lengths = new int[size];
    control.allGather(new int[] {mine.length}, 1, MPI.INT, lengths, 1, MPI.INT);
    int[] places = new int[size];
    int total = 0;
    for (int r = 0; r < size; r++) {
      places[r] = total;
      total += lengths[r];
    }
    byte[] all = new byte[total];
    control.gatherv(mine, mine.length, MPI.BYTE, all, lengths, places, MPI.BYTE, 0);
    if (control.getRank() == 0) {
      into.addAll(new String(all, StandardCharsets.UTF_8).lines().toList());
    }
  }
}
