package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Expect;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import mpi.CartComm;
import mpi.Cartcomm;
import mpi.Comm;
import mpi.Datatype;
import mpi.GraphComm;
import mpi.Graphcomm;
import mpi.Int2;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Op;
import mpi.Request;
import mpi.Status;
import mpi.Struct;
import mpi.UserFunction;
import mpi.User_function;

/** Names that both dialects have, with different meanings: each keeps its own. */
public final class ClashCases {
  private ClashCases() {}

  /** A structure of the program, as Open MPI's dialect has them. */
  private static final class Body extends Struct {
    private final int mass = addDouble();
    private final int charge = addInt();

    private final class Data extends Struct.Data {
      double mass() {
        return getDouble(mass);
      }

      int charge() {
        return getInt(charge);
      }

      void put(double m, int c) {
        putDouble(mass, m);
        putInt(charge, c);
      }
    }

    @Override
    protected Data newData() {
      return new Data();
    }
  }

  @Conforms(
      to =
          "both dialects: clone gives a communicator of the same class, as that class or as an"
              + " Object, and declares no checked exception",
      ranks = {1, 2})
  public static void clonesHaveTheirClass(Intracomm world) {
    int[] dims = {world.Size()};
    CartComm grid = world.createCart(dims, new boolean[1], false);
    CartComm lower = grid.clone();
    Cartcomm upper = world.Create_cart(dims, new boolean[1], false).clone();
    int[] index = new int[world.Size()];
    GraphComm lowerGraph = world.createGraph(index, new int[0], false).clone();
    Graphcomm upperGraph = world.Create_graph(index, new int[0], false).clone();
    Comm[] all = {world, lower, upper, lowerGraph, upperGraph};
    for (Comm comm : all) {
      Object copy = comm.clone();
      assertSame(comm.getClass(), copy.getClass());
      assertEquals(MPI.CONGRUENT, Comm.Compare(comm, (Comm) copy));
    }
    Datatype copy = MPI.INT.clone();
    assertNotSame(MPI.INT, copy);
    assertEquals(1, copy.getExtent());
  }

  @Conforms(
      to = "COMM_SELF is an Intracomm (Open MPI) and the same object as a Comm (mpiJava)",
      ranks = 2)
  public static void oneCommSelf(Intracomm world) throws Exception {
    Intracomm self = MPI.COMM_SELF;
    Comm asComm = MPI.COMM_SELF;
    assertSame(self, asComm);
    // What a class file compiled against MPJ Express is linked with.
    Class<?> holder = MPI.class.getSuperclass();
    var field = holder.getDeclaredField("COMM_SELF");
    assertSame(Comm.class, field.getType());
    field.setAccessible(true);
    assertSame(self, field.get(null));
  }

  @Conforms(
      to =
          "Struct is a class to extend in Open MPI's dialect, whose items are structures of bytes,"
              + " and a factory of datatypes in mpiJava's",
      ranks = 2)
  public static void structOfEither(Intracomm world) {
    Body body = new Body();
    Datatype pair =
        Datatype.Struct(new int[] {2, 1}, new int[] {0, 3}, new Datatype[] {MPI.INT, MPI.INT});
    ByteBuffer items = MPI.newByteBuffer(3 * body.getExtent());
    int[] numbers = {1, 2, 3, 4};
    if (world.getRank() == 0) {
      for (int i = 0; i < 3; i++) {
        body.<Body.Data>getData(items, i).put(i + 0.5, -i);
      }
      world.send(items, 3, body.getType(), 1, 0);
      world.Send(numbers, 0, 1, pair, 1, 1);
    } else {
      assertEquals(3, world.recv(items, 3, body.getType(), 0, 0).getCount(body.getType()));
      assertEquals(2.5, body.<Body.Data>getData(items, 2).mass());
      assertEquals(-2, body.<Body.Data>getData(items, 2).charge());
      int[] in = new int[4];
      world.Recv(in, 0, 1, pair, 0, 1);
      assertArrayEquals(new int[] {1, 2, 0, 4}, in);
    }
  }

  @Conforms(
      to =
          "public in one dialect, protected in the other: programs may make and release statuses and"
              + " call finalize")
  public static void morePublicForms(Intracomm world) throws Exception {
    Status made = new Status();
    made.free();
    Status empty = new Status();
    assertEquals(MPI.EMPTY_STATUS.source, empty.source);
    int other = 1 - world.Rank();
    int[] in = new int[1];
    Request request = world.Irecv(in, 0, 1, MPI.INT, other, 0);
    world.Send(new int[] {7}, 0, 1, MPI.INT, other, 0);
    Status status = request.Wait();
    callFinalize(request);
    status.free();
    assertEquals(7, in[0]);
    Datatype type = Datatype.Contiguous(2, MPI.INT);
    type.Commit();
    type.free();
  }

  @SuppressWarnings({"deprecation", "removal"})
  private static void callFinalize(Request request) {
    request.finalize();
  }

  @Conforms(
      to =
          "Buffer_detach gives the attached array (mpiJava 1.2.5), or nothing (MPJ Express); Open"
              + " MPI's detachBuffer the same")
  public static void detachedBuffers(Intracomm world) {
    byte[] buffer = new byte[1000 + MPI.BSEND_OVERHEAD];
    MPI.Buffer_attach(buffer);
    int other = 1 - world.Rank();
    world.Bsend(new int[] {5}, 0, 1, MPI.INT, other, 0);
    int[] in = new int[1];
    world.Recv(in, 0, 1, MPI.INT, other, 0);
    assertEquals(5, in[0]);
    assertSame(buffer, MPI.Buffer_detach());
    MPI.attachBuffer(buffer);
    assertSame(buffer, MPI.detachBuffer());
    MPI.Buffer_attach(ByteBuffer.allocate(100));
    MPI.Buffer_detach();
  }

  @Conforms(
      to =
          "INT2 is one object: two elements of int[] in mpiJava, an item with getValue and getIndex"
              + " in Open MPI's dialect",
      ranks = {1, 2, 3})
  public static void oneInt2(Intracomm world) {
    int me = world.Rank();
    int[] pair = {me * 10, me};
    int[] most = new int[2];
    world.Allreduce(pair, 0, most, 0, 1, MPI.INT2, MPI.MAXLOC);
    int last = world.Size() - 1;
    assertArrayEquals(new int[] {last * 10, last}, most);

    assertEquals(2, MPI.INT2.Extent());
    assertEquals(2, MPI.INT2.Size());
    ByteBuffer in = MPI.newByteBuffer(MPI.INT2.getExtent());
    Int2.Data item = MPI.int2.getData(in);
    item.putValue(me * 10);
    item.putIndex(me);
    ByteBuffer out = MPI.newByteBuffer(MPI.INT2.getSize());
    world.allReduce(in, out, 1, MPI.INT2, MPI.MAXLOC);
    Int2.Data found = MPI.int2.getData(out);
    assertEquals(last * 10, found.getValue());
    assertEquals(last, found.getIndex());
  }

  @Conforms(
      to = "an Op is made of a UserFunction (Open MPI) or of a User_function (mpiJava)",
      ranks = {1, 2, 3})
  public static void operatorsOfEither(Intracomm world) {
    Op lower =
        new Op(
            new UserFunction() {
              @Override
              public void call(Object in, Object inOut, int count, Datatype type) {
                for (int i = 0; i < count; i++) {
                  ((int[]) inOut)[i] += ((int[]) in)[i];
                }
              }
            },
            true);
    Op upper =
        new Op(
            new User_function() {
              @Override
              public void Call(Object in, int inAt, Object inOut, int at, int n, Datatype type) {
                for (int i = 0; i < n; i++) {
                  ((int[]) inOut)[at + i] += ((int[]) in)[inAt + i];
                }
              }
            },
            true);
    int me = world.getRank();
    int size = world.getSize();
    int sum = size * (size - 1) / 2;
    // Either works in the calls of both spellings.
    for (Op op : new Op[] {lower, upper}) {
      int[] numbers = {me, -me};
      world.allReduce(numbers, 2, MPI.INT, op);
      assertArrayEquals(new int[] {sum, -sum}, numbers);
      int[] result = new int[3];
      world.Allreduce(new int[] {0, me, -me}, 1, result, 1, 2, MPI.INT, op);
      assertArrayEquals(new int[] {0, sum, -sum}, result);
      op.free();
    }
  }

  @Conforms(
      to =
          "test, testAny, testAll and waitAny give a boolean or an index; Test, Testany, Testall and"
              + " Waitany a Status or null")
  public static void completionCallsOfEither(Intracomm world) {
    int other = 1 - world.getRank();
    IntBuffer in = MPI.newIntBuffer(6);
    Request[] requests = new Request[6];
    for (int i = 0; i < 6; i++) {
      requests[i] = world.iRecv(MPI.slice(in, i), 1, MPI.INT, other, i);
    }
    assertFalse(requests[0].test());
    assertNull(requests[0].testStatus());
    assertNull(requests[0].Test());
    assertEquals(MPI.UNDEFINED, Request.testAny(requests));
    assertNull(Request.Testany(requests));
    assertFalse(Request.testAll(requests));
    assertNull(Request.Testall(requests));
    assertEquals(0, Request.Testsome(requests).length);
    world.barrier();

    send(world, other, 0);
    Expect.soon("test", requests[0]::test);
    send(world, other, 1);
    Expect.soon("Test", () -> requests[1].Test() != null);
    send(world, other, 2);
    assertEquals(2, Request.waitAny(requests));
    send(world, other, 3);
    assertEquals(3, Request.Waitany(requests).index);
    send(world, other, 4);
    assertArrayEquals(new int[] {4}, Request.waitSome(requests));
    send(world, other, 5);
    Status[] rest = Request.Waitall(requests);
    assertEquals(6, rest.length);
    assertEquals(5, rest[5].tag);
    assertTrue(Request.testAll(requests));
    assertNotNull(Request.Testall(requests));
    for (int i = 0; i < 6; i++) {
      assertEquals(100 + i, in.get(i));
    }
  }

  @Conforms(
      to =
          "Open MPI's dialect: a request may be freed after it was waited for, which does nothing"
              + " any more",
      ranks = {1, 2})
  public static void completedRequestsMayBeFreed(Intracomm world) {
    int other = world.getSize() - 1 - world.getRank();
    int[] numbers = {world.getRank()};
    Request send = world.iSend(IntBuffer.wrap(numbers), 1, MPI.INT, other, 0);
    int[] in = new int[1];
    world.recv(in, 1, MPI.INT, other, 0);
    assertEquals(other, in[0]);
    Request barrier = world.iBarrier();
    Request.waitAll(new Request[] {send, barrier});
    send.free();
    barrier.free();
    barrier.free();
    assertTrue(barrier.isNull());
    MPI.COMM_SELF.setErrhandler(MPI.ERRORS_RETURN);
    Expect.error(MPI.ERR_REQUEST, MPI.REQUEST_NULL::free);
  }

  /** Not before the other has seen what came before. */
  private static void send(Intracomm world, int to, int tag) {
    world.barrier();
    world.send(new int[] {100 + tag}, 1, MPI.INT, to, tag);
  }

  @Conforms(
      to =
          "Open MPI's dialect: the position and limit of a buffer do not matter, elements count from"
              + " its start; heap and direct buffers in non-blocking calls too")
  public static void positionsDoNotMatter(Intracomm world) {
    int other = 1 - world.getRank();
    for (IntBuffer out : new IntBuffer[] {IntBuffer.allocate(4), MPI.newIntBuffer(4)}) {
      for (int i = 0; i < 4; i++) {
        out.put(i, 10 + i);
      }
      out.position(2).limit(3);
      IntBuffer in = out.isDirect() ? IntBuffer.allocate(4) : MPI.newIntBuffer(4);
      in.position(4);
      Request receive = world.iRecv(in, 4, MPI.INT, other, 0);
      Request send = world.iSend(out, 4, MPI.INT, other, 0);
      Request.waitAll(new Request[] {receive, send});
      assertEquals(4, in.position());
      assertEquals(2, out.position());
      assertEquals(3, out.limit());
      for (int i = 0; i < 4; i++) {
        assertEquals(10 + i, in.get(i));
      }
    }
  }

  @Conforms(
      to =
          "units: createHVector and createStruct count in bytes, Hvector and Struct in elements;"
              + " both describe the same")
  public static void unitsOfEither(Intracomm world) {
    int other = 1 - world.getRank();
    Datatype lower = Datatype.createHVector(2, 1, 3 * 8, MPI.DOUBLE);
    lower.commit();
    Datatype upper = Datatype.Hvector(2, 1, 3, MPI.DOUBLE);
    assertEquals(lower.getExtent(), upper.Extent());
    double[] in = new double[4];
    world.sendRecv(new double[] {1, 2, 3, 4}, 1, lower, other, 0, in, 1, upper, other, 0);
    assertArrayEquals(new double[] {1, 0, 0, 4}, in);
    int[] lengths = {1, 1};
    Datatype[] types = {MPI.DOUBLE, MPI.DOUBLE};
    Datatype bytes = Datatype.createStruct(lengths, new int[] {0, 16}, types);
    bytes.commit();
    Datatype elements = Datatype.Struct(lengths, new int[] {0, 2}, types);
    ByteBuffer back = MPI.newByteBuffer(24);
    world.sendRecv(new double[] {5, 6, 7}, 1, elements, other, 1, back, 1, bytes, other, 1);
    assertEquals(5, back.getDouble(0));
    assertEquals(0, back.getDouble(8));
    assertEquals(7, back.getDouble(16));
  }
}
