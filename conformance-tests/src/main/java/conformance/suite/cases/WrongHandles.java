package conformance.suite.cases;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.Place;
import java.nio.IntBuffer;
import java.util.List;
import mpi.Comm;
import mpi.Datatype;
import mpi.MPI;
import mpi.Message;
import mpi.Op;
import mpi.Prequest;
import mpi.Request;
import mpi.Status;

/**
 * MPI-4.1 §9.4: calls on requests, messages, datatypes and operators that are null, freed or
 * predefined, wrong arguments of calls that make them, and messages that are too long.
 */
public final class WrongHandles extends Rows {
  @Override
  public List<Case> cases() {
    return List.of(
        family(Chapter.MESSAGES, "requests", this::requests),
        family(Chapter.MESSAGES, "matched messages and buffers", this::messages),
        family(Chapter.DATATYPES, "datatypes", this::datatypes),
        family(Chapter.DATATYPES, "packing", this::packing),
        family(Chapter.COLLECTIVES, "operators", this::operators));
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
}
