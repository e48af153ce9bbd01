package conformance.suite.cases;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Place;
import conformance.suite.Table;
import conformance.suite.cases.Mistake.Argument;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Request;

/**
 * MPI-4.1 §9.3, §9.4: every call of communication with each of its arguments wrong, on a
 * communicator that is null or freed, and the communicator works after all of them. Calls of Open
 * MPI's dialect run under MPI_ERRORS_RETURN, those of mpiJava's without a handler, where they
 * throw.
 */
public final class WrongArguments implements Table {
  private static final String RULE =
      "§9.4: a wrong argument raises the class of that argument, and the message says what was"
          + " wrong; under MPI_ERRORS_RETURN (§9.3) the communicator can be used on";

  /** A call; what it returns is never waited for, since it must fail. */
  interface Call {
    void on(Arguments a) throws Exception;
  }

  /**
   * A call and the arguments it has.
   *
   * @param rootOnly those that matter at the root alone, and are tried where that is alone
   */
  record Row(Chapter chapter, String name, Set<Argument> has, Set<Argument> rootOnly, Call call) {
    boolean isMpijava() {
      return Character.isUpperCase(name.charAt(0));
    }

    /** Whether it takes buffers of java.nio. */
    boolean isStarted() {
      return name.startsWith("i") || name.endsWith("Init");
    }
  }

  @Override
  public List<Case> cases() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(WrongMessages.rows());
    rows.addAll(WrongCollectives.rows());
    List<Case> cases = new ArrayList<>();
    for (Row row : rows) {
      cases.add(
          new Case(
              row.chapter,
              "wrong arguments of " + row.name,
              RULE,
              EnumSet.of(CommKind.SELF, CommKind.DUP),
              p -> check(p, row)));
    }
    return cases;
  }

  static Set<Argument> set(Argument... arguments) {
    Set<Argument> set = EnumSet.noneOf(Argument.class);
    set.addAll(List.of(arguments));
    return set;
  }

  private static void check(Place p, Row row) {
    Intracomm comm = p.untouched();
    if (!row.isMpijava()) {
      comm.setErrhandler(MPI.ERRORS_RETURN);
    }
    for (Argument argument : row.has) {
      if (p.size() > 1 && row.rootOnly.contains(argument)) {
        continue;
      }
      for (Mistake mistake : Mistake.with(argument)) {
        if (mistake.what().equals("read-only buffer") && row.isMpijava()) {
          continue;
        }
        p.cell(
            () -> row.name + ", " + argument + ": " + mistake.what(),
            () -> {
              Arguments a = new Arguments(comm, p.rank(), p.size(), row.isStarted());
              mistake.change().accept(a);
              p.error(mistake.errorClass(), () -> row.call.on(a), words(row, mistake));
            });
      }
    }
    handles(p, row, comm);
    p.cell(() -> "the communicator is as good as before", () -> alive(p, comm));
    comm.free();
  }

  /** The message names the call too. */
  private static String[] words(Row row, Mistake mistake) {
    List<String> words = new ArrayList<>(mistake.words());
    words.add(row.name.split("[ (]")[0]);
    return words.toArray(String[]::new);
  }

  private static void handles(Place p, Row row, Intracomm comm) {
    Intracomm nobody = comm.split(MPI.UNDEFINED, 0);
    Intracomm freed = comm.dup();
    freed.free();
    p.cell(
        () -> row.name + " on MPI_COMM_NULL",
        () ->
            p.error(
                MPI.ERR_COMM,
                () -> row.call.on(new Arguments(nobody, 0, 1, row.isStarted())),
                "NULL"));
    p.cell(
        () -> row.name + " on a freed communicator",
        () ->
            p.error(
                MPI.ERR_COMM,
                () -> row.call.on(new Arguments(freed, 0, 1, row.isStarted())),
                "freed"));
  }

  private static void alive(Place p, Intracomm comm) {
    int size = comm.getSize();
    int me = comm.getRank();
    int[] in = new int[1];
    int[] out = {me};
    int left = (me + size - 1) % size;
    Request sent = comm.Isend(out, 0, 1, MPI.INT, (me + 1) % size, 1);
    comm.Recv(in, 0, 1, MPI.INT, left, MPI.ANY_TAG);
    sent.Wait();
    p.equal(left, in[0], "what the left neighbour sent");
    int[] sum = new int[1];
    comm.Allreduce(out, 0, sum, 0, 1, MPI.INT, MPI.SUM);
    p.equal(size * (size - 1) / 2, sum[0], "the sum of the ranks");
  }
}
