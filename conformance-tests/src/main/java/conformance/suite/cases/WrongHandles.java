package conformance.suite.cases;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Place;
import conformance.suite.Table;
import java.nio.IntBuffer;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mpi.CartComm;
import mpi.Comm;
import mpi.Datatype;
import mpi.Errhandler;
import mpi.Group;
import mpi.Info;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Message;
import mpi.Op;
import mpi.Prequest;
import mpi.Request;
import mpi.Status;

/**
 * MPI-4.1 §9.4: calls on handles that are null, freed or predefined, and wrong arguments of calls
 * that make objects or ask them. Every row is one call, its error class and words of the message.
 */
public final class WrongHandles implements Table {
  /** One call that must fail. */
  private record Row(String what, int errorClass, List<String> words, Call call) {}

  /** What it does in a place. */
  private interface Call {
    void on(Place p) throws Exception;
  }

  private final Map<String, Row> rows = new LinkedHashMap<>();

  private void row(String what, int errorClass, Call call, String... words) {
    rows.put(what, new Row(what, errorClass, List.of(words), call));
  }

  @Override
  public List<Case> cases() {
    return List.of(
        family(Chapter.MESSAGES, "requests", this::requests),
        family(Chapter.MESSAGES, "matched messages and buffers", this::messages),
        family(Chapter.DATATYPES, "datatypes", this::datatypes),
        family(Chapter.DATATYPES, "packing", this::packing),
        family(Chapter.COLLECTIVES, "operators", this::operators),
        family(Chapter.COMMUNICATORS, "groups", this::groups),
        family(Chapter.COMMUNICATORS, "communicators", this::communicators),
        family(Chapter.COMMUNICATORS, "attributes", this::attributes),
        family(Chapter.TOPOLOGIES, "topologies", this::topologies),
        family(Chapter.ENVIRONMENT, "error handlers", this::errorHandlers),
        family(Chapter.INFO, "info", this::infos));
  }

  private Case family(Chapter chapter, String name, Runnable fill) {
    rows.clear();
    fill.run();
    List<Row> family = List.copyOf(rows.values());
    return new Case(
        chapter,
        "wrong handles and arguments: " + name,
        "§9.4: each raises its error class, and the message says what was wrong",
        EnumSet.of(CommKind.SELF, CommKind.DUP),
        p -> {
          for (Row row : family) {
            p.cell(
                row::what,
                () ->
                    p.error(
                        row.errorClass, () -> row.call.on(p), row.words.toArray(String[]::new)));
          }
        });
  }

  private void requests() {
    row("waitAll(null)", MPI.ERR_ARG, p -> Request.waitAll(null), "null");
    row("testAll(null)", MPI.ERR_ARG, p -> Request.testAll(null), "null");
    row("waitAny(null)", MPI.ERR_ARG, p -> Request.waitAny(null), "null");
    row("testAny(null)", MPI.ERR_ARG, p -> Request.testAny(null), "null");
    row("waitSome(null)", MPI.ERR_ARG, p -> Request.waitSome(null), "null");
    row("testSome(null)", MPI.ERR_ARG, p -> Request.testSome(null), "null");
    row("Waitall(null)", MPI.ERR_ARG, p -> Request.Waitall(null), "null");
    row("Waitany(null)", MPI.ERR_ARG, p -> Request.Waitany(null), "null");
    row("Testsome(null)", MPI.ERR_ARG, p -> Request.Testsome(null), "null");
    row("free a null request", MPI.ERR_REQUEST, p -> MPI.REQUEST_NULL.free(), "null");
    row("cancel a null request", MPI.ERR_REQUEST, p -> MPI.REQUEST_NULL.cancel(), "null");
    row("Cancel a null request", MPI.ERR_REQUEST, p -> MPI.REQUEST_NULL.Cancel(), "null");
    row("cancel a completed request", MPI.ERR_REQUEST, p -> completed(p).cancel(), "null");
    row("free a completed request", MPI.ERR_REQUEST, p -> completed(p).free(), "null");
    row(
        "cancel a collective (§6.12)",
        MPI.ERR_REQUEST,
        p -> {
          Request barrier = p.comm().iBarrier();
          try {
            barrier.cancel();
          } finally {
            barrier.waitFor();
          }
        },
        "collective");
    row("start a freed request", MPI.ERR_REQUEST, p -> freed(p).start(), "freed");
    row("free a persistent request twice", MPI.ERR_REQUEST, p -> freed(p).free(), "freed");
    row(
        "start an active request",
        MPI.ERR_REQUEST,
        p -> {
          Prequest active = bound(p);
          active.start();
          try {
            active.start();
          } finally {
            active.waitFor();
            active.free();
          }
        },
        "active");
    row("startAll(null)", MPI.ERR_ARG, p -> Prequest.startAll(null), "null");
    row("Startall(null)", MPI.ERR_ARG, p -> Prequest.Startall(null), "null");
    row(
        "startAll with a null request",
        MPI.ERR_REQUEST,
        p -> Prequest.startAll(new Prequest[1]),
        "null");
    row(
        "Startall with a freed request",
        MPI.ERR_REQUEST,
        p -> Prequest.Startall(new Prequest[] {freed(p)}),
        "freed");
    row(
        "getCount of a null datatype",
        MPI.ERR_TYPE,
        p -> completed(p, new Status[1])[0].getCount(null),
        "null");
    row(
        "Get_elements of a null datatype",
        MPI.ERR_TYPE,
        p -> completed(p, new Status[1])[0].Get_elements(MPI.DATATYPE_NULL),
        "null");
    row(
        "setElements of a null datatype",
        MPI.ERR_TYPE,
        p -> completed(p, new Status[1])[0].setElements(null, 1),
        "null");
  }

  private static Prequest bound(Place p) {
    return p.comm().recvInit(IntBuffer.allocate(1), 1, MPI.INT, MPI.PROC_NULL, 0);
  }

  private static Prequest freed(Place p) {
    Prequest request = bound(p);
    request.free();
    return request;
  }

  private static Request completed(Place p) {
    Request request = p.comm().iRecv(IntBuffer.allocate(1), 1, MPI.INT, MPI.PROC_NULL, 0);
    request.waitFor();
    return request;
  }

  private static Status[] completed(Place p, Status[] into) {
    into[0] = p.comm().recv(new int[1], 1, MPI.INT, MPI.PROC_NULL, 0);
    return into;
  }

  private void messages() {
    row(
        "mRecv of no message",
        MPI.ERR_REQUEST,
        p -> new Message().mRecv(new int[1], 1, MPI.INT),
        "no message");
    row(
        "imRecv of no message",
        MPI.ERR_REQUEST,
        p -> new Message().imRecv(IntBuffer.allocate(1), 1, MPI.INT),
        "no message");
    row("mProbe on null", MPI.ERR_COMM, p -> new Message().mProbe(0, 0, null), "null");
    row(
        "imProbe on MPI_COMM_NULL",
        MPI.ERR_COMM,
        p -> new Message().imProbe(0, 0, MPI.COMM_NULL),
        "NULL");
    row(
        "mProbe with a handle that holds a message",
        MPI.ERR_ARG,
        p -> {
          Message message = new Message();
          message.mProbe(MPI.PROC_NULL, 0, p.comm());
          message.mProbe(MPI.PROC_NULL, 0, p.comm());
        },
        "holds");
    row(
        "send on MPI_COMM_NULL",
        MPI.ERR_COMM,
        p -> MPI.COMM_NULL.send(new int[1], 1, MPI.INT, 0, 0),
        "NULL");
    row(
        "bSend without a buffer",
        MPI.ERR_BUFFER,
        p -> p.comm().bSend(new int[1], 1, MPI.INT, p.rank(), 0),
        "attach");
    row("attachBuffer(null)", MPI.ERR_BUFFER, p -> MPI.attachBuffer((byte[]) null), "null");
    row("Buffer_attach(null)", MPI.ERR_BUFFER, p -> MPI.Buffer_attach((byte[]) null), "null");
    row("detachBuffer without a buffer", MPI.ERR_BUFFER, p -> MPI.detachBuffer(), "attached");
    row("Buffer_detach without a buffer", MPI.ERR_BUFFER, p -> MPI.Buffer_detach(), "attached");
    row(
        "attachBuffer twice",
        MPI.ERR_BUFFER,
        p -> {
          MPI.attachBuffer(new byte[500]);
          try {
            MPI.attachBuffer(new byte[500]);
          } finally {
            MPI.detachBuffer();
          }
        },
        "attached already");
    row(
        "bSend that does not fit",
        MPI.ERR_BUFFER,
        p -> {
          MPI.attachBuffer(new byte[500]);
          try {
            p.comm().bSend(new int[1000], 1000, MPI.INT, p.rank(), 0);
          } finally {
            MPI.detachBuffer();
          }
        },
        "4128");
    truncations();
  }

  private void truncations() {
    row(
        "recv of a longer message",
        MPI.ERR_TRUNCATE,
        p -> truncated(p, () -> p.comm().recv(new int[1], 1, MPI.INT, p.left(), 3)),
        "4",
        "12");
    row(
        "Recv of a longer message",
        MPI.ERR_TRUNCATE,
        p -> truncated(p, () -> p.comm().Recv(new int[2], 1, 1, MPI.INT, p.left(), 3)),
        "12");
    row(
        "iRecv of a longer message",
        MPI.ERR_TRUNCATE,
        p ->
            truncated(
                p, () -> p.comm().iRecv(IntBuffer.allocate(2), 2, MPI.INT, p.left(), 3).waitFor()),
        "8",
        "12");
    row(
        "Irecv of a longer message",
        MPI.ERR_TRUNCATE,
        p -> truncated(p, () -> p.comm().Irecv(new int[2], 0, 2, MPI.INT, p.left(), 3).Wait()),
        "8",
        "12");
    row(
        "recvInit of a longer message",
        MPI.ERR_TRUNCATE,
        p ->
            truncated(
                p,
                () -> {
                  Prequest request =
                      p.comm().recvInit(IntBuffer.allocate(2), 2, MPI.INT, p.left(), 3);
                  request.start();
                  request.waitFor();
                }),
        "12");
    row(
        "mRecv of a longer message",
        MPI.ERR_TRUNCATE,
        p ->
            truncated(
                p,
                () -> {
                  Message message = new Message();
                  message.mProbe(p.left(), 3, p.comm());
                  message.mRecv(new int[2], 2, MPI.INT);
                }),
        "12");
    row(
        "sendRecv of a longer message",
        MPI.ERR_TRUNCATE,
        p ->
            p.comm()
                .sendRecv(
                    new int[3], 3, MPI.INT, p.right(), 3, new int[2], 2, MPI.INT, p.left(), 3),
        "12");
    row(
        "Recv of too many objects",
        MPI.ERR_TRUNCATE,
        p -> {
          Request sent = p.comm().Isend(new Object[] {"a", "b"}, 0, 2, MPI.OBJECT, p.right(), 3);
          try {
            p.comm().Recv(new Object[1], 0, 1, MPI.OBJECT, p.left(), 3);
          } finally {
            sent.waitFor();
          }
        },
        "objects");
    row(
        "waitAll with one that is truncated",
        MPI.ERR_IN_STATUS,
        p ->
            truncated(
                p,
                () ->
                    Request.waitAll(
                        new Request[] {
                          p.comm().iRecv(IntBuffer.allocate(1), 1, MPI.INT, p.left(), 3)
                        })));
  }

  /** While the left neighbour sends three items. */
  private static void truncated(Place p, Place.Step receive) throws Exception {
    Request sent = p.comm().iSend(IntBuffer.allocate(3), 3, MPI.INT, p.right(), 3);
    try {
      receive.run();
    } finally {
      sent.waitFor();
    }
  }

  private void datatypes() {
    row("free a predefined type", MPI.ERR_TYPE, p -> MPI.INT.free(), "predefined");
    row("free MPI_DATATYPE_NULL", MPI.ERR_TYPE, p -> MPI.DATATYPE_NULL.free(), "null");
    row("free twice", MPI.ERR_TYPE, p -> freedType().free(), "freed");
    row("commit a freed type", MPI.ERR_TYPE, p -> freedType().commit(), "freed");
    row("Commit a freed type", MPI.ERR_TYPE, p -> freedType().Commit(), "freed");
    row("getExtent of a freed type", MPI.ERR_TYPE, p -> freedType().getExtent(), "freed");
    row("getSize of a freed type", MPI.ERR_TYPE, p -> freedType().getSize(), "freed");
    row("getLb of a freed type", MPI.ERR_TYPE, p -> freedType().getLb(), "freed");
    row("getTrueExtent of a freed type", MPI.ERR_TYPE, p -> freedType().getTrueExtent(), "freed");
    row("getTrueLb of a freed type", MPI.ERR_TYPE, p -> freedType().getTrueLb(), "freed");
    row("Extent of a freed type", MPI.ERR_TYPE, p -> freedType().Extent(), "freed");
    row("Size of a freed type", MPI.ERR_TYPE, p -> freedType().Size(), "freed");
    row("dup of a freed type", MPI.ERR_TYPE, p -> freedType().dup(), "freed");
    row("getAttr of a freed type", MPI.ERR_TYPE, p -> freedType().getAttr(0), "freed");
    int[] one = {1};
    int[] bad = {-1};
    Datatype[] types = {MPI.INT};
    row(
        "createContiguous, count −1",
        MPI.ERR_COUNT,
        p -> Datatype.createContiguous(-1, MPI.INT),
        "-1");
    row("createContiguous of null", MPI.ERR_TYPE, p -> Datatype.createContiguous(1, null), "null");
    row(
        "createContiguous of a freed type",
        MPI.ERR_TYPE,
        p -> Datatype.createContiguous(1, freedType()),
        "freed");
    row("Contiguous, count −1", MPI.ERR_COUNT, p -> Datatype.Contiguous(-1, MPI.INT), "-1");
    row(
        "createVector, count −1",
        MPI.ERR_COUNT,
        p -> Datatype.createVector(-1, 1, 1, MPI.INT),
        "-1");
    row(
        "createVector, block −1",
        MPI.ERR_COUNT,
        p -> Datatype.createVector(1, -1, 1, MPI.INT),
        "-1");
    row("createHVector of null", MPI.ERR_TYPE, p -> Datatype.createHVector(1, 1, 1, null), "null");
    row("Vector, block −1", MPI.ERR_COUNT, p -> Datatype.Vector(1, -1, 1, MPI.INT), "-1");
    row("Hvector of null", MPI.ERR_TYPE, p -> Datatype.Hvector(1, 1, 1, null), "null");
    row(
        "createIndexed without lengths",
        MPI.ERR_ARG,
        p -> Datatype.createIndexed(null, one, MPI.INT),
        "null");
    row(
        "createIndexed without places",
        MPI.ERR_ARG,
        p -> Datatype.createIndexed(one, null, MPI.INT),
        "null");
    row(
        "createIndexed, arrays that differ",
        MPI.ERR_ARG,
        p -> Datatype.createIndexed(one, new int[2], MPI.INT),
        "2");
    row(
        "createIndexed, length −1",
        MPI.ERR_COUNT,
        p -> Datatype.createIndexed(bad, one, MPI.INT),
        "-1");
    row(
        "createHIndexed, length −1",
        MPI.ERR_COUNT,
        p -> Datatype.createHIndexed(bad, one, MPI.INT),
        "-1");
    row(
        "createIndexedBlock, length −1",
        MPI.ERR_COUNT,
        p -> Datatype.createIndexedBlock(-1, one, MPI.INT),
        "-1");
    row(
        "createHIndexedBlock without places",
        MPI.ERR_ARG,
        p -> Datatype.createHIndexedBlock(1, null, MPI.INT),
        "null");
    row("Indexed, length −1", MPI.ERR_COUNT, p -> Datatype.Indexed(bad, one, MPI.INT), "-1");
    row(
        "Hindexed without lengths",
        MPI.ERR_ARG,
        p -> Datatype.Hindexed(null, one, MPI.INT),
        "null");
    row(
        "createStruct without types",
        MPI.ERR_ARG,
        p -> Datatype.createStruct(one, one, null),
        "null");
    row(
        "createStruct of a null type",
        MPI.ERR_TYPE,
        p -> Datatype.createStruct(one, one, new Datatype[1]),
        "null");
    row(
        "createStruct, arrays that differ",
        MPI.ERR_ARG,
        p -> Datatype.createStruct(new int[2], one, types),
        "2");
    row(
        "createStruct, length −1",
        MPI.ERR_COUNT,
        p -> Datatype.createStruct(bad, one, types),
        "-1");
    row(
        "Struct of two base types",
        MPI.ERR_TYPE,
        p -> Datatype.Struct(new int[2], new int[2], new Datatype[] {MPI.INT, MPI.BYTE}),
        "base type");
    row("createResized, extent −4", MPI.ERR_ARG, p -> Datatype.createResized(MPI.INT, 0, -4), "-4");
    row("createResized of null", MPI.ERR_TYPE, p -> Datatype.createResized(null, 0, 4), "null");
    row(
        "createSubarray beyond the array",
        MPI.ERR_ARG,
        p ->
            Datatype.createSubarray(
                new int[] {4}, new int[] {3}, new int[] {2}, MPI.ORDER_C, MPI.INT));
    row(
        "createSubarray without dimensions",
        MPI.ERR_ARG,
        p -> Datatype.createSubarray(new int[0], new int[0], new int[0], MPI.ORDER_C, MPI.INT),
        "dimension");
    row(
        "createSubarray in no order",
        MPI.ERR_ARG,
        p -> Datatype.createSubarray(new int[] {4}, one, one, 9, MPI.INT),
        "order 9");
  }

  private static Datatype freedType() {
    Datatype type = Datatype.createContiguous(2, MPI.INT);
    type.free();
    return type;
  }

  private void packing() {
    int[] data = new int[4];
    row("pack into null", MPI.ERR_BUFFER, p -> p.comm().pack(data, 1, MPI.INT, null, 0), "null");
    row("pack at −1", MPI.ERR_ARG, p -> p.comm().pack(data, 1, MPI.INT, new byte[4], -1), "-1");
    row(
        "pack without room",
        MPI.ERR_TRUNCATE,
        p -> p.comm().pack(data, 2, MPI.INT, new byte[7], 0),
        "8",
        "7");
    row(
        "Pack without room",
        MPI.ERR_TRUNCATE,
        p -> p.comm().Pack(data, 0, 2, MPI.INT, new byte[9], 2),
        "8",
        "9");
    row(
        "unpack from null",
        MPI.ERR_BUFFER,
        p -> p.comm().unpack(null, 0, data, 1, MPI.INT),
        "null");
    row(
        "unpack beyond the end",
        MPI.ERR_TRUNCATE,
        p -> p.comm().unpack(new byte[7], 0, data, 2, MPI.INT),
        "8",
        "7");
    row(
        "Unpack at 5 of 4",
        MPI.ERR_ARG,
        p -> p.comm().Unpack(new byte[4], 5, data, 0, 0, MPI.INT),
        "5");
    row(
        "pack objects",
        MPI.ERR_TYPE,
        p -> p.comm().pack(new Object[1], 1, MPI.OBJECT, new byte[99], 0),
        "OBJECT");
  }

  private void operators() {
    row("free a predefined operator", MPI.ERR_OP, p -> MPI.SUM.free(), "predefined");
    row(
        "free twice",
        MPI.ERR_OP,
        p -> {
          Op op = Operator.own().get(0).op();
          op.free();
          op.free();
        },
        "null");
    row(
        "reduceLocal, null operator",
        MPI.ERR_OP,
        p -> Comm.reduceLocal(new int[1], new int[1], 1, MPI.INT, null),
        "null");
    row(
        "reduceLocal, null datatype",
        MPI.ERR_TYPE,
        p -> Comm.reduceLocal(new int[1], new int[1], 1, null, MPI.SUM),
        "null");
    row(
        "reduceLocal, count −1",
        MPI.ERR_COUNT,
        p -> Comm.reduceLocal(new int[1], new int[1], -1, MPI.INT, MPI.SUM),
        "-1");
    row(
        "reduceLocal, null buffer",
        MPI.ERR_BUFFER,
        p -> Comm.reduceLocal(null, new int[1], 1, MPI.INT, MPI.SUM),
        "null");
    row(
        "reduceLocal, small buffer",
        MPI.ERR_BUFFER,
        p -> Comm.reduceLocal(new int[2], new int[1], 2, MPI.INT, MPI.SUM));
    row(
        "BAND of doubles (§6.9.2)",
        MPI.ERR_OP,
        p -> p.comm().allReduce(new double[1], 1, MPI.DOUBLE, MPI.BAND),
        "BAND",
        "DOUBLE");
    row(
        "LAND of floats (§6.9.2)",
        MPI.ERR_OP,
        p -> p.comm().allReduce(new float[1], 1, MPI.FLOAT, MPI.LAND),
        "LAND",
        "FLOAT");
    row(
        "SUM of booleans (§6.9.2)",
        MPI.ERR_OP,
        p -> p.comm().allReduce(new byte[1], 1, MPI.BOOLEAN, MPI.SUM),
        "SUM",
        "BOOLEAN");
    row(
        "MAX of complex numbers (§6.9.2)",
        MPI.ERR_OP,
        p -> p.comm().allReduce(new float[2], 1, MPI.FLOAT_COMPLEX, MPI.MAX),
        "MAX");
    row(
        "SUM of pairs (§6.9.4)",
        MPI.ERR_OP,
        p -> p.comm().allReduce(new byte[16], 1, MPI.DOUBLE_INT, MPI.SUM),
        "SUM");
    row(
        "SUM of objects",
        MPI.ERR_OP,
        p -> p.intra().Allreduce(new Object[1], 0, new Object[1], 0, 1, MPI.OBJECT, MPI.SUM),
        "SUM",
        "OBJECT");
    row(
        "SUM of a derived type (§6.9.2)",
        MPI.ERR_OP,
        p -> {
          Datatype pair = Datatype.createContiguous(2, MPI.INT);
          pair.commit();
          p.comm().allReduce(new int[2], 1, pair, MPI.SUM);
        },
        "SUM");
    row(
        "REPLACE in a reduction (§12.3.4)",
        MPI.ERR_OP,
        p -> p.comm().allReduce(new int[1], 1, MPI.INT, MPI.REPLACE),
        "REPLACE");
    row(
        "NO_OP in a reduction (§12.3.4)",
        MPI.ERR_OP,
        p -> p.comm().allReduce(new int[1], 1, MPI.INT, MPI.NO_OP),
        "NO_OP");
  }

  private void groups() {
    row("union with null", MPI.ERR_GROUP, p -> Group.union(group(p), null), "null");
    row(
        "intersection with GROUP_NULL",
        MPI.ERR_GROUP,
        p -> Group.intersection(MPI.GROUP_NULL, group(p)),
        "null");
    row(
        "difference with a freed group",
        MPI.ERR_GROUP,
        p -> Group.difference(group(p), freedGroup(p)),
        "freed");
    row("Union with null", MPI.ERR_GROUP, p -> Group.Union(null, group(p)), "null");
    row("compare with null", MPI.ERR_GROUP, p -> Group.compare(group(p), null), "null");
    row("getSize of a freed group", MPI.ERR_GROUP, p -> freedGroup(p).getSize(), "freed");
    row("getRank of a freed group", MPI.ERR_GROUP, p -> freedGroup(p).getRank(), "freed");
    row("Size of a freed group", MPI.ERR_GROUP, p -> freedGroup(p).Size(), "freed");
    row("free twice", MPI.ERR_GROUP, p -> freedGroup(p).free(), "freed");
    row("incl, rank = size", MPI.ERR_RANK, p -> group(p).incl(new int[] {p.size()}));
    row("incl, rank −1", MPI.ERR_RANK, p -> group(p).incl(new int[] {-1}), "-1");
    row("incl, a rank twice", MPI.ERR_RANK, p -> group(p).incl(new int[] {0, 0}), "0");
    row("incl(null)", MPI.ERR_ARG, p -> group(p).incl(null), "null");
    row("excl, rank −1", MPI.ERR_RANK, p -> group(p).excl(new int[] {-1}), "-1");
    row("excl, a rank twice", MPI.ERR_RANK, p -> group(p).excl(new int[] {0, 0}), "0");
    row("Incl, rank 99", MPI.ERR_RANK, p -> group(p).Incl(new int[] {99}), "99");
    row("Excl, rank 99", MPI.ERR_RANK, p -> group(p).Excl(new int[] {99}), "99");
    row(
        "rangeIncl, stride 0",
        MPI.ERR_ARG,
        p -> group(p).rangeIncl(new int[][] {{0, 0, 0}}),
        "stride");
    row("rangeIncl, a range of two", MPI.ERR_ARG, p -> group(p).rangeIncl(new int[][] {{0, 0}}));
    row("rangeIncl, a null range", MPI.ERR_ARG, p -> group(p).rangeIncl(new int[1][]));
    row(
        "rangeIncl, rank 99",
        MPI.ERR_RANK,
        p -> group(p).rangeIncl(new int[][] {{0, 99, 99}}),
        "99");
    row("rangeExcl(null)", MPI.ERR_ARG, p -> group(p).rangeExcl(null), "null");
    row(
        "Range_excl, rank 99",
        MPI.ERR_RANK,
        p -> group(p).Range_excl(new int[][] {{99, 99, 1}}),
        "99");
    row(
        "translateRanks, rank 99",
        MPI.ERR_RANK,
        p -> Group.translateRanks(group(p), new int[] {99}, group(p)),
        "99");
    row(
        "translateRanks(null)",
        MPI.ERR_ARG,
        p -> Group.translateRanks(group(p), null, group(p)),
        "null");
    row(
        "Translate_ranks to null",
        MPI.ERR_GROUP,
        p -> Group.Translate_ranks(group(p), new int[] {0}, null),
        "null");
  }

  private static Group group(Place p) {
    return p.comm().getGroup();
  }

  private static Group freedGroup(Place p) {
    Group group = group(p);
    group.free();
    return group;
  }

  private void communicators() {
    row("free MPI_COMM_WORLD", MPI.ERR_COMM, p -> MPI.COMM_WORLD.free(), "WORLD");
    row("free MPI_COMM_SELF", MPI.ERR_COMM, p -> MPI.COMM_SELF.free(), "SELF");
    row("Free MPI_COMM_WORLD", MPI.ERR_COMM, p -> MPI.COMM_WORLD.Free(), "WORLD");
    row("free MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.free(), "NULL");
    row("free twice", MPI.ERR_COMM, p -> freedComm(p).free(), "freed");
    row("getRank of MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.getRank(), "NULL");
    row("getSize of a freed communicator", MPI.ERR_COMM, p -> freedComm(p).getSize(), "freed");
    row("Rank of a freed communicator", MPI.ERR_COMM, p -> freedComm(p).Rank(), "freed");
    row("getGroup of a freed communicator", MPI.ERR_COMM, p -> freedComm(p).getGroup(), "freed");
    row("Group of MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.Group(), "NULL");
    row("setName of a freed communicator", MPI.ERR_COMM, p -> freedComm(p).setName("x"), "freed");
    row("isInter of MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.isInter(), "NULL");
    row("getTopology of MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.getTopology(), "NULL");
    row("dup of a freed communicator", MPI.ERR_COMM, p -> freedComm(p).dup(), "freed");
    row("iDup of a freed communicator", MPI.ERR_COMM, p -> freedComm(p).iDup(), "freed");
    row(
        "dupWithInfo of a freed communicator",
        MPI.ERR_COMM,
        p -> freedComm(p).dupWithInfo(MPI.INFO_NULL),
        "freed");
    row("split of a freed communicator", MPI.ERR_COMM, p -> freedComm(p).split(0, 0), "freed");
    row("Split, colour −3", MPI.ERR_ARG, p -> p.intra().Split(-3, 0), "-3");
    row("split, colour −3", MPI.ERR_ARG, p -> p.intra().split(-3, 0), "colour", "-3");
    row("splitType, no type", MPI.ERR_ARG, p -> p.intra().splitType(99, 0, MPI.INFO_NULL), "99");
    row("create of null", MPI.ERR_GROUP, p -> p.intra().create(null), "null");
    row("create of a freed group", MPI.ERR_GROUP, p -> p.intra().create(freedGroup(p)), "freed");
    row("Create of GROUP_NULL", MPI.ERR_GROUP, p -> p.intra().Create(MPI.GROUP_NULL), "null");
    row("createGroup of null", MPI.ERR_GROUP, p -> p.intra().createGroup(null, 0), "null");
    row("createGroup, tag −5", MPI.ERR_TAG, p -> p.intra().createGroup(group(p), -5), "-5");
    row("compare with null", MPI.ERR_COMM, p -> Comm.compare(p.comm(), null), "null");
    row(
        "compare with MPI_COMM_NULL",
        MPI.ERR_COMM,
        p -> Comm.compare(MPI.COMM_NULL, p.comm()),
        "NULL");
    row(
        "Compare with a freed one",
        MPI.ERR_COMM,
        p -> Comm.Compare(p.comm(), freedComm(p)),
        "freed");
    row(
        "createIntercomm of null",
        MPI.ERR_COMM,
        p -> p.comm().createIntercomm(null, 0, 0, 0),
        "null");
    row(
        "createIntercomm, no such leader",
        MPI.ERR_RANK,
        p -> p.comm().createIntercomm(MPI.COMM_SELF, 5, 0, 0),
        "5");
    row(
        "createIntercomm, no such remote leader",
        MPI.ERR_RANK,
        p -> p.comm().createIntercomm(MPI.COMM_SELF, 0, 99, 0),
        "99");
    row(
        "Create_intercomm, tag −5",
        MPI.ERR_TAG,
        p -> p.comm().Create_intercomm(MPI.COMM_SELF, 0, 0, -5),
        "-5");
    row("disconnect MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.disconnect(), "NULL");
  }

  private static Intracomm freedComm(Place p) {
    Intracomm comm = p.intra().split(0, 0);
    comm.free();
    return comm;
  }

  private void attributes() {
    int never = 123456;
    row("getAttr, no such key", MPI.ERR_KEYVAL, p -> p.comm().getAttr(never), "123456");
    row("Attr_get, no such key", MPI.ERR_KEYVAL, p -> p.comm().Attr_get(MPI.KEYVAL_INVALID), "-1");
    row("setAttr, no such key", MPI.ERR_KEYVAL, p -> p.comm().setAttr(never, 1), "123456");
    row(
        "setAttr of a predefined key",
        MPI.ERR_KEYVAL,
        p -> p.comm().setAttr(MPI.TAG_UB, 1),
        "predefined");
    row("deleteAttr, no such key", MPI.ERR_KEYVAL, p -> p.comm().deleteAttr(never), "123456");
    row(
        "deleteAttr of a predefined key",
        MPI.ERR_KEYVAL,
        p -> p.comm().deleteAttr(MPI.IO),
        "predefined");
    row("Attr_delete, no such key", MPI.ERR_KEYVAL, p -> p.comm().Attr_delete(never), "123456");
    row("freeKeyval, no such key", MPI.ERR_KEYVAL, p -> Comm.freeKeyval(never), "123456");
    row(
        "freeKeyval of a predefined key",
        MPI.ERR_KEYVAL,
        p -> Comm.freeKeyval(MPI.TAG_UB),
        "predefined");
    row(
        "freeKeyval twice",
        MPI.ERR_KEYVAL,
        p -> {
          int key = Comm.createKeyval();
          Comm.freeKeyval(key);
          Comm.freeKeyval(key);
        });
    row("getAttr of MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.getAttr(MPI.TAG_UB), "NULL");
    row(
        "Datatype.freeKeyval, no such key",
        MPI.ERR_KEYVAL,
        p -> Datatype.freeKeyval(never),
        "123456");
    row("Datatype.setAttr, no such key", MPI.ERR_KEYVAL, p -> MPI.INT.setAttr(never, 1), "123456");
    row("Datatype.deleteAttr, not there", MPI.ERR_KEYVAL, p -> MPI.INT.deleteAttr(never), "123456");
  }

  private void topologies() {
    boolean[] ring = {true};
    row(
        "createCart, too many",
        MPI.ERR_DIMS,
        p -> p.intra().createCart(new int[] {p.size() + 1}, ring, false));
    row(
        "createCart, dimension 0",
        MPI.ERR_DIMS,
        p -> p.intra().createCart(new int[] {0}, ring, false),
        "0");
    row(
        "createCart, dimension −2",
        MPI.ERR_DIMS,
        p -> p.intra().createCart(new int[] {-2}, ring, false),
        "-2");
    row("createCart(null)", MPI.ERR_ARG, p -> p.intra().createCart(null, ring, false), "null");
    row(
        "createCart, periods missing",
        MPI.ERR_ARG,
        p -> p.intra().createCart(new int[] {1}, new boolean[0], false));
    row(
        "Create_cart, dimension −2",
        MPI.ERR_DIMS,
        p -> p.intra().Create_cart(new int[] {-2}, ring, false),
        "-2");
    row("createDims, nodes 0", MPI.ERR_ARG, p -> CartComm.createDims(0, new int[2]), "0");
    row("createDims(null)", MPI.ERR_ARG, p -> CartComm.createDims(6, null), "null");
    row("createDims, 7 by 2", MPI.ERR_DIMS, p -> CartComm.createDims(7, new int[] {2, 0}), "7");
    row(
        "createDims, dimension −1",
        MPI.ERR_DIMS,
        p -> CartComm.createDims(7, new int[] {-1, 0}),
        "-1");
    row("shift in dimension 1 of 1", MPI.ERR_DIMS, p -> line(p).shift(1, 1), "1");
    row("shift in dimension −1", MPI.ERR_DIMS, p -> line(p).shift(-1, 1), "-1");
    row("getCoords of rank 99", MPI.ERR_RANK, p -> line(p).getCoords(99), "99");
    row("getRank off the grid", MPI.ERR_ARG, p -> line(p).getRank(new int[] {-1}), "-1");
    row("getRank(null)", MPI.ERR_ARG, p -> line(p).getRank(null), "coordinates");
    row("sub(null)", MPI.ERR_ARG, p -> line(p).sub(null), "remain");
    row("map too many", MPI.ERR_DIMS, p -> line(p).map(new int[] {p.size() + 1}, ring));
    row(
        "createGraph, an edge to 99",
        MPI.ERR_RANK,
        p -> p.intra().createGraph(new int[] {1}, new int[] {99}, false),
        "99");
    row(
        "createGraph(null)",
        MPI.ERR_ARG,
        p -> p.intra().createGraph(null, new int[0], false),
        "null");
    row(
        "createGraph, index that falls",
        MPI.ERR_ARG,
        p -> p.intra().createGraph(new int[] {-1}, new int[0], false));
    row(
        "Create_graph, an edge to −1",
        MPI.ERR_RANK,
        p -> p.intra().Create_graph(new int[] {1}, new int[] {-1}, false),
        "-1");
    row(
        "getNeighbors of rank 99",
        MPI.ERR_RANK,
        p -> p.intra().createGraph(new int[p.size()], new int[0], false).getNeighbors(99));
    row(
        "createDistGraphAdjacent, source 99",
        MPI.ERR_RANK,
        p -> p.intra().createDistGraphAdjacent(new int[] {99}, new int[0], MPI.INFO_NULL, false),
        "99");
    row(
        "createDistGraphAdjacent(null)",
        MPI.ERR_ARG,
        p -> p.intra().createDistGraphAdjacent(null, new int[0], MPI.INFO_NULL, false),
        "null");
    row(
        "createDistGraph, degrees missing",
        MPI.ERR_ARG,
        p ->
            p.intra().createDistGraph(new int[] {0}, new int[0], new int[0], MPI.INFO_NULL, false));
    row(
        "createDistGraph, weight −1",
        MPI.ERR_ARG,
        p ->
            p.intra()
                .createDistGraph(
                    new int[] {0},
                    new int[] {1},
                    new int[] {0},
                    new int[] {-1},
                    MPI.INFO_NULL,
                    false),
        "negative");
    int[] one = {1};
    row(
        "neighborAllGather without a topology",
        MPI.ERR_TOPOLOGY,
        p -> p.comm().neighborAllGather(one, 1, MPI.INT, one, 1, MPI.INT),
        "topology");
    row(
        "neighborAllToAll without a topology",
        MPI.ERR_TOPOLOGY,
        p -> p.comm().neighborAllToAll(one, 1, MPI.INT, one, 1, MPI.INT),
        "topology");
    row(
        "neighborAllGather, count −1",
        MPI.ERR_COUNT,
        p -> line(p).neighborAllGather(one, -1, MPI.INT, new int[2], 1, MPI.INT),
        "-1");
    row(
        "neighborAllGather, null buffer",
        MPI.ERR_BUFFER,
        p -> ring(p).neighborAllGather(null, 1, MPI.INT, new int[2], 1, MPI.INT),
        "null");
    row(
        "neighborAllGather, null datatype",
        MPI.ERR_TYPE,
        p -> ring(p).neighborAllGather(one, 1, null, new int[2], 1, MPI.INT),
        "null");
    row(
        "neighborAllGatherv, counts missing",
        MPI.ERR_ARG,
        p ->
            ring(p)
                .neighborAllGatherv(one, 1, MPI.INT, new int[2], new int[1], new int[2], MPI.INT),
        "count");
    row(
        "neighborAllToAllv, null counts",
        MPI.ERR_ARG,
        p ->
            ring(p)
                .neighborAllToAllv(
                    new int[2],
                    null,
                    new int[2],
                    MPI.INT,
                    new int[2],
                    new int[2],
                    new int[2],
                    MPI.INT),
        "count");
    row(
        "neighborAllToAllv, count −1",
        MPI.ERR_COUNT,
        p ->
            line(p)
                .neighborAllToAllv(
                    new int[2],
                    new int[] {-1, 0},
                    new int[2],
                    MPI.INT,
                    new int[2],
                    new int[2],
                    new int[2],
                    MPI.INT),
        "-1");
  }

  private static CartComm ring(Place p) {
    return p.intra().createCart(new int[] {p.size()}, new boolean[] {true}, false);
  }

  /** Its ends have nobody on one side; its errors are returned too. */
  private static CartComm line(Place p) {
    return p.intra().createCart(new int[] {p.size()}, new boolean[] {false}, false);
  }

  private void errorHandlers() {
    row("setErrhandler(null)", MPI.ERR_ARG, p -> p.comm().setErrhandler(null), "null");
    row("free a predefined handler", MPI.ERR_ARG, p -> MPI.ERRORS_RETURN.free(), "cannot be freed");
    row(
        "set a freed handler",
        MPI.ERR_ARG,
        p -> {
          Errhandler own = Comm.createErrhandler((comm, error) -> {});
          own.free();
          p.comm().setErrhandler(own);
        },
        "freed");
    row(
        "setErrhandler of MPI_COMM_NULL",
        MPI.ERR_COMM,
        p -> MPI.COMM_NULL.setErrhandler(MPI.ERRORS_RETURN),
        "NULL");
    row("getErrhandler of MPI_COMM_NULL", MPI.ERR_COMM, p -> MPI.COMM_NULL.getErrhandler(), "NULL");
    row(
        "callErrhandler",
        MPI.ERR_OTHER,
        p -> p.comm().callErrhandler(MPI.ERR_OTHER),
        "callErrhandler");
    row("Init twice", MPI.ERR_OTHER, p -> MPI.Init(new String[0]), "already");
    row(
        "InitThread twice",
        MPI.ERR_OTHER,
        p -> MPI.InitThread(new String[0], MPI.THREAD_SINGLE),
        "already");
  }

  private void infos() {
    row("set of INFO_NULL", MPI.ERR_INFO, p -> MPI.INFO_NULL.set("k", "v"), "null");
    row("get of INFO_NULL", MPI.ERR_INFO, p -> MPI.INFO_NULL.get("k"), "null");
    row("size of a freed info", MPI.ERR_INFO, p -> freedInfo().size(), "freed");
    row("dup of a freed info", MPI.ERR_INFO, p -> freedInfo().dup(), "freed");
    row("free twice", MPI.ERR_INFO, p -> freedInfo().free(), "freed");
    row("set, null key", MPI.ERR_INFO_KEY, p -> new Info().set(null, "v"), "null");
    row("set, empty key", MPI.ERR_INFO_KEY, p -> new Info().set("", "v"), "1 to");
    row(
        "set, long key",
        MPI.ERR_INFO_KEY,
        p -> new Info().set("k".repeat(MPI.MAX_INFO_KEY + 1), "v"),
        Integer.toString(MPI.MAX_INFO_KEY));
    row("set, null value", MPI.ERR_INFO_VALUE, p -> new Info().set("k", null), "null");
    row(
        "set, long value",
        MPI.ERR_INFO_VALUE,
        p -> new Info().set("k", "v".repeat(MPI.MAX_INFO_VAL + 1)),
        Integer.toString(MPI.MAX_INFO_VAL));
    row("get, null key", MPI.ERR_INFO_KEY, p -> new Info().get(null), "null");
    row("delete, no such key", MPI.ERR_INFO_NOKEY, p -> new Info().delete("missing"), "missing");
    row("getKey 0 of 0", MPI.ERR_ARG, p -> new Info().getKey(0), "0");
    row("getKey −1", MPI.ERR_ARG, p -> new Info().getKey(-1), "-1");
  }

  private static Info freedInfo() {
    Info info = new Info();
    info.free();
    return info;
  }
}
