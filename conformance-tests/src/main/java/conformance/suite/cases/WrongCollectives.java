package conformance.suite.cases;

import static conformance.suite.cases.Mistake.Argument.BUF;
import static conformance.suite.cases.Mistake.Argument.COUNT;
import static conformance.suite.cases.Mistake.Argument.COUNTS;
import static conformance.suite.cases.Mistake.Argument.INTO;
import static conformance.suite.cases.Mistake.Argument.OP;
import static conformance.suite.cases.Mistake.Argument.OTHER;
import static conformance.suite.cases.Mistake.Argument.OTHER_COUNT;
import static conformance.suite.cases.Mistake.Argument.OTHER_COUNTS;
import static conformance.suite.cases.Mistake.Argument.OTHER_PLACES;
import static conformance.suite.cases.Mistake.Argument.OTHER_TYPE;
import static conformance.suite.cases.Mistake.Argument.OTHER_TYPES;
import static conformance.suite.cases.Mistake.Argument.PLACES;
import static conformance.suite.cases.Mistake.Argument.ROOT;
import static conformance.suite.cases.Mistake.Argument.TYPE;
import static conformance.suite.cases.Mistake.Argument.TYPES;

import conformance.suite.Chapter;
import conformance.suite.cases.Mistake.Argument;
import conformance.suite.cases.WrongArguments.Call;
import conformance.suite.cases.WrongArguments.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mpi.Request;

/** The calls of MPI-4.1 §6 for {@link WrongArguments}. */
final class WrongCollectives {
  private static final Set<Argument> SENT = WrongArguments.set(BUF, COUNT, TYPE);
  private static final Set<Argument> GOT = WrongArguments.set(OTHER, OTHER_COUNT, OTHER_TYPE);
  private static final Set<Argument> SENT_V = WrongArguments.set(BUF, COUNTS, PLACES, TYPE);
  private static final Set<Argument> GOT_V =
      WrongArguments.set(OTHER, OTHER_COUNTS, OTHER_PLACES, OTHER_TYPE);
  private static final Set<Argument> REDUCED = WrongArguments.set(BUF, OTHER, COUNT, TYPE, OP);
  private static final Set<Argument> IN_PLACE = WrongArguments.set(INTO, COUNT, TYPE, OP);
  private static final Set<Argument> SCATTERED = WrongArguments.set(BUF, OTHER, COUNTS, TYPE, OP);
  private static final Set<Argument> ROOTED = WrongArguments.set(ROOT);

  private WrongCollectives() {}

  private static Row row(String name, Set<Argument> has, Set<Argument> rootOnly, Call call) {
    return new Row(Chapter.COLLECTIVES, name, and(has, rootOnly), rootOnly, call);
  }

  /** An error may be raised by the call or when it is waited for. */
  private static Row started(String name, Set<Argument> has, Set<Argument> rootOnly, Started call) {
    return row(name, has, rootOnly, a -> call.on(a).waitFor());
  }

  private static Row started(String name, Set<Argument> has, Started call) {
    return started(name, has, Set.of(), call);
  }

  /** A call that returns a request. */
  private interface Started {
    Request on(Arguments a);
  }

  private static Row row(String name, Set<Argument> has, Call call) {
    return row(name, has, Set.of(), call);
  }

  private static Set<Argument> and(Set<Argument> some, Set<Argument> more) {
    Set<Argument> all = WrongArguments.set();
    all.addAll(some);
    all.addAll(more);
    return all;
  }

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(rooted());
    rows.addAll(all());
    rows.addAll(varying());
    rows.addAll(reductions());
    rows.addAll(scans());
    return rows;
  }

  private static List<Row> rooted() {
    Set<Argument> bcast = and(SENT, ROOTED);
    Set<Argument> sent = and(SENT, ROOTED);
    Set<Argument> got = and(GOT, ROOTED);
    return List.of(
        row("barrier", Set.of(), a -> a.comm.barrier()),
        started("iBarrier", Set.of(), a -> a.comm.iBarrier()),
        row("Barrier", Set.of(), a -> a.comm.Barrier()),
        row("bcast", bcast, a -> a.comm.bcast(a.buf, a.count, a.type, a.root)),
        started("iBcast", bcast, a -> a.comm.iBcast(a.buffer(), a.count, a.type, a.root)),
        row("Bcast", bcast, a -> a.comm.Bcast(a.buf, 0, a.count, a.type, a.root)),
        row(
            "gather",
            sent,
            GOT,
            a -> a.comm.gather(a.buf, a.count, a.type, a.other, a.otherCount, a.otherType, a.root)),
        started(
            "iGather",
            sent,
            GOT,
            a ->
                a.comm.iGather(
                    a.buffer(),
                    a.count,
                    a.type,
                    a.otherBuffer(),
                    a.otherCount,
                    a.otherType,
                    a.root)),
        row(
            "Gather",
            sent,
            GOT,
            a ->
                a.comm.Gather(
                    a.buf, 0, a.count, a.type, a.other, 0, a.otherCount, a.otherType, a.root)),
        row("gather (in place)", sent, a -> a.comm.gather(a.buf, a.count, a.type, a.root)),
        started(
            "iGather (in place)", sent, a -> a.comm.iGather(a.buffer(), a.count, a.type, a.root)),
        row(
            "scatter",
            got,
            SENT,
            a ->
                a.comm.scatter(a.buf, a.count, a.type, a.other, a.otherCount, a.otherType, a.root)),
        started(
            "iScatter",
            got,
            SENT,
            a ->
                a.comm.iScatter(
                    a.buffer(),
                    a.count,
                    a.type,
                    a.otherBuffer(),
                    a.otherCount,
                    a.otherType,
                    a.root)),
        row(
            "Scatter",
            got,
            SENT,
            a ->
                a.comm.Scatter(
                    a.buf, 0, a.count, a.type, a.other, 0, a.otherCount, a.otherType, a.root)),
        row("scatter (in place)", sent, a -> a.comm.scatter(a.buf, a.count, a.type, a.root)),
        started(
            "iScatter (in place)",
            sent,
            a -> a.comm.iScatter(a.buffer(), a.count, a.type, a.root)));
  }

  private static List<Row> all() {
    Set<Argument> both = and(SENT, GOT);
    return List.of(
        row(
            "allGather",
            both,
            a -> a.comm.allGather(a.buf, a.count, a.type, a.other, a.otherCount, a.otherType)),
        started(
            "iAllGather",
            both,
            a ->
                a.comm.iAllGather(
                    a.buffer(), a.count, a.type, a.otherBuffer(), a.otherCount, a.otherType)),
        row(
            "Allgather",
            both,
            a ->
                a.comm.Allgather(a.buf, 0, a.count, a.type, a.other, 0, a.otherCount, a.otherType)),
        row("allGather (in place)", SENT, a -> a.comm.allGather(a.buf, a.count, a.type)),
        started("iAllGather (in place)", SENT, a -> a.comm.iAllGather(a.buffer(), a.count, a.type)),
        row(
            "allToAll",
            both,
            a -> a.comm.allToAll(a.buf, a.count, a.type, a.other, a.otherCount, a.otherType)),
        started(
            "iAllToAll",
            both,
            a ->
                a.comm.iAllToAll(
                    a.buffer(), a.count, a.type, a.otherBuffer(), a.otherCount, a.otherType)),
        row(
            "Alltoall",
            both,
            a ->
                a.comm.Alltoall(a.buf, 0, a.count, a.type, a.other, 0, a.otherCount, a.otherType)));
  }

  private static List<Row> varying() {
    Set<Argument> sent = and(SENT, ROOTED);
    Set<Argument> got = and(GOT, ROOTED);
    Set<Argument> types =
        WrongArguments.set(
            BUF, COUNTS, PLACES, TYPES, OTHER, OTHER_COUNTS, OTHER_PLACES, OTHER_TYPES);
    return List.of(
        row(
            "gatherv",
            sent,
            GOT_V,
            a ->
                a.comm.gatherv(
                    a.buf,
                    a.count,
                    a.type,
                    a.other,
                    a.otherCounts,
                    a.otherPlaces,
                    a.otherType,
                    a.root)),
        started(
            "iGatherv",
            sent,
            GOT_V,
            a ->
                a.comm.iGatherv(
                    a.buffer(),
                    a.count,
                    a.type,
                    a.otherBuffer(),
                    a.otherCounts,
                    a.otherPlaces,
                    a.otherType,
                    a.root)),
        row(
            "Gatherv",
            sent,
            GOT_V,
            a ->
                a.comm.Gatherv(
                    a.buf,
                    0,
                    a.count,
                    a.type,
                    a.other,
                    0,
                    a.otherCounts,
                    a.otherPlaces,
                    a.otherType,
                    a.root)),
        row(
            "scatterv",
            got,
            SENT_V,
            a ->
                a.comm.scatterv(
                    a.buf, a.counts, a.places, a.type, a.other, a.otherCount, a.otherType, a.root)),
        started(
            "iScatterv",
            got,
            SENT_V,
            a ->
                a.comm.iScatterv(
                    a.buffer(),
                    a.counts,
                    a.places,
                    a.type,
                    a.otherBuffer(),
                    a.otherCount,
                    a.otherType,
                    a.root)),
        row(
            "Scatterv",
            got,
            SENT_V,
            a ->
                a.comm.Scatterv(
                    a.buf,
                    0,
                    a.counts,
                    a.places,
                    a.type,
                    a.other,
                    0,
                    a.otherCount,
                    a.otherType,
                    a.root)),
        row(
            "allGatherv",
            and(SENT, GOT_V),
            a ->
                a.comm.allGatherv(
                    a.buf, a.count, a.type, a.other, a.otherCounts, a.otherPlaces, a.otherType)),
        started(
            "iAllGatherv",
            and(SENT, GOT_V),
            a ->
                a.comm.iAllGatherv(
                    a.buffer(),
                    a.count,
                    a.type,
                    a.otherBuffer(),
                    a.otherCounts,
                    a.otherPlaces,
                    a.otherType)),
        row(
            "Allgatherv",
            and(SENT, GOT_V),
            a ->
                a.comm.Allgatherv(
                    a.buf,
                    0,
                    a.count,
                    a.type,
                    a.other,
                    0,
                    a.otherCounts,
                    a.otherPlaces,
                    a.otherType)),
        row(
            "allToAllv",
            and(SENT_V, GOT_V),
            a ->
                a.comm.allToAllv(
                    a.buf,
                    a.counts,
                    a.places,
                    a.type,
                    a.other,
                    a.otherCounts,
                    a.otherPlaces,
                    a.otherType)),
        started(
            "iAllToAllv",
            and(SENT_V, GOT_V),
            a ->
                a.comm.iAllToAllv(
                    a.buffer(),
                    a.counts,
                    a.places,
                    a.type,
                    a.otherBuffer(),
                    a.otherCounts,
                    a.otherPlaces,
                    a.otherType)),
        row(
            "Alltoallv",
            and(SENT_V, GOT_V),
            a ->
                a.comm.Alltoallv(
                    a.buf,
                    0,
                    a.counts,
                    a.places,
                    a.type,
                    a.other,
                    0,
                    a.otherCounts,
                    a.otherPlaces,
                    a.otherType)),
        row(
            "allToAllw",
            types,
            a ->
                a.comm.allToAllw(
                    a.buf,
                    a.counts,
                    a.bytes(a.places),
                    a.types,
                    a.other,
                    a.otherCounts,
                    a.bytes(a.otherPlaces),
                    a.otherTypes)),
        started(
            "iAllToAllw",
            types,
            a ->
                a.comm.iAllToAllw(
                    a.buffer(),
                    a.counts,
                    a.bytes(a.places),
                    a.types,
                    a.otherBuffer(),
                    a.otherCounts,
                    a.bytes(a.otherPlaces),
                    a.otherTypes)));
  }

  private static List<Row> reductions() {
    Set<Argument> atAll = and(WrongArguments.set(BUF, COUNT, TYPE, OP), ROOTED);
    Set<Argument> atRoot = WrongArguments.set(OTHER);
    Set<Argument> placed = and(WrongArguments.set(INTO, COUNT, TYPE, OP), ROOTED);
    Set<Argument> blocks = WrongArguments.set(INTO, COUNTS, TYPE, OP);
    return List.of(
        row(
            "reduce",
            atAll,
            atRoot,
            a -> a.comm.reduce(a.buf, a.other, a.count, a.type, a.op, a.root)),
        started(
            "iReduce",
            atAll,
            atRoot,
            a -> a.comm.iReduce(a.buffer(), a.otherBuffer(), a.count, a.type, a.op, a.root)),
        row(
            "Reduce",
            atAll,
            atRoot,
            a -> a.comm.Reduce(a.buf, 0, a.other, 0, a.count, a.type, a.op, a.root)),
        row(
            "reduce (in place)",
            without(placed, INTO),
            WrongArguments.set(INTO),
            a -> a.comm.reduce(a.buf, a.count, a.type, a.op, a.root)),
        started(
            "iReduce (in place)",
            without(placed, INTO),
            WrongArguments.set(INTO),
            a -> a.comm.iReduce(a.buffer(), a.count, a.type, a.op, a.root)),
        row("allReduce", REDUCED, a -> a.comm.allReduce(a.buf, a.other, a.count, a.type, a.op)),
        started(
            "iAllReduce",
            REDUCED,
            a -> a.comm.iAllReduce(a.buffer(), a.otherBuffer(), a.count, a.type, a.op)),
        row(
            "Allreduce",
            REDUCED,
            a -> a.comm.Allreduce(a.buf, 0, a.other, 0, a.count, a.type, a.op)),
        row("allReduce (in place)", IN_PLACE, a -> a.comm.allReduce(a.buf, a.count, a.type, a.op)),
        started(
            "iAllReduce (in place)",
            IN_PLACE,
            a -> a.comm.iAllReduce(a.buffer(), a.count, a.type, a.op)),
        row(
            "reduceScatter",
            SCATTERED,
            a -> a.comm.reduceScatter(a.buf, a.other, a.counts, a.type, a.op)),
        started(
            "iReduceScatter",
            SCATTERED,
            a -> a.comm.iReduceScatter(a.buffer(), a.otherBuffer(), a.counts, a.type, a.op)),
        row(
            "Reduce_scatter",
            SCATTERED,
            a -> a.comm.Reduce_scatter(a.buf, 0, a.other, 0, a.counts, a.type, a.op)),
        row(
            "reduceScatter (in place)",
            blocks,
            a -> a.comm.reduceScatter(a.buf, a.counts, a.type, a.op)),
        started(
            "iReduceScatter (in place)",
            blocks,
            a -> a.comm.iReduceScatter(a.buffer(), a.counts, a.type, a.op)),
        row(
            "reduceScatterBlock",
            REDUCED,
            a -> a.comm.reduceScatterBlock(a.buf, a.other, a.count, a.type, a.op)),
        started(
            "iReduceScatterBlock",
            REDUCED,
            a -> a.comm.iReduceScatterBlock(a.buffer(), a.otherBuffer(), a.count, a.type, a.op)),
        row(
            "reduceScatterBlock (in place)",
            IN_PLACE,
            a -> a.comm.reduceScatterBlock(a.buf, a.count, a.type, a.op)));
  }

  private static Set<Argument> without(Set<Argument> some, Argument one) {
    Set<Argument> rest = and(some, Set.of());
    rest.remove(one);
    return rest;
  }

  private static List<Row> scans() {
    return List.of(
        row("scan", REDUCED, a -> a.comm.scan(a.buf, a.other, a.count, a.type, a.op)),
        started(
            "iScan",
            REDUCED,
            a -> a.comm.iScan(a.buffer(), a.otherBuffer(), a.count, a.type, a.op)),
        row("Scan", REDUCED, a -> a.comm.Scan(a.buf, 0, a.other, 0, a.count, a.type, a.op)),
        row("scan (in place)", IN_PLACE, a -> a.comm.scan(a.buf, a.count, a.type, a.op)),
        row(
            "exScan",
            without(REDUCED, OTHER),
            a -> a.comm.exScan(a.buf, a.other, a.count, a.type, a.op)),
        started(
            "iExScan",
            without(REDUCED, OTHER),
            a -> a.comm.iExScan(a.buffer(), a.otherBuffer(), a.count, a.type, a.op)),
        row("exScan (in place)", IN_PLACE, a -> a.comm.exScan(a.buf, a.count, a.type, a.op)));
  }
}
