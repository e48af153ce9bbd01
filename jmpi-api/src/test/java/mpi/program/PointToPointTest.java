package mpi.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Message;
import mpi.Prequest;
import mpi.Request;
import mpi.Status;
import org.jmpi.runtime.InProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MPI-4.1 §3 through the public API, in both spellings; each program runs on in-process ranks. */
class PointToPointTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldPassMessagesRoundARing(int ranks) {
    InProcess.run(ranks, Ring.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldCompleteRequestsInAllForms(int ranks) {
    InProcess.run(ranks, Requests.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldProbeBeforeReceiving(int ranks) {
    InProcess.run(ranks, Probes.class);
  }

  @Test
  void shouldAccountForBufferedSends() {
    InProcess.run(2, Buffered.class);
  }

  @Test
  void shouldCountWhatCame() {
    InProcess.run(2, Counts.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldStartPersistentOperationsAgainAndAgain(int ranks) {
    InProcess.run(ranks, Persistent.class);
  }

  @Test
  void shouldPackAndUnpack() {
    InProcess.run(1, Packing.class);
  }

  @Test
  void shouldDoNothingWithProcNull() {
    InProcess.run(1, ProcNull.class);
  }

  @Test
  void shouldCancelAReceiveThatNobodyMatches() {
    InProcess.run(1, Cancel.class);
  }

  /** All buffer kinds and modes, to the right neighbour (to itself on one rank). */
  public static final class Ring {
    private Ring() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      int rank = world.getRank();
      int size = world.getSize();
      int right = (rank + 1) % size;
      int left = (rank + size - 1) % size;

      int[] array = {rank, -rank, 0};
      int[] received = {9, 9, 9, 9};
      Request request = world.Irecv(received, 1, 2, MPI.INT, left, 1);
      world.Send(array, 0, 2, MPI.INT, right, 1);
      Status status = request.Wait();
      assertArrayEquals(new int[] {9, left, -left, 9}, received);
      assertEquals(left, status.source);
      assertEquals(1, status.tag);
      assertEquals(2, status.count);
      assertEquals(8, status.countInBytes);
      assertTrue(request.Is_null());

      DoubleBuffer direct = MPI.newDoubleBuffer(4).put(2, rank + 0.5);
      DoubleBuffer heap = DoubleBuffer.allocate(3);
      Request toRight = world.isSend(MPI.slice(direct, 2), 1, MPI.DOUBLE, right, 2);
      assertEquals(1, world.recv(heap, 3, MPI.DOUBLE, left, 2).getCount(MPI.DOUBLE));
      toRight.waitFor();
      assertEquals(left + 0.5, heap.get(0));

      ByteBuffer bigEndian = ByteBuffer.allocate(8).order(ByteOrder.BIG_ENDIAN);
      toRight = world.iSend(IntBuffer.wrap(new int[] {rank, 77}), 2, MPI.INT, right, 3);
      world.recv(bigEndian, 2, MPI.INT, MPI.ANY_SOURCE, MPI.ANY_TAG);
      toRight.waitFor();
      assertEquals(left, bigEndian.getInt(0));
      assertEquals(77, bigEndian.getInt(4));

      char[] text = {(char) ('a' + rank), 'z'};
      world.sendRecvReplace(text, 2, MPI.CHAR, right, 4, left, 4);
      assertEquals((char) ('a' + left), text[0]);
      world.Sendrecv_replace(text, 0, 1, MPI.CHAR, left, 5, right, 5);
      assertEquals((char) ('a' + rank), text[0]);

      boolean[] flag = {rank % 2 == 0};
      boolean[] other = new boolean[1];
      status = world.sendRecv(flag, 1, MPI.BOOLEAN, right, 6, other, 1, MPI.BOOLEAN, left, 6);
      assertEquals(left % 2 == 0, other[0]);
      assertEquals(left, status.getSource());
      MPI.Finalize();
    }
  }

  /** wait and test for one, any, some and all. */
  public static final class Requests {
    private static final int COUNT = 5;

    private Requests() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      int other = (world.Rank() + 1) % world.Size();
      IntBuffer[] buffers = new IntBuffer[COUNT];

      Request[] requests = start(world, other, buffers);
      Status[] statuses = Request.Waitall(requests);
      for (int i = 0; i < COUNT; i++) {
        assertEquals(i, statuses[i].tag);
        assertEquals(10 * i, buffers[i].get(0));
        assertTrue(requests[i].isNull());
      }
      world.setErrhandler(MPI.ERRORS_RETURN);
      refuseCancel(requests);
      assertEquals(MPI.UNDEFINED, Request.waitAny(requests));
      assertEquals(MPI.UNDEFINED, Request.Waitany(requests).index);
      assertEquals(MPI.UNDEFINED, Request.testAnyStatus(requests).getIndex());
      assertNull(Request.waitSome(requests));
      assertEquals(0, Request.Testsome(requests).length);
      assertTrue(Request.testAll(requests));
      assertEquals(MPI.ANY_SOURCE, requests[0].waitStatus().getSource());
      assertTrue(requests[0].test());

      requests = start(world, other, buffers);
      boolean[] seen = new boolean[COUNT];
      for (int i = 0; i < COUNT; i++) {
        Status status = Request.Waitany(requests);
        assertEquals(status.index, status.tag);
        assertFalse(seen[status.index]);
        seen[status.index] = true;
      }
      assertEquals(MPI.UNDEFINED, Request.waitAny(requests));

      requests = start(world, other, buffers);
      requests[2] = mixedIn(requests[2]);
      int done = 1;
      while (done < COUNT) {
        done += Request.waitSome(requests).length;
      }
      assertNull(Request.waitSomeStatus(requests));

      requests = start(world, other, buffers);
      while (!Request.testAll(requests)) {
        assertFalse(requests[0].isNull() && requests[COUNT - 1].isNull());
      }
      assertTrue(requests[0].isNull());

      requests = start(world, other, buffers);
      done = 0;
      while (done < COUNT) {
        int index = Request.testAny(requests);
        if (index != MPI.UNDEFINED) {
          assertTrue(requests[index].isNull());
          done++;
        }
      }
      requests = start(world, other, buffers);
      Status status;
      do {
        status = requests[3].getStatus();
      } while (status == null);
      assertEquals(3, status.getTag());
      assertFalse(requests[3].isNull());
      assertEquals(3, requests[3].Test().tag);
      Request.waitAll(requests);
      MPI.Finalize();
    }

    /** A request that the caller has completed by itself; null references are skipped. */
    private static Request mixedIn(Request request) {
      request.waitFor();
      return null;
    }

    private static Request[] start(Intracomm world, int other, IntBuffer[] buffers) {
      Request[] requests = new Request[COUNT];
      for (int i = 0; i < COUNT; i++) {
        buffers[i] = MPI.newIntBuffer(1);
        requests[i] = world.iRecv(buffers[i], 1, MPI.INT, other, i);
      }
      for (int i = COUNT - 1; i >= 0; i--) {
        world.Send(new int[] {10 * i}, 0, 1, MPI.INT, other, i);
      }
      return requests;
    }

    private static void refuseCancel(Request[] requests) {
      for (Request request : requests) {
        assertThrows(MPIException.class, request::Cancel, "a null request cannot be cancelled");
      }
    }
  }

  /** probe, iProbe, mProbe. */
  public static final class Probes {
    private Probes() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      int rank = world.getRank();
      int other = (rank + 1) % world.getSize();
      assertNull(world.iProbe(MPI.ANY_SOURCE, 99));
      assertNull(world.Iprobe(other, 99));
      Request send = world.iSend(LongBuffers.of(1, 2, 3), 3, MPI.LONG, other, 7);
      Status status = world.probe(MPI.ANY_SOURCE, MPI.ANY_TAG);
      assertEquals(3, status.getCount(MPI.LONG));
      assertEquals(7, status.getTag());
      assertEquals(3, world.Iprobe(MPI.ANY_SOURCE, 7).Get_count(MPI.LONG));

      Message message = new Message();
      assertTrue(message.isNull());
      assertNull(message.imProbe(other, 8, world));
      status = message.mProbe(MPI.ANY_SOURCE, 7, world);
      assertEquals(3, status.getCount(MPI.LONG));
      assertNull(world.iProbe(MPI.ANY_SOURCE, 7), "a matched message is out of reach");
      long[] values = new long[3];
      assertEquals(3, message.mRecv(values, 3, MPI.LONG).getCount(MPI.LONG));
      assertArrayEquals(new long[] {1, 2, 3}, values);
      assertTrue(message.isNull());
      send.waitFor();

      world.Send(new Object[] {"first", "second"}, 0, 2, MPI.OBJECT, other, 9);
      message.mProbe(other, 9, world);
      Object[] objects = new Object[2];
      assertEquals(2, message.mRecv(objects, 2, MPI.OBJECT).getCount(MPI.OBJECT));
      assertArrayEquals(new Object[] {"first", "second"}, objects);

      Message nobody = new Message();
      assertEquals(MPI.PROC_NULL, nobody.imProbe(MPI.PROC_NULL, 1, world).getSource());
      assertTrue(nobody.isNoProc());
      assertEquals(
          0, nobody.imRecv(MPI.newIntBuffer(1), 1, MPI.INT).waitStatus().getCount(MPI.INT));
      assertTrue(nobody.isNull());
      MPI.Finalize();
    }
  }

  /** LongBuffer literals. */
  static final class LongBuffers {
    private LongBuffers() {}

    static java.nio.LongBuffer of(long... values) {
      return java.nio.LongBuffer.wrap(values);
    }
  }

  /** MPI-4.1 §3.6: what does not fit is ERR_BUFFER; detach waits and gives the buffer back. */
  public static final class Buffered {
    private Buffered() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      if (world.Rank() == 0) {
        assertError(MPI.ERR_BUFFER, () -> world.Bsend(new int[1], 0, 1, MPI.INT, 1, 0));
        byte[] buffer = new byte[2 * (4 + MPI.BSEND_OVERHEAD)];
        MPI.Buffer_attach(buffer);
        assertError(MPI.ERR_BUFFER, () -> MPI.Buffer_attach(new byte[1]));
        assertError(MPI.ERR_BUFFER, () -> world.Bsend(new int[100], 0, 100, MPI.INT, 1, 0));
        int[] value = {5};
        world.Bsend(value, 0, 1, MPI.INT, 1, 1);
        value[0] = 6;
        Request request = world.Ibsend(value, 0, 1, MPI.INT, 1, 2);
        value[0] = 7;
        request.Wait();
        assertEquals(buffer, MPI.Buffer_detach());
        assertError(MPI.ERR_BUFFER, MPI::Buffer_detach);
        ByteBuffer direct = MPI.newByteBuffer(1000);
        MPI.Buffer_attach(direct);
        world.Bsend(new String[] {"object"}, 0, 1, MPI.OBJECT, 1, 3);
        assertNull(MPI.detachBuffer());
      } else {
        int[] value = new int[1];
        world.recv(value, 1, MPI.INT, 0, 2);
        assertEquals(6, value[0]);
        world.recv(value, 1, MPI.INT, 0, 1);
        assertEquals(5, value[0]);
        String[] text = new String[1];
        world.Recv(text, 0, 1, MPI.OBJECT, 0, 3);
        assertEquals("object", text[0]);
      }
      MPI.Finalize();
    }
  }

  /** MPI-4.1 §3.2.5, §5.1.11. */
  public static final class Counts {
    private Counts() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      if (world.getRank() == 0) {
        world.send(new byte[10], 10, MPI.BYTE, 1, 0);
        world.sSend(new byte[0], 0, MPI.BYTE, 1, 2147483647);
      } else {
        Status status = world.recv(new byte[64], 16, MPI.INT, 0, 0);
        assertEquals(MPI.UNDEFINED, status.getCount(MPI.INT));
        assertEquals(10, status.getCount(MPI.BYTE));
        assertEquals(5, status.getCount(MPI.CHAR));
        assertEquals(MPI.UNDEFINED, status.count);
        assertEquals(MPI.UNDEFINED, status.getElements(MPI.INT));
        assertEquals(MPI.UNDEFINED, status.getElements(MPI.LONG));
        assertEquals(MPI.UNDEFINED, status.getElements(MPI.LONG_INT));
        assertEquals(MPI.UNDEFINED, status.getCount(MPI.SHORT_INT));
        status = world.recv(null, 0, MPI.INT, 0, MPI.ANY_TAG);
        assertEquals(0, status.getCount(MPI.INT));
        assertEquals(0, status.getCount(MPI.OBJECT));
        assertEquals(2147483647, status.getTag());
        status.setElements(MPI.INT2, 3);
        assertEquals(MPI.UNDEFINED, status.getCount(MPI.INT2));
        assertEquals(3, status.getElements(MPI.INT2));
        assertEquals(3, status.getElementsX(MPI.INT).getCount());
      }
      MPI.Finalize();
    }
  }

  /** MPI-4.1 §3.9. */
  public static final class Persistent {
    private Persistent() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      world.setErrhandler(MPI.ERRORS_RETURN);
      int other = (world.Rank() + 1) % world.Size();
      int[] out = new int[1];
      Object[] text = new Object[1];
      Object[] textIn = new Object[1];
      IntBuffer in = MPI.newIntBuffer(1);
      MPI.attachBuffer(new byte[1000]);
      Prequest[] requests = {
        world.recvInit(in, 1, MPI.INT, other, 0),
        world.Recv_init(textIn, 0, 1, MPI.OBJECT, other, 1),
        world.Send_init(out, 0, 1, MPI.INT, other, 0),
        world.Bsend_init(text, 0, 1, MPI.OBJECT, other, 1)
      };
      for (int round = 0; round < 3; round++) {
        out[0] = round;
        text[0] = "round " + round;
        Prequest.Startall(requests);
        assertError(MPI.ERR_REQUEST, requests[0]::start);
        assertEquals(1, Request.Waitall(requests)[1].Get_count(MPI.OBJECT));
        assertEquals(round, in.get(0));
        assertEquals("round " + round, textIn[0]);
        assertFalse(requests[0].isNull());
        assertEquals(MPI.ANY_SOURCE, requests[0].Wait().source);
      }
      requests[0].free();
      assertTrue(requests[0].Is_null());
      assertError(MPI.ERR_REQUEST, requests[0]::Start);
      assertError(MPI.ERR_RANK, () -> world.sendInit(in, 1, MPI.INT, 7, 0));
      MPI.Finalize();
    }
  }

  /** MPI-4.1 §5.2. */
  public static final class Packing {
    private Packing() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm self = MPI.COMM_SELF;
      self.setErrhandler(MPI.ERRORS_RETURN);
      byte[] packed = new byte[self.packSize(2, MPI.INT) + self.Pack_size(1, MPI.CHAR)];
      assertEquals(10, packed.length);
      int position = self.Pack(new int[] {0, 7, 8}, 1, 2, MPI.INT, packed, 0);
      position = self.pack(new char[] {'c'}, 1, MPI.CHAR, packed, position);
      assertEquals(10, position);
      self.Isend(packed, 0, position, MPI.PACKED, 0, 0);
      byte[] received = new byte[10];
      self.recv(received, 10, MPI.PACKED, 0, 0);
      int[] numbers = new int[2];
      char[] letter = new char[1];
      position = self.unpack(received, 0, numbers, 2, MPI.INT);
      assertEquals(10, self.Unpack(received, position, letter, 0, 1, MPI.CHAR));
      assertArrayEquals(new int[] {7, 8}, numbers);
      assertEquals('c', letter[0]);
      assertError(MPI.ERR_TRUNCATE, () -> self.pack(new int[3], 3, MPI.INT, new byte[11], 0));
      assertError(MPI.ERR_TYPE, () -> self.packSize(1, MPI.OBJECT));
      MPI.Finalize();
    }
  }

  /** MPI-4.1 §3.10. */
  public static final class ProcNull {
    private ProcNull() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      int[] untouched = {3};
      world.Send(untouched, 0, 1, MPI.INT, MPI.PROC_NULL, 0);
      Status status = world.Recv(untouched, 0, 1, MPI.INT, MPI.PROC_NULL, 5);
      assertEquals(MPI.PROC_NULL, status.source);
      assertEquals(MPI.ANY_TAG, status.tag);
      assertEquals(0, status.Get_count(MPI.INT));
      assertEquals(3, untouched[0]);
      assertEquals(MPI.PROC_NULL, world.probe(MPI.PROC_NULL, 0).getSource());
      assertEquals(MPI.PROC_NULL, world.iProbe(MPI.PROC_NULL, 0).getSource());
      Object[] nothing = {"kept"};
      status = world.Irecv(nothing, 0, 1, MPI.OBJECT, MPI.PROC_NULL, 0).Wait();
      assertEquals(0, status.Get_count(MPI.OBJECT));
      assertEquals("kept", nothing[0]);
      MPI.Finalize();
    }
  }

  /** MPI-4.1 §3.8.4. */
  public static final class Cancel {
    private Cancel() {}

    public static void main(String[] args) {
      MPI.Init(args);
      Request request = MPI.COMM_WORLD.iRecv(MPI.newIntBuffer(1), 1, MPI.INT, 0, 1);
      assertFalse(request.test());
      request.cancel();
      assertTrue(request.waitStatus().isCancelled());
      request = MPI.COMM_WORLD.Irecv(new Object[1], 0, 1, MPI.OBJECT, 0, 1);
      request.Cancel();
      assertTrue(request.Wait().Test_cancelled());
      MPI.Finalize();
    }
  }

  static void assertError(int errorClass, Runnable call) {
    MPIException thrown = assertThrows(MPIException.class, call::run);
    assertEquals(errorClass, thrown.getErrorClass(), thrown.getMessage());
  }
}
