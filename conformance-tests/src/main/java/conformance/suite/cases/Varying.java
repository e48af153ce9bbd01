package conformance.suite.cases;

import static conformance.suite.Data.any;
import static conformance.suite.Data.array;
import static conformance.suite.Data.buffer;
import static conformance.suite.Data.offset;
import static conformance.suite.Data.type;

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
import java.util.stream.IntStream;
import mpi.Comm;
import mpi.Datatype;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Request;

/** MPI-4.1 §6.5–§6.8, §6.12: collectives whose blocks differ in size, place and type. */
public final class Varying implements Table {
  private static final int GAP = 2;

  /**
   * The blocks of one side of a call: block i has counts[i] items from places[i] on, in reverse
   * order and with gaps between.
   */
  private record Blocks(Data data, int[] counts, int[] places) {
    static int extent(int[] counts) {
      return IntStream.of(counts).sum() + GAP * (counts.length + 1);
    }

    static int[] places(int[] counts) {
      int[] places = new int[counts.length];
      int at = GAP;
      for (int i = counts.length - 1; i >= 0; i--) {
        places[i] = at;
        at += counts[i] + GAP;
      }
      return places;
    }

    /** Which block an item is in, −1 for a gap. */
    static int blockOf(int item, int[] counts, int[] places) {
      for (int b = 0; b < counts.length; b++) {
        if (item >= places[b] && item < places[b] + counts[b]) {
          return b;
        }
      }
      return -1;
    }

    /** What a block's data are made from; negative for a block that nothing is written to. */
    interface Id {
      int of(int block);
    }

    static Blocks of(Kind kind, Store store, int[] counts, Id id) {
      int[] places = places(counts);
      return new Blocks(
          new Data(kind, store, extent(counts), i -> item(i, counts, places, id)), counts, places);
    }

    static long item(int i, int[] counts, int[] places, Id id) {
      int block = blockOf(i, counts, places);
      return block < 0 || id.of(block) < 0
          ? Data.UNTOUCHED
          : Place.value(id.of(block), i - places[block]);
    }

    void verify(Place p, String what, Id id) {
      data.verify(p, what, i -> item(i, counts, places, id));
    }
  }

  /** A call with blocks on one side, and one block on the other; null where it does not matter. */
  private interface OneSided {
    Request call(Comm c, Data one, Blocks many, int root);
  }

  /** A call with blocks on both sides. */
  private interface TwoSided {
    Request call(Comm c, Blocks from, Blocks into);
  }

  private static <C> Form<C> blocking(String name, C call) {
    return new Form<>(name, Store.ANY, Kind.OPEN_MPI, false, CommKind.ALL, call);
  }

  private static <C> Form<C> started(String name, C call) {
    return new Form<>(name, Store.BUFFERS, Kind.OPEN_MPI, false, CommKind.ALL, call);
  }

  private static <C> Form<C> inPlace(String name, List<Store> stores, C call) {
    return new Form<>(name + " in place", stores, Kind.OPEN_MPI, true, CommKind.INTRA, call);
  }

  private static <C> Form<C> mpijava(String name, C call) {
    return new Form<>(name, Store.ARRAYS, Kind.MPIJAVA, false, CommKind.INTRA, call);
  }

  private static final List<Form<OneSided>> GATHERV =
      List.of(
          blocking(
              "gatherv",
              (c, f, t, r) -> {
                c.gatherv(
                    any(f),
                    items(f),
                    type(f),
                    any(data(t)),
                    counts(t),
                    places(t),
                    type(data(t)),
                    r);
                return null;
              }),
          started(
              "iGatherv",
              (c, f, t, r) ->
                  c.iGatherv(
                      buffer(f),
                      items(f),
                      type(f),
                      buffer(data(t)),
                      counts(t),
                      places(t),
                      type(data(t)),
                      r)),
          started(
              "gathervInit",
              (c, f, t, r) ->
                  c.gathervInit(
                      buffer(f),
                      items(f),
                      type(f),
                      buffer(data(t)),
                      counts(t),
                      places(t),
                      type(data(t)),
                      r)),
          inPlace(
              "gatherv",
              Store.ANY,
              (c, f, t, r) -> {
                if (t != null) {
                  c.gatherv(any(t.data), t.counts, t.places, type(t.data), r);
                } else {
                  c.gatherv(any(f), items(f), type(f), r);
                }
                return null;
              }),
          inPlace(
              "iGatherv",
              Store.BUFFERS,
              (c, f, t, r) ->
                  t != null
                      ? c.iGatherv(buffer(t.data), t.counts, t.places, type(t.data), r)
                      : c.iGatherv(buffer(f), items(f), type(f), r)),
          mpijava(
              "Gatherv",
              (c, f, t, r) -> {
                one(c)
                    .Gatherv(
                        array(f),
                        offset(f),
                        items(f),
                        type(f),
                        array(data(t)),
                        offset(data(t)),
                        counts(t),
                        places(t),
                        type(data(t)),
                        r);
                return null;
              }));

  private static final List<Form<OneSided>> SCATTERV =
      List.of(
          blocking(
              "scatterv",
              (c, t, f, r) -> {
                c.scatterv(
                    any(data(f)),
                    counts(f),
                    places(f),
                    type(data(f)),
                    any(t),
                    items(t),
                    type(t),
                    r);
                return null;
              }),
          started(
              "iScatterv",
              (c, t, f, r) ->
                  c.iScatterv(
                      buffer(data(f)),
                      counts(f),
                      places(f),
                      type(data(f)),
                      buffer(t),
                      items(t),
                      type(t),
                      r)),
          started(
              "scattervInit",
              (c, t, f, r) ->
                  c.scattervInit(
                      buffer(data(f)),
                      counts(f),
                      places(f),
                      type(data(f)),
                      buffer(t),
                      items(t),
                      type(t),
                      r)),
          inPlace(
              "scatterv",
              Store.ANY,
              (c, t, f, r) -> {
                if (f != null) {
                  c.scatterv(any(f.data), f.counts, f.places, type(f.data), r);
                } else {
                  c.scatterv(any(t), items(t), type(t), r);
                }
                return null;
              }),
          inPlace(
              "iScatterv",
              Store.BUFFERS,
              (c, t, f, r) ->
                  f != null
                      ? c.iScatterv(buffer(f.data), f.counts, f.places, type(f.data), r)
                      : c.iScatterv(buffer(t), items(t), type(t), r)),
          mpijava(
              "Scatterv",
              (c, t, f, r) -> {
                one(c)
                    .Scatterv(
                        array(data(f)),
                        offset(data(f)),
                        counts(f),
                        places(f),
                        type(data(f)),
                        array(t),
                        offset(t),
                        items(t),
                        type(t),
                        r);
                return null;
              }));

  private static final List<Form<OneSided>> ALL_GATHERV =
      List.of(
          blocking(
              "allGatherv",
              (c, f, t, r) -> {
                c.allGatherv(
                    any(f), items(f), type(f), any(t.data), t.counts, t.places, type(t.data));
                return null;
              }),
          started(
              "iAllGatherv",
              (c, f, t, r) ->
                  c.iAllGatherv(
                      buffer(f),
                      items(f),
                      type(f),
                      buffer(t.data),
                      t.counts,
                      t.places,
                      type(t.data))),
          started(
              "allGathervInit",
              (c, f, t, r) ->
                  c.allGathervInit(
                      buffer(f),
                      items(f),
                      type(f),
                      buffer(t.data),
                      t.counts,
                      t.places,
                      type(t.data))),
          inPlace(
              "allGatherv",
              Store.ANY,
              (c, f, t, r) -> {
                c.allGatherv(any(t.data), t.counts, t.places, type(t.data));
                return null;
              }),
          inPlace(
              "iAllGatherv",
              Store.BUFFERS,
              (c, f, t, r) -> c.iAllGatherv(buffer(t.data), t.counts, t.places, type(t.data))),
          mpijava(
              "Allgatherv",
              (c, f, t, r) -> {
                one(c)
                    .Allgatherv(
                        array(f),
                        offset(f),
                        items(f),
                        type(f),
                        array(t.data),
                        offset(t.data),
                        t.counts,
                        t.places,
                        type(t.data));
                return null;
              }));

  private static final List<Form<TwoSided>> ALL_TO_ALLV =
      List.of(
          blocking(
              "allToAllv",
              (c, f, t) -> {
                c.allToAllv(
                    any(f.data),
                    f.counts,
                    f.places,
                    type(f.data),
                    any(t.data),
                    t.counts,
                    t.places,
                    type(t.data));
                return null;
              }),
          started(
              "iAllToAllv",
              (c, f, t) ->
                  c.iAllToAllv(
                      buffer(f.data),
                      f.counts,
                      f.places,
                      type(f.data),
                      buffer(t.data),
                      t.counts,
                      t.places,
                      type(t.data))),
          started(
              "allToAllvInit",
              (c, f, t) ->
                  c.allToAllvInit(
                      buffer(f.data),
                      f.counts,
                      f.places,
                      type(f.data),
                      buffer(t.data),
                      t.counts,
                      t.places,
                      type(t.data))),
          mpijava(
              "Alltoallv",
              (c, f, t) -> {
                one(c)
                    .Alltoallv(
                        array(f.data),
                        offset(f.data),
                        f.counts,
                        f.places,
                        type(f.data),
                        array(t.data),
                        offset(t.data),
                        t.counts,
                        t.places,
                        type(t.data));
                return null;
              }));

  @Override
  public List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    String gaps = "; what lies between the blocks is not touched";
    for (Form<OneSided> form : GATHERV) {
      add(
          cases,
          form,
          true,
          "§6.5: varying counts, blocks placed by displacements" + gaps,
          Varying::gatherv);
    }
    for (Form<OneSided> form : SCATTERV) {
      add(cases, form, true, "§6.6: the inverse of MPI_Gatherv" + gaps, Varying::scatterv);
    }
    for (Form<OneSided> form : ALL_GATHERV) {
      add(cases, form, false, "§6.7: as MPI_Gatherv, but all receive" + gaps, Varying::allGatherv);
    }
    for (Form<TwoSided> form : ALL_TO_ALLV) {
      add(cases, form, false, "§6.8: counts and places for each pair" + gaps, Varying::allToAllv);
    }
    String types = "§6.8: a datatype for each pair, places in bytes, whatever the types' extents";
    cases.add(
        new Case(
            Chapter.COLLECTIVES,
            "allToAllw",
            types,
            CommKind.ALL,
            p ->
                allToAllw(
                    p,
                    Store.ANY,
                    (c, f, w, t) -> {
                      c.allToAllw(
                          any(f), w.counts, w.places, w.types, any(t), w.counts, w.places, w.types);
                      return null;
                    })));
    cases.add(
        new Case(
            Chapter.COLLECTIVES,
            "iAllToAllw",
            types,
            CommKind.ALL,
            p ->
                allToAllw(
                    p,
                    Store.BUFFERS,
                    (c, f, w, t) ->
                        c.iAllToAllw(
                            buffer(f), w.counts, w.places, w.types, buffer(t), w.counts, w.places,
                            w.types))));
    cases.add(
        new Case(
            Chapter.COLLECTIVES,
            "allToAllwInit",
            types,
            CommKind.ALL,
            p ->
                allToAllw(
                    p,
                    Store.BUFFERS,
                    (c, f, w, t) ->
                        c.allToAllwInit(
                            buffer(f), w.counts, w.places, w.types, buffer(t), w.counts, w.places,
                            w.types))));
    return cases;
  }

  /** What a collective does with one cell of the matrix. */
  private interface Check<C> {
    void run(Form<C> form, Place p, Kind kind, Store store, Root root, int count);
  }

  private static <C> void add(
      List<Case> cases, Form<C> form, boolean rooted, String rule, Check<C> check) {
    cases.add(
        new Case(
            Chapter.COLLECTIVES,
            form.name(),
            rule,
            form.comms(),
            p ->
                p.matrix(
                    form.kinds(),
                    form.stores(),
                    rooted ? p.roots() : List.of(p.roots().get(0)),
                    (kind, store, root, n) -> check.run(form, p, kind, store, root, n))));
  }

  /** Block sizes: they differ, and some are empty. */
  private static int count(int id, int n) {
    return (id + 1) % 3 * Math.min(n, 40);
  }

  private static int[] counts(Place p, int n) {
    return IntStream.range(0, p.peers()).map(r -> count(p.idOf(r), n)).toArray();
  }

  private static Data mine(Place p, Kind kind, Store store, int n) {
    return new Data(kind, store, count(p.id(), n), i -> Place.value(p.id(), i));
  }

  /** Room for the blocks of all peers; in place this process's own is there. */
  private static Blocks room(Form<?> form, Place p, Kind kind, Store store, int n) {
    return Blocks.of(kind, store, counts(p, n), b -> form.inPlace() && b == p.rank() ? p.id() : -1);
  }

  private static void gatherv(
      Form<OneSided> form, Place p, Kind kind, Store store, Root root, int n) {
    boolean own = form.inPlace() && root.isHere();
    Data from = own || !root.isPartner() ? null : mine(p, kind, store, n);
    Blocks into = root.isHere() ? room(form, p, kind, store, n) : null;
    Form.complete(form.call().call(p.comm(), from, into, root.argument()), !form.inPlace());
    if (into != null) {
      into.verify(p, form.name(), p::idOf);
    }
  }

  private static void scatterv(
      Form<OneSided> form, Place p, Kind kind, Store store, Root root, int n) {
    boolean own = form.inPlace() && root.isHere();
    Blocks from = root.isHere() ? Blocks.of(kind, store, counts(p, n), p::idOf) : null;
    Data into = own || !root.isPartner() ? null : new Data(kind, store, count(p.id(), n));
    Form.complete(form.call().call(p.comm(), into, from, root.argument()), !form.inPlace());
    if (into != null) {
      into.verify(p, form.name(), i -> Place.value(p.id(), i));
    }
    if (from != null) {
      from.verify(p, form.name() + ", operand", p::idOf);
    }
  }

  private static void allGatherv(
      Form<OneSided> form, Place p, Kind kind, Store store, Root root, int n) {
    Blocks into = room(form, p, kind, store, n);
    Form.complete(form.call().call(p.comm(), mine(p, kind, store, n), into, 0), !form.inPlace());
    into.verify(p, form.name(), p::idOf);
  }

  private static void allToAllv(
      Form<TwoSided> form, Place p, Kind kind, Store store, Root root, int n) {
    int me = p.id();
    int[] out = IntStream.range(0, p.peers()).map(r -> count(me + 2 * p.idOf(r), n)).toArray();
    int[] in = IntStream.range(0, p.peers()).map(r -> count(p.idOf(r) + 2 * me, n)).toArray();
    Blocks from = Blocks.of(kind, store, out, b -> 3 * me + 5 * p.idOf(b));
    Blocks into = Blocks.of(kind, store, in, b -> -1);
    Form.complete(form.call().call(p.comm(), from, into), !form.inPlace());
    into.verify(p, form.name(), b -> 3 * p.idOf(b) + 5 * me);
  }

  /** Both sides of an allToAllw: pairs agree on a type by the sum of their numbers. */
  private record Types(int[] counts, int[] places, Datatype[] types) {}

  /** A form of allToAllw. */
  private interface Typed {
    Request call(Comm c, Data from, Types types, Data into);
  }

  private static final int SLOT_BYTES = 24;

  private static void allToAllw(Place p, List<Store> stores, Typed form) {
    int peers = p.peers();
    Datatype spread = Datatype.createVector(2, 1, 2, MPI.LONG);
    spread.commit();
    // Each has a size, and the bytes of a slot that it covers.
    Datatype[] choice = {MPI.BYTE, MPI.LONG, spread};
    int[] items = {5, 2, 1};
    long[] covered = {0x1FL, 0xFFFFL, 0xFF00FFL};
    p.matrix(
        List.of(Kind.BYTE),
        stores,
        (kind, store, root, n) -> {
          Types sides = new Types(new int[peers], new int[peers], new Datatype[peers]);
          for (int r = 0; r < peers; r++) {
            int pick = (p.id() + p.idOf(r)) % 3;
            sides.counts[r] = items[pick];
            sides.types[r] = choice[pick];
            sides.places[r] = SLOT_BYTES * r;
          }
          Data from =
              new Data(
                  kind,
                  store,
                  SLOT_BYTES * peers,
                  i -> Place.value(3 * p.id() + 5 * p.idOf(i / SLOT_BYTES), i % SLOT_BYTES));
          Data into = new Data(kind, store, SLOT_BYTES * peers);
          Form.complete(form.call(p.comm(), from, sides, into), true);
          into.verify(
              p,
              "allToAllw",
              i -> {
                int peer = p.idOf(i / SLOT_BYTES);
                boolean came = (covered[(p.id() + peer) % 3] >> (i % SLOT_BYTES) & 1) != 0;
                return came ? Place.value(3 * peer + 5 * p.id(), i % SLOT_BYTES) : Data.UNTOUCHED;
              });
        });
    spread.free();
  }

  private static int items(Data data) {
    return data == null ? 0 : data.items();
  }

  private static Data data(Blocks blocks) {
    return blocks == null ? null : blocks.data;
  }

  private static int[] counts(Blocks blocks) {
    return blocks == null ? null : blocks.counts;
  }

  private static int[] places(Blocks blocks) {
    return blocks == null ? null : blocks.places;
  }

  private static Intracomm one(Comm comm) {
    return (Intracomm) comm;
  }
}
