package conformance.suite.cases;

import static conformance.suite.Data.any;
import static conformance.suite.Data.array;
import static conformance.suite.Data.buffer;
import static conformance.suite.Data.offset;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Data;
import conformance.suite.Form;
import conformance.suite.Kind;
import conformance.suite.Place;
import conformance.suite.Root;
import conformance.suite.Store;
import conformance.suite.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import mpi.Comm;
import mpi.Datatype;
import mpi.Intracomm;
import mpi.Op;
import mpi.Request;

/** MPI-4.1 §6.9–§6.12: reductions and scans, with every operator on every type that it is for. */
public final class Reductions implements Table {
  private static final int LARGE = 20_000;

  /** The arguments of a reduction. */
  private record Args(Data from, Data into, int[] counts, Op op, int root) {
    Datatype type() {
      return Data.type(into != null ? into : from);
    }

    /** Items of the whole, or of one block. */
    int n() {
      return counts[0];
    }
  }

  /** A form; the request is null for a blocking one. */
  private interface Reduce {
    Request call(Comm c, Args a);
  }

  /** A blocking form. */
  private interface Blocking {
    void call(Comm c, Args a);
  }

  private static Form<Reduce> blocking(String name, Set<CommKind> comms, Blocking call) {
    return new Form<>(name, Store.ANY, Kind.OPEN_MPI, name.contains("in place"), comms, done(call));
  }

  private static Form<Reduce> started(String name, Set<CommKind> comms, Reduce call) {
    return new Form<>(name, Store.BUFFERS, Kind.OPEN_MPI, name.contains("in place"), comms, call);
  }

  private static Form<Reduce> mpijava(String name, Blocking call) {
    return new Form<>(name, Store.ARRAYS, Kind.MPIJAVA, false, CommKind.INTRA, done(call));
  }

  private static Reduce done(Blocking call) {
    return (c, a) -> {
      call.call(c, a);
      return null;
    };
  }

  private static final Set<CommKind> ALL = CommKind.ALL;
  private static final Set<CommKind> INTRA = CommKind.INTRA;

  private static final List<Form<Reduce>> REDUCE =
      List.of(
          blocking(
              "reduce",
              ALL,
              (c, a) -> c.reduce(any(a.from), any(a.into), a.n(), a.type(), a.op, a.root)),
          started(
              "iReduce",
              ALL,
              (c, a) -> c.iReduce(buffer(a.from), buffer(a.into), a.n(), a.type(), a.op, a.root)),
          started(
              "reduceInit",
              ALL,
              (c, a) ->
                  c.reduceInit(buffer(a.from), buffer(a.into), a.n(), a.type(), a.op, a.root)),
          blocking(
              "reduce in place",
              INTRA,
              (c, a) -> c.reduce(any(or(a.into, a.from)), a.n(), a.type(), a.op, a.root)),
          started(
              "iReduce in place",
              INTRA,
              (c, a) -> c.iReduce(buffer(or(a.into, a.from)), a.n(), a.type(), a.op, a.root)),
          started(
              "reduceInit in place",
              INTRA,
              (c, a) -> c.reduceInit(buffer(or(a.into, a.from)), a.n(), a.type(), a.op, a.root)),
          mpijava(
              "Reduce",
              (c, a) ->
                  one(c)
                      .Reduce(
                          array(a.from),
                          offset(a.from),
                          array(a.into),
                          offset(a.into),
                          a.n(),
                          a.type(),
                          a.op,
                          a.root)));

  private static final List<Form<Reduce>> ALL_REDUCE =
      List.of(
          blocking(
              "allReduce",
              ALL,
              (c, a) -> c.allReduce(any(a.from), any(a.into), a.n(), a.type(), a.op)),
          started(
              "iAllReduce",
              ALL,
              (c, a) -> c.iAllReduce(buffer(a.from), buffer(a.into), a.n(), a.type(), a.op)),
          started(
              "allReduceInit",
              ALL,
              (c, a) -> c.allReduceInit(buffer(a.from), buffer(a.into), a.n(), a.type(), a.op)),
          blocking(
              "allReduce in place",
              INTRA,
              (c, a) -> c.allReduce(any(a.into), a.n(), a.type(), a.op)),
          started(
              "iAllReduce in place",
              INTRA,
              (c, a) -> c.iAllReduce(buffer(a.into), a.n(), a.type(), a.op)),
          started(
              "allReduceInit in place",
              INTRA,
              (c, a) -> c.allReduceInit(buffer(a.into), a.n(), a.type(), a.op)),
          mpijava(
              "Allreduce",
              (c, a) ->
                  one(c)
                      .Allreduce(
                          array(a.from),
                          offset(a.from),
                          array(a.into),
                          offset(a.into),
                          a.n(),
                          a.type(),
                          a.op)));

  private static final List<Form<Reduce>> SCAN =
      List.of(
          blocking(
              "scan",
              INTRA,
              (c, a) -> one(c).scan(any(a.from), any(a.into), a.n(), a.type(), a.op)),
          started(
              "iScan",
              INTRA,
              (c, a) -> one(c).iScan(buffer(a.from), buffer(a.into), a.n(), a.type(), a.op)),
          started(
              "scanInit",
              INTRA,
              (c, a) -> one(c).scanInit(buffer(a.from), buffer(a.into), a.n(), a.type(), a.op)),
          blocking(
              "scan in place", INTRA, (c, a) -> one(c).scan(any(a.into), a.n(), a.type(), a.op)),
          started(
              "iScan in place",
              INTRA,
              (c, a) -> one(c).iScan(buffer(a.into), a.n(), a.type(), a.op)),
          started(
              "scanInit in place",
              INTRA,
              (c, a) -> one(c).scanInit(buffer(a.into), a.n(), a.type(), a.op)),
          mpijava(
              "Scan",
              (c, a) ->
                  one(c)
                      .Scan(
                          array(a.from),
                          offset(a.from),
                          array(a.into),
                          offset(a.into),
                          a.n(),
                          a.type(),
                          a.op)));

  private static final List<Form<Reduce>> EXSCAN =
      List.of(
          blocking(
              "exScan",
              INTRA,
              (c, a) -> one(c).exScan(any(a.from), any(a.into), a.n(), a.type(), a.op)),
          started(
              "iExScan",
              INTRA,
              (c, a) -> one(c).iExScan(buffer(a.from), buffer(a.into), a.n(), a.type(), a.op)),
          started(
              "exScanInit",
              INTRA,
              (c, a) -> one(c).exScanInit(buffer(a.from), buffer(a.into), a.n(), a.type(), a.op)),
          blocking(
              "exScan in place",
              INTRA,
              (c, a) -> one(c).exScan(any(a.into), a.n(), a.type(), a.op)),
          started(
              "iExScan in place",
              INTRA,
              (c, a) -> one(c).iExScan(buffer(a.into), a.n(), a.type(), a.op)),
          started(
              "exScanInit in place",
              INTRA,
              (c, a) -> one(c).exScanInit(buffer(a.into), a.n(), a.type(), a.op)));

  private static final List<Form<Reduce>> REDUCE_SCATTER =
      List.of(
          blocking(
              "reduceScatter",
              ALL,
              (c, a) -> c.reduceScatter(any(a.from), any(a.into), a.counts, a.type(), a.op)),
          started(
              "iReduceScatter",
              ALL,
              (c, a) -> c.iReduceScatter(buffer(a.from), buffer(a.into), a.counts, a.type(), a.op)),
          started(
              "reduceScatterInit",
              ALL,
              (c, a) ->
                  c.reduceScatterInit(buffer(a.from), buffer(a.into), a.counts, a.type(), a.op)),
          blocking(
              "reduceScatter in place",
              INTRA,
              (c, a) -> c.reduceScatter(any(a.into), a.counts, a.type(), a.op)),
          started(
              "iReduceScatter in place",
              INTRA,
              (c, a) -> c.iReduceScatter(buffer(a.into), a.counts, a.type(), a.op)),
          started(
              "reduceScatterInit in place",
              INTRA,
              (c, a) -> c.reduceScatterInit(buffer(a.into), a.counts, a.type(), a.op)),
          mpijava(
              "Reduce_scatter",
              (c, a) ->
                  one(c)
                      .Reduce_scatter(
                          array(a.from),
                          offset(a.from),
                          array(a.into),
                          offset(a.into),
                          a.counts,
                          a.type(),
                          a.op)));

  private static final List<Form<Reduce>> REDUCE_SCATTER_BLOCK =
      List.of(
          blocking(
              "reduceScatterBlock",
              ALL,
              (c, a) -> c.reduceScatterBlock(any(a.from), any(a.into), a.n(), a.type(), a.op)),
          started(
              "iReduceScatterBlock",
              ALL,
              (c, a) ->
                  c.iReduceScatterBlock(buffer(a.from), buffer(a.into), a.n(), a.type(), a.op)),
          started(
              "reduceScatterBlockInit",
              ALL,
              (c, a) ->
                  c.reduceScatterBlockInit(buffer(a.from), buffer(a.into), a.n(), a.type(), a.op)),
          blocking(
              "reduceScatterBlock in place",
              INTRA,
              (c, a) -> c.reduceScatterBlock(any(a.into), a.n(), a.type(), a.op)),
          started(
              "iReduceScatterBlock in place",
              INTRA,
              (c, a) -> c.iReduceScatterBlock(buffer(a.into), a.n(), a.type(), a.op)),
          started(
              "reduceScatterBlockInit in place",
              INTRA,
              (c, a) -> c.reduceScatterBlockInit(buffer(a.into), a.n(), a.type(), a.op)));

  /** What a reduction does with one cell of the matrix. */
  private interface Check {
    void run(Form<Reduce> form, Place p, Operator by, Store store, Root root, int n);
  }

  @Override
  public List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    String order =
        "; operators of the program that do not commute keep the order of ranks (§6.9.5)";
    add(
        cases,
        REDUCE,
        "§6.9.1: the root gets the operands of all combined" + order,
        Reductions::reduce);
    add(cases, ALL_REDUCE, "§6.9.6: all get the result" + order, Reductions::allReduce);
    add(cases, SCAN, "§6.11.1: rank i gets ranks 0…i combined" + order, Reductions::scan);
    add(
        cases,
        EXSCAN,
        "§6.11.2: rank i gets ranks 0…i−1 combined, rank 0 nothing" + order,
        Reductions::exScan);
    add(
        cases,
        REDUCE_SCATTER,
        "§6.10.2: the result is cut into blocks of given sizes, one for each rank" + order,
        (form, p, by, store, root, n) -> scatter(form, p, by, store, n, true));
    add(
        cases,
        REDUCE_SCATTER_BLOCK,
        "§6.10.1: the result is cut into blocks of one size, one for each rank" + order,
        (form, p, by, store, root, n) -> scatter(form, p, by, store, n, false));
    cases.add(
        new Case(
            Chapter.COLLECTIVES,
            "reduceLocal",
            "§6.9.7: inOut becomes in op inOut, as in MPI_Reduce",
            CommKind.ALONE,
            p -> each(p, Store.ANY, Kind.OPEN_MPI, List.of(p.roots().get(0)), Reductions::local)));
    return cases;
  }

  private static void add(List<Case> cases, List<Form<Reduce>> forms, String rule, Check check) {
    for (Form<Reduce> form : forms) {
      cases.add(
          new Case(
              Chapter.COLLECTIVES,
              form.name(),
              rule,
              form.comms(),
              p ->
                  each(
                      p,
                      form.stores(),
                      form.kinds(),
                      p.roots(),
                      (by, store, root, n) -> check.run(form, p, by, store, root, n))));
    }
  }

  /** One cell. */
  private interface Cell {
    void run(Operator by, Store store, Root root, int n);
  }

  private static void each(
      Place p, List<Store> stores, List<Kind> kinds, List<Root> roots, Cell cell) {
    List<Operator> all = new ArrayList<>();
    all.addAll(Operator.predefined());
    all.addAll(Operator.pairs());
    all.removeIf(o -> !kinds.contains(o.kind()));
    List<Operator> own = Operator.own();
    // The program's own stand between the others, so that a short round meets one too.
    for (int i = 0; i < own.size(); i++) {
      all.add((i + 1) * all.size() / 4, own.get(i));
    }
    p.matrix(all, stores, roots, cell::run);
    Root last = roots.get(roots.size() - 1);
    p.cell(
        () -> LARGE + " items, " + own.get(0),
        () -> cell.run(own.get(0), stores.get(0), last, LARGE));
    own.forEach(o -> o.op().free());
  }

  private static int[] peers(Place p) {
    return IntStream.range(0, p.peers()).map(p::idOf).toArray();
  }

  private static Data operands(Place p, Operator by, Store store, int items) {
    return new Data(by.kind(), store, items, i -> by.operand(p.id(), i));
  }

  private static void call(Form<Reduce> form, Place p, Args args) {
    Form.complete(form.call().call(p.comm(), args), !form.inPlace());
  }

  private static void reduce(
      Form<Reduce> form, Place p, Operator by, Store store, Root root, int n) {
    boolean own = form.inPlace() && root.isHere();
    boolean gives = root.isPartner() && !own;
    Data from = gives ? operands(p, by, store, n) : null;
    Data into =
        own ? operands(p, by, store, n) : root.isHere() ? new Data(by.kind(), store, n) : null;
    // The type is an argument even of those that have no part in it.
    Data nothing = from == null && into == null ? new Data(by.kind(), store, 0) : null;
    call(
        form,
        p,
        new Args(
            or(from, nothing),
            into,
            new int[] {n * (nothing == null ? 1 : 0)},
            by.op(),
            root.argument()));
    if (into != null) {
      int[] ids = peers(p);
      into.verify(p, form.name(), i -> by.combined(ids, i));
    }
    if (from != null) {
      from.verify(p, form.name() + ", operand", i -> by.operand(p.id(), i));
    }
  }

  private static void allReduce(
      Form<Reduce> form, Place p, Operator by, Store store, Root root, int n) {
    Data from = operands(p, by, store, n);
    Data into = form.inPlace() ? operands(p, by, store, n) : new Data(by.kind(), store, n);
    call(form, p, new Args(from, into, new int[] {n}, by.op(), 0));
    int[] ids = peers(p);
    into.verify(p, form.name(), i -> by.combined(ids, i));
    from.verify(p, form.name() + ", operand", i -> by.operand(p.id(), i));
  }

  private static void scan(Form<Reduce> form, Place p, Operator by, Store store, Root root, int n) {
    Data from = operands(p, by, store, n);
    Data into = form.inPlace() ? operands(p, by, store, n) : new Data(by.kind(), store, n);
    call(form, p, new Args(from, into, new int[] {n}, by.op(), 0));
    int[] ids = IntStream.rangeClosed(0, p.rank()).toArray();
    into.verify(p, form.name(), i -> by.combined(ids, i));
  }

  private static void exScan(
      Form<Reduce> form, Place p, Operator by, Store store, Root root, int n) {
    Data from = operands(p, by, store, n);
    Data into = form.inPlace() ? operands(p, by, store, n) : new Data(by.kind(), store, n);
    call(form, p, new Args(from, into, new int[] {n}, by.op(), 0));
    if (p.rank() > 0) {
      int[] ids = IntStream.range(0, p.rank()).toArray();
      into.verify(p, form.name(), i -> by.combined(ids, i));
    }
  }

  /** Between groups the blocks of both must add up to the same; they are equal then. */
  private static void scatter(
      Form<Reduce> form, Place p, Operator by, Store store, int n, boolean varying) {
    int size = p.size();
    int few = Math.min(n, 40);
    int[] counts = new int[size];
    int start = 0;
    int total = 0;
    for (int r = 0; r < size; r++) {
      counts[r] = p.isInter() ? few * p.peers() : varying ? (r + 1) % 3 * few : n;
      start += r < p.rank() ? counts[r] : 0;
      total += counts[r];
    }
    Data from = operands(p, by, store, total);
    Data into =
        form.inPlace()
            ? operands(p, by, store, total)
            : new Data(by.kind(), store, counts[p.rank()]);
    call(form, p, new Args(from, into, counts, by.op(), 0));
    int[] ids = peers(p);
    int first = start;
    if (form.inPlace()) {
      // What lies behind this rank's block is not defined.
      for (int i = 0; i < counts[p.rank()]; i++) {
        p.check(into.get(i) == by.combined(ids, first + i), form.name() + ", item " + i);
      }
    } else {
      into.verify(p, form.name(), i -> by.combined(ids, first + i));
    }
  }

  private static void local(Operator by, Store store, Root root, int n) {
    Data in = new Data(by.kind(), store, n, i -> by.operand(1, i));
    Data inOut = new Data(by.kind(), store, n, i -> by.operand(2, i));
    Comm.reduceLocal(any(in), any(inOut), n, Data.type(in), by.op());
    int[] ids = {1, 2};
    for (int i = 0; i < n; i++) {
      if (inOut.get(i) != by.combined(ids, i)) {
        throw new AssertionError("item " + i + " is " + inOut.get(i));
      }
    }
  }

  private static Data or(Data first, Data second) {
    return first != null ? first : second;
  }

  private static Intracomm one(Comm comm) {
    return (Intracomm) comm;
  }
}
