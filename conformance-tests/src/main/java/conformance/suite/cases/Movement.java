package conformance.suite.cases;

import static conformance.suite.Data.any;
import static conformance.suite.Data.array;
import static conformance.suite.Data.buffer;
import static conformance.suite.Data.offset;
import static conformance.suite.Data.type;
import static conformance.suite.Form.blocking;
import static conformance.suite.Form.inPlace;
import static conformance.suite.Form.mpijava;
import static conformance.suite.Form.started;
import static conformance.suite.Form.startedInPlace;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Data;
import conformance.suite.Form;
import conformance.suite.Form.Blocking;
import conformance.suite.Kind;
import conformance.suite.Place;
import conformance.suite.Root;
import conformance.suite.Store;
import conformance.suite.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mpi.Comm;
import mpi.Intracomm;
import mpi.MPI;

/** MPI-4.1 §6.3–§6.8, §6.12: collectives that move blocks of one size. */
public final class Movement implements Table {
  private static final int LARGE = 20_000;
  private static final long LATE_NS = 1_000_000;

  private static final List<Form<Blocking>> BCAST =
      List.of(
          blocking("bcast", (c, f, t, n, r) -> c.bcast(any(t), n, type(t), r)),
          started("iBcast", (c, f, t, n, r) -> c.iBcast(buffer(t), n, type(t), r)),
          started("bcastInit", (c, f, t, n, r) -> c.bcastInit(buffer(t), n, type(t), r)),
          mpijava("Bcast", (c, f, t, n, r) -> one(c).Bcast(array(t), offset(t), n, type(t), r)));

  private static final List<Form<Blocking>> GATHER =
      List.of(
          blocking(
              "gather", (c, f, t, n, r) -> c.gather(any(f), n, type(f), any(t), n, type(t), r)),
          started(
              "iGather",
              (c, f, t, n, r) -> c.iGather(buffer(f), n, type(f), buffer(t), n, type(t), r)),
          started(
              "gatherInit",
              (c, f, t, n, r) -> c.gatherInit(buffer(f), n, type(f), buffer(t), n, type(t), r)),
          inPlace("gather", (c, f, t, n, r) -> c.gather(any(or(t, f)), n, type(or(t, f)), r)),
          startedInPlace(
              "iGather", (c, f, t, n, r) -> c.iGather(buffer(or(t, f)), n, type(or(t, f)), r)),
          startedInPlace(
              "gatherInit",
              (c, f, t, n, r) -> c.gatherInit(buffer(or(t, f)), n, type(or(t, f)), r)),
          mpijava(
              "Gather",
              (c, f, t, n, r) ->
                  one(c)
                      .Gather(
                          array(f), offset(f), n, type(f), array(t), offset(t), n, type(t), r)));

  private static final List<Form<Blocking>> SCATTER =
      List.of(
          blocking(
              "scatter", (c, f, t, n, r) -> c.scatter(any(f), n, type(f), any(t), n, type(t), r)),
          started(
              "iScatter",
              (c, f, t, n, r) -> c.iScatter(buffer(f), n, type(f), buffer(t), n, type(t), r)),
          started(
              "scatterInit",
              (c, f, t, n, r) -> c.scatterInit(buffer(f), n, type(f), buffer(t), n, type(t), r)),
          inPlace("scatter", (c, f, t, n, r) -> c.scatter(any(or(f, t)), n, type(or(f, t)), r)),
          startedInPlace(
              "iScatter", (c, f, t, n, r) -> c.iScatter(buffer(or(f, t)), n, type(or(f, t)), r)),
          startedInPlace(
              "scatterInit",
              (c, f, t, n, r) -> c.scatterInit(buffer(or(f, t)), n, type(or(f, t)), r)),
          mpijava(
              "Scatter",
              (c, f, t, n, r) ->
                  one(c)
                      .Scatter(
                          array(f), offset(f), n, type(f), array(t), offset(t), n, type(t), r)));

  private static final List<Form<Blocking>> ALL_GATHER =
      List.of(
          blocking(
              "allGather", (c, f, t, n, r) -> c.allGather(any(f), n, type(f), any(t), n, type(t))),
          started(
              "iAllGather",
              (c, f, t, n, r) -> c.iAllGather(buffer(f), n, type(f), buffer(t), n, type(t))),
          started(
              "allGatherInit",
              (c, f, t, n, r) -> c.allGatherInit(buffer(f), n, type(f), buffer(t), n, type(t))),
          inPlace("allGather", (c, f, t, n, r) -> c.allGather(any(t), n, type(t))),
          startedInPlace("iAllGather", (c, f, t, n, r) -> c.iAllGather(buffer(t), n, type(t))),
          startedInPlace(
              "allGatherInit", (c, f, t, n, r) -> c.allGatherInit(buffer(t), n, type(t))),
          mpijava(
              "Allgather",
              (c, f, t, n, r) ->
                  one(c)
                      .Allgather(
                          array(f), offset(f), n, type(f), array(t), offset(t), n, type(t))));

  private static final List<Form<Blocking>> ALL_TO_ALL =
      List.of(
          blocking(
              "allToAll", (c, f, t, n, r) -> c.allToAll(any(f), n, type(f), any(t), n, type(t))),
          started(
              "iAllToAll",
              (c, f, t, n, r) -> c.iAllToAll(buffer(f), n, type(f), buffer(t), n, type(t))),
          started(
              "allToAllInit",
              (c, f, t, n, r) -> c.allToAllInit(buffer(f), n, type(f), buffer(t), n, type(t))),
          mpijava(
              "Alltoall",
              (c, f, t, n, r) ->
                  one(c)
                      .Alltoall(array(f), offset(f), n, type(f), array(t), offset(t), n, type(t))));

  /** What a collective does with one cell of the matrix. */
  private interface Check {
    void run(Form<Blocking> form, Place p, Kind kind, Store store, Root root, int count);
  }

  @Override
  public List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    add(
        cases,
        BCAST,
        true,
        "§6.4: the message of the root comes to all, itself included",
        Movement::bcast);
    add(
        cases,
        GATHER,
        true,
        "§6.5: the root receives the blocks in rank order; in place its own block is there already;"
            + " arguments of the receive side matter at the root alone",
        Movement::gather);
    add(
        cases,
        SCATTER,
        true,
        "§6.6: the inverse of MPI_Gather; in place the root's own block stays where it is",
        Movement::scatter);
    add(
        cases,
        ALL_GATHER,
        false,
        "§6.7: as MPI_Gather, but all receive the result; between two groups each receives the"
            + " other's",
        Movement::allGather);
    add(
        cases,
        ALL_TO_ALL,
        false,
        "§6.8: block j of rank i becomes block i of rank j",
        Movement::allToAll);
    barriers(cases);
    return cases;
  }

  private static void add(
      List<Case> cases, List<Form<Blocking>> forms, boolean rooted, String rule, Check check) {
    for (Form<Blocking> form : forms) {
      cases.add(
          new Case(
              Chapter.COLLECTIVES,
              form.name(),
              rule,
              form.comms(),
              p -> {
                List<Root> roots = rooted ? p.roots() : List.of(p.roots().get(0));
                p.matrix(
                    form.kinds(),
                    form.stores(),
                    roots,
                    (kind, store, root, n) -> check.run(form, p, kind, store, root, n));
                Root last = roots.get(roots.size() - 1);
                Store store = form.stores().get(0);
                p.cell(
                    () -> LARGE + " items", () -> check.run(form, p, Kind.INT, store, last, LARGE));
              }));
    }
  }

  private static void bcast(
      Form<Blocking> form, Place p, Kind kind, Store store, Root root, int n) {
    Data data =
        new Data(kind, store, n, i -> root.isHere() ? Place.value(root.id(), i) : Data.UNTOUCHED);
    form.call().call(p.comm(), null, data, n, root.argument());
    boolean has = root.isHere() || root.isPartner();
    data.verify(p, form.name(), i -> has ? Place.value(root.id(), i) : Data.UNTOUCHED);
  }

  private static void gather(
      Form<Blocking> form, Place p, Kind kind, Store store, Root root, int n) {
    boolean own = form.inPlace() && root.isHere();
    Data from =
        own || !root.isPartner() ? null : new Data(kind, store, n, i -> Place.value(p.id(), i));
    Data into = root.isHere() ? blocks(p, kind, store, n, own) : null;
    form.call().call(p.comm(), from, into, n, root.argument());
    if (from != null) {
      from.verify(p, form.name() + ", operand", i -> Place.value(p.id(), i));
    }
    if (into != null) {
      into.verify(p, form.name(), i -> Place.value(p.idOf(i / n), i % n));
    }
  }

  private static void scatter(
      Form<Blocking> form, Place p, Kind kind, Store store, Root root, int n) {
    boolean own = form.inPlace() && root.isHere();
    Data from =
        root.isHere()
            ? new Data(
                kind, store, n * p.peers(), i -> Place.value(p.idOf(i / n) + root.id(), i % n))
            : null;
    Data into = own || !root.isPartner() ? null : new Data(kind, store, n);
    form.call().call(p.comm(), from, into, n, root.argument());
    if (from != null) {
      from.verify(p, form.name() + ", operand", i -> Place.value(p.idOf(i / n) + root.id(), i % n));
    }
    if (into != null) {
      into.verify(p, form.name(), i -> Place.value(p.id() + root.id(), i));
    }
  }

  private static void allGather(
      Form<Blocking> form, Place p, Kind kind, Store store, Root root, int n) {
    Data from = form.inPlace() ? null : new Data(kind, store, n, i -> Place.value(p.id(), i));
    Data into = blocks(p, kind, store, n, form.inPlace());
    form.call().call(p.comm(), from, into, n, 0);
    into.verify(p, form.name(), i -> Place.value(p.idOf(i / n), i % n));
  }

  private static void allToAll(
      Form<Blocking> form, Place p, Kind kind, Store store, Root root, int n) {
    Data from =
        new Data(
            kind, store, n * p.peers(), i -> Place.value(3 * p.id() + 5 * p.idOf(i / n), i % n));
    Data into = new Data(kind, store, n * p.peers());
    form.call().call(p.comm(), from, into, n, 0);
    into.verify(p, form.name(), i -> Place.value(3 * p.idOf(i / n) + 5 * p.id(), i % n));
  }

  /** A block for each peer; with {@code own} this process's block is there. */
  private static Data blocks(Place p, Kind kind, Store store, int n, boolean own) {
    return new Data(
        kind,
        store,
        n * p.peers(),
        i -> own && i / n == p.rank() ? Place.value(p.id(), i % n) : Data.UNTOUCHED);
  }

  private static void barriers(List<Case> cases) {
    String rule =
        "§6.3: nobody leaves before all have entered; of two groups, before all of the other have";
    cases.add(barrier("barrier", rule, CommKind.ALL, Comm::barrier));
    cases.add(barrier("iBarrier", rule, CommKind.ALL, c -> c.iBarrier().waitFor()));
    cases.add(
        barrier("barrierInit", rule, CommKind.ALL, c -> Form.complete(c.barrierInit(), true)));
    cases.add(barrier("Barrier", rule, CommKind.INTRA, c -> one(c).Barrier()));
  }

  /** One way to wait for all. */
  private interface Wait {
    void on(Comm comm);
  }

  private static Case barrier(String name, String rule, Set<CommKind> comms, Wait wait) {
    return new Case(
        Chapter.COLLECTIVES,
        name,
        rule,
        comms,
        p -> {
          for (int i = 0; i < 4; i++) {
            int round = i;
            p.cell(() -> "round " + round, () -> lateOne(p, round, wait));
          }
        });
  }

  /**
   * One rank enters late, once all others are about to wait; it looks whether any of them comes out
   * before. Those that it looks for are its peers.
   */
  private static void lateOne(Place p, int round, Wait wait) {
    Comm c = p.comm();
    int late = p.isInter() ? 0 : round % p.size();
    boolean nearLate = !p.isInter() || p.group() == round % 2;
    boolean isLate = nearLate && p.rank() == late;
    boolean isEarly = p.isInter() ? !nearLate : !isLate;
    int[] word = new int[1];
    if (isEarly) {
      c.send(word, 1, MPI.INT, late, 1);
      wait.on(c);
      c.send(word, 1, MPI.INT, late, 2);
    } else if (isLate) {
      for (int r = 0; r < p.peers(); r++) {
        if (p.isInter() || r != late) {
          c.recv(word, 1, MPI.INT, r, 1);
        }
      }
      long startNs = System.nanoTime();
      while (System.nanoTime() - startNs < LATE_NS) {
        if (c.iProbe(MPI.ANY_SOURCE, 2) != null) {
          p.fail("a rank came out before rank " + late + " had entered");
          break;
        }
      }
      wait.on(c);
      for (int r = 0; r < p.peers(); r++) {
        if (p.isInter() || r != late) {
          c.recv(word, 1, MPI.INT, r, 2);
        }
      }
    } else {
      wait.on(c);
    }
  }

  private static Data or(Data first, Data second) {
    return first != null ? first : second;
  }

  private static Intracomm one(Comm comm) {
    return (Intracomm) comm;
  }
}
